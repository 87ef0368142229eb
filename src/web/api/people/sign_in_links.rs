//! Signing in by mailed link, and the limits on asking for mails.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::TokenAnswer;
use crate::{
    app::App,
    domain::people::EmailAddress,
    web::{
        attempts::{count_mail, guarded},
        error::ApiResult,
        extract::Body,
        limits::Limits,
    },
};

/// Who wants a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "delegate@demo.example"}))]
pub struct LinkRequest {
    /// The address to mail it to.
    pub email: String,
}

/// A mailed link's secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "AZq…"}))]
pub struct RedeemRequest {
    /// What stands behind `token=` in the link.
    pub token: String,
}

/// What happens next, in a word.
#[derive(Serialize, ToSchema)]
pub struct StatusAnswer {
    /// `link_sent` or `verification_sent`.
    pub status: &'static str,
}

/// Mails a sign-in link, if somebody has the address; the answer is the same if nobody has.
#[utoipa::path(post, path = "/api/v1/auth/sign-in-links", tag = "Signing in", request_body = LinkRequest,
    responses((status = 202, description = "If the address is known, a link is on its way", body = StatusAnswer)))]
pub async fn send(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    body: Body<LinkRequest>,
) -> ApiResult<HttpResponse> {
    // What is no address is nobody's, and answered like every other that nobody has.
    if let Ok(email) = EmailAddress::parse("email", &body.value.email) {
        count_mail(&request, &app, &limits, &email)?;
        app.usecases.send_sign_in_link(email).await?;
    }
    Ok(HttpResponse::Accepted().json(StatusAnswer { status: "link_sent" }))
}

/// Signs in with a mailed link, once.
#[utoipa::path(post, path = "/api/v1/auth/sign-in-links/redeem", tag = "Signing in",
    request_body = RedeemRequest, responses((status = 200, description = "Signed in", body = TokenAnswer)))]
pub async fn redeem(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    body: Body<RedeemRequest>,
) -> ApiResult<HttpResponse> {
    let proof = app.usecases.redeem_sign_in_link(&body.value.token);
    let tokens = guarded(&request, &app, &limits, proof).await?;
    Ok(HttpResponse::Ok().json(TokenAnswer::from(tokens)))
}
