//! Checking in at the door: what stands on the trainer's screen, and saying that one is there.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{DateId, Session, SessionId},
    },
    usecases::registers::{
        check_in::{Arriving, CheckIn, CheckedIn},
        check_in_codes::CheckInScreen,
    },
    web::{
        access::may_for_session,
        attempts::judge_check_in,
        error::ApiResult,
        extract::{Body, Caller, MaybeCaller, Params, PathId},
        limits::Limits,
    },
};

/// Which date.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreenQuery {
    date_id: Option<DateId>,
}

/// The code that stands on the trainer's screen now, another one each minute, and who has arrived. Of a date in a room,
/// from an hour before its start until its end.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/check-in", tag = "Register",
    params(("id" = SessionId, Path),
        ("date_id" = Option<DateId>, Query, description = "The date; when left out, the one that is on or comes next")),
    responses((status = 200, description = "The code and who has arrived", body = CheckInScreen)))]
pub async fn screen(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    query: Params<ScreenQuery>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::WriteRegister).await?;
    let screen = app.usecases.check_in_screen(session.0, query.0.date_id).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(screen))
}

/// Who is there: somebody signed in by the code alone, anybody with their booking's reference and address beside it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "7K2 QFM", "reference": "K7QM2FXR", "email": "amira.khan@school.example"}))]
pub struct CheckInRequest {
    /// The code on the trainer's screen.
    code: String,
    /// The booking's reference; with it, no sign-in is needed.
    reference: Option<String>,
    /// An address of whoever holds the booking.
    email: Option<String>,
}

/// Says that one is there. The first time counts: said again, the answer is the same, with 200.
#[utoipa::path(post, path = "/api/v1/check-ins", tag = "Register", request_body = CheckInRequest,
    responses((status = 201, description = "Noted", body = CheckedIn),
        (status = 200, description = "Noted before", body = CheckedIn)))]
pub async fn check_in(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    caller: MaybeCaller,
    body: Body<CheckInRequest>,
) -> ApiResult<HttpResponse> {
    let CheckInRequest { code, reference, email } = body.value;
    let who = match (&caller.0, reference.is_none() && email.is_none()) {
        (Some(caller), true) => Arriving::SignedIn(caller.id()),
        _ => Arriving::Named {
            reference: reference.clone().unwrap_or_default(),
            email: email.unwrap_or_default(),
        },
    };
    let checking = app.usecases.check_in(CheckIn { code, who });
    let arrived = judge_check_in(&request, (&app, &limits), reference.as_deref(), checking).await??;
    let mut answer = if arrived.first { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(arrived.arrival))
}
