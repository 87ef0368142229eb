//! The same document as OpenAPI 3.0, for generators that know no later form.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// A document of OpenAPI 3.1 in the words of 3.0: `nullable` instead of null among the types, one example instead of
/// several, and nothing beside a reference.
#[must_use]
pub fn older_form(document: &Value) -> Value {
    let mut older = document.clone();
    older["openapi"] = json!("3.0.3");
    let kinds = kinds_of_schemas(document);
    if let Some(schemas) = older["components"]["schemas"].as_object_mut() {
        schemas.values_mut().for_each(|one| schema(one, &kinds));
    }
    let Some(parts) = older.as_object_mut() else { return older };
    for (name, part) in parts.iter_mut() {
        if name == "components" {
            let others = part.as_object_mut().into_iter().flatten().filter(|(kind, _)| *kind != "schemas");
            others.for_each(|(_, other)| schemas_inside(other, &kinds));
        } else {
            schemas_inside(part, &kinds);
        }
    }
    older
}

/// What each schema is: an object, a string. Beside `nullable` 3.0 wants it said, also of a reference.
type Kinds = BTreeMap<String, Value>;

fn kinds_of_schemas(document: &Value) -> Kinds {
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    schemas.map(|(name, one)| (format!("#/components/schemas/{name}"), one["type"].clone())).collect()
}

/// Finds the schemas of parameters, headers and contents.
fn schemas_inside(part: &mut Value, kinds: &Kinds) {
    match part {
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut() {
                match key.as_str() {
                    "schema" => schema(value, kinds),
                    // What stands in an example is data, whatever its fields are called.
                    "example" | "examples" => {}
                    _ => schemas_inside(value, kinds),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| schemas_inside(item, kinds)),
        _ => {}
    }
}

fn schema(value: &mut Value, kinds: &Kinds) {
    let Some(fields) = value.as_object_mut() else { return };
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = fields.get_mut(key) {
            schema(inner, kinds);
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let all = fields.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten();
        all.for_each(|one| schema(one, kinds));
    }
    let properties = fields.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flat_map(|all| all.values_mut()).for_each(|one| schema(one, kinds));
    one_type(fields);
    one_or_null(fields, kinds);
    if let Some(constant) = fields.remove("const") {
        fields.insert("enum".to_owned(), json!([constant]));
    }
    if let Some(first) = fields.remove("examples").and_then(|all| all.get(0).cloned()) {
        fields.insert("example".to_owned(), first);
    }
    // Beside a reference 3.0 reads nothing.
    if fields.len() > 1
        && let Some(reference) = fields.remove("$ref")
    {
        fields.insert("allOf".to_owned(), json!([{"$ref": reference}]));
    }
}

/// `["string", "null"]` becomes `string`, nullable.
fn one_type(fields: &mut Map<String, Value>) {
    let Some(kinds) = fields.get("type").and_then(Value::as_array).cloned() else { return };
    let nullable = kinds.contains(&json!("null"));
    if let Some(kind) = kinds.into_iter().find(|kind| kind != "null") {
        fields.insert("type".to_owned(), kind);
    }
    if nullable {
        fields.insert("nullable".to_owned(), json!(true));
    }
}

/// One of null and something else becomes that, nullable.
fn one_or_null(fields: &mut Map<String, Value>, kinds: &Kinds) {
    let Some(of) = fields.get("oneOf").and_then(Value::as_array).cloned() else { return };
    let mut others: Vec<Value> = of.iter().filter(|one| one["type"] != "null").cloned().collect();
    if others.len() == of.len() || others.len() != 1 {
        return;
    }
    fields.remove("oneOf");
    fields.insert("nullable".to_owned(), json!(true));
    let other = others.remove(0);
    let target = other.get("$ref").or_else(|| other.pointer("/allOf/0/$ref")).and_then(Value::as_str);
    if let Some(kind) = target.and_then(|target| kinds.get(target)) {
        fields.insert("type".to_owned(), kind.clone());
    }
    if other.get("$ref").is_some() {
        fields.insert("allOf".to_owned(), json!([other]));
    } else if let Value::Object(other) = other {
        fields.extend(other);
    }
}
