//! Asking for training for a group, and the thread between both sides.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, NaiveDateTime};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    app::App,
    domain::{
        access::Action,
        commissions::RequestInput,
        ids::{Commission, CommissionId, OrganisationId},
        words::{CommissionState, Delivery},
    },
    store::read::{
        commissions::commission::{self as views, CommissionFilter, CommissionView},
        revised::Revised,
    },
    usecases::commissions::ask_for_training::{AskForTraining, RequestChanges},
    web::{
        access::may_for_commission,
        api::answers::{refuse_stale, revised},
        error::{ApiError, ApiResult},
        extract::{Body, Caller, IfMatch, IfNoneMatch, Listed, Once, Paging, Params, PathId, page_answer},
    },
};

/// What is asked for; all but the aims may come later.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"course": "bespoke", "aims": "Calmer team meetings", "group_size": 12,
    "ring_me": true, "phone": "0113 496 0000"}))]
pub struct AskRequest {
    /// The slug of a course given by commission; left out while not sure.
    course: Option<String>,
    /// For which organisation; the oldest of one's own when left out.
    organisation_id: Option<OrganisationId>,
    /// What is to be achieved, in one's own words.
    aims: String,
    /// About how many people.
    group_size: Option<i64>,
    /// Ring instead of writing.
    #[serde(default)]
    ring_me: bool,
    /// Where to ring.
    phone: Option<String>,
    /// Days and times that would suit.
    preferred: Option<String>,
    /// `zoom`, `room` or `on_site`.
    delivery: Option<Delivery>,
    /// Where, when it is not on Zoom.
    place: Option<String>,
    /// What the group needs to take part.
    access: Option<String>,
    /// Under which budget code.
    budget_code: Option<String>,
    /// The number of the purchase order.
    purchase_order: Option<String>,
}

/// Asks for training.
#[utoipa::path(post, path = "/api/v1/commissions", tag = "Commissions", request_body = AskRequest,
    responses((status = 201, description = "The request", body = CommissionView)))]
pub async fn ask(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<AskRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body?;
    let ask = AskForTraining {
        actor: caller.actor,
        organisation: value.organisation_id,
        request: RequestInput {
            course: value.course,
            aims: value.aims,
            group_size: value.group_size,
            ring_me: value.ring_me,
            phone: value.phone,
            preferred: value.preferred,
            delivery: value.delivery,
            place: value.place,
            access: value.access,
            budget_code: value.budget_code,
            purchase_order: value.purchase_order,
        },
    };
    let answer = app.usecases.ask_for_training(ask, once.key(caller.id(), hash)).await?;
    Ok(crate::web::api::created_at(&answer, &format!("/api/v1/commissions/{}", answer.value.id)))
}

/// Which requests to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CommissionQuery {
    /// In this state.
    #[param(example = "enquiry")]
    state: Option<String>,
    /// Items of a page, at most 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Lists requests for training, those that have waited longest in their state first: one's own and those for
/// organisations one leads, all of them for coordinators.
#[utoipa::path(get, path = "/api/v1/commissions", tag = "Commissions", params(CommissionQuery),
    responses((status = 200, description = "A page of requests", body = crate::web::api::page_schemas::CommissionPage)))]
pub async fn list(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
    query: Params<CommissionQuery>,
) -> ApiResult<HttpResponse> {
    let CommissionQuery { state, limit, cursor } = query.0;
    let paging = Paging::read(limit, cursor.as_deref())?;
    let state = state.map(|word| crate::web::api::word::<CommissionState>("state", &word)).transpose()?;
    let after = paging.after.as_deref().map(position).transpose()?;
    let (actor, now, limit) = (caller.actor, app.clock.now(), i64::try_from(paging.limit + 1));
    let items = app
        .reads
        .run(move |c| {
            let filter = CommissionFilter { state, after, limit: limit.unwrap_or(i64::MAX) };
            views::list(c, &filter, &actor, now)
        })
        .await?;
    let page =
        Listed::cut(items, &paging, |item| format!("{} {}", item.state_since.timestamp_micros(), item.id));
    Ok(page_answer(&request, &page))
}

fn position(cursor: &str) -> ApiResult<(NaiveDateTime, CommissionId)> {
    let parsed = cursor.split_once(' ').and_then(|(at, id)| {
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        Some((at.naive_utc(), id.parse().ok()?))
    });
    parsed.ok_or_else(|| {
        ApiError::new("invalid_cursor", "Pass the value of \"next\" from the page before, unchanged.")
    })
}

/// One request, with what the caller can do with it.
#[utoipa::path(get, path = "/api/v1/commissions/{id}", tag = "Commissions", params(("id" = CommissionId, Path)),
    responses((status = 200, description = "The request, with its ETag", body = CommissionView)))]
pub async fn read(app: Data<App>, id: PathId<Commission>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::ReadCommission).await?;
    let (actor, now) = (caller.actor, app.clock.now());
    let view = app.reads.run(move |c| views::view(c, id.0, &actor, now)).await?;
    revised(&IfNoneMatch(None), &Revised { revision: view.revision, view })
}

/// What changes; what is left out stays as it is, null takes it away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"preferred": "Tuesday or Wednesday mornings in March", "group_size": 14}))]
#[expect(clippy::option_option, reason = "an edit tells what is left out from what is null")]
pub struct EditRequest {
    /// The slug of a course given by commission.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    course: Option<Option<String>>,
    /// For which organisation.
    organisation_id: Option<OrganisationId>,
    /// What is to be achieved.
    aims: Option<String>,
    /// About how many people.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    group_size: Option<Option<i64>>,
    /// Ring instead of writing.
    ring_me: Option<bool>,
    /// Where to ring.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    phone: Option<Option<String>>,
    /// Days and times that would suit.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    preferred: Option<Option<String>>,
    /// `zoom`, `room` or `on_site`.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    delivery: Option<Option<Delivery>>,
    /// Where, when it is not on Zoom.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    place: Option<Option<String>>,
    /// What the group needs to take part.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    access: Option<Option<String>>,
    /// Under which budget code.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    budget_code: Option<Option<String>>,
    /// The number of the purchase order.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    purchase_order: Option<Option<String>>,
}

/// Says more about what was asked for, as it is known.
#[utoipa::path(patch, path = "/api/v1/commissions/{id}", tag = "Commissions", params(("id" = CommissionId, Path)),
    request_body = EditRequest,
    responses((status = 200, description = "The request, with its ETag", body = CommissionView)))]
pub async fn edit(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    IfMatch(revision): IfMatch,
    body: ApiResult<Body<EditRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::EditCommission).await?;
    let (actor, now) = (caller.actor, app.clock.now());
    let stands = app.reads.run(move |c| views::view(c, id.0, &actor, now)).await?.revision;
    refuse_stale(revision, stands)?;
    let ask = body?.value;
    let changes = RequestChanges {
        course: ask.course,
        organisation: ask.organisation_id,
        aims: ask.aims,
        group_size: ask.group_size,
        ring_me: ask.ring_me,
        phone: ask.phone,
        preferred: ask.preferred,
        delivery: ask.delivery,
        place: ask.place,
        access: ask.access,
        budget_code: ask.budget_code,
        purchase_order: ask.purchase_order,
    };
    let view = app.usecases.edit_commission(caller.actor, id.0, revision, changes).await?;
    revised(&IfNoneMatch(None), &Revised { revision: view.revision, view })
}

/// Where in a list a page begins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Items of a page, at most 200.
    #[param(minimum = 1, maximum = 200)]
    pub(in crate::web::api) limit: Option<usize>,
    /// The `next` of the page before.
    pub(in crate::web::api) cursor: Option<String>,
}

/// The thread and timeline, oldest first.
#[utoipa::path(get, path = "/api/v1/commissions/{id}/timeline", tag = "Commissions",
    params(("id" = CommissionId, Path), PageQuery),
    responses((status = 200, description = "A page of it", body = crate::web::api::page_schemas::TimelinePage)))]
pub async fn timeline(
    request: HttpRequest,
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    query: Params<PageQuery>,
) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::ReadCommission).await?;
    let paging = Paging::read(query.0.limit, query.0.cursor.as_deref())?;
    let after = crate::web::api::position::<i32>(&paging)?.unwrap_or(0);
    let limit = i64::try_from(paging.limit + 1).unwrap_or(i64::MAX);
    let items = app.reads.run(move |c| views::timeline(c, id.0, after, limit)).await?;
    Ok(page_answer(&request, &Listed::cut(items, &paging, |item| item.number.to_string())))
}

/// What is written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "Could it begin at half past nine?"}))]
pub struct MessageRequest {
    /// The message.
    words: String,
}

/// Writes to the other side, who are mailed.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/messages", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = MessageRequest,
    responses((status = 201, description = "The request", body = CommissionView)))]
pub async fn write(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<MessageRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::EditCommission).await?;
    let Body { value, hash } = body?;
    let key = once.key(caller.id(), hash);
    let answer = app.usecases.write_to_commission(caller.actor, id.0, value.words, key).await?;
    Ok(crate::web::api::created(&answer))
}
