//! Saying what became of a course.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId},
        impact::{Impact, ImpactStage, PlanStanding},
    },
    store::read::feedback::impacts::{self, BookingImpactView, ImpactView},
    usecases::error::Failure,
    web::{
        access::may_for_booking,
        error::ApiResult,
        extract::{Body, Caller, Once, PathId},
    },
};

/// What somebody says became of a course.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"stage": "weeks_6",
    "answers": {"in_use": 4, "difference": 4, "words": "We begin every meeting with a check-in."},
    "plan": "under_way"}))]
pub struct ImpactRequest {
    /// How long after the course.
    stage: ImpactStage,
    /// Three answers.
    answers: ImpactAnswers,
    /// Where the action plan stands.
    plan: PlanStanding,
}

/// Three answers about what became of a course.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"in_use": 4, "difference": 4, "words": "We begin every meeting with a check-in."}))]
pub struct ImpactAnswers {
    /// How much of it is in use: from 1, none, to 5, all of it.
    in_use: i32,
    /// How much of a difference it makes: from 1, none, to 5, a great one.
    difference: i32,
    /// In the person's words.
    words: Option<String>,
}

/// What is asked about what became of a booking's course, and what was answered.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/impact", tag = "Feedback", params(("id" = BookingId, Path)),
    responses((status = 200, description = "When it is asked, and the answers so far", body = BookingImpactView)))]
pub async fn read(app: Data<App>, booking: PathId<Booking>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, booking.0, Action::AnswerAboutCourse).await?;
    Ok(HttpResponse::Ok().json(app.reads.run(move |c| impacts::view(c, booking.0)).await?))
}

/// Says what became of the course, once at each time it is asked.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/impact", tag = "Feedback", params(("id" = BookingId, Path)),
    request_body = ImpactRequest, responses((status = 201, description = "Said", body = ImpactView)))]
pub async fn answer(
    app: Data<App>,
    booking: PathId<Booking>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<ImpactRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, booking.0, Action::AnswerAboutCourse).await?;
    let Body { value, hash } = body?;
    let ImpactRequest { stage, answers: ImpactAnswers { in_use, difference, words }, plan } = value;
    let impact = Impact::read(Some(in_use), Some(difference), words.as_deref(), Some(plan));
    let impact = impact.map_err(Failure::from)?;
    let key = once.key(caller.id(), hash);
    let answer = app.usecases.answer_impact(booking.0, stage, impact, key).await?;
    Ok(crate::web::api::created(&answer))
}
