//! Which routes take an address or a person, read from what they say of themselves: the API's document, and the forms
//! and links of the pages. So a route that comes to take one stands in the test by itself.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use training_ladder::web::route_table::Route;

use crate::support::{
    documented::{document, operation, template},
    pages::untouched,
};

/// What is named: somebody's address and id, or nobody's.
#[derive(Debug, Clone)]
pub struct Named {
    pub email: String,
    pub id: String,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Person,
    Address,
    /// A text in which addresses stand.
    List,
}

impl Takes {
    /// What is written into a field of this kind.
    pub fn written(self, named: &Named) -> String {
        match self {
            Self::Person => named.id.clone(),
            Self::Address => named.email.clone(),
            Self::List => format!("Typed Name <{}>", named.email),
        }
    }
}

/// A form of a page, as it stands there while nobody touches it.
#[derive(Clone)]
pub struct FormSeen {
    /// Where it stands.
    pub page: &'static Route,
    pub fields: Vec<(String, String)>,
    pub takes: Vec<(String, Takes)>,
}

/// A schema, with a reference followed.
fn followed(schema: &Value) -> &Value {
    let any = schema["oneOf"].as_array().or_else(|| schema["allOf"].as_array());
    let schema = any.and_then(|of| of.iter().find(|one| one["type"] != "null")).unwrap_or(schema);
    let target = schema["$ref"].as_str().and_then(|name| document().pointer(name.trim_start_matches('#')));
    target.unwrap_or(schema)
}

/// What a property or parameter takes, by its name and what is shown of it.
fn takes(name: &str, schema: &Value) -> Option<Takes> {
    let person = ["person_id", "person_ids", "trainer_ids", "into", "people"].contains(&name);
    let shown = schema["example"].as_str().unwrap_or_default();
    if person && followed(schema)["type"] != "object" && followed(&schema["items"])["type"] != "object" {
        Some(Takes::Person)
    } else if name.contains("email") || name == "line_manager" || schema["format"] == "email" {
        Some(Takes::Address)
    } else if shown.contains('@') {
        Some(Takes::List)
    } else {
        None
    }
}

/// By what somebody is named in one call: where an operation takes both, each is tried by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Id,
    Address,
}

impl By {
    const fn takes(self, kind: Takes) -> bool {
        matches!((self, kind), (Self::Id, Takes::Person) | (Self::Address, Takes::Address | Takes::List))
    }
}

fn is_list(schema: &Value) -> bool {
    let kind = &followed(schema)["type"];
    *kind == "array" || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "array"))
}

/// A body with somebody named wherever one can be in this way; and whether that is anywhere. `shown` is the example.
fn named_in(schema: &Value, shown: &Value, named: &Named, by: By) -> (Value, bool) {
    let schema = followed(schema);
    let Some(properties) = schema["properties"].as_object() else { return (shown.clone(), false) };
    let (mut body, mut any) = (shown.as_object().cloned().unwrap_or_else(Map::new), false);
    for (name, property) in properties {
        let example = shown[name].as_str().filter(|text| text.contains(" <") && text.contains('@'));
        match takes(name, property).or(example.map(|_| Takes::List)) {
            Some(kind) if by.takes(kind) => {
                let written = json!(kind.written(named));
                body.insert(name.clone(), if is_list(property) { json!([written]) } else { written });
                any = true;
            }
            Some(_) => {
                body.remove(name);
                if by == By::Id && name == "email" {
                    body.remove("name");
                }
            }
            None if is_list(property) => {
                let of = followed(&followed(property)["items"]);
                let (item, inside) = named_in(of, of.get("example").unwrap_or(&Value::Null), named, by);
                if inside {
                    body.insert(name.clone(), json!([item]));
                    any = true;
                }
            }
            None => {}
        }
    }
    if any && by == By::Address && properties.contains_key("name") && properties.contains_key("email") {
        body.insert("name".to_owned(), json!("Typed Name"));
    }
    (Value::Object(body), any)
}

/// What an operation of the API is called with when somebody is named: its query and body. None where nobody can be.
pub fn call_naming(
    route: &Route,
    shown: Option<&Value>,
    named: &Named,
    by: By,
) -> Option<(String, Option<Value>)> {
    let operation = operation(route.method, route.path)?;
    let mut any = by == By::Id && route.path.contains("/people/{id}");
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        // What is looked for among people can be an address.
        let searched = name == "q" && route.path.ends_with("/people");
        let kind = takes(name, &parameter["schema"]).or(searched.then_some(Takes::Address));
        if let (Some(kind), true) = (kind.filter(|kind| by.takes(*kind)), parameter["in"] == "query") {
            any = true;
            query.push(format!("{name}={}", kind.written(named)));
        }
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let body = shown.map(|shown| {
        let (body, inside) = named_in(schema, shown, named, by);
        any |= inside;
        body
    });
    any.then(|| (if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) }, body))
}

/// The routes of pages that take an address or a person, with the forms that lead there and the queries that links have.
#[derive(Default)]
pub struct Pages {
    /// By the address of the route that the form is sent to.
    pub forms: BTreeMap<&'static str, FormSeen>,
    /// By the address of the page: the name in the query.
    pub queries: BTreeMap<&'static str, (String, Takes)>,
    /// Where forms lead that were seen.
    pub reached: Vec<&'static str>,
}

impl Pages {
    /// Reads a page: its forms and links. `people` are the ids of everybody.
    pub fn read(&mut self, page: &'static Route, text: &str, people: &[String]) {
        for part in text.split("<form ").skip(1) {
            let form = part.split("</form>").next().unwrap_or_default();
            let attribute = |name: &str| {
                let (_, after) = form.split('>').next()?.split_once(&format!("{name}=\""))?;
                Some(after.split('"').next()?.to_owned())
            };
            let posted = attribute("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
            let Some(action) = attribute("action").filter(|_| posted) else { continue };
            let Some(route) = template(&action) else { continue };
            self.reached.push(route);
            let fields = untouched(text, &action);
            let takes = taking_fields(form, &fields, people);
            if !takes.is_empty() && !self.forms.contains_key(route) {
                self.forms.insert(route, FormSeen { page, fields, takes });
            }
        }
        for link in text.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next()) {
            let Some((path, query)) = link.split_once('?') else { continue };
            let Some(route) = template(&format!("/{path}")) else { continue };
            for (name, value) in url::form_urlencoded::parse(query.replace("&amp;", "&").as_bytes()) {
                if people.iter().any(|id| *id == value) {
                    self.queries.insert(route, (name.into_owned(), Takes::Person));
                }
            }
        }
    }
}

/// A form that nobody came across, since the world has nothing to ask there, by what the source that answers it reads.
pub fn unseen(route: &'static Route, reached: &[&str]) -> Option<FormSeen> {
    let takes = if reached.contains(&route.path) { Vec::new() } else { fields_read(route) };
    let besides = ["name", "password", "reason"].map(|name| (name.to_owned(), String::new()));
    (!takes.is_empty()).then(|| FormSeen { page: route, fields: besides.into(), takes })
}

/// The fields that name somebody which the function that answers a page reads.
fn fields_read(route: &Route) -> Vec<(String, Takes)> {
    let name = (route.name)();
    let words: Vec<&str> = name.trim_start_matches("pages_").split('_').collect();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/pages");
    // The name is subject, file and function joined by underscores, which stand in the last two as well.
    for at in 2..words.len() {
        let file = root.join(words[0]).join(format!("{}.rs", words[1..at].join("_")));
        let Ok(source) = std::fs::read_to_string(file) else { continue };
        if !source.contains(&format!("pub async fn {}(", words[at..].join("_"))) {
            continue;
        }
        let known = [
            ("email", Takes::Address),
            ("line_manager", Takes::Address),
            ("person", Takes::Person),
            ("people", Takes::Person),
            ("text", Takes::List),
        ];
        let read = known.into_iter().filter(|(field, _)| source.contains(&format!("\"{field}\"")));
        return read.map(|(field, takes)| (field.to_owned(), takes)).collect();
    }
    panic!("{name}: its source is not where its name says")
}

fn taking_fields(form: &str, fields: &[(String, String)], people: &[String]) -> Vec<(String, Takes)> {
    let mut takes = Vec::new();
    for tag in form.split('<').skip(1) {
        let attribute = |name: &str| {
            let (_, after) = tag.split('>').next()?.split_once(&format!(" {name}=\""))?;
            Some(after.split('"').next()?.to_owned())
        };
        let Some(name) = attribute("name") else { continue };
        let value = attribute("value").unwrap_or_default();
        let kind = if people.contains(&value) {
            Takes::Person
        } else if attribute("type").as_deref() == Some("email") {
            Takes::Address
        } else if tag.starts_with("textarea ") && names_addresses(form, &name) {
            Takes::List
        } else {
            continue;
        };
        if !takes.iter().any(|(known, _)| *known == name) {
            takes.push((name, kind));
        }
    }
    // A select's options have its name.
    for (name, value) in fields {
        if people.contains(value) && !takes.iter().any(|(known, _)| known == name) {
            takes.push((name.clone(), Takes::Person));
        }
    }
    takes
}

/// Whether the hint of a text shows an address.
fn names_addresses(form: &str, name: &str) -> bool {
    let hint = form.split_once(&format!("{name}-hint\">"));
    hint.is_some_and(|(_, after)| after.split("</").next().unwrap_or_default().contains('@'))
}
