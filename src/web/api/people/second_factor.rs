//! The second factor: shown at sign-in, set up, removed, taken away.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::TokenAnswer;
use crate::{
    app::App,
    domain::{
        ids::{Person, PersonId, Row, RowId},
        second_factors::SecondFactor,
    },
    store::read::people::second_factors::factors,
    usecases::{
        error::{Failure, Refused},
        people::{prove_again::Myself, remove_factor::OwnFactor},
    },
    web::{
        attempts::guarded,
        error::{ApiError, ApiResult},
        extract::{Body, Caller, PathId},
        limits::Limits,
    },
};

/// What finishes a sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"challenge": "Qm9va2VkLCBhcyBsb25nIGFzIHlvdSBhdHRlbmQ", "code": "123 456"}))]
pub struct SecondFactorRequest {
    /// As it came with `second_factor_needed`.
    challenge: String,
    /// Six digits of the app, or a recovery code.
    code: String,
}

/// Finishes a sign-in with a code.
#[utoipa::path(post, path = "/api/v1/auth/second-factor", tag = "Signing in",
    request_body = SecondFactorRequest, responses((status = 200, description = "Signed in", body = TokenAnswer)))]
pub async fn finish(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    body: Body<SecondFactorRequest>,
) -> ApiResult<HttpResponse> {
    let SecondFactorRequest { challenge, code } = body.value;
    let tokens = guarded(&request, &app, &limits, app.usecases.second_step(&challenge, &code)).await?;
    Ok(HttpResponse::Ok().json(TokenAnswer::from(tokens)))
}

/// A passkey.
#[derive(Serialize, ToSchema)]
pub struct PasskeyAnswer {
    id: RowId,
    /// What its holder calls it.
    name: String,
    added_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
}

/// What somebody can show beside their password.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorAnswer {
    /// Whether a role of theirs asks for one.
    required: bool,
    /// With what a sign-in can be finished.
    methods: Vec<SecondFactor>,
    /// Since when an app shows their codes.
    app_since: Option<DateTime<Utc>>,
    /// Their passkeys, which are added on the page `/account/second-factor`.
    passkeys: Vec<PasskeyAnswer>,
    /// How many recovery codes are not used yet.
    recovery_codes_left: i64,
}

/// What one can show beside one's password.
#[utoipa::path(get, path = "/api/v1/me/second-factor", tag = "Me",
    responses((status = 200, description = "One's own second factor", body = SecondFactorAnswer)))]
pub async fn read(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    let person = caller.id();
    let has = app.reads.run(move |c| factors(c, person)).await?;
    let methods = has.methods();
    let passkeys = has.passkeys.into_iter().map(|passkey| PasskeyAnswer {
        id: passkey.id,
        name: passkey.name,
        added_at: passkey.added_at,
        last_used_at: passkey.last_used_at,
    });
    Ok(HttpResponse::Ok().json(SecondFactorAnswer {
        required: app.settings.second_factor_for.asks(&caller.actor),
        methods,
        app_since: has.app_since,
        passkeys: passkeys.collect(),
        recovery_codes_left: has.recovery_codes_left,
    }))
}

/// Proves once more who asks.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current_password": "seven green bottles"}))]
pub struct ProveRequest {
    /// The present password; not needed within 15 minutes of signing in.
    current_password: Option<String>,
}

fn myself(caller: &Caller, ask: ProveRequest) -> Myself {
    Myself { person: caller.id(), login: caller.login, current_password: ask.current_password }
}

/// What an app is given.
#[derive(Serialize, ToSchema)]
pub struct AppSecretAnswer {
    /// In base 32, to be typed.
    secret: String,
    /// An `otpauth:` address, to be shown as a QR code.
    address: String,
}

/// Begins to set up an app that shows codes. It counts for nothing until its first code is given.
#[utoipa::path(post, path = "/api/v1/me/second-factor/app", tag = "Me", request_body = ProveRequest,
    responses((status = 200, description = "What the app is given", body = AppSecretAnswer)))]
pub async fn start_app(app: Data<App>, caller: Caller, body: Body<ProveRequest>) -> ApiResult<HttpResponse> {
    app.usecases.start_app(myself(&caller, body.value)).await?;
    let secret = app.usecases.app_secret(caller.id()).await?;
    let secret = secret.ok_or_else(|| ApiError::from(Failure::from(Refused::NotThere)))?;
    Ok(HttpResponse::Ok().json(AppSecretAnswer { secret: secret.text, address: secret.address }))
}

/// The first code of an app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "123456"}))]
pub struct FirstCodeRequest {
    /// The six digits it shows now.
    code: String,
}

/// Recovery codes, which are never shown again.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesAnswer {
    /// Ten codes, each good once; null when there are some already.
    recovery_codes: Option<Vec<String>>,
}

/// Confirms an app by its first code; from now on each sign-in asks for one. Other logins end.
#[utoipa::path(post, path = "/api/v1/me/second-factor/app/confirm", tag = "Me",
    request_body = FirstCodeRequest,
    responses((status = 200, description = "It is set up", body = RecoveryCodesAnswer)))]
pub async fn confirm_app(
    app: Data<App>,
    caller: Caller,
    body: Body<FirstCodeRequest>,
) -> ApiResult<HttpResponse> {
    let added = app.usecases.confirm_app(caller.id(), caller.login, &body.value.code).await?;
    Ok(HttpResponse::Ok().json(RecoveryCodesAnswer { recovery_codes: added.recovery_codes }))
}

/// Removes the app.
#[utoipa::path(post, path = "/api/v1/me/second-factor/app/remove", tag = "Me", request_body = ProveRequest,
    responses((status = 204, description = "It is removed")))]
pub async fn remove_app(app: Data<App>, caller: Caller, body: Body<ProveRequest>) -> ApiResult<HttpResponse> {
    app.usecases.remove_factor(myself(&caller, body.value), OwnFactor::App).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Removes a passkey.
#[utoipa::path(post, path = "/api/v1/me/second-factor/passkeys/{id}/remove", tag = "Me",
    params(("id" = RowId, Path)), request_body = ProveRequest,
    responses((status = 204, description = "It is removed")))]
pub async fn remove_passkey(
    app: Data<App>,
    id: PathId<Row>,
    caller: Caller,
    body: Body<ProveRequest>,
) -> ApiResult<HttpResponse> {
    app.usecases.remove_factor(myself(&caller, body.value), OwnFactor::Passkey(id.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Makes new recovery codes; those before are void.
#[utoipa::path(post, path = "/api/v1/me/second-factor/recovery-codes", tag = "Me", request_body = ProveRequest,
    responses((status = 200, description = "The new codes", body = RecoveryCodesAnswer)))]
pub async fn renew_codes(
    app: Data<App>,
    caller: Caller,
    body: Body<ProveRequest>,
) -> ApiResult<HttpResponse> {
    let codes = app.usecases.renew_recovery_codes(myself(&caller, body.value)).await?;
    Ok(HttpResponse::Ok().json(RecoveryCodesAnswer { recovery_codes: Some(codes) }))
}

/// Why somebody's second factor is taken away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Their phone was stolen; they rang from the school."}))]
pub struct TakeAwayRequest {
    /// The person is told.
    reason: String,
}

/// Takes away a second factor that its holder has lost: they sign in without one, and can set up another.
#[utoipa::path(post, path = "/api/v1/people/{id}/second-factor/remove", tag = "People",
    params(("id" = PersonId, Path)), request_body = TakeAwayRequest,
    responses((status = 204, description = "It is taken away, and they are signed out everywhere")))]
pub async fn take_away(
    app: Data<App>,
    id: PathId<Person>,
    caller: Caller,
    body: Body<TakeAwayRequest>,
) -> ApiResult<HttpResponse> {
    app.usecases.take_factors_away(Some(caller.id()), id.0, &body.value.reason).await?;
    Ok(HttpResponse::NoContent().finish())
}
