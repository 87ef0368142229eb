//! Answering the offer of a colleague's place, with the secret of the mailed link.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    store::read::bookings::booking::BookingView,
    web::{
        error::ApiResult,
        extract::{Body, Caller},
        resting::timed,
    },
};

/// The secret of the link that was mailed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "AZnMpX0gcACAAAAAAAAAAQ"}))]
pub struct HandOverRequest {
    /// What follows `token=` in the link.
    token: String,
}

/// Says yes to a place that a colleague offers: the caller has it, judged as of now.
#[utoipa::path(post, path = "/api/v1/hand-overs/accept", tag = "Bookings", request_body = HandOverRequest,
    responses((status = 200, description = "The caller's own booking", body = BookingView)))]
pub async fn accept(app: Data<App>, caller: Caller, body: Body<HandOverRequest>) -> ApiResult<HttpResponse> {
    let made = app.usecases.accept_hand_over(caller.actor, &body.value.token, Vec::new()).await?;
    Ok(HttpResponse::Ok().json(timed(made, app.clock.now())))
}

/// Says no to a place that a colleague offers. They are told that nobody took it up, and nothing more.
#[utoipa::path(post, path = "/api/v1/hand-overs/decline", tag = "Bookings", request_body = HandOverRequest,
    responses((status = 204, description = "Done")))]
pub async fn decline(
    app: Data<App>,
    _caller: Caller,
    body: Body<HandOverRequest>,
) -> ApiResult<HttpResponse> {
    app.usecases.decline_hand_over(&body.value.token).await?;
    Ok(HttpResponse::NoContent().finish())
}
