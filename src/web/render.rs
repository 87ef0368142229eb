//! Pages from templates: strict handlebars, compiled in.

use std::sync::OnceLock;

use actix_web::{HttpResponse, http::StatusCode};
use handlebars::Handlebars;
use serde_json::{Value, json};

use super::error::ApiError;
use crate::{app::App, store::error::Error};

const TEMPLATES: [(&str, &str); 6] = [
    ("page", include_str!("../../templates/layouts/page.hbs")),
    ("home", include_str!("../../templates/pages/home.hbs")),
    ("verify", include_str!("../../templates/pages/verify.hbs")),
    ("demo_mail", include_str!("../../templates/pages/demo_mail.hbs")),
    ("demo_mail_one", include_str!("../../templates/pages/demo_mail_one.hbs")),
    ("api_docs", include_str!("../../templates/pages/api_docs.hbs")),
];

fn registry() -> &'static Handlebars<'static> {
    static REGISTRY: OnceLock<Handlebars<'static>> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        for (name, text) in TEMPLATES {
            if let Err(why) = registry.register_template_string(name, text) {
                tracing::error!(name, %why, "a page's template cannot be read");
            }
        }
        registry
    })
}

/// A page of this title from a template and its facts.
///
/// # Errors
/// Only if a template names a fact that is not there.
pub fn page(
    app: &App,
    status: StatusCode,
    template: &str,
    title: &str,
    mut facts: Value,
) -> Result<HttpResponse, ApiError> {
    facts["title"] = json!(title);
    facts["provider"] = json!(app.settings.provider);
    let html = registry()
        .render(template, &facts)
        .map_err(|why| Error::Broken(format!("the page {template} cannot be rendered: {why}")))?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html))
}
