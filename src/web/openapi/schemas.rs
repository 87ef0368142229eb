//! The schemas as a whole: what is always sent is required, and nothing stands there that nothing points at.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Fields of answers that are left out where there is nothing to say.
const SOMETIMES: &[(&str, &[&str])] = &[
    ("AttendanceView", &["made_up_at"]),
    (
        "BookingView",
        &["handed_to", "offer_expires_at", "put_right_until", "replacement_until", "waitlist_position"],
    ),
    ("CourseView", &["draft"]),
    ("JoiningView", &["test_url"]),
    ("LadderView", &["draft"]),
    ("Problem", &["challenge", "errors", "line", "methods", "reason", "refusals", "sign_in_at"]),
    ("RequirementView", &["course", "credential", "declaration"]),
    ("RosterEntry", &["check_ins", "ended_at"]),
    ("RosterView", &["ended"]),
    (
        "SessionView",
        &[
            "booking_opens_at",
            "collisions",
            "ended_places",
            "joining",
            "location",
            "notices",
            "private",
            "zoom_meeting",
        ],
    ),
];

/// The names of the schemas this part of the document points at.
fn pointed_at(part: &Value, found: &mut Vec<String>) {
    match part {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str().and_then(|target| target.strip_prefix("#/components/schemas/")) {
                    Some(name) if key == "$ref" => found.push(name.to_owned()),
                    _ => pointed_at(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| pointed_at(item, found)),
        _ => {}
    }
}

/// The schemas that can be reached from these parts.
fn reached<'v>(document: &Value, parts: impl Iterator<Item = &'v Value>) -> BTreeSet<String> {
    let mut todo = Vec::new();
    parts.for_each(|part| pointed_at(part, &mut todo));
    let mut seen = BTreeSet::new();
    while let Some(name) = todo.pop() {
        if seen.insert(name.clone()) {
            pointed_at(&document["components"]["schemas"][&name], &mut todo);
        }
    }
    seen
}

/// Every operation of the document.
pub fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let items = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    items.filter_map(Value::as_object).flat_map(|item| item.values())
}

/// Says of the schemas of answers that every field is there, those of [`SOMETIMES`] apart.
pub fn require_what_is_sent(document: &mut Value) {
    let answered = reached(document, operations(document).map(|operation| &operation["responses"]));
    for name in answered {
        let schema = &mut document["components"]["schemas"][&name];
        let Some(fields) = schema["properties"].as_object() else { continue };
        let left_out = SOMETIMES.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, fields)| fields);
        let always: Vec<&String> =
            fields.keys().filter(|field| !left_out.contains(&field.as_str())).collect();
        let required = json!(always);
        schema["required"] = required;
    }
}

/// Whether a request of this schema may be left out: it has no field that must be there.
pub fn may_be_empty(document: &Value, schema: &Value) -> bool {
    let mut names = Vec::new();
    pointed_at(schema, &mut names);
    names.iter().all(|name| document["components"]["schemas"][name].get("required").is_none())
}

/// Takes out the schemas that nothing points at.
pub fn drop_unused(document: &mut Value) {
    let used = reached(document, operations(document));
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| used.contains(name));
    }
}
