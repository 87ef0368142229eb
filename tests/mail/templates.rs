//! Strict handlebars lets `{{#if missing}}` and missing partial parameters pass, so every path that a template
//! names is resolved here against every sample, in branches taken and not taken.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use handlebars::{
    Path as HbsPath, Template,
    template::{HelperTemplate, Parameter, TemplateElement},
};
use serde_json::{Map, Value};
use training_ladder::mail::{
    message::{Message, samples::samples},
    render::view,
};

use super::{amira, secrets, site};

fn templates_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")
}

/// Every template of the mail room by the name it is called by.
fn templates() -> BTreeMap<String, Template> {
    let root = templates_folder();
    let mut found = BTreeMap::new();
    let mut read = |name: String, file: PathBuf| {
        let source = fs::read_to_string(&file).unwrap();
        let template =
            Template::compile(&source).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        found.insert(name, template);
    };
    for layout in ["layouts/mail.text", "layouts/mail.html"] {
        read(layout.to_owned(), root.join(format!("{layout}.hbs")));
    }
    for name in names_in(&root.join("partials/mails")) {
        read(format!("mails/{}", name.trim_end_matches(".hbs")), root.join("partials/mails").join(&name));
    }
    for kind in names_in(&root.join("mails")) {
        for file in names_in(&root.join("mails").join(&kind)) {
            read(
                format!("{kind}/{}", file.trim_end_matches(".hbs")),
                root.join("mails").join(&kind).join(&file),
            );
        }
    }
    found
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn every_kind_has_its_templates_and_at_least_one_sample() {
    let kinds: BTreeSet<String> = Message::KINDS.iter().map(ToString::to_string).collect();
    assert_eq!(kinds.len(), Message::KINDS.len(), "two kinds share a word");
    assert_eq!(names_in(&templates_folder().join("mails")), kinds);
    for kind in &kinds {
        let files: Vec<_> = names_in(&templates_folder().join("mails").join(kind)).into_iter().collect();
        assert_eq!(files, ["html.hbs", "subject.hbs", "text.hbs"], "{kind}");
    }
    let sampled: BTreeSet<String> = samples().iter().map(|sample| sample.message.kind().to_owned()).collect();
    assert_eq!(sampled, kinds);
    let names: BTreeSet<_> = samples().iter().map(|sample| sample.name).collect();
    assert_eq!(names.len(), samples().len(), "two samples share a name");
}

#[test]
fn every_path_a_template_names_is_a_fact_and_every_template_is_used() {
    let templates = templates();
    let mut walk = Walk::new(&templates);
    for sample in samples() {
        let mut facts = view(&sample.message, &amira(), &site(), secrets()).unwrap();
        facts.insert("subject".to_owned(), Value::String("A subject".to_owned()));
        for part in ["subject", "text", "html"] {
            let name = format!("{}/{part}", sample.message.kind());
            sample.name.clone_into(&mut walk.sample);
            walk.root = Value::Object(facts.clone());
            walk.enter(&name, &[Value::Object(facts.clone())], true);
        }
    }
    assert!(walk.problems.is_empty(), "{:#?}", walk.problems);
    let never: Vec<_> = walk.named.difference(&walk.resolved).collect();
    assert!(never.is_empty(), "no sample has a value for {never:#?}");
    let unused: Vec<_> = templates.keys().filter(|name| !walk.entered.contains(*name)).collect();
    assert!(unused.is_empty(), "unused templates: {unused:?}");
}

#[test]
fn the_walk_itself_notices_what_strict_handlebars_lets_pass() {
    let templates = [
        ("a", "{{#if missing}}x{{/if}}"),
        ("b", "{{> p missing}}"),
        ("c", "{{> p words=missing}}"),
        ("d", "{{#if no}}{{missing}}{{/if}}"),
        ("e", "{{#each list}}{{missing}}{{/each}}"),
        ("f", "{{#if (eq missing 1)}}{{/if}}"),
        ("p", "x"),
    ]
    .into_iter()
    .map(|(name, source)| (name.to_owned(), Template::compile(source).unwrap()))
    .collect();
    let facts = serde_json::json!({ "no": false, "list": [{ "there": 1 }] });
    for name in ["a", "b", "c", "d", "e", "f"] {
        let mut walk = Walk::new(&templates);
        walk.root = facts.clone();
        walk.enter(name, std::slice::from_ref(&facts), true);
        assert_eq!(walk.problems.len(), 1, "{name}: {:?}", walk.problems);
    }
}

enum Lookup {
    Found(Value),
    /// The path goes through a null, as in a branch guarded by `{{#if}}`.
    BelowNull,
    Missing,
}

struct Walk<'a> {
    templates: &'a BTreeMap<String, Template>,
    sample: String,
    root: Value,
    inline: BTreeSet<String>,
    entered: BTreeSet<String>,
    named: BTreeSet<(String, String)>,
    resolved: BTreeSet<(String, String)>,
    problems: Vec<String>,
}

impl<'a> Walk<'a> {
    fn new(templates: &'a BTreeMap<String, Template>) -> Self {
        Self {
            templates,
            sample: String::new(),
            root: Value::Null,
            inline: BTreeSet::new(),
            entered: BTreeSet::new(),
            named: BTreeSet::new(),
            resolved: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    fn enter(&mut self, name: &str, scope: &[Value], live: bool) {
        match self.templates.get(name) {
            Some(template) => {
                self.entered.insert(name.to_owned());
                self.walk(name, template, scope, live);
            }
            None => self.problems.push(format!("no template {name}")),
        }
    }

    fn walk(&mut self, name: &str, template: &'a Template, scope: &[Value], live: bool) {
        for element in &template.elements {
            match element {
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                TemplateElement::Expression(call) | TemplateElement::HtmlExpression(call) => {
                    assert!(
                        !matches!(element, TemplateElement::HtmlExpression(_)),
                        "{name}: nothing goes unescaped"
                    );
                    self.value(name, &call.name, scope, live);
                }
                TemplateElement::HelperBlock(block) => self.block(name, block, scope, live),
                TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial) => {
                    let called = partial.name.as_name().unwrap().to_owned();
                    if called == "@partial-block" || self.inline.contains(&called) {
                        continue;
                    }
                    let mut context = match partial.params.first() {
                        Some(param) => self.value(name, param, scope, live),
                        None => scope.last().cloned().unwrap(),
                    };
                    if !partial.hash.is_empty() {
                        let mut merged = context.as_object().cloned().unwrap_or_else(Map::new);
                        for (key, param) in &partial.hash {
                            merged.insert(key.clone(), self.value(name, param, scope, live));
                        }
                        context = Value::Object(merged);
                    }
                    if let Some(block) = &partial.template {
                        self.walk(name, block, &[context.clone()], live);
                    }
                    self.enter(&called, &[context], live);
                }
                TemplateElement::DecoratorBlock(inline) => {
                    if let Some(Parameter::Literal(Value::String(called))) = inline.params.first() {
                        self.inline.insert(called.clone());
                    }
                    self.walk(name, inline.template.as_ref().unwrap(), scope, live);
                }
                other => panic!("{name}: {other:?} is not expected in a mail"),
            }
        }
    }

    fn block(&mut self, name: &str, block: &'a HelperTemplate, scope: &[Value], live: bool) {
        let value = self.value(name, &block.params[0], scope, live);
        let (then, otherwise) = (block.template.as_ref(), block.inverse.as_ref());
        match block.name.as_name().unwrap() {
            condition @ ("if" | "unless") => {
                let taken = truthy(&value) == (condition == "if");
                if let Some(template) = then {
                    self.walk(name, template, scope, live && taken);
                }
                if let Some(template) = otherwise {
                    self.walk(name, template, scope, live && !taken);
                }
            }
            "each" => {
                for item in value.as_array().into_iter().flatten() {
                    let mut inner = scope.to_vec();
                    inner.push(item.clone());
                    if let Some(template) = then {
                        self.walk(name, template, &inner, live);
                    }
                }
                assert!(otherwise.is_none(), "{name}: each without else");
            }
            other => panic!("{name}: the walk does not know the helper {other}"),
        }
    }

    fn value(&mut self, name: &str, parameter: &'a Parameter, scope: &[Value], live: bool) -> Value {
        let raw = match parameter {
            Parameter::Literal(value) => return value.clone(),
            Parameter::Subexpression(call) => {
                assert_eq!(call.name(), "eq", "{name}: the walk does not know this helper");
                let values: Vec<_> =
                    call.params().unwrap().iter().map(|param| self.value(name, param, scope, live)).collect();
                return Value::Bool(values[0] == values[1]);
            }
            Parameter::Name(raw) | Parameter::Path(HbsPath::Relative((_, raw))) => raw,
            Parameter::Path(_) => return Value::Bool(true),
            other => panic!("{name}: {other:?} is not expected in a mail"),
        };
        let key = (name.to_owned(), raw.clone());
        self.named.insert(key.clone());
        match self.look_up(raw, scope) {
            Lookup::Found(value) => {
                self.resolved.insert(key);
                value
            }
            Lookup::BelowNull if !live => Value::Null,
            Lookup::BelowNull | Lookup::Missing => {
                self.problems.push(format!("{name} names {raw}, which {} does not have", self.sample));
                Value::Null
            }
        }
    }

    fn look_up(&self, raw: &str, scope: &[Value]) -> Lookup {
        let (mut value, path) = match raw.strip_prefix("@root.") {
            Some(rest) => (&self.root, rest),
            None => (scope.last().unwrap(), raw.strip_prefix("this.").unwrap_or(raw)),
        };
        assert!(!path.starts_with(".."), "the walk does not follow {raw}");
        for step in path.split('.').filter(|step| *step != "this") {
            let next = match value {
                Value::Null => return Lookup::BelowNull,
                Value::Array(items) => step.parse().ok().and_then(|n: usize| items.get(n)),
                other => other.get(step),
            };
            match next {
                Some(found) => value = found,
                None => return Lookup::Missing,
            }
        }
        Lookup::Found(value.clone())
    }
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(_) => true,
    }
}
