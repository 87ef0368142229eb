//! Saying how a course was.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        feedback::{AnswerValue, SentAnswer, SentQuote},
        ids::{Booking, BookingId, RowId},
    },
    store::read::feedback::given::{self, FeedbackView},
    usecases::{feedback::give_feedback::GiveFeedback, idempotency::Answer},
    web::{
        access::may_for_booking,
        error::ApiResult,
        extract::{Body, Caller, Once, PathId},
    },
};

/// What somebody says of a course.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "answers": [
        {"question_id": "01930000-0000-7000-8000-0000000000f1", "value": 5},
        {"question_id": "01930000-0000-7000-8000-0000000000f2", "value": 4},
        {"question_id": "01930000-0000-7000-8000-0000000000f3", "value": true},
        {"question_id": "01930000-0000-7000-8000-0000000000f4", "value": "Ask first, then listen."}],
    "quote": {"allowed": true, "role": "Secondary school teacher"}}))]
pub struct FeedbackRequest {
    /// An answer to each question that is answered.
    answers: Vec<AnswerItem>,
    /// Whether the words may stand on the course's page; they may not unless it is said here.
    quote: Option<QuoteRequest>,
}

/// An answer to one question.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"question_id": "01930000-0000-7000-8000-0000000000f1", "value": 5}))]
pub struct AnswerItem {
    /// The question.
    question_id: RowId,
    /// A mark from 1 to 5, yes or no, or words.
    #[schema(schema_with = given::value_schema)]
    value: AnswerValue,
}

/// Whether somebody may be quoted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"allowed": true, "role": "Secondary school teacher"}))]
pub struct QuoteRequest {
    /// Whether they may.
    allowed: bool,
    /// What they want to be called beside their words, such as "Secondary school teacher"; needed where they may be quoted.
    role: Option<String>,
}

/// What is asked about a booking's course, and what was answered.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/feedback", tag = "Feedback", params(("id" = BookingId, Path)),
    responses((status = 200, description = "The questions and the answers so far", body = FeedbackView)))]
pub async fn read(app: Data<App>, booking: PathId<Booking>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, booking.0, Action::AnswerAboutCourse).await?;
    Ok(HttpResponse::Ok().json(app.reads.run(move |c| given::view(c, booking.0)).await?))
}

/// Says how the course was, for 14 days after its result; sent again within 14 days, it takes the place of what was said.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/feedback", tag = "Feedback", params(("id" = BookingId, Path)),
    request_body = FeedbackRequest,
    responses((status = 201, description = "Said", body = FeedbackView),
        (status = 200, description = "Changed", body = FeedbackView)))]
pub async fn give(
    app: Data<App>,
    booking: PathId<Booking>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<FeedbackRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, booking.0, Action::AnswerAboutCourse).await?;
    let Body { value, hash } = body?;
    let answers = value.answers.into_iter();
    let answers = answers.map(|one| SentAnswer { question: one.question_id, value: Some(one.value) });
    let quote =
        value.quote.map(|quote| SentQuote { allowed: quote.allowed, role: quote.role.unwrap_or_default() });
    let ask = GiveFeedback { answers: answers.collect(), quote: quote.unwrap_or_default(), manager: None };
    let key = once.key(caller.id(), hash);
    let Answer { value: kept, replayed } = app.usecases.give_feedback(booking.0, ask, key).await?;
    let answer = Answer { value: kept.view, replayed };
    Ok(if kept.is_first { crate::web::api::created(&answer) } else { crate::web::api::done(&answer) })
}
