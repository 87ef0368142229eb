//! Training already done: said by the person, decided by a coordinator.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        ids::{Row, RowId},
        words::ClaimState,
    },
    store::read::certificates::training_claims::{self as views, ClaimFilter, ClaimView},
    usecases::certificates::{
        claim_prior_learning::ClaimPriorLearning, decide_prior_learning::ClaimDecision,
    },
    web::{
        api::bookings::booking_changes::ReasonRequest,
        error::ApiResult,
        extract::{Body, Caller, Listed, Once, Paging, Params, PathId, page_answer},
    },
};

/// What somebody says they did.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "The two-day course at the Civic Centre, with Mrs Okafor.", "done_on": "2017-05-12"}))]
pub struct TrainingClaimRequest {
    /// Which of the courses and credentials that bookings ask for, by its slug, in force or retired; left out for any other.
    training: Option<String>,
    /// What, where and with whom; may be empty beside `training`.
    words: String,
    /// When, as they remember it; of a year its first day.
    done_on: Option<NaiveDate>,
}

/// What one has said of training already done, oldest first.
#[utoipa::path(get, path = "/api/v1/me/training-claims", tag = "Me",
    responses((status = 200, description = "The claims", body = crate::web::api::page_schemas::ClaimPage)))]
pub async fn own(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    let filter = ClaimFilter { person: Some(caller.id()), limit: i64::MAX, ..ClaimFilter::default() };
    let items = app.reads.run(move |c| views::list(c, &filter)).await?;
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}

/// Says what training one has already done; it counts once a coordinator has confirmed it.
#[utoipa::path(post, path = "/api/v1/me/training-claims", tag = "Me", request_body = TrainingClaimRequest,
    responses((status = 201, description = "Said", body = ClaimView)))]
pub async fn claim(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<TrainingClaimRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body?;
    let TrainingClaimRequest { training, words, done_on } = value;
    let ask = ClaimPriorLearning { person: caller.id(), training, words, done_on };
    let key = once.key(caller.id(), hash);
    Ok(crate::web::api::created(&app.usecases.claim_prior_learning(ask, Vec::new(), key).await?))
}

/// Which claims to list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    state: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Lists claims, oldest first.
#[utoipa::path(get, path = "/api/v1/training-claims", tag = "People",
    params(("state" = Option<String>, Query), ("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "A page of claims", body = crate::web::api::page_schemas::ClaimPage)))]
pub async fn list(
    request: HttpRequest,
    app: Data<App>,
    _caller: Caller,
    query: Params<ListQuery>,
) -> ApiResult<HttpResponse> {
    let ListQuery { state, limit, cursor } = query.0;
    let paging = Paging::read(limit, cursor.as_deref())?;
    let filter = ClaimFilter {
        person: None,
        state: state.map(|word| crate::web::api::word::<ClaimState>("state", &word)).transpose()?,
        after: crate::web::api::position(&paging)?,
        limit: i64::try_from(paging.limit + 1).unwrap_or(i64::MAX),
    };
    let items = app.reads.run(move |c| views::list(c, &filter)).await?;
    Ok(page_answer(&request, &Listed::cut(items, &paging, |claim| claim.id.to_string())))
}

/// What a claim counts as.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"training": "two-day", "completed_on": "2017-05-12", "source": "certificate seen"}))]
pub struct ConfirmClaimRequest {
    /// The slug of a course, in force or retired, or of a credential.
    training: String,
    /// The day it counts from; null when nobody knows it, which meets no "within N months". The person's own when left
    /// out.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    #[schema(value_type = Option<NaiveDate>)]
    #[expect(clippy::option_option, reason = "left out and null are two things")]
    completed_on: Option<Option<NaiveDate>>,
    /// How it was shown.
    source: Option<String>,
}

/// Confirms a claim: it becomes a completed course or a credential with its date and source. The person is told.
#[utoipa::path(post, path = "/api/v1/training-claims/{id}/confirm", tag = "People", params(("id" = RowId, Path)),
    request_body = ConfirmClaimRequest, responses((status = 200, description = "Confirmed", body = ClaimView)))]
pub async fn confirm(
    app: Data<App>,
    id: PathId<Row>,
    caller: Caller,
    once: Once,
    body: Body<ConfirmClaimRequest>,
) -> ApiResult<HttpResponse> {
    let Body { value: ConfirmClaimRequest { training, completed_on, source }, hash } = body;
    let claimed = app.reads.run(move |c| views::one(c, id.0)).await?;
    let on = completed_on.unwrap_or(claimed.done_on);
    let decision = ClaimDecision::Confirm { training, on, source };
    let key = once.key(caller.id(), hash);
    Ok(crate::web::api::done(&app.usecases.decide_claim(caller.id(), id.0, decision, key).await?))
}

/// Declines a claim; the person is told why.
#[utoipa::path(post, path = "/api/v1/training-claims/{id}/decline", tag = "People", params(("id" = RowId, Path)),
    request_body = ReasonRequest, responses((status = 200, description = "Declined", body = ClaimView)))]
pub async fn decline(
    app: Data<App>,
    id: PathId<Row>,
    caller: Caller,
    once: Once,
    body: Body<ReasonRequest>,
) -> ApiResult<HttpResponse> {
    let key = once.key(caller.id(), body.hash);
    let decision = ClaimDecision::Decline { reason: body.value.reason };
    Ok(crate::web::api::done(&app.usecases.decide_claim(caller.id(), id.0, decision, key).await?))
}
