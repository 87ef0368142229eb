//! Saying how a course was by the link of the result's mail, without signing in. Opening it answers nothing.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Deserialize;

use super::{
    link_over,
    question_fields::{self, GiveFeedbackFacts},
};
use crate::{
    app::App,
    store::{
        error::Error,
        read::feedback::{
            given::{self, FeedbackView},
            impacts,
        },
    },
    usecases::{
        error::{Failure, Refused},
        feedback::open_link::OpenLink,
    },
    web::{
        attempts::{count_answer, follow_link},
        error::ApiResult,
        extract::{AnyonesForm, Params, Visit},
        forms::Form,
        limits::Limits,
        pages::form_parts::refusals::renamed,
        render::{Page, see},
    },
};

const TITLE: &str = "How was it?";

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// The token of the path.
pub(super) fn token_of(request: &HttpRequest) -> String {
    request.match_info().get("token").unwrap_or_default().to_owned()
}

async fn said(app: &App, found: &OpenLink) -> ApiResult<(FeedbackView, bool)> {
    let booking = found.attended.booking;
    let read =
        app.reads.run(move |c| Ok::<_, Error>((given::view(c, booking)?, impacts::agrees(c, booking)?)));
    Ok(read.await?)
}

fn page<'v>(visit: &'v Visit, found: &OpenLink, view: &FeedbackView, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, TITLE, &GiveFeedbackFacts::of(&found.attended, view))?.form(form))
}

/// Asks.
pub async fn show(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    visit: Visit,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let token = token_of(&request);
    let found = follow_link(&request, (&app, &limits), app.usecases.feedback_link(&token)).await?;
    let Some(found) = found else { return link_over::answer(&app, &visit) };
    let (view, manager) = said(&app, &found).await?;
    let form = question_fields::form(&format!("/feedback/{token}"), &view, manager);
    let sent = asked.0.done.as_deref() == Some("sent");
    let notice = sent.then_some("Thank you. Your answers are kept, and you can change them here.");
    page(&visit, &found, &view, form)?.notice(notice).answer(&app)
}

/// Keeps what is said.
pub async fn give(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = form;
    let token = token_of(&request);
    let found = follow_link(&request, (&app, &limits), app.usecases.feedback_link(&token)).await?;
    let Some(found) = found else { return link_over::answer(&app, &visit) };
    let (view, manager) = said(&app, &found).await?;
    let address = format!("/feedback/{token}");
    let mut shown = question_fields::form(&address, &view, manager).keep(&posted);
    if posted.again() {
        return page(&visit, &found, &view, shown)?.answer(&app);
    }
    count_answer(&app, &limits, &token)?;
    match app.usecases.give_feedback_by_link(&token, question_fields::read(&posted, &view)).await {
        Ok(_) => see(format!("{address}?done=sent")),
        Err(Failure::Refused(Refused::NotThere)) => link_over::answer(&app, &visit),
        Err(failure) => {
            shown.refused(renamed(failure, question_fields::field_of))?;
            page(&visit, &found, &view, shown)?.answer(&app)
        }
    }
}
