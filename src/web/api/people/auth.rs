//! Signing in and out.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    usecases::people::sign_in::Tokens,
    web::{
        error::{ApiError, ApiResult},
        extract::{Body, client_address},
        limits::{FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS, Limit, Limits},
        problems::Problem,
    },
};

/// An e-mail address and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "delegate@demo.example", "password": "demo-password"}))]
pub struct LoginRequest {
    /// Any confirmed address of the person.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh_token": "Qm9va2VkLCBhcyBsb25nIGFzIHlvdSBhdHRlbmQ"}))]
pub struct RefreshRequest {
    /// As it came with the last sign-in or refresh.
    pub refresh_token: String,
}

/// The tokens of a signed-in client.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    /// A JWT to send as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    /// Good for one exchange at `/auth/refresh`.
    pub refresh_token: String,
}

impl From<Tokens> for TokenAnswer {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access_token,
            token_type: "Bearer",
            expires_in: tokens.expires_in,
            refresh_token: tokens.refresh_token,
        }
    }
}

/// Signs in with a password.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "Signing in", request_body = LoginRequest,
    responses((status = 200, description = "Signed in", body = TokenAnswer)))]
pub async fn login(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    body: Body<LoginRequest>,
) -> ApiResult<HttpResponse> {
    let LoginRequest { email, password } = body.value;
    refuse_failures(&request, &app, &limits, &email)?;
    match app.usecases.sign_in(&email, &password).await {
        Ok(tokens) => Ok(HttpResponse::Ok().json(TokenAnswer::from(tokens))),
        Err(failure) => {
            count_failure(&request, &app, &limits, &email);
            Err(failure.into())
        }
    }
}

/// What failed sign-ins are counted by: the network address and the account.
fn failure_keys(request: &HttpRequest, email: &str) -> [(&'static str, String, Limit); 2] {
    [
        ("failures from", client_address(request), FAILURES_PER_ADDRESS),
        ("failures of", email.trim().to_ascii_lowercase(), FAILURES_PER_ACCOUNT),
    ]
}

/// 429 once there were too many failed sign-ins from here or against this account.
pub(in crate::web) fn refuse_failures(
    request: &HttpRequest,
    app: &App,
    limits: &Limits,
    email: &str,
) -> ApiResult<()> {
    let now = app.clock.now();
    failure_keys(request, email)
        .iter()
        .try_for_each(|(what, key, limit)| refuse_if_reached(limits, what, key, *limit, now))
}

/// Counts a failed sign-in.
pub(in crate::web) fn count_failure(request: &HttpRequest, app: &App, limits: &Limits, email: &str) {
    let now = app.clock.now();
    for (what, key, limit) in failure_keys(request, email) {
        limits.count(what, &key, limit, now);
    }
}

/// Exchanges a refresh token for new tokens.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "Signing in", request_body = RefreshRequest,
    responses((status = 200, description = "New tokens; the old refresh token is used up", body = TokenAnswer)))]
pub async fn refresh(app: Data<App>, body: Body<RefreshRequest>) -> ApiResult<HttpResponse> {
    let tokens = app.usecases.refresh_login(&body.value.refresh_token).await?;
    Ok(HttpResponse::Ok().json(TokenAnswer::from(tokens)))
}

/// Ends the login a refresh token belongs to.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "Signing in", request_body = RefreshRequest,
    responses((status = 204, description = "Signed out")))]
pub async fn logout(app: Data<App>, body: Body<RefreshRequest>) -> ApiResult<HttpResponse> {
    app.usecases.sign_out(&body.value.refresh_token).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 429 with the time to wait, once a limit is reached.
pub(in crate::web::api) fn refuse_if_reached(
    limits: &Limits,
    what: &'static str,
    key: &str,
    limit: Limit,
    now: chrono::DateTime<chrono::Utc>,
) -> ApiResult<()> {
    let Some(seconds) = limits.wait(what, key, limit, now) else { return Ok(()) };
    let minutes = (seconds + 59) / 60;
    let problem = Problem::new(
        "too_many_requests",
        format!("There were too many attempts. Try again in {minutes} minutes."),
    );
    Err(ApiError::from(problem.with_header(header::RETRY_AFTER, seconds.to_string())))
}
