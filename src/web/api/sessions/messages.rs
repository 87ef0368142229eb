//! Writing to everybody on a session.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Session, SessionId},
        session_messages::Readers,
    },
    store::read::sessions::{
        session_messages::{self, SessionMessageView},
        session_rows,
    },
    usecases::sessions::write_to_session::WriteToSession,
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Body, Caller, Listed, Once, PathId},
    },
};

/// What is written, and to whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to": "booked", "subject": "What to bring on Tuesday",
    "text": "Please have a pen and a quiet corner ready."}))]
pub struct WriteToSessionRequest {
    /// Those with a place, those waiting for one, or both.
    to: Readers,
    /// One line, of at most 120 characters.
    #[schema(min_length = 1)]
    subject: String,
    /// At most 4,000 characters.
    #[schema(min_length = 1)]
    text: String,
}

/// Writes to everybody on a session: a mail each, and the message is kept with the session.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/messages", tag = "Sessions", params(("id" = SessionId, Path)),
    request_body = WriteToSessionRequest,
    responses((status = 201, description = "The message as it was sent", body = SessionMessageView)))]
pub async fn write(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<WriteToSessionRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::WriteToSession).await?;
    let Body { value, hash } = body?;
    let WriteToSessionRequest { to, subject, text } = value;
    let ask = WriteToSession { by: caller.id(), session: session.0, to, subject, text };
    Ok(crate::web::api::created(&app.usecases.write_to_session(ask, once.key(caller.id(), hash)).await?))
}

/// What was written to everybody on a session, the newest first.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/messages", tag = "Sessions", params(("id" = SessionId, Path)),
    responses((status = 200, description = "All of them",
        body = crate::web::api::page_schemas::SessionMessagePage)))]
pub async fn list(app: Data<App>, session: PathId<Session>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::WriteToSession).await?;
    let read = app.reads.run(move |c| {
        // One that is not there has none, and is not there.
        session_rows::session(c, session.0)?;
        session_messages::of_session(c, session.0)
    });
    let items = read.await?;
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}
