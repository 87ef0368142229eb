//! Saying what became of a course by a mailed link, without signing in, once. Opening it answers nothing.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;

use super::{
    by_link::token_of,
    course_day::when,
    impact_form::{self, ImpactFacts, PlannedFacts},
    link_over,
};
use crate::{
    app::App,
    domain::impact::{ImpactSide, ImpactStage},
    store::{error::Error, read::feedback::impacts},
    usecases::{
        error::{Failure, Refused},
        feedback::open_link::OpenLink,
    },
    web::{
        attempts::{count_answer, follow_link},
        error::ApiResult,
        extract::{AnyonesForm, Visit},
        forms::Form,
        limits::Limits,
        page_facts::PageFacts,
        render::Page,
    },
};

const TITLE: &str = "What became of it?";

/// It is said.
#[derive(Serialize)]
pub(in crate::web) struct ImpactThanksFacts {
    /// The course's title.
    course: String,
    /// When it was.
    when: String,
    /// Whether the line manager said it.
    manager: bool,
}

impl PageFacts for ImpactThanksFacts {
    const TEMPLATE: &'static str = "feedback/impact_thanks";

    fn samples() -> Vec<Self> {
        let of = |manager| Self {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            manager,
        };
        vec![of(true), of(false)]
    }
}

/// What a link asks, with what its reader may see beside it.
struct Asked {
    found: OpenLink,
    stage: ImpactStage,
    manager: bool,
    agreed: bool,
    plan: Vec<PlannedFacts>,
}

async fn asked(
    request: &HttpRequest,
    (app, limits): (&App, &Limits),
    visit: &Visit,
    token: &str,
) -> ApiResult<Option<Asked>> {
    let Some(found) = follow_link(request, (app, limits), app.usecases.impact_link(token)).await? else {
        return Ok(None);
    };
    let Some((stage, side)) = found.asks else { return Ok(None) };
    let booking = found.attended.booking;
    let (agreed, plan) = app
        .reads
        .run(move |c| Ok::<_, Error>((impacts::agrees(c, booking)?, impacts::planned(c, booking)?)))
        .await?;
    // A plan is its writer's own: it is shown to them once they are signed in, never by the link alone.
    let is_theirs =
        visit.signed_in.as_ref().is_some_and(|somebody| somebody.caller.id() == found.attended.person);
    let manager = side == ImpactSide::Manager;
    let plan =
        if is_theirs && !manager { plan.into_iter().map(PlannedFacts::from).collect() } else { Vec::new() };
    Ok(Some(Asked { found, stage, manager, agreed, plan }))
}

fn form_of(token: &str, asked: &Asked) -> Form {
    let form = impact_form::form(&format!("/impact/{token}"), asked.manager);
    if asked.manager { form } else { form.field(impact_form::manager_field(asked.agreed)) }
}

fn page<'v>(visit: &'v Visit, asked: &Asked, form: Form) -> ApiResult<Page<'v>> {
    let facts = ImpactFacts::of(&asked.found.attended, asked.stage, asked.manager, asked.plan.clone());
    Ok(Page::of(visit, TITLE, &facts)?.form(form))
}

/// Asks.
pub async fn show(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    visit: Visit,
) -> ApiResult<HttpResponse> {
    let token = token_of(&request);
    match asked(&request, (&app, &limits), &visit, &token).await? {
        Some(asked) => page(&visit, &asked, form_of(&token, &asked))?.answer(&app),
        None => link_over::answer(&app, &visit),
    }
}

/// Keeps what is said; the link leads nowhere afterwards.
pub async fn answer(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = form;
    let token = token_of(&request);
    let Some(asked) = asked(&request, (&app, &limits), &visit, &token).await? else {
        return link_over::answer(&app, &visit);
    };
    let mut shown = form_of(&token, &asked).keep(&posted);
    if posted.again() {
        return page(&visit, &asked, shown)?.answer(&app);
    }
    count_answer(&app, &limits, &token)?;
    let said = match impact_form::read(&posted) {
        Ok(said) => said,
        Err(errors) => {
            shown.refuse_all(&errors);
            return page(&visit, &asked, shown)?.answer(&app);
        }
    };
    let manager = (!asked.manager).then(|| posted.has("manager"));
    match app.usecases.answer_impact_by_link(&token, said, manager).await {
        Ok(()) => {
            let attended = &asked.found.attended;
            let facts = ImpactThanksFacts {
                course: attended.course_title.clone(),
                when: when(attended),
                manager: asked.manager,
            };
            Page::of(&visit, "Thank you", &facts)?.answer(&app)
        }
        Err(Failure::Refused(Refused::NotThere)) => link_over::answer(&app, &visit),
        Err(failure) => {
            shown.refused(failure)?;
            page(&visit, &asked, shown)?.answer(&app)
        }
    }
}
