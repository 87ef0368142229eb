//! Whom a request for training is for: named, judged, and booked on what they lack.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use super::commission::PageQuery;
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Commission, CommissionId, PersonId, RowId, SessionId},
    },
    store::read::{
        bookings::booking::BookingView,
        commissions::{commission::CommissionView, commission_people, groups::GroupStandingView},
        people::relations,
    },
    usecases::commissions::{book_missing::BookMissing, name_people::NamePeople},
    web::{
        access::may_for_commission,
        error::ApiResult,
        extract::{Body, Caller, Listed, Once, Paging, Params, PathId, page_answer},
    },
};

/// Whom the request is for, in the order in which they were named.
#[utoipa::path(get, path = "/api/v1/commissions/{id}/people", tag = "Commissions",
    params(("id" = CommissionId, Path), PageQuery),
    responses((status = 200, description = "A page of people", body = crate::web::api::page_schemas::MemberPage)))]
pub async fn people(
    request: HttpRequest,
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    query: Params<PageQuery>,
) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::ReadCommission).await?;
    let paging = Paging::read(query.0.limit, query.0.cursor.as_deref())?;
    let after = crate::web::api::position::<RowId>(&paging)?;
    let (actor, now, limit) = (caller.actor, app.clock.now(), i64::try_from(paging.limit + 1));
    let items = app
        .reads
        .run(move |c| {
            let mut managed = relations::managed_by(c, actor.person_id, now)?;
            managed.push(actor.person_id);
            let seen = (!actor.is_coordinator).then_some(managed.as_slice());
            commission_people::people(c, id.0, seen, after, limit.unwrap_or(i64::MAX))
        })
        .await?;
    let page = Listed::cut(items, &paging, |item| item.row.map(|row| row.to_string()).unwrap_or_default());
    Ok(page_answer(&request, &page))
}

/// Who is named.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Sam Okoro <sam.okoro@school.example>\nLee, Ann <ann.lee@school.example>"}))]
pub struct NameRequest {
    /// Picked from those one manages.
    #[serde(default)]
    person_ids: Vec<PersonId>,
    /// A pasted list, one person a line or apart by semicolons: `Sam Okoro <sam@school.example>`.
    text: Option<String>,
}

/// Puts people on the list: all of them, or none if one cannot be taken. Somebody new gets a record and a mail and
/// counts at once. Once it is scheduled they are booked in the same step.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/people", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = NameRequest,
    responses((status = 201, description = "The request", body = CommissionView)))]
pub async fn name(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<NameRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::EditCommission).await?;
    let Body { value, hash } = body?;
    let ask =
        NamePeople { actor: caller.actor, commission: id.0, people: value.person_ids, text: value.text };
    Ok(crate::web::api::created(&app.usecases.name_people(ask, once.key(caller.id(), hash)).await?))
}

/// Who is taken off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"person_ids": ["01993c5e-7d20-7000-8000-000000000001"]}))]
pub struct RemoveRequest {
    /// Who.
    person_ids: Vec<PersonId>,
}

/// Takes people off the list, until it is scheduled.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/people/remove", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = RemoveRequest,
    responses((status = 200, description = "The request", body = CommissionView)))]
pub async fn remove(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    body: ApiResult<Body<RemoveRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::EditCommission).await?;
    let view = app.usecases.remove_people(caller.actor, id.0, body?.value.person_ids).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// How the group stands towards what the course asks for: person by person, and the dates that would help.
#[utoipa::path(get, path = "/api/v1/commissions/{id}/eligibility", tag = "Commissions",
    params(("id" = CommissionId, Path)),
    responses((status = 200, description = "The group", body = GroupStandingView)))]
pub async fn eligibility(app: Data<App>, id: PathId<Commission>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::ReadCommission).await?;
    Ok(HttpResponse::Ok().json(app.usecases.group_standing(caller.actor, id.0).await?))
}

/// Which date would help, and whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"session_id": "01993c5e-7d20-7000-8000-000000000001"}))]
pub struct BookMissingRequest {
    /// The session.
    session_id: SessionId,
    /// Whom; everybody it helps when left out.
    #[serde(default)]
    person_ids: Vec<PersonId>,
}

/// Books those who lack something on a date that helps: all of them, or nobody and every reason.
#[utoipa::path(post, path = "/api/v1/commissions/{id}/book-missing", tag = "Commissions",
    params(("id" = CommissionId, Path)), request_body = BookMissingRequest,
    responses((status = 201, description = "Their bookings", body = Vec<BookingView>)))]
pub async fn book_missing(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<BookMissingRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::EditCommission).await?;
    let Body { value, hash } = body?;
    let ask = BookMissing {
        actor: caller.actor,
        commission: id.0,
        session: value.session_id,
        people: value.person_ids,
    };
    Ok(crate::web::api::created(&app.usecases.book_missing(ask, once.key(caller.id(), hash)).await?))
}
