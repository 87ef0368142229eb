//! What somebody needs to take part: said by them, arranged by the trainers and coordinators, seen by nobody else.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId},
    },
    store::read::bookings::access_needs::{AccessNeedsView, of_booking},
    usecases::bookings::access_needs::EditAccessNeeds,
    web::{
        access::may_for_booking,
        api::sessions::session::Nothing,
        error::ApiResult,
        extract::{Body, Caller, PathId},
    },
};

/// What somebody needs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"needs": "Live captions, please: I lip-read.", "keep": false}))]
pub struct AccessNeedsRequest {
    /// In the caller's words; null takes back what was said before, by whoever may read it.
    needs: Option<String>,
    /// Keep it past the thirty days after the session; as it was when left out.
    keep: Option<bool>,
}

/// What was said and whether it is arranged: for the person, the session's trainers and the coordinators.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/access-needs", tag = "Bookings", params(("id" = BookingId, Path)),
    responses((status = 200, description = "What is needed", body = AccessNeedsView)))]
pub async fn read(app: Data<App>, id: PathId<Booking>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::ReadAccessNeeds).await?;
    Ok(answer(&app.reads.run(move |c| of_booking(c, id.0)).await?))
}

/// Says what the person needs to take part, in place of what was said before. It is seen by the session's trainers and
/// the coordinators, so that they can arrange it; other words have to be arranged anew. Whoever manages the person reads
/// nothing of it: what they send is added to what was said, null takes nothing away, and the answer repeats their words
/// alone.
#[utoipa::path(put, path = "/api/v1/bookings/{id}/access-needs", tag = "Bookings", params(("id" = BookingId, Path)),
    request_body = AccessNeedsRequest,
    responses((status = 200, description = "What is needed now", body = AccessNeedsView)))]
pub async fn edit(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    body: Body<AccessNeedsRequest>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::EditAccessNeeds).await?;
    let reads = may_for_booking(&app, &caller, id.0, Action::ReadAccessNeeds).await.is_ok();
    let AccessNeedsRequest { needs, keep } = body.value;
    let ask = EditAccessNeeds { actor: caller.actor, booking: id.0, needs, keep, reads };
    Ok(answer(&app.usecases.edit_access_needs(ask).await?))
}

/// Marks what somebody needs as arranged, which they then read on their booking.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/access-needs/arranged", tag = "Bookings",
    params(("id" = BookingId, Path)), request_body = Nothing,
    responses((status = 200, description = "What is needed, arranged", body = AccessNeedsView)))]
pub async fn arrange(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    _body: Body<Nothing>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::ArrangeAccessNeeds).await?;
    Ok(answer(&app.usecases.arrange_access_needs(caller.actor, id.0).await?))
}

fn answer(view: &AccessNeedsView) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(view)
}
