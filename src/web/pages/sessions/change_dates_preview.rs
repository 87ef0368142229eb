//! What a change of several dates comes to, date by date, before it is made.

use actix_web::HttpResponse;
use serde::Serialize;

use super::session_words::dates;
use crate::{
    app::App,
    domain::{delivery, grammar::listed},
    store::read::sessions::session::SessionView,
    usecases::sessions::change_sessions::{Changed, Foreseen, Foresight},
    web::{
        error::ApiResult,
        extract::{Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::wording,
        render::Page,
    },
};

/// Where it is sent to.
pub(super) const ADDRESS: &str = "/manage/change-dates";

/// The facts of `sessions/change_dates_preview`.
#[derive(Serialize)]
pub(in crate::web) struct ChangeDatesPreviewFacts {
    /// Date by date.
    rows: Vec<Row>,
    /// How many are mailed in all, in a sentence.
    mailed: String,
}

/// What comes of it for one date.
#[derive(Serialize)]
struct Row {
    /// When.
    when: String,
    /// The course's title.
    course: String,
    /// What changes, a sentence each.
    changes: Vec<String>,
    /// Who has a place on it and how many are mailed.
    told: String,
}

impl PageFacts for ChangeDatesPreviewFacts {
    const TEMPLATE: &'static str = "sessions/change_dates_preview";

    fn samples() -> Vec<Self> {
        let row = Row {
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            course: "Introduction to restorative practice".to_owned(),
            changes: vec!["Run by Chris Straker, in place of nobody.".to_owned()],
            told: "12 have a place. 13 people are mailed.".to_owned(),
        };
        vec![Self { rows: vec![row], mailed: in_all(13, 1) }]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new(ADDRESS, "Change 12 dates and tell 13 people").field(Field::hidden("capacity", "12")))
    }
}

fn in_all(people: usize, dates: usize) -> String {
    let said = wording::people(i64::try_from(people).unwrap_or(i64::MAX));
    match (people, dates) {
        (0, _) => "Nobody is mailed.".to_owned(),
        (1, _) => "1 person is mailed.".to_owned(),
        (_, 1) => format!("{said} are mailed."),
        _ => format!(
            "{said} are mailed. Whoever is on several of these dates gets one mail for each, so that every entry in their \
             calendar follows."
        ),
    }
}

fn run_by(session: &SessionView) -> String {
    let names: Vec<&str> = session.trainers.iter().map(|trainer| trainer.name.as_str()).collect();
    if names.is_empty() { "nobody".to_owned() } else { listed(&names, "and") }
}

fn changes(before: &SessionView, after: &Changed) -> Vec<String> {
    let view = &after.view;
    let mut said = Vec::new();
    if run_by(before) != run_by(view) {
        said.push(format!("Run by {}, in place of {}.", run_by(view), run_by(before)));
    }
    for place in &view.ended_places {
        said.push(format!("{} has a place on it, which ends: whoever runs a date has none.", place.name));
    }
    if before.capacity != view.capacity {
        said.push(format!("{}, in place of {}.", wording::places(view.capacity), before.capacity));
    }
    if before.capacity < view.capacity && before.waitlist_length > view.waitlist_length {
        let offered = i64::from(before.waitlist_length - view.waitlist_length);
        said.push(format!("{} on the waiting list: a place has come up.", wording::people(offered)));
    }
    if (before.delivery, &before.location) != (view.delivery, &view.location) {
        let place = |one: &SessionView| match &one.location {
            Some(location) => format!("{}, {location}", delivery::how(one.delivery)),
            None => delivery::how(one.delivery).to_owned(),
        };
        said.push(format!("{}. It was: {}.", place(view), place(before)));
    }
    if after.joining {
        said.push("New joining details.".to_owned());
    }
    if said.is_empty() {
        said.push("Nothing changes: it is so already.".to_owned());
    }
    said
}

fn row(before: &SessionView, after: &Changed) -> Row {
    let held = before.capacity - before.places_left;
    let have = match held {
        0 => "Nobody has a place yet.".to_owned(),
        1 => "1 person has a place.".to_owned(),
        _ => format!("{held} people have a place."),
    };
    Row {
        when: dates(before),
        course: before.course.title.clone(),
        changes: changes(before, after),
        told: format!("{have} {}", in_all(after.written_to, 1)),
    }
}

/// The page. What was typed travels on in it.
pub fn page(app: &App, visit: &Visit, foresight: &Foresight, posted: &Posted) -> ApiResult<HttpResponse> {
    let of = |foreseen: &Foreseen| foreseen.outcome.as_ref().ok().map(|after| row(&foreseen.before, after));
    let rows: Vec<Row> = foresight.sessions.iter().filter_map(of).collect();
    let count = if rows.len() == 1 { "this date".to_owned() } else { format!("these {} dates", rows.len()) };
    let button = match foresight.written_to {
        0 => format!("Change {count}"),
        told => {
            format!("Change {count} and tell {}", wording::people(i64::try_from(told).unwrap_or(i64::MAX)))
        }
    };
    let kept = posted.to_keep().into_iter().filter(|(name, _)| name != "_sure" && name != "_step");
    let form =
        kept.fold(Form::new(ADDRESS, button), |form, (name, value)| form.field(Field::hidden(&name, value)));
    let facts = ChangeDatesPreviewFacts { mailed: in_all(foresight.written_to, rows.len()), rows };
    Page::of(visit, "Is this right?", &facts)?.form(form).here("/manage/dates").answer(app)
}
