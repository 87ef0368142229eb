//! Whether coming dates with bookings take what changes about their course: asked date by date before it is saved.

use actix_web::HttpResponse;
use serde::Serialize;

use super::course_form::Standing;
use crate::{
    app::App,
    domain::{
        grammar::listed,
        ids::SessionId,
        times::{ZoneNote, moment},
    },
    store::read::{
        catalogue::courses,
        sessions::kept_terms::{self, ComingSession},
    },
    usecases::catalogue::course_terms::CourseTerms,
    web::{
        error::ApiResult,
        extract::{Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::wording,
        render::Page,
    },
};

/// Sent by the button that means it.
const SURE: &str = "_sure";

/// The boxes of the dates that take the change.
const TAKEN_BY: &str = "taken_by";

/// What dates are asked about.
#[derive(Serialize)]
pub(in crate::web) struct TakingFacts {
    /// What changes, in words.
    changed: String,
}

impl PageFacts for TakingFacts {
    const TEMPLATE: &'static str = "catalogue/taking";

    fn samples() -> Vec<Self> {
        vec![Self { changed: "the title and the CPD minutes".to_owned() }]
    }

    fn form_sample() -> Option<Form> {
        let boxes = boxes().choice("1", "Tuesday 12 January 2027 at 10am: 8 people");
        let form = Form::new("/manage/courses/introduction", "Save the course");
        Some(form.field(Field::hidden("title", "First steps")).field(boxes))
    }
}

fn boxes() -> Field {
    Field::boxes(TAKEN_BY, "Which of these dates take the change?").optional()
}

/// Whether the question was answered.
pub fn is_sure(posted: &Posted) -> bool {
    posted.has(SURE)
}

/// The dates that were ticked.
pub fn chosen(posted: &Posted) -> Vec<SessionId> {
    posted.all(TAKEN_BY).into_iter().filter_map(|id| id.parse().ok()).collect()
}

/// What changes of the terms that sessions keep, each in words.
fn changed(standing: &Standing, terms: &CourseTerms) -> Vec<&'static str> {
    let Standing { course, settings, .. } = standing;
    let number = |typed: Option<i64>, stands: i32| typed.is_some_and(|typed| typed != i64::from(stands));
    let step = (terms.ladder.clone().flatten(), terms.rung.flatten());
    let enough = number(terms.enough_percent, settings.enough_percent)
        || terms.enough_dates.is_some_and(|dates| dates != settings.enough_dates.map(i64::from));
    [
        (terms.title.as_ref().is_some_and(|title| *title != course.title), "the title"),
        (terms.outcomes.as_ref().is_some_and(|outcomes| *outcomes != course.outcomes), "the outcomes"),
        (number(terms.duration_minutes, course.duration_minutes), "the length of a date"),
        (number(terms.cpd_minutes, course.cpd_minutes), "the CPD minutes"),
        (step != (course.ladder.clone(), course.rung.map(i64::from)), "the step"),
        (enough, "how much attendance is enough"),
    ]
    .into_iter()
    .filter_map(|(is, what)| is.then_some(what))
    .collect()
}

/// The coming dates to ask about, with what changes; none when nothing changes that they keep.
pub async fn asked(app: &App, standing: &Standing, terms: &CourseTerms) -> ApiResult<Option<Asked>> {
    let changed = changed(standing, terms);
    if changed.is_empty() {
        return Ok(None);
    }
    let (slug, now) = (standing.course.slug.clone(), app.clock.now());
    let coming = app
        .reads
        .run(move |c| {
            let course = courses::by_slug(c, &slug)?.id;
            kept_terms::coming(c, course, now)
        })
        .await?;
    Ok((!coming.is_empty()).then(|| Asked { changed: listed(&changed, "and"), coming }))
}

/// What is to be asked.
pub struct Asked {
    changed: String,
    coming: Vec<ComingSession>,
}

/// The page that asks. What was typed travels on in it.
pub fn page(app: &App, visit: &Visit, slug: &str, asked: &Asked, posted: &Posted) -> ApiResult<HttpResponse> {
    let dates = asked.coming.iter().fold(boxes(), |field, date| {
        let when = moment(date.starts_at, date.timezone.tz(), ZoneNote::WhenElsewhere);
        field.choice(date.id.to_string(), format!("{when}: {}", wording::people(date.held)))
    });
    let kept =
        posted.to_keep().into_iter().filter(|(name, _)| !matches!(name.as_str(), SURE | TAKEN_BY | "_step"));
    let form = Form::new(format!("/manage/courses/{slug}"), "Save the course");
    let form = kept.fold(form, |form, (name, value)| form.field(Field::hidden(&name, value))).field(dates);
    let facts = TakingFacts { changed: asked.changed.clone() };
    Page::of(visit, "Which dates take the change?", &facts)?.form(form).here("/manage/courses").answer(app)
}
