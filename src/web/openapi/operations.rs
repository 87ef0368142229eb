//! What every operation has besides its own words: its name, who may, its headers, and the problems it can answer.

use serde_json::{Value, json};

use super::{problem_codes, schemas, words};
use crate::{
    domain::access::Who,
    web::{
        extract::{LARGEST_PAGE, PAGE},
        problems::meaning,
        route_table::Route,
    },
};

/// Operations that take an `Idempotency-Key`: whatever makes something, and what is done once and told to people.
const ONCE: &[&str] = &[
    "add_accreditation",
    "add_credential_kind",
    "add_declaration_kind",
    "add_membership",
    "add_organisation",
    "add_walk_in",
    "answer_dispute",
    "answer_impact",
    "ask_for_training",
    "begin_on_demand",
    "book_missing",
    "book_place",
    "bring_session_terms",
    "claim_membership",
    "claim_training",
    "close_register",
    "confirm_training_claim",
    "create_course",
    "create_ladder",
    "create_series",
    "create_session",
    "declare",
    "decline_training_claim",
    "dispute_result",
    "give_feedback",
    "finish_on_demand",
    "invite_organisations",
    "invite_person",
    "make_evidence_pack",
    "name_people",
    "propose_training",
    "reissue_certificate",
    "reopen_register",
    "revoke_certificate",
    "schedule_commission",
    "send_joining_again",
    "waive_requirement",
    "write_to_commission",
    "write_to_session",
];

/// Edits that can be made against the state that was read.
const AGAINST_A_STATE: &[&str] = &[
    "edit_commission",
    "edit_course",
    "edit_ladder",
    "edit_me",
    "edit_on_demand_course",
    "edit_organisation",
    "edit_person",
    "edit_session",
    "edit_site",
    "write_action_plan",
];

/// Further operations whose answer names its state.
const WITH_A_STATE: &[&str] = &[
    "cancel_session",
    "create_course",
    "create_ladder",
    "create_session",
    "publish_course",
    "publish_ladder",
    "publish_session",
    "read_commission",
    "read_on_demand_course",
    "read_person",
    "read_profile",
];

/// Operations whose answer says where the thing is that was made.
const WITH_A_PLACE: &[&str] = &[
    "add_walk_in",
    "ask_for_training",
    "begin_on_demand",
    "book_place",
    "bring_attendance_report",
    "create_course",
    "create_ladder",
    "create_session",
    "make_evidence_pack",
    "reissue_certificate",
];

/// Every header a request can have, as parameters to point at.
pub fn parameters() -> Value {
    json!({
        "Idempotency-Key": {
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Names this request, so that sending it again does it once: the same key and body get \
                the same answer, with Idempotency-Replayed. Best a UUID; in double quotes or without.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 257},
        },
        "If-Match": {
            "name": "If-Match", "in": "header", "required": false,
            "description": "The ETag the change was made against; 412 if it was changed since. Without it, the \
                change is made on top of whatever stands.",
            "schema": {"type": "string"},
        },
        "If-None-Match": {
            "name": "If-None-Match", "in": "header", "required": false,
            "description": "The ETags the caller has; 304 if what would be answered is one of them.",
            "schema": {"type": "string"},
        },
    })
}

/// Every header an answer can have, to point at.
pub fn headers() -> Value {
    let text = |description: &str| json!({"description": description, "schema": {"type": "string"}});
    json!({
        "X-Request-Id": {
            "description": "The id of this request, as it stands in the log.", "required": true,
            "schema": {"type": "string"},
        },
        "ETag": {
            "description": "Names this state, for If-Match and If-None-Match.", "required": true,
            "schema": {"type": "string", "pattern": "^\"[0-9]+\\.[0-9a-f]{16}\"$"},
        },
        "Location": {
            "description": "The address of what was made.", "required": true,
            "schema": {"type": "string", "format": "uri-reference"},
        },
        "Link": text("The next page, as rel=\"next\" (RFC 8288); absent on the last one."),
        "Retry-After": {
            "description": "Seconds to wait before another try.", "required": true,
            "schema": {"type": "integer", "minimum": 1},
        },
        "Idempotency-Replayed": {
            "description": "There when the same request was answered before, and this is that answer.",
            "schema": {"type": "string", "enum": ["true"]},
        },
        "WWW-Authenticate": text("How to sign in: Bearer, and what was wrong with the token."),
    })
}

/// A whole problem for each code, to point at from the answers that can carry it.
pub fn examples(codes: impl Iterator<Item = &'static str>) -> Value {
    let example = |code: &'static str| {
        let (status, title) = meaning(code).unwrap_or((409, ""));
        let value = json!({"type": format!("/problems/{code}"), "title": title, "status": status,
            "detail": format!("{title}."), "code": code});
        (code.to_owned(), json!({"summary": title, "value": value}))
    };
    Value::Object(codes.map(example).collect())
}

fn header(name: &str) -> Value {
    json!({"$ref": format!("#/components/headers/{name}")})
}

/// Adds to an operation what follows from its route.
pub fn describe(document: &mut Value, route: &Route) {
    let method = route.method.to_ascii_lowercase();
    let Some(mut operation) =
        document["paths"].get_mut(route.path).and_then(|item| item.get_mut(&method)).map(Value::take)
    else {
        return;
    };
    let name = route.operation.unwrap_or_default();
    operation["operationId"] = json!(name);
    let anyone = route.action.who().contains(&Who::Anyone);
    // An empty list says that nothing is asked for; a missing one would say nothing.
    operation["security"] = if anyone { json!([]) } else { json!([{"bearer": []}]) };
    take_parameters(&mut operation, name);
    if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
        operation["requestBody"]["required"] = json!(!schemas::may_be_empty(document, schema));
    }
    say_what_is_answered(&mut operation, name);
    say_what_goes_wrong(&mut operation, route);
    document["paths"][route.path][&method] = operation;
}

fn take_parameters(operation: &mut Value, name: &str) {
    let knows_state = operation["responses"].get("304").is_some();
    let mut parameters: Vec<Value> = operation["parameters"].as_array().cloned().unwrap_or_default();
    parameters.retain(|one| one["in"] != "header");
    for one in &mut parameters {
        finish_parameter(one, name);
    }
    for (header, there) in [
        ("Idempotency-Key", ONCE.contains(&name)),
        ("If-Match", AGAINST_A_STATE.contains(&name)),
        ("If-None-Match", knows_state),
    ] {
        if there {
            parameters.push(json!({"$ref": format!("#/components/parameters/{header}")}));
        }
    }
    if !parameters.is_empty() {
        operation["parameters"] = Value::Array(parameters);
    }
}

/// A query has no null, and what several lists take is limited alike.
fn finish_parameter(parameter: &mut Value, operation: &str) {
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    let schema = &mut parameter["schema"];
    if let Some(kinds) = schema["type"].as_array() {
        schema["type"] = kinds.iter().find(|kind| **kind != "null").cloned().unwrap_or_default();
    }
    if let Some(one) = schema["oneOf"].as_array().and_then(|of| of.iter().find(|one| one["type"] != "null")) {
        *schema = one.clone();
    }
    if let Some(words) = words::of_query(operation, &name) {
        *schema = words;
    }
    match (parameter["in"].as_str(), name.as_str()) {
        (Some("query"), "limit") => {
            parameter["schema"] =
                json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": LARGEST_PAGE});
            parameter["description"] = json!(format!("Items of a page: {PAGE} unless said."));
        }
        (Some("query"), "cursor") => {
            parameter["description"] = json!("The `next` of the page before.");
        }
        (Some("query") | None, _) => {}
        (Some(_), "id") => {
            parameter["description"] = json!("Its id.");
        }
        (Some(_), "slug") => {
            parameter["description"] = json!("Its name in addresses.");
        }
        (Some(_), _) => {}
    }
}

fn say_what_is_answered(operation: &mut Value, name: &str) {
    let pages = operation["parameters"]
        .as_array()
        .is_some_and(|parameters| parameters.iter().any(|one| one["name"] == "cursor"));
    let knows_state = operation["responses"].get("304").is_some();
    let state = knows_state || AGAINST_A_STATE.contains(&name) || WITH_A_STATE.contains(&name);
    let Some(answers) = operation["responses"].as_object_mut() else { return };
    for (status, answer) in answers.iter_mut().filter(|(status, _)| !status.starts_with(['4', '5'])) {
        let mut headers = serde_json::Map::new();
        for (header_name, there) in [
            ("X-Request-Id", true),
            ("ETag", state),
            ("Location", status == "201" && WITH_A_PLACE.contains(&name)),
            ("Link", status == "200" && pages),
            ("Idempotency-Replayed", ONCE.contains(&name)),
        ] {
            if there {
                headers.insert(header_name.to_owned(), header(header_name));
            }
        }
        answer["headers"] = Value::Object(headers);
        for (kind, content) in answer.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten()
        {
            // What is no text is bytes: a schema of numbers would have clients make lists of them.
            if !kind.starts_with("text/") && !kind.ends_with("json") {
                content["schema"] = json!({"type": "string", "format": "binary"});
            }
        }
    }
}

fn say_what_goes_wrong(operation: &mut Value, route: &Route) {
    let codes = problem_codes::of(route, operation);
    let Some(answers) = operation["responses"].as_object_mut() else { return };
    answers.retain(|status, _| !status.starts_with(['4', '5']));
    for of_one_status in codes.chunk_by(|(one, _), (next, _)| one == next) {
        let status = of_one_status[0].0;
        let mut examples = serde_json::Map::new();
        let mut says = Vec::new();
        for (_, code) in of_one_status {
            let title = meaning(code).map_or("", |(_, title)| title);
            says.push(format!("{title} (`{code}`)"));
            examples.insert((*code).to_owned(), json!({"$ref": format!("#/components/examples/{code}")}));
        }
        let mut headers = json!({"X-Request-Id": header("X-Request-Id")});
        if matches!(status, 429 | 503) {
            headers["Retry-After"] = header("Retry-After");
        }
        if status == 401 {
            headers["WWW-Authenticate"] = header("WWW-Authenticate");
        }
        let content = json!({"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples});
        let answer = json!({"description": says.join("; "), "headers": headers,
            "content": {"application/problem+json": content}});
        answers.insert(status.to_string(), answer);
    }
}
