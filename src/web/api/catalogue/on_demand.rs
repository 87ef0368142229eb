//! What a course is made of that may be taken at any time.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        ids::RowId,
        on_demand::{ContentInput, PartInput, QuestionInput},
    },
    store::read::catalogue::on_demand::{self, OnDemandView},
    usecases::catalogue::edit_on_demand::EditOnDemand,
    web::{
        api::answers::{refuse_stale, revised},
        error::ApiResult,
        extract::{Body, Caller, IfMatch, IfNoneMatch, PathSlug},
    },
};

/// A recording or a text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnDemandPartRequest {
    /// Which one it is, if it was there before; a new one when left out.
    id: Option<RowId>,
    /// What it is called.
    title: String,
    /// Who speaks.
    speaker: Option<String>,
    /// Where it is; begins with `https://`.
    url: String,
    /// The minutes it is counted for when it was watched; left out where it is not counted by itself.
    minutes: Option<i32>,
}

/// A question that is asked at the end.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnDemandQuestionRequest {
    /// Which one it is, if it was there before; a new one when left out.
    id: Option<RowId>,
    /// What is asked.
    text: String,
    /// Whether it has to be answered to finish.
    required: bool,
}

/// All that a course is made of from now on; what is left out of its lists is shown no more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "open": true, "introduction": "Watch the film first.", "cpd_minutes": 45,
    "parts": [{"title": "The film", "url": "https://videos.example/film"}],
    "questions": [{"text": "What will you take into your own work?", "required": true}],
}))]
pub struct OnDemandRequest {
    /// Whether it can be begun.
    open: bool,
    /// What to know before beginning.
    introduction: Option<String>,
    /// The CPD minutes it gives; where its parts have minutes of their own, the most that those which were watched give.
    cpd_minutes: i32,
    /// Its recordings and texts, in order.
    parts: Vec<OnDemandPartRequest>,
    /// What is asked at its end, in order.
    questions: Vec<OnDemandQuestionRequest>,
}

impl OnDemandRequest {
    fn content(self) -> ContentInput {
        let part = |part: OnDemandPartRequest| PartInput {
            id: part.id,
            title: part.title,
            speaker: part.speaker,
            url: part.url,
            minutes: part.minutes,
        };
        let question = |question: OnDemandQuestionRequest| QuestionInput {
            id: question.id,
            words: question.text,
            required: question.required,
        };
        ContentInput {
            open: self.open,
            introduction: self.introduction,
            cpd_minutes: self.cpd_minutes,
            parts: self.parts.into_iter().map(part).collect(),
            questions: self.questions.into_iter().map(question).collect(),
        }
    }
}

/// What a course is made of when it is taken at any time; of one that nobody has made so, nothing, and it cannot be begun.
#[utoipa::path(get, path = "/api/v1/courses/{slug}/on-demand", tag = "Catalogue",
    params(("slug" = String, Path, example = "introduction")),
    responses((status = 200, description = "What it is made of", body = OnDemandView)))]
pub async fn read(app: Data<App>, slug: PathSlug, _caller: Caller) -> ApiResult<HttpResponse> {
    let content = app.reads.run(move |c| on_demand::content(c, &slug.0)).await?;
    revised(&IfNoneMatch(None), &content)
}

/// Says what a course is made of when it is taken at any time.
#[utoipa::path(put, path = "/api/v1/courses/{slug}/on-demand", tag = "Catalogue", request_body = OnDemandRequest,
    params(("slug" = String, Path, example = "introduction"),
        ("If-Match" = Option<String>, Header, description = "The ETag the change was made against")),
    responses((status = 200, description = "What it is made of", body = OnDemandView)))]
pub async fn edit(
    app: Data<App>,
    slug: PathSlug,
    caller: Caller,
    IfMatch(revision): IfMatch,
    body: ApiResult<Body<OnDemandRequest>>,
) -> ApiResult<HttpResponse> {
    let (slug, looked_for) = (slug.0.clone(), slug.0);
    let stands = app.reads.run(move |c| on_demand::content(c, &looked_for)).await?.revision;
    refuse_stale(revision, stands)?;
    let ask = EditOnDemand { by: caller.id(), slug, revision, content: body?.value.content() };
    revised(&IfNoneMatch(None), &app.usecases.edit_on_demand(ask).await?)
}
