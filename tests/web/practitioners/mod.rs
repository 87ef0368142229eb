//! The register of practitioners, asking for one, and hearing in time that something lapses.

mod asking;
mod lapses;
mod register;
mod support;

use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    register::Class,
};

/// A course of practice that keeps people current for a year, attended by these people on Tuesday 10 November 2026.
pub async fn trained(app: &TestApp, names: &[&str]) -> Class {
    let mut class = Class::of(app, names).await;
    let path = "/api/v1/courses/introduction";
    app.patch(&class.cora, path, json!({"current_months": 12})).await.expect(200);
    class.at_end(app).await;
    class.mark_all(app, &vec!["p"; names.len()]).await;
    class.close(app).await.expect(200);
    class
}

/// What somebody finds in the register.
pub async fn found(app: &TestApp, who: &Someone, query: &str) -> Vec<Value> {
    let path = format!("/api/v1/reports/practitioners{query}");
    let answer = app.get(who, &path).await.expect(200).json();
    assert!(answer["next"].is_null());
    answer["items"].as_array().expect("items").clone()
}

/// The names in an answer.
pub fn names(found: &[Value]) -> Vec<&str> {
    found.iter().map(|one| one["name"].as_str().expect("a name")).collect()
}
