//! What was said of a session.

use actix_web::{HttpResponse, http::header, web::Data};

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Session, SessionId},
    },
    store::read::{feedback::session_feedback::SessionFeedbackView, sessions::session_rows},
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Caller, PathId},
    },
};

/// What was said of a session: counts, means and words without names, once three people answered. It is brought up to
/// date when three more have, and when nobody can answer or change an answer any more.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/feedback", tag = "Feedback", params(("id" = SessionId, Path)),
    responses((status = 200, description = "What was said", body = SessionFeedbackView)))]
pub async fn read(app: Data<App>, session: PathId<Session>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::ReadFeedback).await?;
    app.reads.run(move |c| session_rows::session(c, session.0)).await?;
    let view = app.usecases.look_at_feedback(session.0).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(view))
}
