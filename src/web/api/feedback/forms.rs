//! What is asked after a course.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        feedback::{NewQuestion, QuestionKind},
        ids::RowId,
    },
    store::{
        error::Error,
        read::{
            catalogue::courses,
            feedback::questions::{self, FeedbackFormView},
        },
    },
    usecases::feedback::edit_form::EditFeedbackForm,
    web::{
        error::{ApiError, ApiResult},
        extract::{Body, Caller, MaybeCaller, PathSlug},
    },
};

/// The questions, in their order; a question that is left out is asked no more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"questions": [
    {"kind": "scale", "text": "How useful was it for your work?", "required": true},
    {"kind": "text", "text": "What should we change?", "required": false}]}))]
pub struct FeedbackFormRequest {
    /// At most 12.
    questions: Vec<QuestionRequest>,
}

/// A question.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "scale", "text": "How useful was it for your work?", "required": true}))]
pub struct QuestionRequest {
    /// The question it was so far; left out for a new one. One whose text or kind changes after somebody has answered it
    /// is asked no more, and a new one takes its place.
    id: Option<RowId>,
    /// How it is answered.
    kind: QuestionKind,
    /// One line.
    text: String,
    /// Whether it has to be answered.
    required: bool,
}

/// What is asked after a course: its own questions, or the usual four.
#[utoipa::path(get, path = "/api/v1/courses/{slug}/feedback-form", tag = "Feedback", params(("slug" = String, Path)),
    responses((status = 200, description = "The questions, in their order", body = FeedbackFormView)))]
pub async fn read(app: Data<App>, slug: PathSlug, caller: MaybeCaller) -> ApiResult<HttpResponse> {
    let keeps = caller.keeps_catalogue();
    let form = app.reads.run(move |c| {
        let course = courses::by_slug(c, &slug.0)?;
        let form = questions::form(c, course.id)?;
        Ok::<_, Error>((course.draft, form))
    });
    let (draft, form) = form.await?;
    // Coordinators alone know of a draft.
    if draft && !keeps {
        return Err(ApiError::not_there());
    }
    Ok(HttpResponse::Ok().json(form))
}

/// Sets what is asked after a course.
#[utoipa::path(put, path = "/api/v1/courses/{slug}/feedback-form", tag = "Feedback", params(("slug" = String, Path)),
    request_body = FeedbackFormRequest,
    responses((status = 200, description = "The questions as they are asked from now on", body = FeedbackFormView)))]
pub async fn edit(
    app: Data<App>,
    slug: PathSlug,
    caller: Caller,
    body: ApiResult<Body<FeedbackFormRequest>>,
) -> ApiResult<HttpResponse> {
    let name = slug.0.clone();
    // What is not there is told before what is wrong with the body.
    app.reads.run(move |c| courses::by_slug(c, &name)).await?;
    let questions = body?.value.questions.into_iter().map(|question| NewQuestion {
        id: question.id,
        kind: question.kind,
        words: question.text,
        required: question.required,
    });
    let ask =
        EditFeedbackForm { by: caller.id(), slug: slug.0, questions: questions.collect(), impact: None };
    Ok(HttpResponse::Ok().json(app.usecases.edit_feedback_form(ask).await?))
}
