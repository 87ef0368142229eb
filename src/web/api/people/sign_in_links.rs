//! Signing in by mailed link, and the limits on asking for mails.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{TokenAnswer, refuse_if_reached};
use crate::{
    app::App,
    domain::people::EmailAddress,
    usecases::error::Failure,
    web::{
        error::ApiResult,
        extract::{Body, client_address},
        limits::{FAILURES_PER_ADDRESS, Limits, MAILS_PER_ACCOUNT, MAILS_PER_ADDRESS},
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

/// Counts a mail that is asked for, and refuses once there were too many for one network address or account.
pub(in crate::web) fn count_mail(
    request: &HttpRequest,
    app: &App,
    limits: &Limits,
    email: &EmailAddress,
) -> ApiResult<()> {
    let (now, address) = (app.clock.now(), client_address(request));
    let keys = [
        ("mails from", address.as_str(), MAILS_PER_ADDRESS),
        ("mails to", email.folded(), MAILS_PER_ACCOUNT),
    ];
    for (what, key, limit) in keys {
        refuse_if_reached(limits, what, key, limit, now)?;
    }
    for (what, key, limit) in keys {
        limits.count(what, key, limit, now);
    }
    Ok(())
}

/// Runs what proves an identity, and counts it against the network address when it fails.
pub(in crate::web) async fn guarded<T>(
    request: &HttpRequest,
    app: &App,
    limits: &Limits,
    proof: impl Future<Output = Result<T, Failure>>,
) -> ApiResult<T> {
    let (now, address) = (app.clock.now(), client_address(request));
    refuse_if_reached(limits, "failures from", &address, FAILURES_PER_ADDRESS, now)?;
    let result = proof.await;
    if result.is_err() {
        limits.count("failures from", &address, FAILURES_PER_ADDRESS, now);
    }
    Ok(result?)
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
