//! A certificate with something on it put right: asked for by its holder, issued by a coordinator.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Certificate, CertificateId},
    },
    store::read::certificates::certificate::CertificateView,
    usecases::certificates::reissue_certificate::{AskForReissue, ReissueCertificate},
    web::{
        access::may_for_certificate,
        error::ApiResult,
        extract::{Body, Caller, Once, PathId},
    },
};

/// What is put right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "The name was misspelt.", "name": "Siân Hughes"}))]
pub struct ReissueRequest {
    /// Why; the holder is told.
    reason: String,
    /// The name as it should print; the one on the holder's record when left out.
    name: Option<String>,
}

/// Issues a certificate again under another number; it takes the place of the old one, and the holder is sent it.
#[utoipa::path(post, path = "/api/v1/certificates/{id}/reissue", tag = "Certificates",
    params(("id" = CertificateId, Path)), request_body = ReissueRequest,
    responses((status = 201, description = "The new certificate", body = CertificateView)))]
pub async fn reissue(
    app: Data<App>,
    id: PathId<Certificate>,
    caller: Caller,
    once: Once,
    body: Body<ReissueRequest>,
) -> ApiResult<HttpResponse> {
    may_for_certificate(&app, &caller, id.0, Action::ReissueCertificate).await?;
    let key = once.key(caller.id(), body.hash);
    let ReissueRequest { reason, name } = body.value;
    let ask = ReissueCertificate { actor: caller.actor, certificate: id.0, reason, name };
    let answer = app.usecases.reissue_certificate(ask, key).await?;
    Ok(crate::web::api::created_at(&answer, &format!("/api/v1/certificates/{}", answer.value.id)))
}

/// What should be put right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "My name is Siân, with a circumflex."}))]
pub struct AskForReissueRequest {
    /// In the holder's words.
    words: String,
}

/// Asks the coordinators for a certificate with something on it put right.
#[utoipa::path(post, path = "/api/v1/certificates/{id}/ask-for-reissue", tag = "Certificates",
    params(("id" = CertificateId, Path)), request_body = AskForReissueRequest,
    responses((status = 200, description = "Noted", body = CertificateView)))]
pub async fn ask(
    app: Data<App>,
    id: PathId<Certificate>,
    caller: Caller,
    body: Body<AskForReissueRequest>,
) -> ApiResult<HttpResponse> {
    may_for_certificate(&app, &caller, id.0, Action::AskForReissue).await?;
    let ask = AskForReissue { actor: caller.actor, certificate: id.0, words: body.value.words };
    Ok(HttpResponse::Ok().json(app.usecases.ask_for_reissue(ask).await?))
}
