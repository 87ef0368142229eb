//! What the service says about itself: how it can be used, what it keeps, whom to ask; and what programs can ask.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use crate::{
    app::App,
    store::error::Error,
    web::{error::ApiResult, extract::Visit, openapi, render::Page, routes::routes},
};

fn contact_facts(app: &App) -> Value {
    let dialled = app
        .contact_phone
        .as_ref()
        .map(|phone| phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>());
    json!({
        "provider": app.settings.provider,
        "email": app.contact_email,
        "phone": app.contact_phone,
        "dialled": dialled,
    })
}

/// Whom to ask.
pub async fn contact(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    Page::new(&visit, "contact", "Contact the training team").facts(contact_facts(&app)).answer(&app)
}

/// How far the pages can be used by everybody, and what to do where they cannot.
pub async fn accessibility(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    Page::new(&visit, "accessibility", "Accessibility statement").facts(contact_facts(&app)).answer(&app)
}

/// What is kept, why and for how long.
pub async fn privacy(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    Page::new(&visit, "privacy", "Privacy notice").facts(contact_facts(&app)).answer(&app)
}

/// The API for people to read, from the same document that programs read.
pub async fn api_docs(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    let document = serde_json::to_value(openapi::document())
        .map_err(|why| Error::Broken(format!("the API document: {why}")))?;
    let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for route in routes() {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        if operation.is_null() {
            continue;
        }
        let tag = operation["tags"][0].as_str().unwrap_or("Others").to_owned();
        let statuses: Vec<&String> =
            operation["responses"].as_object().map(|all| all.keys().collect()).unwrap_or_default();
        let statuses: Vec<&str> = statuses.into_iter().map(String::as_str).collect();
        groups.entry(tag).or_default().push(json!({
            "method": route.method,
            "path": route.path,
            "summary": operation["summary"].as_str().unwrap_or_default(),
            "statuses": statuses.join(" "),
        }));
    }
    let groups: Vec<Value> =
        groups.into_iter().map(|(name, calls)| json!({"name": name, "calls": calls})).collect();
    Page::new(&visit, "api_docs", "What programs can ask").facts(json!({"groups": groups})).answer(&app)
}
