//! A missed date of a set, made up for in a sister set.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{BookingId, DateId, Session, SessionId},
    },
    store::read::registers::rosters::RosterView,
    usecases::registers::make_up_date::MakeUpDate,
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Body, Caller, PathId},
    },
};

/// What happened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"booking_id": "01993c5e-7d20-7000-8000-000000000001",
    "date_id": "01993c5e-7d20-7000-8000-000000000002", "made_up_at": "01993c5e-7d20-7000-8000-000000000003"}))]
pub struct MakeUpRequest {
    /// Whose booking.
    booking_id: BookingId,
    /// The date that was missed.
    date_id: DateId,
    /// The same date of another group, which was attended instead.
    made_up_at: DateId,
}

/// Records that somebody made up for a missed date at the same date of another group: they count as present, and the
/// register says where.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/make-ups", tag = "Register", params(("id" = SessionId, Path)),
    request_body = MakeUpRequest, responses((status = 200, description = "The roster", body = RosterView)))]
pub async fn record(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    body: ApiResult<Body<MakeUpRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::WriteRegister).await?;
    let MakeUpRequest { booking_id, date_id, made_up_at } = body?.value;
    let ask = MakeUpDate {
        actor: caller.actor,
        session: session.0,
        booking: booking_id,
        date: date_id,
        made_up_at,
    };
    Ok(HttpResponse::Ok().json(app.usecases.make_up_date(ask).await?))
}
