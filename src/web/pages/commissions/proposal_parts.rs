//! What a proposal is made of, in its form: parts picked from the courses' outcomes, put in order, with their minutes.

use serde::Serialize;

use crate::{
    domain::{proposals::Part, times::length},
    store::read::commissions::proposals::ProposalView,
    web::{
        extract::Posted,
        forms::{Field, Form},
        pages::{form_parts::typed::Typed, sessions::session_date_rows::Row},
    },
};

/// The most rows the form grows to; the domain allows no more parts.
const MOST_ROWS: usize = 40;
/// What a pause is called until somebody writes another name.
const BREAK: &str = "Break";

/// One part as it stands in the form.
#[derive(Debug, Clone, Default)]
pub struct PartRow {
    outcome: String,
    minutes: String,
}

impl PartRow {
    fn is_blank(&self) -> bool {
        self.outcome.is_empty() && self.minutes.is_empty()
    }

    pub(super) fn about(outcome: &str) -> Self {
        Self { outcome: outcome.to_owned(), minutes: String::new() }
    }
}

/// The parts of the newest version.
pub fn parts_of(newest: Option<&ProposalView>) -> Vec<PartRow> {
    newest
        .iter()
        .flat_map(|newest| &newest.content)
        .map(|part| PartRow { outcome: part.outcome.clone(), minutes: part.minutes.to_string() })
        .collect()
}

/// The parts as they were typed, after the step the form was sent with: one more, one fewer, or one further up.
pub fn parts_typed(posted: &Posted) -> Vec<PartRow> {
    let mut rows = Vec::new();
    for at in 0..MOST_ROWS {
        if !posted.has(&name(at, "outcome")) {
            break;
        }
        rows.push(PartRow {
            outcome: posted.get(&name(at, "outcome")).to_owned(),
            minutes: posted.get(&name(at, "minutes")).to_owned(),
        });
    }
    let (verb, about) = posted.get("_step").split_once(':').unwrap_or_default();
    let at = about.parse().ok().filter(|at| *at < rows.len());
    match (verb, at) {
        ("add-part", _) if rows.len() < MOST_ROWS => rows.push(PartRow::about(about)),
        ("add-break", _) if rows.len() < MOST_ROWS => rows.push(PartRow::about(BREAK)),
        ("raise-part", Some(at)) if at > 0 => rows.swap(at, at - 1),
        ("remove-part", Some(at)) => {
            rows.remove(at);
        }
        ("", _) => rows.retain(|row| !row.is_blank()),
        _ => {}
    }
    rows
}

fn name(at: usize, part: &str) -> String {
    format!("content[{at}].{part}")
}

/// One part as the template shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ShownPart {
    number: usize,
    at: usize,
    first: bool,
    fields: Vec<Field>,
}

/// Adds the rows of the parts to a form.
pub fn with_parts(mut form: Form, rows: &[PartRow]) -> Form {
    for (at, row) in rows.iter().enumerate() {
        let number = at + 1;
        form = form
            .field(
                Field::number(&name(at, "minutes"), &format!("Part {number}: minutes"))
                    .value(row.minutes.clone()),
            )
            .field(
                Field::text(&name(at, "outcome"), &format!("Part {number}: what")).value(row.outcome.clone()),
            );
    }
    form
}

/// As many parts with their fields, once everything that is wrong with them is known.
pub(super) fn shown_parts(form: &Form, count: usize) -> Vec<ShownPart> {
    let shown = |at| ShownPart {
        number: at + 1,
        at,
        first: at == 0,
        fields: ["minutes", "outcome"].iter().filter_map(|part| form.shown(&name(at, part))).collect(),
    };
    (0..count).map(shown).collect()
}

/// What was typed; `outcomes` has slug and outcome of what the courses teach.
pub fn read_parts(typed: &mut Typed<'_>, rows: &[PartRow], outcomes: &[(String, String)]) -> Vec<Part> {
    let mut parts = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if row.outcome.is_empty() {
            typed.errors.add(name(at, "outcome"), "Say what this part is about, or take it out.");
        }
        let minutes = typed.needed_number(&name(at, "minutes"), "how many minutes this part takes");
        if let Some(minutes) = minutes.and_then(|minutes| i32::try_from(minutes).ok()) {
            parts.push(Part::typed(&row.outcome, minutes, outcomes));
        }
    }
    parts
}

/// What the parts add up to, beside the dates.
pub fn sum(rows: &[PartRow], dates: &[Row]) -> Option<String> {
    if rows.is_empty() {
        return None;
    }
    let parts: i32 = rows.iter().filter_map(|row| row.minutes.parse::<i32>().ok()).sum();
    let planned: i32 = dates.iter().filter_map(Row::minutes).sum();
    Some(format!("The parts add up to {}, and the dates to {}.", said(parts), said(planned)))
}

fn said(minutes: i32) -> String {
    if minutes == 0 { "nothing yet".to_owned() } else { length(minutes) }
}
