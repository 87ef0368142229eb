//! Registering and confirming an address.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{auth::TokenAnswer, sign_in_links::StatusAnswer};
use crate::{
    app::App,
    domain::{
        accounts::{Confirmer, named_organisation, personal_address},
        ids::{OrganisationId, SessionId},
        input::{FieldError, FieldErrors},
        people::PersonName,
    },
    usecases::{
        error::Failure,
        people::{
            confirm_address::{Confirming, Proof},
            sign_up::Register,
        },
    },
    web::{
        attempts::{count_mail, guarded},
        error::ApiResult,
        extract::{Body, MaybeCaller},
        limits::Limits,
    },
};

/// What somebody registers with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Amira Khan", "email": "amira.khan@school.example",
    "password": "seven green bottles", "organisation_name": "Hillside Primary School"}))]
pub struct RegisterRequest {
    /// Their name, as it should appear on a certificate.
    name: String,
    /// An address only they read.
    email: String,
    /// 8 to 128 characters.
    password: String,
    /// The organisation they belong to.
    organisation_id: Option<OrganisationId>,
    /// Its name, when it is not listed.
    organisation_name: Option<String>,
    /// A date chosen before registering. It is booked when the address is confirmed within the hour, if there is a
    /// place; one is held for the first 15 minutes, unless two others on the date have yet to confirm theirs.
    session_id: Option<SessionId>,
}

/// The secret of the mailed link, or the mailed code with the address it was mailed to; with a password of one's own
/// where somebody else may have typed the one it was registered with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "amira.khan@school.example", "code": "4711 0815"}))]
pub struct VerifyRequest {
    /// What stands behind `token=` in the link.
    token: Option<String>,
    /// The address, when the code is typed.
    email: Option<String>,
    /// The code from the mail.
    code: Option<String>,
    /// Takes the place of the password that was typed when registering.
    password: Option<String>,
}

/// Registers; a mail asks to confirm the address. The answer is the same for an address that is known already.
#[utoipa::path(post, path = "/api/v1/people", tag = "Signing in", request_body = RegisterRequest,
    responses((status = 201, description = "A mail is on its way", body = StatusAnswer)))]
pub async fn register(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    body: Body<RegisterRequest>,
) -> ApiResult<HttpResponse> {
    let ask = body.value;
    let mut errors = FieldErrors::new();
    let name = errors.keep(PersonName::parse("name", &ask.name));
    let email = errors.keep(personal_address("email", &ask.email));
    let own = [ask.name.as_str(), ask.email.as_str()];
    if let Err(problems) = app.settings.password_rules.check(&ask.password, &own) {
        for problem in problems {
            errors.add("password", format!("{problem}."));
        }
    }
    let organisation = named_organisation(&mut errors, ask.organisation_id, ask.organisation_name.as_deref());
    let (Some(name), Some(email), true) = (name, email, errors.is_empty()) else {
        return Err(Failure::from(errors.into_vec()).into());
    };
    count_mail(&request, &app, &limits, &email)?;
    let session = match ask.session_id {
        Some(id) => public_session(&app, id).await?,
        None => None,
    };
    let password = ask.password;
    let certificate_name = None;
    let ask = Register { name, certificate_name, email, password, organisation, session, browser: None };
    app.usecases.register(ask).await?;
    Ok(HttpResponse::Created().json(StatusAnswer { status: "verification_sent" }))
}

/// The session if the public may see it; a private one or a draft is not theirs to hold a place on.
async fn public_session(app: &App, id: SessionId) -> ApiResult<Option<SessionId>> {
    crate::web::access::may_see(app, None, id).await?;
    Ok(Some(id))
}

/// Confirms an address by link or typed code, and signs in. What was typed when registering is taken over where a program
/// registered; of a registration in a browser only the name is, and a password can be given here. An address that
/// somebody adds to their account is confirmed with their access token alone.
#[utoipa::path(post, path = "/api/v1/people/verify-email", tag = "Signing in", request_body = VerifyRequest,
    responses((status = 200, description = "Confirmed and signed in", body = TokenAnswer)))]
pub async fn verify_email(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    caller: MaybeCaller,
    body: Body<VerifyRequest>,
) -> ApiResult<HttpResponse> {
    let signed_in = caller.0.map(|caller| caller.id());
    let VerifyRequest { token, email, code, password } = body.value;
    let proof = match (token, email, code) {
        (Some(token), None, None) => Proof::Link(token),
        (None, Some(email), Some(code)) => Proof::Code { email, code },
        _ => {
            let message = "Send either the token of the link, or the address with the code mailed to it.";
            return Err(Failure::from(FieldError::new("token", message)).into());
        }
    };
    let own = match password {
        Some(password) => Some(app.usecases.own_words(None, &password, true).await?),
        None => None,
    };
    let ask = Confirming { proof, confirmer: Confirmer { signed_in, browser: None }, own, asks: false };
    let tokens = guarded(&request, &app, &limits, app.usecases.confirm_address(ask)).await?;
    Ok(HttpResponse::Ok().json(TokenAnswer::from(tokens)))
}
