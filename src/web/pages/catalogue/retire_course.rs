//! Before a course is retired: its dates still to come are named, and asked about one by one.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        ids::SessionId,
        words::{ComingDates, Word},
    },
    store::read::{
        catalogue::courses,
        sessions::{
            date_list,
            session::{self, SessionView},
        },
    },
    usecases::catalogue::retire_course::CallOff,
    web::{
        error::ApiResult,
        extract::{Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::{sessions::session_words, wording},
        render::Page,
    },
};

/// Sent by the button that means it.
const SURE: &str = "_sure";

/// What the field of one date begins with; its session follows.
const DATE: &str = "coming.";

const REASON: &str = "coming_reason";

/// The dates still to come of a course that is about to be retired.
#[derive(Serialize)]
pub(in crate::web) struct RetireCourseFacts {
    /// How many, in words: `3 dates are`.
    count: String,
}

impl RetireCourseFacts {
    fn of(count: usize) -> Self {
        Self { count: if count == 1 { "1 date is".to_owned() } else { format!("{count} dates are") } }
    }
}

impl PageFacts for RetireCourseFacts {
    const TEMPLATE: &'static str = "catalogue/retire_course";

    fn samples() -> Vec<Self> {
        vec![Self::of(1), Self::of(3)]
    }

    fn form_sample() -> Option<Form> {
        let form = Form::new("/manage/courses/introduction", "Retire this course")
            .field(Field::hidden("title", "Introduction"));
        let id = SessionId::from_uuid(uuid::Uuid::from_u128(1));
        Some(form.field(choice(id, "Tuesday 12 January 2027, 10am to 1pm", 8, 2)).field(reason()))
    }
}

fn choice(id: SessionId, when: &str, held: i32, waiting: i32) -> Field {
    let about = format!("{held} of its places taken, {} waiting", wording::people(waiting.into()));
    Field::radios(&format!("{DATE}{id}"), when)
        .hint(about)
        .choice(ComingDates::Run.as_str(), "It takes place")
        .choice(ComingDates::CallOff.as_str(), "Call it off")
        .value(ComingDates::Run.as_str())
}

fn reason() -> Field {
    Field::lines(REASON, "Why are dates called off?", 2).optional().hint(
        "Everybody on them reads this in their mail: that the course is no longer given, unless you say.",
    )
}

/// The page that asks, as long as dates are still to come and nobody has answered. What was typed travels on in it.
pub(super) async fn asked(
    app: &App,
    visit: &Visit,
    slug: &str,
    posted: &Posted,
) -> ApiResult<Option<HttpResponse>> {
    if posted.has(SURE) {
        return Ok(None);
    }
    let (now, of) = (app.clock.now(), slug.to_owned());
    let coming = app
        .reads
        .run(move |c| {
            let course = courses::by_slug(c, &of)?.id;
            let ids = date_list::coming_of(c, course, now)?;
            session::of_ids(c, &ids)
        })
        .await?;
    if coming.is_empty() {
        return Ok(None);
    }
    let kept = posted.to_keep().into_iter();
    let kept = kept.filter(|(name, _)| name != "_step" && name != REASON && !name.starts_with(DATE));
    let form = kept
        .fold(Form::new(format!("/manage/courses/{slug}"), "Retire this course"), |form, (name, value)| {
            form.field(Field::hidden(&name, value))
        });
    let field = |session: &SessionView| {
        let held = session.capacity - session.places_left;
        choice(session.id, &session_words::dates(session), held, session.waitlist_length)
    };
    let form = coming.iter().fold(form, |form, session| form.field(field(&session.view))).field(reason());
    let title = "Before this course is retired";
    let page = Page::of(visit, title, &RetireCourseFacts::of(coming.len()))?;
    Ok(Some(page.form(form).here("/manage/courses").answer(app)?))
}

/// The dates that were chosen to be called off.
pub(super) fn chosen(posted: &Posted) -> Option<CallOff> {
    let called_off = posted.to_keep().into_iter().filter_map(|(name, value)| {
        let id = name.strip_prefix(DATE)?.parse().ok()?;
        (value == ComingDates::CallOff.as_str()).then_some(id)
    });
    let sessions: Vec<SessionId> = called_off.collect();
    (!sessions.is_empty()).then(|| CallOff { sessions: Some(sessions), reason: posted.optional(REASON) })
}
