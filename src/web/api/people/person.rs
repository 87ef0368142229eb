//! People, for managers and coordinators.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        accounts::personal_address,
        ids::{OrganisationId, Person, PersonId},
        input::FieldErrors,
        people::{EmailAddress, PersonName},
        words::Role,
    },
    store::read::{
        people::{
            person_views::{self, PeopleQuery, PersonView, Seen},
            profile::MembershipView,
            relations,
        },
        revised::Revised,
    },
    usecases::{
        error::Failure,
        people::{close_account::KeptPlaces, edit_person::EditPerson, invite_person::InvitePerson},
    },
    web::{
        api::answers::{refuse_stale, revised},
        attempts::count_mail_to,
        error::ApiResult,
        extract::{Body, Caller, IfMatch, IfNoneMatch, Listed, Once, Paging, Params, PathId, page_answer},
        limits::Limits,
    },
};

/// What to look for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleParams {
    q: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// People by name: coordinators find everyone, managers whom they manage.
#[utoipa::path(get, path = "/api/v1/people", tag = "People",
    params(("q" = Option<String>, Query), ("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "A page of people", body = crate::web::api::page_schemas::PersonPage)))]
pub async fn list(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
    query: Params<PeopleParams>,
) -> ApiResult<HttpResponse> {
    let PeopleParams { q, limit, cursor } = query.0;
    let paging = Paging::read(limit, cursor.as_deref())?;
    let (actor, now) = (caller.actor, app.clock.now());
    let (after, limit) = (paging.after.clone(), i64::try_from(paging.limit + 1).unwrap_or(i64::MAX));
    let items = app
        .reads
        .run(move |c| {
            let seen = if actor.is_coordinator {
                Seen::Everyone
            } else {
                Seen::Only(relations::managed_by(c, actor.person_id, now)?)
            };
            person_views::list(c, &PeopleQuery { q, seen, after, limit }, now)
        })
        .await?;
    Ok(page_answer(&request, &Listed::cut(items, &paging, person_views::position)))
}

/// One person.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "People", params(("id" = PersonId, Path)),
    responses((status = 200, description = "The person, with their ETag", body = PersonView)))]
pub async fn read(app: Data<App>, id: PathId<Person>, caller: Caller) -> ApiResult<HttpResponse> {
    may(&app, &caller, id.0, Action::ReadPerson).await?;
    let now = app.clock.now();
    let (view, revision) = app
        .reads
        .run(move |c| {
            let view = person_views::view(c, id.0, now)?;
            Ok::<_, crate::store::error::Error>((view, person_views::revision(c, id.0)?))
        })
        .await?;
    revised(&IfNoneMatch(None), &Revised { revision, view })
}

async fn may(app: &App, caller: &Caller, person: PersonId, action: Action) -> ApiResult<()> {
    let (actor, now) = (caller.id(), app.clock.now());
    let relation = app.reads.run(move |c| relations::to_person(c, actor, person, now)).await?;
    caller.may(action, &relation)
}

/// Whom to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Sam Okoro", "email": "sam.okoro@school.example",
    "organisation_id": "01993c5e-7d20-7000-8000-000000000001"}))]
pub struct InviteRequest {
    /// Their name.
    name: String,
    /// An address only they read.
    email: String,
    /// The organisation they belong to.
    organisation_id: OrganisationId,
}

/// Adds somebody who has no account yet, and mails them. Nobody is added twice. A manager is answered with what they
/// typed, whoever has the address; the id is then the invitation's, and not that of a record.
#[utoipa::path(post, path = "/api/v1/people/invite", tag = "People", request_body = InviteRequest,
    responses((status = 201, description = "Added, or asked", body = PersonView)))]
pub async fn invite(
    app: Data<App>,
    limits: Data<Limits>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<InviteRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value: ask, hash } = body?;
    let (actor, organisation, now) = (caller.id(), ask.organisation_id, app.clock.now());
    let relation = app.reads.run(move |c| relations::to_organisation(c, actor, organisation, now)).await?;
    caller.may(Action::InvitePerson, &relation)?;
    let mut errors = FieldErrors::new();
    let name = errors.keep(PersonName::parse("name", &ask.name));
    let email = errors.keep(personal_address("email", &ask.email));
    let (Some(name), Some(email)) = (name, email) else {
        return Err(Failure::from(errors.into_vec()).into());
    };
    if !caller.actor.is_coordinator {
        count_mail_to(&app, &limits, &email)?;
    }
    let key = once.key(caller.id(), hash);
    let ask = InvitePerson { actor: caller.actor, leads: relation.leads, name, email, organisation };
    Ok(crate::web::api::created(&app.usecases.invite_person(ask, key).await?))
}

/// What becomes of the coming places of somebody whose account is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlacesOnClosing {
    /// They go to whoever waits.
    Free,
    /// The person keeps them.
    Keep,
}

/// What changes; what is left out stays as it is, null takes it away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"roles": ["delegate", "trainer"]}))]
#[expect(clippy::option_option, reason = "an edit tells what is left out from what is null")]
pub struct EditPersonRequest {
    /// The name.
    name: Option<String>,
    /// Exactly these; `manager` follows from whom they manage and is not given here.
    roles: Option<Vec<Role>>,
    /// The address, as long as nobody has confirmed the one on record: a mistyped one is put right.
    email: Option<String>,
    /// No signing in and no booking any more. What the person waited for ends, dates they were to run lose them, and
    /// requests that wait for their answer go on to the next.
    disabled: Option<bool>,
    /// With `disabled: true`: what becomes of the coming places; `free` when left out.
    places: Option<PlacesOnClosing>,
    /// The address of the line manager.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    line_manager: Option<Option<String>>,
}

/// Changes a person's record or roles.
#[utoipa::path(patch, path = "/api/v1/people/{id}", tag = "People", params(("id" = PersonId, Path)),
    request_body = EditPersonRequest,
    responses((status = 200, description = "The person as they are now, with their ETag", body = PersonView)))]
pub async fn edit(
    app: Data<App>,
    id: PathId<Person>,
    caller: Caller,
    if_match: IfMatch,
    body: ApiResult<Body<EditPersonRequest>>,
) -> ApiResult<HttpResponse> {
    caller.may(Action::EditPerson, &Relation::default())?;
    refuse_stale(if_match.0, app.reads.run(move |c| person_views::revision(c, id.0)).await?)?;
    let ask = body?.value;
    let mut errors = FieldErrors::new();
    let name = ask.name.and_then(|name| errors.keep(PersonName::parse("name", &name)));
    let line_manager = ask
        .line_manager
        .map(|email| email.and_then(|email| errors.keep(EmailAddress::parse("line_manager", &email))));
    let email = ask.email.and_then(|email| errors.keep(personal_address("email", &email)));
    if ask.places.is_some() && ask.disabled != Some(true) {
        errors.add("places", "Say this with disabled: true, when the account is closed.");
    }
    errors.finish(()).map_err(Failure::from)?;
    let places = match ask.places {
        Some(PlacesOnClosing::Keep) => KeptPlaces::All,
        Some(PlacesOnClosing::Free) | None => KeptPlaces::None,
    };
    let (roles, disabled, revision) = (ask.roles, ask.disabled, if_match.0);
    let certificate_name = None;
    let edit = EditPerson { name, certificate_name, roles, email, disabled, places, line_manager, revision };
    let (view, revision) = app.usecases.edit_person(caller.id(), id.0, edit).await?;
    revised(&IfNoneMatch(None), &Revised { revision, view })
}

/// Where a person belongs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"organisation_id": "01993c5e-7d20-7000-8000-000000000001", "is_lead": true}))]
pub struct MembershipRequest {
    /// The organisation.
    organisation_id: OrganisationId,
    /// Whether they lead it.
    #[serde(default)]
    is_lead: bool,
}

/// Makes a person a confirmed member, or the lead, of an organisation.
#[utoipa::path(post, path = "/api/v1/people/{id}/memberships", tag = "People", params(("id" = PersonId, Path)),
    request_body = MembershipRequest,
    responses((status = 201, description = "The membership", body = MembershipView)))]
pub async fn add_membership(
    app: Data<App>,
    id: PathId<Person>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<MembershipRequest>>,
) -> ApiResult<HttpResponse> {
    caller.may(Action::EditPerson, &Relation::default())?;
    let Body { value: MembershipRequest { organisation_id, is_lead }, hash } = body?;
    let key = once.key(caller.id(), hash);
    let answer = app.usecases.add_membership(caller.id(), id.0, organisation_id, is_lead, key).await?;
    Ok(crate::web::api::created(&answer))
}
