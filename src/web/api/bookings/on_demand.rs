//! Taking a course at any time: beginning it, what it is made of, and finishing it.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId, PersonId, RowId},
    },
    store::read::{
        bookings::{
            booking::BookingView,
            on_demand::{self, OnDemandTakingView},
        },
        catalogue::courses,
        certificates::certificate::CertificateView,
    },
    usecases::{bookings::begin_on_demand::BeginOnDemand, registers::finish_on_demand::FinishOnDemand},
    web::{
        access::{may_for_booking, may_for_person},
        error::ApiResult,
        extract::{Body, Caller, Once, PathId, PathSlug},
    },
};

/// For whom it is begun.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct BeginOnDemandRequest {
    /// For whom; the caller when left out.
    person_id: Option<PersonId>,
}

/// An answer to a question at the end.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnDemandAnswerRequest {
    /// The question.
    question_id: RowId,
    /// What is answered.
    text: String,
}

/// What somebody finishes with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answers": [
    {"question_id": "01993c5e-7d20-7000-8000-000000000001", "text": "I will begin each week with a circle."}]}))]
pub struct FinishOnDemandRequest {
    /// The answers to its questions.
    answers: Vec<OnDemandAnswerRequest>,
    /// The parts that were watched, where they are counted one by one.
    watched: Option<Vec<RowId>>,
}

/// Begins a course that may be taken at any time. No place is held by it; prerequisites are judged today.
#[utoipa::path(post, path = "/api/v1/courses/{slug}/on-demand", tag = "Bookings", request_body = BeginOnDemandRequest,
    params(("slug" = String, Path, example = "introduction")),
    responses((status = 201, description = "Begun", body = BookingView)))]
pub async fn begin(
    app: Data<App>,
    slug: PathSlug,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<BeginOnDemandRequest>>,
) -> ApiResult<HttpResponse> {
    let looked_for = slug.0.clone();
    app.reads.run(move |c| courses::by_slug(c, &looked_for)).await?;
    let Body { value, hash } = body?;
    let person = value.person_id.unwrap_or(caller.id());
    may_for_person(&app, &caller, person, Action::BookPlace).await?;
    let ask = BeginOnDemand { actor: caller.actor, person, course: slug.0 };
    let answer = app.usecases.begin_on_demand(ask, once.key(caller.id(), hash)).await?;
    Ok(crate::web::api::created_at(&answer, &format!("/api/v1/bookings/{}", answer.value.id)))
}

/// A course somebody takes at any time, with its recordings, texts and questions.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/on-demand", tag = "Bookings", params(("id" = BookingId, Path)),
    responses((status = 200, description = "The course as it is taken", body = OnDemandTakingView)))]
pub async fn read(app: Data<App>, id: PathId<Booking>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::TakeOnDemand).await?;
    let taking = app.reads.run(move |c| on_demand::taking(c, id.0)).await?;
    Ok(HttpResponse::Ok().json(taking))
}

/// Finishes a course that was taken at any time: the certificate is given at once. Finished again, the same certificate
/// is answered.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/finish", tag = "Bookings", params(("id" = BookingId, Path)),
    request_body = FinishOnDemandRequest,
    responses((status = 200, description = "The certificate", body = CertificateView)))]
pub async fn finish(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<FinishOnDemandRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, id.0, Action::TakeOnDemand).await?;
    let Body { value, hash } = body?;
    let ask = FinishOnDemand {
        actor: caller.actor,
        booking: id.0,
        answers: value.answers.into_iter().map(|answer| (answer.question_id, answer.text)).collect(),
        watched: value.watched.unwrap_or_default(),
    };
    let answer = app.usecases.finish_on_demand(ask, once.key(caller.id(), hash)).await?;
    Ok(crate::web::api::done(&answer))
}
