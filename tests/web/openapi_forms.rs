//! What generators need of the API's document: schemas by reference, lists of words, pages, headers, an older form.

use std::collections::BTreeSet;

use actix_web::http::Method;
use serde_json::{Value, json};
use training_ladder::web::{
    openapi::older_form,
    problems::{PROBLEMS, STATES},
    routes::routes,
};

use super::openapi::example;
use crate::support::{
    app::TestApp,
    database::both_databases,
    documented::{document, operation},
};

/// Every object in a document, with the path to it.
fn objects<'v>(value: &'v Value, path: &str, found: &mut Vec<(String, &'v serde_json::Map<String, Value>)>) {
    match value {
        Value::Object(fields) => {
            found.push((path.to_owned(), fields));
            fields.iter().for_each(|(key, value)| objects(value, &format!("{path}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| objects(item, &format!("{path}/{at}"), found));
        }
        _ => {}
    }
}

fn all(document: &Value) -> Vec<(String, &serde_json::Map<String, Value>)> {
    let mut found = Vec::new();
    objects(document, "", &mut found);
    found
}

/// Where each schema stands that holds words, apart from the lists of words themselves and headers.
#[test]
fn lists_of_words_are_schemas_of_their_own() {
    for (path, object) in all(document()) {
        if object.contains_key("enum") {
            let named = path.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'));
            assert!(named || path.starts_with("/components/headers/"), "{path} lists its words in place");
        }
    }
    let state = &document()["components"]["schemas"]["BookingView"]["properties"]["state"];
    assert_eq!(state["$ref"], "#/components/schemas/BookingState");
}

#[test]
fn pages_are_schemas_of_their_own_whose_items_are_references() {
    for route in routes() {
        let Some(operation) = operation(route.method, route.path) else { continue };
        let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let takes_cursor =
            operation["parameters"].as_array().into_iter().flatten().any(|one| one["name"] == "cursor");
        let Some(target) = answer["$ref"].as_str() else {
            assert!(!takes_cursor && answer["properties"].is_null(), "{}: not by reference", route.path);
            continue;
        };
        let schema = document().pointer(target.trim_start_matches('#')).expect("a schema");
        if target.ends_with("Page") || takes_cursor {
            assert!(target.ends_with("Page"), "{target}");
            assert!(schema["properties"]["items"]["items"]["$ref"].is_string(), "{target}: {schema}");
            assert_eq!(schema["required"], json!(["items", "next"]), "{target}");
        }
    }
}

#[test]
fn files_are_described_as_bytes() {
    let mut seen = BTreeSet::new();
    for (path, object) in all(document()) {
        let Some(content) = object.get("content").and_then(Value::as_object) else { continue };
        for (kind, content) in content.iter().filter(|(kind, _)| *kind == "application/pdf") {
            assert_eq!(content["schema"], json!({"type": "string", "format": "binary"}), "{path} {kind}");
            seen.insert(path.clone());
        }
    }
    assert_eq!(seen.len(), 7, "{seen:?}");
}

#[test]
fn every_problem_is_one_that_some_operation_answers() {
    let mut listed = BTreeSet::new();
    for (_, object) in all(&document()["paths"]) {
        let examples = object.get("examples").and_then(Value::as_object);
        listed.extend(examples.into_iter().flat_map(|all| all.keys()).map(String::as_str));
    }
    let known = PROBLEMS.iter().map(|(code, ..)| *code).chain(STATES.iter().map(|(code, _)| *code));
    let silent: Vec<&str> = known.filter(|code| !listed.contains(code)).collect();
    // A method that an address does not take is no operation; forms are of pages.
    assert_eq!(silent, ["form_expired", "method_not_allowed", "passkeys_unavailable", "too_many_passkeys"]);
}

#[test]
fn the_older_form_says_the_same_in_older_words() {
    let older = older_form(document());
    assert_eq!(older["openapi"], "3.0.3");
    for (path, object) in all(&older["components"]["schemas"]).into_iter().chain(all(&older["paths"])) {
        assert!(!object.get("type").is_some_and(Value::is_array), "{path}: several types");
        assert!(object.get("type") != Some(&json!("null")), "{path}: a type of null");
        assert!(!object.contains_key("const"), "{path}: a constant");
        assert!(object.len() == 1 || !object.contains_key("$ref"), "{path}: words beside a reference");
    }
    let operations = |document: &Value| -> BTreeSet<String> {
        all(document).into_iter().filter_map(|(_, all)| Some(all.get("operationId")?.to_string())).collect()
    };
    assert_eq!(operations(&older), operations(document()));
    let next = &older["components"]["schemas"]["BookingPage"]["properties"]["next"];
    assert_eq!((&next["type"], &next["nullable"]), (&json!("string"), &json!(true)));
}

#[test]
fn an_unnecessary_body_may_be_left_out() {
    let required =
        |method, path| operation(method, path).expect("an operation")["requestBody"]["required"].clone();
    assert_eq!(required("POST", "/api/v1/bookings/{id}/approve"), false);
    assert_eq!(required("POST", "/api/v1/sessions/{id}/bookings"), false);
    assert_eq!(required("POST", "/api/v1/auth/login"), true);
}

/// What a field of a request holds that is one more than it may.
fn too_much(field: &Value) -> Option<Value> {
    if let Some(most) = field["maxLength"].as_u64() {
        return Some(json!("x".repeat(usize::try_from(most).expect("a length") + 1)));
    }
    field["maximum"].as_i64().map(|most| json!(most + 1))
}

both_databases! {
    async fn both_forms_are_handed_out(app: TestApp) {
        let document = app.get_public("/api/openapi.json").await.expect(200).json();
        assert_eq!(document["servers"][0]["url"], "https://training.example.org");
        let older = app.get_public("/api/openapi-3.0.json").await.expect(200).json();
        assert_eq!(older, older_form(&document));
    }

    async fn an_idempotency_key_is_taken_where_the_document_says_so(app: TestApp) {
        let cora = app.coordinator().await;
        let nothing = "01993c5e-7d20-7000-8000-000000000009";
        for route in routes().filter(|route| !route.path.contains("sign-out")) {
            let Some(operation) = operation(route.method, route.path) else { continue };
            let says = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .any(|one| one["$ref"] == "#/components/parameters/Idempotency-Key");
            let path = route.path.replace("{id}", nothing).replace("{slug}", "nowhere").replace("{code}", "none");
            let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
            let body = example(route.method, route.path);
            let key = [("idempotency-key", "\"\"")];
            let answer = app.send(method, &path, Some(&cora.token), &key, body.as_ref()).await;
            let takes = answer.json()["code"] == "invalid_header";
            assert_eq!(takes, says, "{} {}: {}", route.method, route.path, answer.text());
        }
    }

    async fn what_is_more_than_the_document_allows_is_refused(app: TestApp) {
        let cora = app.coordinator().await;
        let nothing = "01993c5e-7d20-7000-8000-000000000009";
        let mut refused = 0;
        for route in routes() {
            let Some(body) = example(route.method, route.path) else { continue };
            let operation = operation(route.method, route.path).expect("an operation");
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let schema = schema.as_str().and_then(|name| document().pointer(name.trim_start_matches('#')));
            let fields = schema.and_then(|schema| schema["properties"].as_object());
            for (name, field) in fields.into_iter().flatten() {
                let Some(more) = too_much(field) else { continue };
                let mut body = body.clone();
                body[name] = more;
                let path = route.path.replace("{id}", nothing).replace("{slug}", "nowhere");
                let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
                let answer = app.send(method, &path, Some(&cora.token), &[], Some(&body)).await;
                // At an address where nothing is, that is said first.
                let text = format!("{} {} {name}: {}", route.method, route.path, answer.text());
                assert!(answer.status.is_client_error(), "{text}");
                refused += usize::from(answer.status == 422 && answer.text().contains(name.as_str()));
            }
        }
        assert!(refused >= 20, "only {refused} limits were met");
    }
}
