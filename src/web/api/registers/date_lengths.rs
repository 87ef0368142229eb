//! How long a date really ran.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{DateId, Session, SessionId},
        input::FieldError,
    },
    store::read::registers::rosters::RosterView,
    usecases::{
        error::Failure,
        registers::correct_length::{CorrectLength, Ran},
    },
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Body, Caller, PathId},
    },
};

/// How long a date ran: so many minutes from its planned start, or from and to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"date_id": "01993c5e-7d20-7000-8000-000000000002", "minutes": 120,
    "reason": "The fire alarm ended it early."}))]
pub struct DateLengthRequest {
    /// Which date.
    date_id: DateId,
    /// Its length in whole minutes.
    minutes: Option<i64>,
    /// When it really began, with `ends_at`.
    starts_at: Option<DateTime<Utc>>,
    /// When it really ended, with `starts_at`.
    ends_at: Option<DateTime<Utc>>,
    /// Why that is not what was planned; it stays on record.
    reason: String,
}

/// Corrects how long a date ran, until the register is closed. Attendance, CPD and papers follow it; it is past, so
/// nobody's calendar changes.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/date-lengths", tag = "Register",
    params(("id" = SessionId, Path)), request_body = DateLengthRequest,
    responses((status = 200, description = "The roster", body = RosterView)))]
pub async fn correct(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    body: Body<DateLengthRequest>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::WriteRegister).await?;
    let DateLengthRequest { date_id, minutes, starts_at, ends_at, reason } = body.value;
    let ran = match (minutes, starts_at, ends_at) {
        (Some(minutes), None, None) => Ran::Minutes(minutes),
        (None, Some(from), Some(to)) => Ran::FromTo(from, to),
        _ => {
            let message = "Give either the minutes it ran, or both when it began and when it ended.";
            return Err(Failure::from(FieldError::new("minutes", message)).into());
        }
    };
    let ask = CorrectLength { actor: caller.actor, session: session.0, date: date_id, ran, reason };
    Ok(HttpResponse::Ok().json(app.usecases.correct_length(ask).await?))
}
