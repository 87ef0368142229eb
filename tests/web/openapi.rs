//! The API's document says of every route what it takes and answers, and nothing of what is not there.

use std::collections::BTreeSet;

use actix_web::http::{Method, StatusCode};
use serde_json::{Value, json};
use training_ladder::{domain::access::Who, web::routes::routes};

use crate::support::{
    app::TestApp,
    database::both_databases,
    documented::{check_body, document, operation, template},
};

fn operations() -> Vec<(String, String, &'static Value)> {
    let paths = document()["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .expect("a path's methods")
                .iter()
                .map(move |(method, operation)| (method.to_ascii_uppercase(), path.clone(), operation))
        })
        .collect()
}

#[test]
fn every_route_is_in_the_document_and_nothing_else() {
    // Pages are for people, and stand in no document for programs.
    let for_programs = routes().filter(|route| (route.name)().starts_with("api_"));
    let routes: BTreeSet<(String, String)> =
        for_programs.map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    let documented: BTreeSet<(String, String)> =
        operations().into_iter().map(|(method, path, _)| (method, path)).collect();
    let only = |these: &BTreeSet<_>, those: &BTreeSet<_>| -> Vec<(String, String)> {
        these.difference(those).cloned().collect()
    };
    assert_eq!(only(&routes, &documented), [], "routes without documentation");
    assert_eq!(only(&documented, &routes), [], "documentation without a route");
    assert_eq!(document()["openapi"], "3.1.0");
}

#[test]
#[should_panic(expected = "otherwise than its documentation says")]
fn an_answer_that_is_not_as_it_is_described_is_found() {
    check_body(&Method::GET, "/api/v1/courses", StatusCode::OK, &json!({"items": [{}], "next": null}));
}

/// Clients are generated with these names: a new operation adds a line, and none of the others changes.
#[test]
fn operations_keep_their_names() {
    let mut lines: Vec<String> = operations()
        .iter()
        .map(|(method, path, operation)| {
            format!("{method} {path} {}", operation["operationId"].as_str().unwrap_or_default())
        })
        .collect();
    lines.sort_by(|a, b| a.split(' ').nth(1).cmp(&b.split(' ').nth(1)).then_with(|| a.cmp(b)));
    let names: BTreeSet<&str> = lines.iter().filter_map(|line| line.split(' ').nth(2)).collect();
    assert_eq!(names.len(), lines.len(), "two operations of one name, or one without");
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn public_operations_say_that_they_ask_for_no_token() {
    for route in routes() {
        let Some(operation) = operation(route.method, route.path) else { continue };
        let wanted =
            if route.action.who().contains(&Who::Anyone) { json!([]) } else { json!([{"bearer": []}]) };
        assert_eq!(operation["security"], wanted, "{} {}", route.method, route.path);
    }
}

#[test]
fn every_operation_says_what_it_is_what_it_takes_and_what_it_answers() {
    for (method, path, operation) in operations() {
        let what = format!("{method} {path}");
        assert!(
            operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()),
            "{what}: no summary"
        );
        assert!(operation["tags"].as_array().is_some_and(|tags| !tags.is_empty()), "{what}: no tag");
        let answers = operation["responses"].as_object().expect("responses");
        assert!(answers.keys().any(|status| status.starts_with('2')), "{what}: no success");
        let named: BTreeSet<&str> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let in_path: BTreeSet<&str> =
            path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
        assert_eq!(named, in_path, "{what}: parameters of the path");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    match value.as_str() {
                        Some(target) if key == "$ref" => drop(found.insert(target.to_owned())),
                        _ => references(value, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    references(document(), &mut found);
    for target in found {
        let pointer = target.trim_start_matches('#');
        assert!(document().pointer(pointer).is_some(), "{target} leads nowhere");
    }
}

/// A body to send: the example of the request's type, or an empty object where every field may be left out.
pub fn example(method: &str, path: &str) -> Option<Value> {
    let schema = &operation(method, path)?["requestBody"]["content"]["application/json"]["schema"];
    let named = schema["$ref"].as_str().and_then(|name| document().pointer(name.trim_start_matches('#')));
    let schema = named.unwrap_or(schema);
    if schema.is_null() {
        return None;
    }
    let given = schema.get("example").or_else(|| schema.pointer("/examples/0"));
    Some(given.cloned().unwrap_or_else(|| serde_json::json!({})))
}

both_databases! {
    async fn every_example_has_the_shape_its_route_takes(app: TestApp) {
        let cora = app.coordinator().await;
        let nothing = "01993c5e-7d20-7000-8000-000000000009";
        for route in routes().filter(|route| !route.path.contains("sign-out")) {
            let Some(body) = example(route.method, route.path) else { continue };
            let path = route.path.replace("{id}", nothing).replace("{slug}", "nowhere").replace("{code}", "none");
            let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
            let answer = app.send(method, &path, Some(&cora.token), &[], Some(&body)).await;
            // A shape that is wrong is told field by field by the reader of the body; a wrong fact may be told too.
            let text = answer.text();
            for sign in ["unknown field", "missing field", "invalid type", "did not match", "unknown variant"] {
                assert!(!text.contains(sign), "{} {}: {text}", route.method, route.path);
            }
            assert!(!answer.status.is_server_error(), "{} {}: {text}", route.method, route.path);
        }
    }
}

#[test]
fn paths_of_requests_find_their_routes() {
    assert_eq!(template("/api/v1/bookings?state=booked"), Some("/api/v1/bookings"));
    let id = "01993c5e-7d20-7000-8000-000000000009";
    assert_eq!(template(&format!("/api/v1/bookings/{id}/cancel")), Some("/api/v1/bookings/{id}/cancel"));
    assert_eq!(template("/api/v1/people/invite"), Some("/api/v1/people/invite"));
    assert_eq!(template("/api/v1/nothing"), None);
}
