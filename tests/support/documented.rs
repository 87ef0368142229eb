//! The API's own document, held against everything tests see of the API.

use std::sync::OnceLock;

use actix_web::http::{Method, StatusCode};
use serde_json::Value;
use training_ladder::web::{openapi, routes::routes};

/// The document.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::to_value(openapi::document()).expect("the document is JSON"))
}

/// What the document says of one method at one address, as the address stands in the routes.
pub fn operation(method: &str, path: &str) -> Option<&'static Value> {
    document()["paths"].get(path)?.get(method.to_ascii_lowercase())
}

/// The route's address that a request's path fits.
pub fn template(path: &str) -> Option<&'static str> {
    let path = path.split('?').next().unwrap_or_default();
    let fits = |pattern: &str| {
        let (wanted, given): (Vec<&str>, Vec<&str>) =
            (pattern.split('/').collect(), path.split('/').collect());
        wanted.len() == given.len()
            && wanted.iter().zip(&given).all(|(wanted, given)| part_fits(wanted, given))
    };
    routes().map(|route| route.path).find(|pattern| fits(pattern))
}

/// `{id}` fits anything, `{id}.pdf` what ends so, a word itself.
fn part_fits(wanted: &str, given: &str) -> bool {
    let Some(open) = wanted.find('{') else { return wanted == given };
    let end = wanted.find('}').map_or("", |close| &wanted[close + 1..]);
    given.len() > open + end.len() && given.starts_with(&wanted[..open]) && given.ends_with(end)
}

/// Fails when an answer of a known address is not in the document.
#[track_caller]
pub fn check(method: &Method, path: &str, status: StatusCode) {
    let Some(template) = template(path) else { return };
    // A method that an address does not take has no operation that could list its 405.
    let Some(operation) = operation(method.as_str(), template) else { return };
    let status = status.as_str();
    assert!(
        operation["responses"].get(status).is_some(),
        "{method} {template} answered {status}, which its documentation does not list"
    );
}
