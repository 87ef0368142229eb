//! Organisations, and who belongs to them.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        accounts::{mail_domain, organisation_name},
        ids::{Membership, MembershipId, Organisation, OrganisationId},
        input::FieldErrors,
        words::OrganisationKind,
    },
    store::read::{
        people::{
            memberships::{self, MembershipQuery},
            organisation_training,
            organisations::{self, OrganisationRecord},
            profile::MembershipView,
            relations,
        },
        revised::Revised,
    },
    usecases::{error::Failure, people::edit_organisation::EditOrganisation},
    web::{
        access::may_for_membership,
        api::answers::{refuse_stale, revised},
        error::ApiResult,
        extract::{Body, Caller, IfMatch, IfNoneMatch, Listed, Once, Paging, Params, PathId, page_answer},
    },
};

/// What to look for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationParams {
    q: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Organisations by name.
#[utoipa::path(get, path = "/api/v1/organisations", tag = "Organisations",
    params(("q" = Option<String>, Query), ("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "A page of organisations",
        body = crate::web::api::page_schemas::OrganisationPage)))]
pub async fn list(
    request: HttpRequest,
    app: Data<App>,
    query: Params<OrganisationParams>,
) -> ApiResult<HttpResponse> {
    let OrganisationParams { q, limit, cursor } = query.0;
    let paging = Paging::read(limit, cursor.as_deref())?;
    let (after, limit) = (paging.after.clone(), i64::try_from(paging.limit + 1).unwrap_or(i64::MAX));
    let items = app.reads.run(move |c| organisations::list(c, q.as_deref(), after.as_deref(), limit)).await?;
    Ok(page_answer(&request, &Listed::cut(items, &paging, organisations::position)))
}

/// A new organisation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Hillside Primary School", "kind": "school", "domain": "hillside.example"}))]
pub struct AddOrganisationRequest {
    /// Its name.
    name: String,
    /// `council`, `school`, `health`, `police`, `voluntary` or `other`.
    kind: OrganisationKind,
    /// An address under this domain confirms a membership by itself.
    domain: Option<String>,
    /// Bookings under it ask for a manager's yes.
    needs_approval: Option<bool>,
}

/// Adds an organisation.
#[utoipa::path(post, path = "/api/v1/organisations", tag = "Organisations",
    request_body = AddOrganisationRequest,
    responses((status = 201, description = "The organisation", body = OrganisationRecord)))]
pub async fn add(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<AddOrganisationRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value: ask, hash } = body?;
    let mut errors = FieldErrors::new();
    let name = errors.keep(organisation_name("name", &ask.name)).unwrap_or_default();
    let domain = ask.domain.and_then(|domain| errors.keep(mail_domain("domain", &domain)));
    errors.finish(()).map_err(Failure::from)?;
    let edit = EditOrganisation {
        domain: Some(domain),
        needs_approval: ask.needs_approval,
        ..EditOrganisation::default()
    };
    let key = once.key(caller.id(), hash);
    let answer = app.usecases.add_organisation(caller.id(), (name, ask.kind), edit, key).await?;
    Ok(crate::web::api::created(&answer))
}

/// What changes; what is left out stays as it is, null takes it away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"listed": true, "domain": "hillside.example"}))]
#[expect(clippy::option_option, reason = "an edit tells what is left out from what is null")]
pub struct EditOrganisationRequest {
    /// Its name.
    name: Option<String>,
    /// `council`, `school`, `health`, `police`, `voluntary` or `other`.
    kind: Option<OrganisationKind>,
    /// An address under this domain confirms a membership by itself.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    domain: Option<Option<String>>,
    /// Bookings under it ask for a manager's yes.
    needs_approval: Option<bool>,
    /// Offered to choose from.
    listed: Option<bool>,
}

/// Changes an organisation.
#[utoipa::path(patch, path = "/api/v1/organisations/{id}", tag = "Organisations",
    params(("id" = OrganisationId, Path)), request_body = EditOrganisationRequest,
    responses((status = 200, description = "The organisation as it is now, with its ETag",
        body = OrganisationRecord)))]
pub async fn edit(
    app: Data<App>,
    id: PathId<Organisation>,
    caller: Caller,
    if_match: IfMatch,
    body: ApiResult<Body<EditOrganisationRequest>>,
) -> ApiResult<HttpResponse> {
    refuse_stale(if_match.0, app.reads.run(move |c| organisations::revision(c, id.0)).await?)?;
    let ask = body?.value;
    let mut errors = FieldErrors::new();
    let name = ask.name.and_then(|name| errors.keep(organisation_name("name", &name)));
    let domain =
        ask.domain.map(|domain| domain.and_then(|domain| errors.keep(mail_domain("domain", &domain))));
    errors.finish(()).map_err(Failure::from)?;
    let edit = EditOrganisation {
        name,
        kind: ask.kind,
        domain,
        needs_approval: ask.needs_approval,
        listed: ask.listed,
        revision: if_match.0,
    };
    let (view, revision) = app.usecases.edit_organisation(caller.id(), id.0, edit).await?;
    revised(&IfNoneMatch(None), &Revised { revision, view })
}

/// What an organisation completed as a whole, with the people who were there.
#[utoipa::path(get, path = "/api/v1/organisations/{id}/training", tag = "Organisations",
    params(("id" = OrganisationId, Path)),
    responses((status = 200, description = "All of it, the latest first",
        body = crate::web::api::page_schemas::OrganisationTrainingPage)))]
pub async fn training(app: Data<App>, id: PathId<Organisation>, caller: Caller) -> ApiResult<HttpResponse> {
    let (actor, now) = (caller.id(), app.clock.now());
    let relation = app.reads.run(move |c| relations::to_organisation(c, actor, id.0, now)).await?;
    caller.may(Action::ReadOrganisationTraining, &relation)?;
    let read = app.reads.run(move |c| {
        organisations::name(c, id.0)?;
        organisation_training::of(c, &[id.0], now)
    });
    Ok(HttpResponse::Ok().json(Listed { items: read.await?, next: None }))
}

/// Which memberships to list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembershipParams {
    unconfirmed: Option<bool>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Memberships, oldest first: coordinators find all, leads those of their organisations.
#[utoipa::path(get, path = "/api/v1/memberships", tag = "Organisations",
    params(("unconfirmed" = Option<bool>, Query), ("limit" = Option<usize>, Query),
        ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "A page of memberships",
        body = crate::web::api::page_schemas::MembershipPage)))]
pub async fn list_memberships(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
    query: Params<MembershipParams>,
) -> ApiResult<HttpResponse> {
    let MembershipParams { unconfirmed, limit, cursor } = query.0;
    let paging = Paging::read(limit, cursor.as_deref())?;
    let after = crate::web::api::position::<MembershipId>(&paging)?;
    let (actor, now, limit) = (caller.actor, app.clock.now(), paging.limit);
    let items = app
        .reads
        .run(move |c| {
            let organisations =
                if actor.is_coordinator { None } else { Some(relations::led_by(c, actor.person_id, now)?) };
            let query = MembershipQuery {
                unconfirmed: unconfirmed.unwrap_or(false),
                organisations,
                after,
                limit: i64::try_from(limit + 1).unwrap_or(i64::MAX),
            };
            memberships::list(c, &query, now)
        })
        .await?;
    Ok(page_answer(&request, &Listed::cut(items, &paging, |membership| membership.id.to_string())))
}

/// Nothing, or for coordinators whether the member leads the organisation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct ConfirmMembershipRequest {
    /// Whether they lead it; for coordinators alone.
    is_lead: Option<bool>,
}

/// Confirms that somebody belongs to an organisation.
#[utoipa::path(post, path = "/api/v1/memberships/{id}/confirm", tag = "Organisations",
    params(("id" = MembershipId, Path)), request_body = ConfirmMembershipRequest,
    responses((status = 200, description = "The membership", body = MembershipView)))]
pub async fn confirm_membership(
    app: Data<App>,
    id: PathId<Membership>,
    caller: Caller,
    body: ApiResult<Body<ConfirmMembershipRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_membership(&app, &caller, id.0, Action::ConfirmMembership).await?;
    let view = app.usecases.confirm_membership(caller.actor, id.0, body?.value.is_lead).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Ends a membership.
#[utoipa::path(post, path = "/api/v1/memberships/{id}/end", tag = "Organisations",
    params(("id" = MembershipId, Path)),
    responses((status = 200, description = "The membership", body = MembershipView)))]
pub async fn end_membership(
    app: Data<App>,
    id: PathId<Membership>,
    caller: Caller,
) -> ApiResult<HttpResponse> {
    may_for_membership(&app, &caller, id.0, Action::EndMembership).await?;
    Ok(HttpResponse::Ok().json(app.usecases.end_membership(caller.id(), id.0).await?))
}
