//! What became of training that was asked for, and its papers: quote, statement, outcome.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Commission, CommissionId},
    },
    store::read::commissions::outcomes::OutcomeView,
    web::{
        access::may_for_commission,
        error::ApiResult,
        extract::{Caller, Params, PathId},
        files::commission_papers::{certificates, outcome_letter, printed, quote_letter, statement_letter},
    },
};

/// What became of it: attendance, CPD, certificates, and what each person can book next.
#[utoipa::path(get, path = "/api/v1/commissions/{id}/outcome", tag = "Commissions",
    params(("id" = CommissionId, Path)),
    responses((status = 200, description = "The outcome", body = OutcomeView)))]
pub async fn outcome(app: Data<App>, id: PathId<Commission>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_commission(&app, &caller, id.0, Action::ReadCommission).await?;
    Ok(HttpResponse::Ok().json(app.usecases.commission_outcome(caller.actor, id.0).await?))
}

/// The outcome as a paper.
#[utoipa::path(get, path = "/api/v1/commissions/{id}/outcome.pdf", tag = "Commissions",
    params(("id" = CommissionId, Path)),
    responses((status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>)))]
pub async fn outcome_pdf(app: Data<App>, id: PathId<Commission>, caller: Caller) -> ApiResult<HttpResponse> {
    printed(&app, &caller, id.0, ("outcome", outcome_letter)).await
}

/// What is proposed, as a quote.
#[utoipa::path(get, path = "/api/v1/commissions/{id}/quote.pdf", tag = "Commissions",
    params(("id" = CommissionId, Path)),
    responses((status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>)))]
pub async fn quote_pdf(app: Data<App>, id: PathId<Commission>, caller: Caller) -> ApiResult<HttpResponse> {
    printed(&app, &caller, id.0, ("quote", quote_letter)).await
}

/// What was agreed and delivered, as a statement for the books.
#[utoipa::path(get, path = "/api/v1/commissions/{id}/statement.pdf", tag = "Commissions",
    params(("id" = CommissionId, Path)),
    responses((status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>)))]
pub async fn statement_pdf(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
) -> ApiResult<HttpResponse> {
    printed(&app, &caller, id.0, ("statement", statement_letter)).await
}

/// Which certificates.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CertificatesQuery {
    /// Those alone whom mail does not reach, and whose certificates are printed for them.
    #[serde(default)]
    to_print: bool,
}

/// The certificates of the people who are named to the caller, in one file with a page each.
#[utoipa::path(get, path = "/api/v1/commissions/{id}/certificates.pdf", tag = "Commissions",
    params(("id" = CommissionId, Path), CertificatesQuery),
    responses((status = 200, description = "The papers", content_type = "application/pdf", body = Vec<u8>),
        (status = 409, description = "no_certificates", content_type = "application/problem+json")))]
pub async fn certificates_pdf(
    app: Data<App>,
    id: PathId<Commission>,
    caller: Caller,
    query: Params<CertificatesQuery>,
) -> ApiResult<HttpResponse> {
    certificates(&app, &caller, id.0, query.0.to_print).await
}
