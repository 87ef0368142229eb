//! Signing in and out.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    usecases::people::open_login::Tokens,
    web::{attempts::judge_sign_in, error::ApiResult, extract::Body, limits::Limits},
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
    let proof = app.usecases.sign_in(&email, &password);
    let tokens = judge_sign_in(&request, (&app, &limits), &email, proof).await??;
    Ok(HttpResponse::Ok().json(TokenAnswer::from(tokens)))
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
