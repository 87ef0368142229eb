//! The service about itself: health, figures, keys, documents.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};

use crate::{
    app::App,
    crypto::jwt,
    domain::words::Word as _,
    store::read,
    web::{
        api_document::{MadeOnce, Written},
        error::{ApiError, ApiResult},
        extract::IfNoneMatch,
        problems::meaning,
        trace::Figures,
    },
};

/// Alive: the process answers.
#[utoipa::path(get, path = "/healthz", tag = "Service",
    responses((status = 200, description = "Alive", content_type = "text/plain", body = String)))]
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("alive\n")
}

/// Ready: the database and the mail queue can be reached.
#[utoipa::path(get, path = "/readyz", tag = "Service",
    responses((status = 200, description = "Ready", content_type = "text/plain", body = String)))]
pub async fn readyz(app: Data<App>) -> ApiResult<HttpResponse> {
    app.reads.run(read::service::health::outbox_is_there).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"))
}

/// Figures for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "Service",
    responses((status = 200, description = "Figures in Prometheus' text format", content_type = "text/plain",
        body = String)))]
pub async fn metrics(app: Data<App>, figures: Data<Figures>) -> ApiResult<HttpResponse> {
    let mut text = figures.prometheus();
    let queues = app.reads.run(read::service::health::queue_lengths).await?;
    text.push_str(
        "# HELP ladder_outbox_mails Mails in the outbox that are not done with, by state.\n# TYPE ladder_outbox_mails gauge\n",
    );
    for (state, count) in queues {
        text.push_str(&format!("ladder_outbox_mails{{state=\"{}\"}} {count}\n", state.as_str()));
    }
    text.push_str("# HELP ladder_uptime_seconds Time since start.\n# TYPE ladder_uptime_seconds counter\n");
    text.push_str(&format!("ladder_uptime_seconds {}\n", app.uptime()));
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}

/// The public keys that verify access tokens.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "Service",
    responses((status = 200, description = "A JWK set (RFC 7517)", content_type = "application/jwk-set+json",
        body = serde_json::Value)))]
pub async fn jwks(app: Data<App>) -> ApiResult<HttpResponse> {
    let keys = app.keys.public(app.clock.now()).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/jwk-set+json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(jwt::jwks(&keys).to_string()))
}

/// This API as an OpenAPI 3.1 document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "Service",
    responses((status = 200, description = "The document", body = serde_json::Value),
        (status = 304, description = "As the caller has it")))]
pub async fn openapi_document(document: Data<MadeOnce>, has: IfNoneMatch) -> HttpResponse {
    handed_out(&document.json, &has)
}

/// This API as an OpenAPI 3.0 document, for generators that know no later form; it says the same.
#[utoipa::path(get, path = "/api/openapi-3.0.json", tag = "Service",
    responses((status = 200, description = "The document", body = serde_json::Value),
        (status = 304, description = "As the caller has it")))]
pub async fn older_openapi_document(document: Data<MadeOnce>, has: IfNoneMatch) -> HttpResponse {
    handed_out(&document.older_json, &has)
}

fn handed_out(document: &Written, has: &IfNoneMatch) -> HttpResponse {
    let known = has.has(&document.tag);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header((header::ETAG, document.tag.as_str()))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"));
    if known { answer.finish() } else { answer.content_type("application/json").body(document.body.clone()) }
}

/// What a problem's `type` address says.
#[utoipa::path(get, path = "/problems/{code}", tag = "Service", params(("code" = String, Path)),
    responses((status = 200, description = "What the code means", content_type = "text/plain", body = String)))]
pub async fn problem_page(request: HttpRequest) -> ApiResult<HttpResponse> {
    let code = request.match_info().get("code").unwrap_or_default();
    let (status, title) = meaning(code).ok_or_else(ApiError::not_there)?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body(format!("{title} ({status}, {code})\n")))
}
