//! Wanting no more mail about what became of courses, by the link in such a mail.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;

use super::{by_link::token_of, link_over};
use crate::{
    app::App,
    usecases::error::{Failure, Refused},
    web::{
        attempts::follow_link,
        error::ApiResult,
        extract::{AnyonesForm, Visit},
        forms::Form,
        limits::Limits,
        page_facts::PageFacts,
        render::Page,
    },
};

/// No more mail about what became of courses.
#[derive(Serialize)]
pub(in crate::web) struct ImpactOffFacts {
    /// Whether that is so now.
    done: bool,
}

impl PageFacts for ImpactOffFacts {
    const TEMPLATE: &'static str = "feedback/impact_off";

    fn samples() -> Vec<Self> {
        vec![Self { done: false }, Self { done: true }]
    }

    fn form_sample() -> Option<Form> {
        Some(form("a1b2c3"))
    }
}

fn form(token: &str) -> Form {
    Form::new(format!("/impact-off/{token}"), "Send me no more of these mails")
}

fn page(app: &App, visit: &Visit, token: &str, done: bool) -> ApiResult<HttpResponse> {
    let title = if done { "You get no more of these mails" } else { "No more of these mails?" };
    Page::of(visit, title, &ImpactOffFacts { done })?.form(form(token)).answer(app)
}

/// Asks: mail programs follow links to look at them.
pub async fn show(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    visit: Visit,
) -> ApiResult<HttpResponse> {
    let token = token_of(&request);
    match follow_link(&request, (&app, &limits), app.usecases.impact_mail(&token)).await? {
        Some(_) => page(&app, &visit, &token, false),
        None => link_over::answer(&app, &visit),
    }
}

/// Sends no more of them.
pub async fn stop(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = form;
    let token = token_of(&request);
    if follow_link(&request, (&app, &limits), app.usecases.impact_mail(&token)).await?.is_none() {
        return link_over::answer(&app, &visit);
    }
    if posted.again() {
        return page(&app, &visit, &token, false);
    }
    match app.usecases.stop_impact_mails_by_link(&token).await {
        Ok(()) => page(&app, &visit, &token, true),
        Err(Failure::Refused(Refused::NotThere)) => link_over::answer(&app, &visit),
        Err(failure) => Err(failure.into()),
    }
}
