//! Every course date, drafts included.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{change_dates, drafts, session_words::date};
use crate::{
    app::App,
    domain::{
        grammar::sentence_case,
        ids::SessionId,
        times::{LONDON, ZoneNote, clock_range, day, day_in, start_of_day},
        words::{SessionState, Word},
    },
    store::{
        error::Error,
        read::{
            catalogue::courses,
            sessions::{
                date_list::{self, DateFilter},
                session::SessionView,
            },
        },
    },
    web::{
        error::{ApiError, ApiResult},
        extract::{Listed, Member, Paging, Params},
        forms::{Field, Form},
        page_facts::{PageFacts, State},
        pages::wording,
        render::Page,
    },
};

/// What to look for.
#[derive(Deserialize)]
pub struct Asked {
    course: Option<String>,
    state: Option<String>,
    from: Option<String>,
    cursor: Option<String>,
    published: Option<usize>,
    changed: Option<usize>,
}

/// A list of course dates.
#[derive(Serialize)]
pub(in crate::web) struct ManageDatesFacts {
    /// The dates, month by month.
    months: Vec<Month>,
    /// The list's next page.
    next: Option<String>,
    /// Whether one of them is a draft.
    drafts: bool,
    /// Which of them are shown, in words.
    chosen: String,
}

/// The dates of a month.
#[derive(Serialize)]
struct Month {
    /// Its name, with the year.
    name: String,
    /// The dates that begin in it.
    rows: Vec<ManagedDate>,
}

/// A course date of the list.
#[derive(Clone, Serialize)]
struct ManagedDate {
    /// Its page.
    address: String,
    /// The course's title.
    course: String,
    /// Its name among others, where it can be changed together with them.
    id: Option<String>,
    /// Its first date, whole.
    when: Option<String>,
    /// The day of it, short.
    day: String,
    /// Its hours.
    hours: String,
    /// How many dates it has, in words, where it is more than one.
    more: Option<String>,
    /// Where it stands.
    state: State,
    /// How many places are taken.
    taken: i32,
    /// How many there are.
    capacity: i32,
    /// How many wait for one.
    waiting: i64,
    /// Who runs it; empty while nobody is named.
    trainers: String,
}

impl PageFacts for ManageDatesFacts {
    const TEMPLATE: &'static str = "sessions/manage_dates";

    fn samples() -> Vec<Self> {
        let set = ManagedDate {
            address: "/manage/dates/1".to_owned(),
            course: "Introduction to restorative practice".to_owned(),
            id: Some("1".to_owned()),
            when: Some("Tuesday 12 January 2027, 10am to 1pm".to_owned()),
            day: "Tue 12".to_owned(),
            hours: "10am to 1pm".to_owned(),
            more: Some("2 dates".to_owned()),
            state: wording::of_session(SessionState::Published),
            taken: 12,
            capacity: 12,
            waiting: 2,
            trainers: "Chris Straker".to_owned(),
        };
        let draft = ManagedDate {
            id: None,
            when: None,
            more: None,
            state: wording::of_session(SessionState::Draft),
            taken: 0,
            waiting: 0,
            trainers: String::new(),
            ..set.clone()
        };
        let chosen = || "All courses, any state, from Monday 4 January 2027".to_owned();
        vec![
            Self {
                months: vec![Month { name: "January 2027".to_owned(), rows: vec![set, draft] }],
                next: Some("/manage/dates?cursor=2".to_owned()),
                chosen: chosen(),
                drafts: true,
            },
            Self { months: Vec::new(), next: None, chosen: chosen(), drafts: false },
        ]
    }

    fn form_sample() -> Option<Form> {
        let courses = [("introduction", "Introduction to restorative practice")];
        Some(search_form(courses.into_iter(), "introduction", "published", "2027-01-04"))
    }
}

fn search_form<'c>(
    courses: impl Iterator<Item = (&'c str, &'c str)>,
    course: &str,
    state: &str,
    from: &str,
) -> Form {
    let by_course = courses
        .fold(Field::select("course", "Course").choice("", "All courses"), |field, (slug, title)| {
            field.choice(slug, title)
        });
    let by_state = SessionState::ALL
        .iter()
        .fold(Field::select("state", "State").choice("", "Any state"), |field, state| {
            field.choice(state.as_str(), wording::of_session(*state).label)
        });
    Form::new("/manage/dates", "Show these")
        .field(by_course.value(course))
        .field(by_state.value(state))
        .field(Field::date("from", "From").value(from))
}

fn position(cursor: &str) -> Option<(NaiveDateTime, SessionId)> {
    let (at, id) = cursor.split_once(' ')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?.naive_utc(), id.parse().ok()?))
}

/// The list.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let paging = Paging::read(None, asked.cursor.as_deref())?;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let today = day_in(app.clock.now(), LONDON);
    let from: NaiveDate = text(&asked.from).parse().unwrap_or(today);
    let after = match paging.after.as_deref() {
        Some(cursor) => Some(position(cursor).ok_or_else(ApiError::not_there)?),
        None => None,
    };
    let filter = DateFilter {
        course: asked.course.clone().filter(|slug| !slug.is_empty() && !slug.contains('\0')),
        state: SessionState::from_word(&text(&asked.state)),
        from: start_of_day(from, LONDON),
        until: None,
        after,
        limit: i64::try_from(paging.limit + 1).unwrap_or(i64::MAX),
    };
    let (found, all) =
        app.reads.run(move |c| Ok::<_, Error>((date_list::list(c, &filter)?, courses::all(c)?))).await?;
    let listed = Listed::cut(found, &paging, |item| {
        let first = item.view.dates.first().map(|date| date.starts_at).unwrap_or_default();
        format!("{} {}", first.timestamp_micros(), item.view.id)
    });
    let courses = all.iter().map(|one| (one.slug.as_str(), one.title.as_str()));
    let form = search_form(courses, &text(&asked.course), &text(&asked.state), &from.to_string());
    let next = listed.next.map(|cursor| {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("course", &text(&asked.course))
            .append_pair("state", &text(&asked.state))
            .append_pair("from", &from.to_string())
            .append_pair("cursor", &cursor)
            .finish();
        format!("/manage/dates?{query}")
    });
    let any_draft = listed.items.iter().any(|item| item.view.state == SessionState::Draft);
    let title = all.iter().find(|one| Some(&one.slug) == asked.course.as_ref());
    let state = SessionState::from_word(&text(&asked.state));
    let chosen = format!(
        "{}, {}, from {}",
        title.map_or("all courses", |one| one.title.as_str()),
        state.map_or_else(|| "any state".to_owned(), |state| wording::of_session(state).label),
        day(from),
    );
    let facts = ManageDatesFacts {
        months: by_month(listed.items.iter().map(|item| &item.view)),
        next,
        drafts: any_draft,
        chosen: sentence_case(&chosen),
    };
    Page::of(&member.visit, "Course dates", &facts)?
        .form(form)
        .notice(asked.published.map(drafts::published).or_else(|| asked.changed.map(change_dates::changed)))
        .here("/manage/dates")
        .answer(&app)
}

fn by_month<'s>(sessions: impl Iterator<Item = &'s SessionView>) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for session in sessions {
        let first = session.dates.first().map(|first| day_in(first.starts_at, session.timezone.tz()));
        let name = first.map_or_else(|| "Without a date".to_owned(), |day| day.format("%B %Y").to_string());
        match months.last_mut().filter(|month| month.name == name) {
            Some(month) => month.rows.push(row(session)),
            None => months.push(Month { name, rows: vec![row(session)] }),
        }
    }
    months
}

fn row(session: &SessionView) -> ManagedDate {
    let zone = session.timezone.tz();
    let first = session.dates.first();
    let names: Vec<&str> = session.trainers.iter().map(|trainer| trainer.name.as_str()).collect();
    let can_be_changed = matches!(session.state, SessionState::Draft | SessionState::Published);
    ManagedDate {
        address: format!("/manage/dates/{}", session.id),
        id: can_be_changed.then(|| session.id.to_string()),
        course: session.course.title.clone(),
        when: first.map(|first| date(first, zone)),
        day: first.map_or_else(
            || "No date yet".to_owned(),
            |first| day_in(first.starts_at, zone).format("%a %-d").to_string(),
        ),
        hours: first
            .map(|first| clock_range(first.starts_at, first.ends_at, zone, ZoneNote::WhenElsewhere))
            .unwrap_or_default(),
        more: (session.dates.len() > 1).then(|| format!("{} dates", session.dates.len())),
        state: wording::of_session(session.state),
        taken: session.capacity - session.places_left,
        capacity: session.capacity,
        waiting: session.waitlist_length.into(),
        trainers: names.join(", "),
    }
}
