//! Two people change the same at once: what was typed meets what somebody else saved meanwhile.
//!
//! A form carries what it was opened with. What its sender did not touch takes what stands; what nobody else touched
//! takes what was typed; where both changed the same, both values are shown and nothing is saved. Rows of a list are
//! told apart one by one while all three have the same rows, and else taken as one value.

use std::collections::BTreeMap;

use super::{
    Field, Form,
    opened::{OPENED, REVISION, counts, snapshot},
};
use crate::web::extract::{Posted, STEP};

/// What a form was sent with, after meeting what stands.
#[derive(Debug, Clone)]
pub struct Met {
    /// What is to be saved: what was typed, and what stands where nothing was.
    pub posted: Posted,
    conflicts: Vec<Conflict>,
}

/// A value that both changed.
#[derive(Debug, Clone)]
struct Conflict {
    name: String,
    theirs: String,
    ours: String,
}

/// Something of a form that has one value: a field, several that belong together, or a list of rows.
struct Whole<'f> {
    fields: Vec<&'f Field>,
    /// The beginning of its fields' names, for a list that has not the same rows everywhere.
    list: Option<String>,
}

/// The value of a whole: of each field by its name.
type Value = BTreeMap<String, String>;

/// The list a row's field belongs to: `dates[` of `dates[0].day`.
fn list_of(name: &str) -> Option<&str> {
    name.find('[').map(|at| &name[..=at])
}

/// Where a field stands in each row of its list: `dates[].day`.
fn column_of(name: &str) -> String {
    let mut inside = false;
    let outside = |c: &char| {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            _ => {}
        }
        !(inside && c.is_ascii_digit())
    };
    name.chars().filter(outside).collect()
}

/// The row of its list a field belongs to: `dates[0]` of `dates[0].day`.
fn row_of(name: &str) -> &str {
    name.find(']').map_or(name, |at| &name[..=at])
}

impl Met {
    /// Says in the form what both changed, and with `sentence` what to do about it; whether there is anything.
    pub fn tell(&self, form: &mut Form, sentence: &str) -> bool {
        if self.conflicts.is_empty() {
            return false;
        }
        form.refuse("", sentence);
        for Conflict { name, theirs, ours } in &self.conflicts {
            let message = format!("Changed meanwhile by someone else to: {theirs} · You typed: {ours}");
            form.refuse_met(name, &message);
        }
        true
    }
}

impl Form {
    /// What was sent, together with what stands: `self` is the form as it would be opened by now.
    #[must_use]
    pub fn meet(&self, posted: &Posted) -> Met {
        let mut met = Met { posted: posted.clone(), conflicts: Vec::new() };
        let revision = self.fields.iter().find(|field| field.name == REVISION);
        let unchanged = revision.is_some_and(|field| field.value == posted.get(REVISION));
        if unchanged || posted.again() || posted.has(STEP) {
            return met;
        }
        let opened: Option<Value> = serde_json::from_str(posted.get(OPENED)).ok();
        for whole in self.wholes(posted, opened.as_ref()) {
            self.meet_one(&mut met, &whole, opened.as_ref(), revision.is_some());
        }
        let own = |name: &str| name == REVISION || name == OPENED;
        let mut carried = vec![(OPENED.to_owned(), snapshot(&self.fields))];
        carried.extend(revision.map(|field| (REVISION.to_owned(), field.value.clone())));
        met.posted = met.posted.with_instead(own, carried);
        met
    }

    /// One value: what to save of it, or that both changed it.
    fn meet_one(&self, met: &mut Met, whole: &Whole<'_>, opened: Option<&Value>, revised: bool) {
        let stands: Value =
            whole.fields.iter().filter_map(|field| Some((field.name.clone(), field.untouched()?))).collect();
        let (sent, before): (Value, Option<Value>) = if let Some(list) = &whole.list {
            let sent = met.posted.beginning(list).map(|(name, value)| (name.to_owned(), value.to_owned()));
            (sent.collect(), opened.map(|all| of_list(all, list)))
        } else {
            let sent = |field: &&Field| {
                let before = opened.and_then(|all| all.get(&field.name));
                // What was not sent at all was not changed.
                let value = field
                    .sent(&met.posted)
                    .or_else(|| before.cloned())
                    .or_else(|| stands.get(&field.name).cloned());
                Some((field.name.clone(), value?))
            };
            let before = |field: &&Field| Some((field.name.clone(), opened?.get(&field.name)?.clone()));
            let before: Value = whole.fields.iter().filter_map(before).collect();
            let sent: Value = whole.fields.iter().filter_map(sent).collect();
            (sent, (before.len() == stands.len()).then_some(before))
        };
        if sent == stands {
            return;
        }
        let (ours, theirs) = match &before {
            Some(before) => (sent != *before, stands != *before),
            // A form that says nothing of what it was opened with: what differs may be of either.
            None => (true, revised),
        };
        if ours && theirs {
            let name =
                whole.fields.iter().find(|field| field.kind != "hidden").map(|field| field.name.clone());
            met.conflicts.push(Conflict {
                name: name.or_else(|| whole.list.clone()).unwrap_or_default(),
                theirs: self.words(&stands),
                ours: self.words(&sent),
            });
        } else if !ours {
            let pairs = whole.fields.iter().flat_map(|field| {
                let value = stands.get(&field.name).cloned().unwrap_or_default();
                let values = if field.kind == "boxes" {
                    value.lines().map(str::to_owned).collect()
                } else {
                    vec![value]
                };
                values.into_iter().map(move |value| (field.name.clone(), value))
            });
            let replaced = |name: &str| match &whole.list {
                Some(list) => name.starts_with(list.as_str()),
                None => whole.fields.iter().any(|field| field.name == name),
            };
            met.posted = met.posted.with_instead(replaced, pairs);
        }
    }

    /// Everything of the form that has a value of its own.
    fn wholes(&self, posted: &Posted, opened: Option<&Value>) -> Vec<Whole<'_>> {
        let mut wholes: Vec<Whole<'_>> = Vec::new();
        let fields: Vec<&Field> = self.fields.iter().filter(|field| counts(field)).collect();
        let lists = fields.iter().filter_map(|field| list_of(&field.name)).map(str::to_owned);
        let sent = posted.beginning("").filter_map(|(name, _)| list_of(name)).map(str::to_owned);
        let lists: std::collections::BTreeSet<String> = lists.chain(sent).collect();
        let apart: Vec<String> =
            lists.into_iter().filter(|list| !self.has_same_rows(list, posted, opened)).collect();
        for field in fields {
            let list = list_of(&field.name).filter(|list| apart.iter().any(|other| other == list));
            if list.is_some() {
                continue;
            }
            let part_of = |other: &Field| field.part_of.is_some() && other.part_of == field.part_of;
            match wholes.iter_mut().find(|whole| whole.fields.iter().any(|other| part_of(other))) {
                Some(whole) => whole.fields.push(field),
                None => wholes.push(Whole { fields: vec![field], list: None }),
            }
        }
        wholes.extend(apart.into_iter().map(|list| Whole {
            fields: self.fields.iter().filter(|field| field.name.starts_with(&list)).collect(),
            list: Some(list),
        }));
        wholes
    }

    /// Whether what stands, what was sent and what was opened have the same rows of a list.
    fn has_same_rows(&self, list: &str, posted: &Posted, opened: Option<&Value>) -> bool {
        let id = |name: &str, value: &str| is_id(name).then(|| value.to_owned());
        let stands: BTreeMap<&str, Option<String>> = self
            .fields
            .iter()
            .filter(|field| field.name.starts_with(list))
            .map(|field| (field.name.as_str(), id(&field.name, &field.value)))
            .collect();
        let sent: BTreeMap<&str, Option<String>> =
            posted.beginning(list).map(|(name, value)| (name, id(name, value))).collect();
        let before = opened.map(|all| -> BTreeMap<&str, Option<String>> {
            let of = all.iter().filter(|(name, _)| name.starts_with(list));
            of.map(|(name, value)| (name.as_str(), id(name, value))).collect()
        });
        stands == sent && before.is_none_or(|before| stands == before)
    }

    /// A value in words: its parts with commas between them, rows with semicolons.
    fn words(&self, whole: &Value) -> String {
        let mut named: Vec<(&String, &String)> = whole.iter().collect();
        // In the order of the form, not of the alphabet; rows beyond it come last.
        let place =
            |name: &str| self.fields.iter().position(|field| column_of(&field.name) == column_of(name));
        named.sort_by_key(|(name, _)| (number_of(name), place(name)));
        let mut words = String::new();
        let mut row = None;
        for (name, value) in named {
            let like = self.fields.iter().find(|field| column_of(&field.name) == column_of(name));
            let hidden = like.map_or_else(|| is_id(name), |field| field.kind == "hidden");
            if hidden || (value.is_empty() && (whole.len() > 1 || list_of(name).is_some())) {
                continue;
            }
            if !words.is_empty() {
                words.push_str(if row == Some(row_of(name)) || list_of(name).is_none() {
                    ", "
                } else {
                    "; "
                });
            }
            row = Some(row_of(name));
            words.push_str(&like.map_or_else(|| value.clone(), |field| field.words(value)));
        }
        if words.is_empty() { "nothing".to_owned() } else { words }
    }
}

/// The number of a row, so that the tenth comes after the second.
fn number_of(name: &str) -> Option<usize> {
    name.split_once('[')?.1.split_once(']')?.0.parse().ok()
}

fn of_list(all: &Value, list: &str) -> Value {
    all.iter().filter(|(name, _)| name.starts_with(list)).map(|(n, v)| (n.clone(), v.clone())).collect()
}

/// Whether a field of a list says which thing its line is.
fn is_id(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, part)| part == "id")
}
