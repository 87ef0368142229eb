//! The API's own document, held against everything tests see of the API.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use actix_web::http::{Method, StatusCode, header::HeaderMap};
use jsonschema::Validator;
use serde_json::Value;
use training_ladder::web::{openapi, routes::routes};

/// The document.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| openapi::document("https://training.example.org"))
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

/// What holds a JSON answer to the document's words for it; none where these say nothing of JSON.
fn validator(method: &str, template: &str, status: &str) -> Option<Arc<Validator>> {
    type Known = HashMap<String, Option<Arc<Validator>>>;
    static KNOWN: OnceLock<Mutex<Known>> = OnceLock::new();
    let mut known = KNOWN.get_or_init(Mutex::default).lock().expect("validators");
    let made = known.entry(format!("{method} {template} {status}")).or_insert_with(|| {
        let answer = &operation(method, template)?["responses"][status]["content"];
        let kinds = ["application/json", "application/problem+json"];
        let mut schema = kinds.iter().find_map(|kind| answer.get(kind)?.get("schema"))?.clone();
        schema["components"] = document()["components"].clone();
        Some(Arc::new(jsonschema::validator_for(&schema).expect("a schema that can be read")))
    });
    made.clone()
}

/// Fails when a JSON answer of a known address is not as the document describes it.
#[track_caller]
pub fn check_body(method: &Method, path: &str, status: StatusCode, body: &Value) {
    let Some(template) = template(path) else { return };
    let Some(validator) = validator(method.as_str(), template, status.as_str()) else { return };
    let wrong: Vec<String> =
        validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(
        wrong.is_empty(),
        "{method} {template} answered {status} otherwise than its documentation says:\n{}\n{body}",
        wrong.join("\n")
    );
}

/// The headers that an answer only has where the document says so.
const HEADERS: [&str; 5] = ["ETag", "Location", "Link", "Retry-After", "Idempotency-Replayed"];

/// Fails when an answer of a known address is not in the document: its status, its headers, its problem's code.
#[track_caller]
pub fn check(method: &Method, path: &str, status: StatusCode, headers: &HeaderMap, body: &Value) {
    let Some(template) = template(path) else { return };
    // A method that an address does not take has no operation that could list its 405.
    let Some(operation) = operation(method.as_str(), template) else { return };
    let answer = &operation["responses"][status.as_str()];
    let what = format!("{method} {template} answered {status}");
    assert!(!answer.is_null(), "{what}, which its documentation does not list: {body}");
    for name in HEADERS {
        let sent = headers.contains_key(name);
        let said = &answer["headers"][name];
        assert!(said.is_object() || !sent, "{what} with {name}, which its documentation does not list");
        let header = &document()["components"]["headers"][name];
        let always = said.is_object() && header["required"] == true;
        assert!(sent || !always, "{what} without {name}, which its documentation promises");
    }
    assert!(headers.contains_key("x-request-id"), "{what} without an id");
    if let Some(code) = body["code"].as_str().filter(|_| status.is_client_error() || status.is_server_error())
    {
        let listed = &answer["content"]["application/problem+json"]["examples"][code];
        assert!(listed.is_object(), "{what} {code}, which its documentation does not list");
    }
}
