//! The order of a waiting list.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::ids::{BookingId, Session, SessionId},
    store::read::registers::rosters::RosterView,
    usecases::bookings::reorder_waitlist::ReorderWaitlist,
    web::{
        error::ApiResult,
        extract::{Body, Caller, PathId},
    },
};

/// The order, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "order": ["01930000-0000-7000-8000-00000000000c", "01930000-0000-7000-8000-00000000000b"],
    "reason": "She starts in a post that needs this course on 1 February."}))]
pub struct OrderRequest {
    /// The bookings of everybody who waits now, first to last, each once; those whose place we took away come first.
    order: Vec<BookingId>,
    /// Why; it stays in the history of every booking that moves.
    reason: String,
}

/// Brings a waiting list into another order. The next place that comes up is offered along it; whoever joins later
/// comes after.
#[utoipa::path(put, path = "/api/v1/sessions/{id}/waitlist", tag = "Sessions", params(("id" = SessionId, Path)),
    request_body = OrderRequest,
    responses((status = 200, description = "The roster, with the waiting list as it is now", body = RosterView)))]
pub async fn reorder(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    body: Body<OrderRequest>,
) -> ApiResult<HttpResponse> {
    let OrderRequest { order, reason } = body.value;
    let ask = ReorderWaitlist { actor: caller.actor, session: session.0, order, reason };
    Ok(HttpResponse::Ok().json(app.usecases.reorder_waitlist(ask).await?))
}
