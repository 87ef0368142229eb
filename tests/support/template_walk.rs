//! Strict handlebars lets `{{#if missing}}` and missing partial parameters pass, so every path that a template
//! names is resolved here against samples of its facts, in branches taken and not taken.

use std::{
    collections::{BTreeMap, BTreeSet},
    ptr,
    rc::Rc,
};

use handlebars::{
    JsonTruthy, Path, PathSeg, Template,
    template::{HelperTemplate, Parameter, TemplateElement, TemplateMapping},
};
use serde_json::{Map, Value};

enum Lookup {
    Found(Value),
    /// The path goes through a null, as in a branch guarded by `{{#if}}`.
    BelowNull,
    Missing,
}

/// What paths begin from: one for the template, one more inside each list and each `{{#with}}`.
#[derive(Clone)]
struct Level {
    value: Rc<Value>,
    /// Which item of how many, inside a list.
    item: Option<(usize, usize)>,
}

/// Which ways a block has gone.
struct Ways {
    template: String,
    words: String,
    /// Whether samples should go both ways; else once is enough.
    both: bool,
    taken: bool,
    passed: bool,
}

/// A walk through templates with their facts.
pub struct Walk<'a> {
    templates: &'a BTreeMap<String, Template>,
    /// What may stand in a page unescaped.
    unescaped: &'static [&'static str],
    sample: String,
    root: Rc<Value>,
    inline: BTreeSet<String>,
    entered: BTreeSet<String>,
    named: BTreeSet<(String, String)>,
    resolved: BTreeSet<(String, String)>,
    ways: BTreeMap<*const HelperTemplate, Ways>,
    problems: Vec<String>,
}

impl<'a> Walk<'a> {
    pub fn new(templates: &'a BTreeMap<String, Template>, unescaped: &'static [&'static str]) -> Self {
        Self {
            templates,
            unescaped,
            sample: String::new(),
            root: Rc::new(Value::Null),
            inline: BTreeSet::new(),
            entered: BTreeSet::new(),
            named: BTreeSet::new(),
            resolved: BTreeSet::new(),
            ways: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// Walks through a template with facts that are called `sample`.
    pub fn through(&mut self, template: &str, sample: &str, facts: Value) {
        sample.clone_into(&mut self.sample);
        self.root = Rc::new(facts);
        self.enter(template, &[Level { value: self.root.clone(), item: None }], true);
    }

    /// Paths that a sample does not have.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Paths that have no value in any sample.
    pub fn never_filled(&self) -> Vec<String> {
        let paths = self.named.difference(&self.resolved);
        paths.map(|(template, path)| format!("{template}: {path}")).collect()
    }

    /// Blocks that no sample enters, or none passes by.
    pub fn one_sided(&self) -> Vec<String> {
        let mut found = Vec::new();
        for ways in self.ways.values() {
            if !ways.taken {
                found.push(format!("{}: {} is never entered", ways.template, ways.words));
            } else if ways.both && !ways.passed {
                found.push(format!("{}: {} is never passed by", ways.template, ways.words));
            }
        }
        found.sort();
        found
    }

    /// Templates that none of those walked through leads to.
    pub fn unused(&self) -> Vec<&'a str> {
        let names = self.templates.keys().map(String::as_str);
        names.filter(|name| !self.entered.contains(*name)).collect()
    }

    fn enter(&mut self, name: &str, scope: &[Level], live: bool) {
        match self.templates.get(name) {
            Some(template) => {
                self.entered.insert(name.to_owned());
                self.walk(name, template, scope, live);
            }
            None => self.problems.push(format!("no template {name}")),
        }
    }

    fn walk(&mut self, name: &str, template: &'a Template, scope: &[Level], live: bool) {
        for (element, at) in template.elements.iter().zip(&template.mapping) {
            match element {
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                TemplateElement::Expression(call) => {
                    self.expression(name, call, scope, live);
                }
                TemplateElement::HtmlExpression(call) => {
                    let path = written(&call.name);
                    assert!(self.unescaped.contains(&path.as_str()), "{name}: {path} goes unescaped");
                    self.expression(name, call, scope, live);
                }
                TemplateElement::HelperBlock(block) => self.block(name, block, at, scope, live),
                TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial) => {
                    let called = partial.name.as_name().unwrap().to_owned();
                    if called == "@partial-block" || self.inline.contains(&called) {
                        continue;
                    }
                    let mut context = match partial.params.first() {
                        Some(param) => Rc::new(self.value(name, param, scope, live)),
                        None => scope.last().unwrap().value.clone(),
                    };
                    if !partial.hash.is_empty() {
                        let mut merged = context.as_object().cloned().unwrap_or_else(Map::new);
                        for (key, param) in &partial.hash {
                            merged.insert(key.clone(), self.value(name, param, scope, live));
                        }
                        // Where there is nothing to show, what is added to it shows nothing either.
                        if live || !context.is_null() {
                            context = Rc::new(Value::Object(merged));
                        }
                    }
                    // What a partial names stands in its own facts, not around the place it is called from.
                    let inner = [Level { value: context, item: None }];
                    if let Some(block) = &partial.template {
                        self.walk(name, block, &inner, live);
                    }
                    self.enter(&called, &inner, live);
                }
                TemplateElement::DecoratorBlock(inline) => {
                    if let Some(Parameter::Literal(Value::String(called))) = inline.params.first() {
                        self.inline.insert(called.clone());
                    }
                    self.walk(name, inline.template.as_ref().unwrap(), scope, live);
                }
                other => panic!("{name}: {other:?} is not expected"),
            }
        }
    }

    fn expression(&mut self, name: &str, call: &'a HelperTemplate, scope: &[Level], live: bool) {
        assert!(call.params.is_empty(), "{name}: the walk does not know {:?} here", call.name);
        self.value(name, &call.name, scope, live);
    }

    fn block(
        &mut self,
        name: &str,
        block: &'a HelperTemplate,
        at: &TemplateMapping,
        scope: &[Level],
        live: bool,
    ) {
        let value = self.value(name, &block.params[0], scope, live);
        let (then, otherwise) = (block.template.as_ref(), block.inverse.as_ref());
        let helper = block.name.as_name().unwrap();
        let taken = match helper {
            "if" | "with" => truthy(&value),
            "unless" => !truthy(&value),
            "each" => value.as_array().is_some_and(|items| !items.is_empty()),
            other => panic!("{name}: the walk does not know the helper {other}"),
        };
        let ways = self.ways.entry(ptr::from_ref(block)).or_insert_with(|| Ways {
            template: name.to_owned(),
            words: format!("{{{{#{helper} {}}}}} in line {}", written(&block.params[0]), at.0),
            both: otherwise.is_some() || matches!(helper, "if" | "unless"),
            taken: false,
            passed: false,
        });
        ways.taken |= live && taken;
        ways.passed |= live && !taken;
        let inner = |value: Value, item| {
            let mut inner = scope.to_vec();
            inner.push(Level { value: Rc::new(value), item });
            inner
        };
        match (helper, then) {
            ("each", Some(template)) => {
                let items = value.as_array().map_or(&[] as &[Value], Vec::as_slice);
                for (at, item) in items.iter().enumerate() {
                    self.walk(name, template, &inner(item.clone(), Some((at, items.len()))), live);
                }
            }
            ("with", Some(template)) => {
                let item = scope.last().unwrap().item;
                self.walk(name, template, &inner(value, item), live && taken);
            }
            (_, Some(template)) => self.walk(name, template, scope, live && taken),
            (_, None) => {}
        }
        if let Some(template) = otherwise {
            self.walk(name, template, scope, live && !taken);
        }
    }

    fn value(&mut self, name: &str, parameter: &'a Parameter, scope: &[Level], live: bool) -> Value {
        let (raw, steps) = match parameter {
            Parameter::Literal(value) => return value.clone(),
            Parameter::Subexpression(call) => {
                let params = call.params().unwrap();
                let values: Vec<_> =
                    params.iter().map(|param| self.value(name, param, scope, live)).collect();
                return self.called(name, call.name(), &values, live);
            }
            Parameter::Path(Path::Local((up, local, raw))) => {
                let level = scope.len().checked_sub(up + 1).and_then(|at| scope.get(at));
                return match (local.as_str(), level.and_then(|level| level.item)) {
                    ("first", Some((at, _))) => Value::Bool(at == 0),
                    ("last", Some((at, all))) => Value::Bool(at + 1 == all),
                    ("index", Some((at, _))) => Value::from(at),
                    _ => {
                        self.problems.push(format!("{name} names {raw} outside a list"));
                        Value::Null
                    }
                };
            }
            Parameter::Name(raw) => (raw, raw.split('.').collect()),
            Parameter::Path(Path::Relative((steps, raw))) => (raw, names(steps)),
            other => panic!("{name}: {other:?} is not expected"),
        };
        let found = self.look_up(raw, &steps, scope);
        self.noted(name, raw, found, live)
    }

    fn noted(&mut self, name: &str, path: &str, found: Lookup, live: bool) -> Value {
        let key = (name.to_owned(), path.to_owned());
        self.named.insert(key.clone());
        match found {
            Lookup::Found(value) => {
                self.resolved.insert(key);
                value
            }
            Lookup::BelowNull if !live => Value::Null,
            Lookup::BelowNull | Lookup::Missing => {
                self.problems.push(format!("{name} names {path}, which {} does not have", self.sample));
                Value::Null
            }
        }
    }

    /// What a helper makes of its values.
    fn called(&mut self, name: &str, helper: &str, values: &[Value], live: bool) -> Value {
        match helper {
            "eq" => Value::Bool(values[0] == values[1]),
            "ne" => Value::Bool(values[0] != values[1]),
            "not" => Value::Bool(!truthy(&values[0])),
            "or" => Value::Bool(values.iter().any(truthy)),
            "and" => Value::Bool(values.iter().all(truthy)),
            "lookup" => {
                let key = values[1].as_str().map_or_else(|| values[1].to_string(), str::to_owned);
                let found = step_into(&values[0], &key);
                self.noted(name, &format!("(lookup … {key})"), found, live)
            }
            other => panic!("{name}: the walk does not know the helper {other}"),
        }
    }

    fn look_up(&self, raw: &str, steps: &[&str], scope: &[Level]) -> Lookup {
        let up = raw.matches("../").count();
        let from = if raw.starts_with("@root") {
            &self.root
        } else {
            match scope.len().checked_sub(up + 1) {
                Some(at) => &scope[at].value,
                None => return Lookup::Missing,
            }
        };
        let mut found = Lookup::Found(from.as_ref().clone());
        for step in steps.iter().filter(|step| !matches!(**step, "this" | "")) {
            found = match found {
                Lookup::Found(value) => step_into(&value, step),
                nothing => return nothing,
            };
        }
        found
    }
}

fn step_into(value: &Value, step: &str) -> Lookup {
    let next = match value {
        Value::Null => return Lookup::BelowNull,
        // How long a list is differs from sample to sample.
        Value::Array(items) => {
            let item = step.parse().ok().and_then(|at: usize| items.get(at));
            return item.map_or(Lookup::BelowNull, |item| Lookup::Found(item.clone()));
        }
        other => other.get(step),
    };
    next.map_or(Lookup::Missing, |found| Lookup::Found(found.clone()))
}

fn names(steps: &[PathSeg]) -> Vec<&str> {
    let named = steps.iter().filter_map(|step| match step {
        PathSeg::Named(name) => Some(name.as_str()),
        _ => None,
    });
    named.collect()
}

/// A parameter as it is written.
fn written(parameter: &Parameter) -> String {
    match parameter {
        Parameter::Name(raw) | Parameter::Path(Path::Relative((_, raw)) | Path::Local((_, _, raw))) => {
            raw.clone()
        }
        Parameter::Literal(value) => value.to_string(),
        Parameter::Subexpression(call) => {
            let params = call.params().into_iter().flatten().map(|param| format!(" {}", written(param)));
            format!("({}{})", call.name(), params.collect::<String>())
        }
        other => panic!("{other:?} is not expected"),
    }
}

fn truthy(value: &Value) -> bool {
    value.is_truthy(false)
}
