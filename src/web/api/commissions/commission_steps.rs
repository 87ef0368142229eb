//! The steps of a request for training: proposed, answered, scheduled, closed.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Commission, CommissionId, GroupId, PersonId},
        proposals::Part,
        words::Delivery,
    },
    store::read::commissions::{commission::CommissionView, proposals as views},
    usecases::commissions::{
        answer_proposal::{AcceptProposal, Answering},
        propose_training::ProposeTraining,
        schedule_commission::{ScheduleCommission, WaiveFor},
    },
    web::{
        access::may_for_commission,
        api::sessions::session_requests::JoiningRequest,
        error::ApiResult,
        extract::{Body, Caller, Listed, Once, PathId},
    },
};

/// Every version proposed, the newest first, each with what changed since the one before.
#[utoipa::path(get, path = "/api/v1/commissions/{id}/proposals", tag = "Commissions",
    params(("id" = CommissionId, Path)),
    responses((status = 200, description = "All of them", body = crate::web::api::page_schemas::ProposalPage)))]
pub async fn proposals(app: Data<App>, id: PathId<Commission>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::ReadCommission).await?;
    let items = app.reads.run(move |c| views::versions(c, id.0)).await?;
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}

/// One part of the content.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartRequest {
    /// The slug of the course whose outcome it is; left out for something of our own, or a break.
    course: Option<String>,
    /// What it is about.
    outcome: String,
    /// How long it takes.
    minutes: i32,
    /// A pause, which is no active learning.
    #[serde(default)]
    is_break: bool,
}

/// A proposed date.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposedDateRequest {
    /// Start.
    starts_at: DateTime<Utc>,
    /// End.
    ends_at: DateTime<Utc>,
}

/// What is proposed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "course": "bespoke",
    "content": [
        {"course": "introduction", "outcome": "History, principles and framework", "minutes": 60},
        {"outcome": "Break", "minutes": 15, "is_break": true},
        {"course": "development", "outcome": "Communication skills", "minutes": 45},
    ],
    "dates": [{"starts_at": "2027-03-16T10:00:00Z", "ends_at": "2027-03-16T12:00:00Z"}],
    "trainer_ids": [],
    "note": "Does the morning suit?",
}))]
pub struct ProposalRequest {
    /// The slug of the course; the one asked for when left out.
    course: Option<String>,
    /// What it is made of, adding up to the dates; the course's own outcomes when left out.
    #[serde(default)]
    content: Vec<PartRequest>,
    /// When.
    dates: Vec<ProposedDateRequest>,
    /// The IANA zone of the dates; Europe/London when left out.
    timezone: Option<String>,
    /// `zoom`, `room` or `on_site`; as asked for when left out.
    delivery: Option<Delivery>,
    /// Where; as asked for when left out.
    location: Option<String>,
    /// Who runs it.
    #[serde(default)]
    trainer_ids: Vec<PersonId>,
    /// In pence; no charge when left out.
    price: Option<i64>,
    /// The number of the purchase order; as given with the request when left out.
    purchase_order: Option<String>,
    /// A word to whoever asked.
    note: Option<String>,
    /// Although a trainer has something else at that time.
    #[serde(default)]
    even_if_busy: bool,
}

/// Proposes a version; the ones before stay.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/proposals", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = ProposalRequest,
    responses((status = 201, description = "The request", body = CommissionView)))]
pub async fn propose(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<ProposalRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::ProposeTraining).await?;
    let Body { value, hash } = body?;
    let part = |part: PartRequest| Part {
        course: part.course,
        outcome: part.outcome,
        minutes: part.minutes,
        is_break: part.is_break,
    };
    let ask = ProposeTraining {
        actor: caller.actor,
        commission: id.0,
        course: value.course,
        content: value.content.into_iter().map(part).collect(),
        dates: value.dates.into_iter().map(|date| (date.starts_at, date.ends_at)).collect(),
        timezone: value.timezone,
        delivery: value.delivery,
        location: value.location,
        trainers: value.trainer_ids,
        price: value.price,
        purchase_order: value.purchase_order,
        note: value.note,
        even_if_busy: value.even_if_busy,
    };
    Ok(crate::web::api::created(&app.usecases.propose_training(ask, once.key(caller.id(), hash)).await?))
}

/// Yes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 1}))]
pub struct AcceptRequest {
    /// The version read.
    version: i32,
    /// Also if somebody still lacks something: they are to do it before the first date.
    #[serde(default)]
    on_condition: bool,
    /// The number of the purchase order.
    purchase_order: Option<String>,
}

/// Accepts the newest proposal.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/accept", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = AcceptRequest,
    responses((status = 200, description = "The request", body = CommissionView)))]
pub async fn accept(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    body: ApiResult<Body<AcceptRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::AnswerProposal).await?;
    let AcceptRequest { version, on_condition, purchase_order } = body?.value;
    let ask = AcceptProposal { actor: caller.actor, commission: id.0, version, on_condition, purchase_order };
    Ok(HttpResponse::Ok().json(app.usecases.accept_proposal(ask).await?))
}

/// A word with it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "Wednesdays do not suit us."}))]
pub struct WordsRequest {
    /// What there is to say.
    words: Option<String>,
}

async fn answered(
    app: &App,
    caller: &Caller,
    id: CommissionId,
    (action, answering): (Action, Answering),
    body: ApiResult<Body<WordsRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_commission(app, caller, id, action).await?;
    let words = body?.value.words;
    let view = app.usecases.answer_commission(caller.actor, id, answering, words).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Asks for another proposal; says what should be otherwise.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/ask-for-change", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = WordsRequest,
    responses((status = 200, description = "The request", body = CommissionView)))]
pub async fn ask_for_change(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    body: ApiResult<Body<WordsRequest>>,
) -> ApiResult<HttpResponse> {
    answered(&app, &caller, id.0, (Action::AnswerProposal, Answering::AskForChange), body).await
}

/// Says no: to the proposal, or to the request.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/decline", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = WordsRequest,
    responses((status = 200, description = "The request", body = CommissionView)))]
pub async fn decline(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    body: ApiResult<Body<WordsRequest>>,
) -> ApiResult<HttpResponse> {
    answered(&app, &caller, id.0, (Action::EditCommission, Answering::Decline), body).await
}

/// Takes the request back.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/withdraw", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = WordsRequest,
    responses((status = 200, description = "The request", body = CommissionView)))]
pub async fn withdraw(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    body: ApiResult<Body<WordsRequest>>,
) -> ApiResult<HttpResponse> {
    answered(&app, &caller, id.0, (Action::AnswerProposal, Answering::Withdraw), body).await
}

/// Puts the request away once nothing is left to do.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/close", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = WordsRequest,
    responses((status = 200, description = "The request", body = CommissionView)))]
pub async fn close(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    body: ApiResult<Body<WordsRequest>>,
) -> ApiResult<HttpResponse> {
    answered(&app, &caller, id.0, (Action::ScheduleCommission, Answering::Close), body).await
}

/// Who may attend although something is lacking.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiveForRequest {
    /// Whom.
    person_id: PersonId,
    /// The id of the group of the prerequisite.
    requirement: GroupId,
    /// Why; it stays on record.
    reason: String,
}

/// How it is scheduled; everything may be left out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"joining": {"url": "https://zoom.example/j/94112233445"}}))]
pub struct ScheduleRequest {
    /// Places; as many as the course takes when left out, and never more.
    capacity: Option<i64>,
    /// How to join, once known.
    joining: Option<JoiningRequest>,
    /// Who may attend although something is lacking.
    #[serde(default)]
    waivers: Vec<WaiveForRequest>,
    /// Although a trainer has something else at that time.
    #[serde(default)]
    even_if_busy: bool,
}

/// Schedules what was agreed: a private session is made and everybody on the list booked, or nothing is.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/schedule", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = ScheduleRequest,
    responses((status = 201, description = "The request, with its session", body = CommissionView)))]
pub async fn schedule(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<ScheduleRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::ScheduleCommission).await?;
    let Body { value, hash } = body?;
    let waive = |waiver: WaiveForRequest| WaiveFor {
        person: waiver.person_id,
        requirement: waiver.requirement,
        reason: waiver.reason,
    };
    let ask = ScheduleCommission {
        actor: caller.actor,
        commission: id.0,
        capacity: value.capacity,
        joining: value.joining.map(Into::into),
        waivers: value.waivers.into_iter().map(waive).collect(),
        even_if_busy: value.even_if_busy,
    };
    Ok(crate::web::api::created(&app.usecases.schedule_commission(ask, once.key(caller.id(), hash)).await?))
}
