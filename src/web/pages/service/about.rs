//! What the service says about itself: how it can be used, what it keeps, whom to ask; and what programs can ask.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use crate::{
    app::App,
    web::{api_document::ApiDocument, error::ApiResult, extract::Visit, render::Page},
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
pub async fn api_docs(app: Data<App>, document: Data<ApiDocument>, visit: Visit) -> ApiResult<HttpResponse> {
    let groups: Vec<Value> =
        document.outline.iter().map(|(name, calls)| json!({"name": name, "calls": calls})).collect();
    Page::new(&visit, "api_docs", "What programs can ask").facts(json!({"groups": groups})).answer(&app)
}
