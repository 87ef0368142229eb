//! "This is wrong": said about a result or a condition, and answered.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId, Row, RowId},
    },
    store::read::registers::register_answers::{self as views, DisputeView},
    usecases::registers::dispute_result::{AnswerDispute, DisputeResult},
    web::{
        access::may_for_booking,
        error::ApiResult,
        extract::{Body, Caller, Once, PathId},
    },
};

/// What is wrong.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "I was there from the start; my link showed me as a guest."}))]
pub struct DisputeRequest {
    /// In the caller's words.
    words: String,
}

/// What somebody is answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answer": "You are right. We have corrected it."}))]
pub struct AnswerRequest {
    /// In the caller's words; the person reads it.
    answer: String,
}

/// Everything that was said to be wrong about a booking, oldest first.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/disputes", tag = "Register", params(("id" = BookingId, Path)),
    responses((status = 200, description = "What was said and answered", body = crate::web::api::page_schemas::DisputePage)))]
pub async fn list(app: Data<App>, booking: PathId<Booking>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, booking.0, Action::ReadBooking).await?;
    let id = booking.0;
    let items = app.reads.run(move |c| views::disputes_of(c, id)).await?;
    Ok(HttpResponse::Ok().json(crate::web::extract::Listed { items, next: None }))
}

/// Says "This is wrong", within 14 days of a result or while a place is in doubt.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/dispute", tag = "Register", params(("id" = BookingId, Path)),
    request_body = DisputeRequest,
    responses((status = 201, description = "Said; trainers and coordinators are told", body = DisputeView)))]
pub async fn open(
    app: Data<App>,
    booking: PathId<Booking>,
    caller: Caller,
    once: Once,
    body: Body<DisputeRequest>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, booking.0, Action::Dispute).await?;
    let ask = DisputeResult { actor: caller.actor, booking: booking.0, words: body.value.words };
    let answer = app.usecases.dispute_result(ask, once.key(caller.id(), body.hash)).await?;
    Ok(crate::web::api::created(&answer))
}

/// Answers a "This is wrong".
#[utoipa::path(post, path = "/api/v1/disputes/{id}/answer", tag = "Register", params(("id" = RowId, Path)),
    request_body = AnswerRequest, responses((status = 200, description = "Answered", body = DisputeView)))]
pub async fn answer(
    app: Data<App>,
    dispute: PathId<Row>,
    caller: Caller,
    once: Once,
    body: Body<AnswerRequest>,
) -> ApiResult<HttpResponse> {
    let id = dispute.0;
    let booking = app.reads.run(move |c| views::dispute_booking(c, id)).await?;
    may_for_booking(&app, &caller, booking, Action::AnswerDispute).await?;
    let ask = AnswerDispute { actor: caller.actor, dispute: id, answer: body.value.answer };
    let answer = app.usecases.answer_dispute(ask, once.key(caller.id(), body.hash)).await?;
    Ok(crate::web::api::done(&answer))
}
