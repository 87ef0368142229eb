//! Sending once more how to join a session.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{BookingId, Session, SessionId},
    },
    usecases::sessions::send_joining::{JoiningSent, SendJoining},
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Body, Caller, Once, PathId},
    },
};

/// To whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"booking_id": "01930000-0000-7000-8000-00000000000b"}))]
pub struct SendJoiningRequest {
    /// Somebody with a place; everybody with one when left out.
    booking_id: Option<BookingId>,
}

/// Sends once more how to join the next date: a mail each to whoever has a place, to nobody who waits for one.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/joining-mails", tag = "Sessions",
    params(("id" = SessionId, Path)), request_body = SendJoiningRequest,
    responses((status = 201, description = "How many people are mailed", body = JoiningSent)))]
pub async fn send(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<SendJoiningRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::WriteToSession).await?;
    let Body { value, hash } = body?;
    let ask = SendJoining { by: caller.id(), session: session.0, booking: value.booking_id };
    Ok(crate::web::api::created(&app.usecases.send_joining(ask, once.key(caller.id(), hash)).await?))
}
