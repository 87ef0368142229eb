//! Organisations invited to a private session, and their answers.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use super::commission::PageQuery;
use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        ids::{Invitation, InvitationId, OrganisationId, PersonId, Session, SessionId},
    },
    store::read::{
        commissions::invitations::{self as views, InvitationView},
        people::relations,
    },
    usecases::commissions::invite_organisations::{InvitationAnswer, InviteOrganisations},
    web::{
        access::may_for_invitation,
        error::ApiResult,
        extract::{Body, Caller, Listed, Once, Paging, Params, PathId, page_answer},
    },
};

/// Who is invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"organisation_ids": ["01993c5e-7d20-7000-8000-000000000001"], "places": 2}))]
pub struct InviteOrganisationsRequest {
    /// Which organisations.
    organisation_ids: Vec<OrganisationId>,
    /// How many people each may name.
    places: i32,
}

/// Invites organisations to a private session; whoever leads them is mailed.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/invitations", tag = "Cohorts",
    params(("id" = SessionId, Path)), request_body = InviteOrganisationsRequest,
    responses((status = 201, description = "Every invitation to the session", body = Vec<InvitationView>)))]
pub async fn invite(
    app: Data<App>,
    id: PathId<Session>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<InviteOrganisationsRequest>>,
) -> ApiResult<HttpResponse> {
    caller.may(Action::InviteOrganisations, &Relation::default())?;
    let Body { value, hash } = body?;
    let ask = InviteOrganisations {
        actor: caller.actor,
        session: id.0,
        organisations: value.organisation_ids,
        places: value.places,
    };
    Ok(crate::web::api::created(&app.usecases.invite_organisations(ask, once.key(caller.id(), hash)).await?))
}

/// The invitations to a session.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/invitations", tag = "Cohorts",
    params(("id" = SessionId, Path)),
    responses((status = 200, description = "All of them", body = crate::web::api::page_schemas::InvitationPage)))]
pub async fn of_session(app: Data<App>, id: PathId<Session>, _caller: Caller) -> ApiResult<HttpResponse> {
    let items = app.reads.run(move |c| views::of_session(c, id.0)).await?;
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}

/// Lists invitations, the newest first: those of organisations one leads, all of them for coordinators.
#[utoipa::path(get, path = "/api/v1/invitations", tag = "Cohorts", params(PageQuery),
    responses((status = 200, description = "A page of invitations", body = crate::web::api::page_schemas::InvitationPage)))]
pub async fn list(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
    query: Params<PageQuery>,
) -> ApiResult<HttpResponse> {
    let paging = Paging::read(query.0.limit, query.0.cursor.as_deref())?;
    let after = crate::web::api::position::<InvitationId>(&paging)?;
    let (actor, now, limit) = (caller.actor, app.clock.now(), i64::try_from(paging.limit + 1));
    let items = app
        .reads
        .run(move |c| {
            let of =
                if actor.is_coordinator { None } else { Some(relations::led_by(c, actor.person_id, now)?) };
            views::list(c, of, after, limit.unwrap_or(i64::MAX))
        })
        .await?;
    Ok(page_answer(&request, &Listed::cut(items, &paging, |item| item.id.to_string())))
}

/// One invitation.
#[utoipa::path(get, path = "/api/v1/invitations/{id}", tag = "Cohorts", params(("id" = InvitationId, Path)),
    responses((status = 200, description = "The invitation", body = InvitationView)))]
pub async fn read(app: Data<App>, id: PathId<Invitation>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_invitation(&app, &caller, id.0, Action::AnswerInvitation).await?;
    Ok(HttpResponse::Ok().json(app.reads.run(move |c| views::view(c, id.0)).await?))
}

/// Who comes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"person_ids": ["01993c5e-7d20-7000-8000-000000000001"]}))]
pub struct AcceptInvitationRequest {
    /// Members of the organisation.
    person_ids: Vec<PersonId>,
}

/// Names who comes: all of them are booked, or nobody and every reason is told.
#[utoipa::path(post, path = "/api/v1/invitations/{id}/accept", tag = "Cohorts",
    params(("id" = InvitationId, Path)), request_body = AcceptInvitationRequest,
    responses((status = 200, description = "The invitation", body = InvitationView)))]
pub async fn accept(
    app: Data<App>,
    id: PathId<Invitation>,
    caller: Caller,
    body: ApiResult<Body<AcceptInvitationRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_invitation(&app, &caller, id.0, Action::AnswerInvitation).await?;
    let answer = InvitationAnswer::Accept(body?.value.person_ids);
    Ok(HttpResponse::Ok().json(app.usecases.answer_invitation(caller.actor, id.0, answer).await?))
}

/// A word with it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "Next term suits us better."}))]
pub struct DeclineInvitationRequest {
    /// Why.
    words: Option<String>,
}

/// Says that nobody comes.
#[utoipa::path(post, path = "/api/v1/invitations/{id}/decline", tag = "Cohorts",
    params(("id" = InvitationId, Path)), request_body = DeclineInvitationRequest,
    responses((status = 200, description = "The invitation", body = InvitationView)))]
pub async fn decline(
    app: Data<App>,
    id: PathId<Invitation>,
    caller: Caller,
    body: ApiResult<Body<DeclineInvitationRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_invitation(&app, &caller, id.0, Action::AnswerInvitation).await?;
    let answer = InvitationAnswer::Decline(body?.value.words);
    Ok(HttpResponse::Ok().json(app.usecases.answer_invitation(caller.actor, id.0, answer).await?))
}

/// Takes an invitation back that is not answered yet.
#[utoipa::path(post, path = "/api/v1/invitations/{id}/withdraw", tag = "Cohorts",
    params(("id" = InvitationId, Path)), request_body = Option<crate::web::api::sessions::session::Nothing>,
    responses((status = 200, description = "The invitation", body = InvitationView)))]
pub async fn withdraw(
    app: Data<App>,
    id: PathId<Invitation>,
    caller: Caller,
    body: ApiResult<Body<crate::web::api::sessions::session::Nothing>>,
) -> ApiResult<HttpResponse> {
    may_for_invitation(&app, &caller, id.0, Action::InviteOrganisations).await?;
    body?;
    let answer = InvitationAnswer::Withdraw;
    Ok(HttpResponse::Ok().json(app.usecases.answer_invitation(caller.actor, id.0, answer).await?))
}
