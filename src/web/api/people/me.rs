//! One's own record.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use super::sign_in_links::StatusAnswer;
use crate::{
    app::App,
    domain::{
        accounts::{named_organisation, personal_address},
        ids::{Address, AddressId, OrganisationId},
        input::FieldErrors,
        people::{EmailAddress, PersonName},
        words::ManagerCopies,
    },
    store::read::{
        people::{
            person_views,
            profile::{self, DeclarationView, MeView, MembershipView, ProfileView},
        },
        revised::Revised,
    },
    usecases::{
        error::Failure,
        people::{edit_me::EditMe, passwords::SetPassword, prove_again::Myself},
    },
    web::{
        api::answers::{refuse_stale, revised},
        attempts::count_mail_to,
        error::ApiResult,
        extract::{Body, Caller, IfMatch, IfNoneMatch, Listed, Once, PathId},
        limits::Limits,
    },
};

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/me", tag = "Me",
    responses((status = 200, description = "Who is signed in", body = MeView)))]
pub async fn read(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    let (actor, now) = (caller.actor, app.clock.now());
    let view = app.reads.run(move |c| profile::me(c, &actor, now)).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// The whole of one's own record.
#[utoipa::path(get, path = "/api/v1/me/profile", tag = "Me",
    responses((status = 200, description = "One's own record, with its ETag", body = ProfileView)))]
pub async fn read_profile(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    let (id, now) = (caller.id(), app.clock.now());
    let (view, revision) = app.reads.run(move |c| profile::profile(c, id, now)).await?;
    revised(&IfNoneMatch(None), &Revised { revision, view })
}

/// What changes; what is left out stays as it is, null takes it away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"line_manager": "manager@demo.example", "manager_copies": "weekly"}))]
#[expect(clippy::option_option, reason = "an edit tells what is left out from what is null")]
pub struct EditMeRequest {
    /// The name.
    name: Option<String>,
    /// The name on certificates, when it is another.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    certificate_name: Option<Option<String>>,
    /// The address of the line manager. It takes effect once somebody has confirmed it, and is answered alike whether
    /// anybody has: nobody learns here which addresses are known.
    #[serde(default, deserialize_with = "crate::web::api::present")]
    line_manager: Option<Option<String>>,
    /// How to hear of the bookings of those one manages: `weekly`, `each` or `none`.
    manager_copies: Option<ManagerCopies>,
}

/// Changes one's own record.
#[utoipa::path(patch, path = "/api/v1/me", tag = "Me", request_body = EditMeRequest,
    responses((status = 200, description = "The record as it is now, with its ETag", body = ProfileView)))]
pub async fn edit(
    app: Data<App>,
    caller: Caller,
    if_match: IfMatch,
    body: ApiResult<Body<EditMeRequest>>,
) -> ApiResult<HttpResponse> {
    let id = caller.id();
    refuse_stale(if_match.0, app.reads.run(move |c| person_views::revision(c, id)).await?)?;
    let ask = body?.value;
    let mut errors = FieldErrors::new();
    let name = ask.name.and_then(|name| errors.keep(PersonName::parse("name", &name)));
    let certificate_name = ask
        .certificate_name
        .map(|name| name.and_then(|name| errors.keep(PersonName::parse("certificate_name", &name))));
    let line_manager = ask
        .line_manager
        .map(|email| email.and_then(|email| errors.keep(EmailAddress::parse("line_manager", &email))));
    errors.finish(()).map_err(Failure::from)?;
    let edit = EditMe {
        name,
        certificate_name,
        line_manager,
        manager_copies: ask.manager_copies,
        revision: if_match.0,
    };
    let (view, revision) = app.usecases.edit_me(caller.id(), edit).await?;
    revised(&IfNoneMatch(None), &Revised { revision, view })
}

/// One's own addresses, the primary one first.
#[utoipa::path(get, path = "/api/v1/me/addresses", tag = "Me",
    responses((status = 200, description = "The addresses", body = crate::web::api::page_schemas::AddressPage)))]
pub async fn addresses(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    let id = caller.id();
    let items = app.reads.run(move |c| profile::addresses(c, id)).await?;
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}

/// An address to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "amira@home.example"}))]
pub struct AddressRequest {
    /// An address only this person reads.
    email: String,
    /// The present password; not needed within 15 minutes of signing in.
    current_password: Option<String>,
}

/// Adds an address; a mail asks to confirm it, at `/people/verify-email` as for a registration.
#[utoipa::path(post, path = "/api/v1/me/addresses", tag = "Me", request_body = AddressRequest,
    responses((status = 201, description = "A mail is on its way", body = StatusAnswer)))]
pub async fn add_address(
    app: Data<App>,
    limits: Data<Limits>,
    caller: Caller,
    body: ApiResult<Body<AddressRequest>>,
) -> ApiResult<HttpResponse> {
    let AddressRequest { email, current_password } = body?.value;
    let email = personal_address("email", &email).map_err(Failure::from)?;
    count_mail_to(&app, &limits, &email)?;
    let me = Myself { person: caller.id(), login: caller.login, current_password };
    app.usecases.add_own_address(me, email).await?;
    Ok(HttpResponse::Created().json(StatusAnswer { status: "verification_sent" }))
}

/// Sends mail to this address from now on.
#[utoipa::path(post, path = "/api/v1/me/addresses/{id}/make-primary", tag = "Me",
    params(("id" = AddressId, Path)),
    responses((status = 200, description = "The addresses as they are now",
        body = crate::web::api::page_schemas::AddressPage)))]
pub async fn make_primary(app: Data<App>, id: PathId<Address>, caller: Caller) -> ApiResult<HttpResponse> {
    let items = app.usecases.make_address_primary(caller.id(), id.0).await?;
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}

/// Removes an address.
#[utoipa::path(delete, path = "/api/v1/me/addresses/{id}", tag = "Me", params(("id" = AddressId, Path)),
    responses((status = 204, description = "Removed")))]
pub async fn remove_address(app: Data<App>, id: PathId<Address>, caller: Caller) -> ApiResult<HttpResponse> {
    app.usecases.remove_own_address(caller.id(), id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Where somebody says that they belong: by id, or by name when it is not listed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"organisation_name": "Hillside Primary School"}))]
pub struct ClaimRequest {
    /// The organisation.
    organisation_id: Option<OrganisationId>,
    /// Its name, when it is not listed.
    organisation_name: Option<String>,
}

/// Claims a membership; it counts once it is confirmed.
#[utoipa::path(post, path = "/api/v1/me/memberships", tag = "Me", request_body = ClaimRequest,
    responses((status = 201, description = "The membership", body = MembershipView)))]
pub async fn claim(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<ClaimRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value: ask, hash } = body?;
    let mut errors = FieldErrors::new();
    let named = named_organisation(&mut errors, ask.organisation_id, ask.organisation_name.as_deref());
    if named.is_none() && errors.is_empty() {
        errors.add("organisation_id", "Say which organisation: by organisation_id or organisation_name.");
    }
    let Some(named) = named else { return Err(Failure::from(errors.into_vec()).into()) };
    let key = once.key(caller.id(), hash);
    Ok(crate::web::api::created(&app.usecases.claim_membership(caller.id(), named, key).await?))
}

/// What somebody declares.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"declaration": "practised"}))]
pub struct DeclarationRequest {
    /// The slug of the statement.
    declaration: String,
}

/// What one has declared, newest first.
#[utoipa::path(get, path = "/api/v1/me/declarations", tag = "Me",
    responses((status = 200, description = "The declarations", body = crate::web::api::page_schemas::DeclarationPage)))]
pub async fn declarations(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    let id = caller.id();
    let items = app.reads.run(move |c| profile::declarations(c, id)).await?;
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}

/// Declares a statement, as of today.
#[utoipa::path(post, path = "/api/v1/me/declarations", tag = "Me", request_body = DeclarationRequest,
    responses((status = 201, description = "Declared", body = DeclarationView)))]
pub async fn declare(
    app: Data<App>,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<DeclarationRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body?;
    let key = once.key(caller.id(), hash);
    let answer = app.usecases.declare(caller.id(), value.declaration, key).await?;
    Ok(crate::web::api::created(&answer))
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"password": "seven green bottles"}))]
pub struct PasswordRequest {
    /// 8 to 128 characters.
    password: String,
    /// The present one; not needed within 15 minutes of signing in.
    current_password: Option<String>,
}

/// Sets one's password, and ends one's other logins.
#[utoipa::path(post, path = "/api/v1/me/password", tag = "Me", request_body = PasswordRequest,
    responses((status = 204, description = "Set")))]
pub async fn set_password(
    app: Data<App>,
    caller: Caller,
    body: ApiResult<Body<PasswordRequest>>,
) -> ApiResult<HttpResponse> {
    let PasswordRequest { password, current_password } = body?.value;
    let me = Myself { person: caller.id(), login: caller.login, current_password };
    app.usecases.set_password(SetPassword { me, password }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends every login of one's own, this one too.
#[utoipa::path(post, path = "/api/v1/me/sign-out-everywhere", tag = "Me",
    responses((status = 204, description = "Signed out")))]
pub async fn sign_out_everywhere(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    app.usecases.sign_out_everywhere(caller.id()).await?;
    Ok(HttpResponse::NoContent().finish())
}
