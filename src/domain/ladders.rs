//! Ladders with their rungs, and the kinds of things prerequisites ask for, as a coordinator types them.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{
    courses::{MAX_SUMMARY, MAX_TITLE, parse_slug},
    ids::RungId,
    input::{FieldError, FieldErrors, optional_long_text, short_text},
};

/// The most rungs of a ladder.
pub const MAX_RUNGS: usize = 30;
/// The highest number by which ladders are ordered.
pub const MAX_POSITION: i32 = 1000;
/// The longest statement people declare.
pub const MAX_STATEMENT: usize = 300;
/// The most courses an accreditation names.
pub const MAX_ACCREDITED: usize = 200;

/// A rung as a coordinator gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RungInput {
    /// The rung this keeps, renames or moves; a new one without.
    pub id: Option<RungId>,
    /// What it is called.
    pub name: String,
}

/// What is said about a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderInput {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// Where it stands in lists, smaller first.
    pub position: i64,
    /// Its rungs, lowest first; as they are when `None`.
    pub rungs: Option<Vec<RungInput>>,
}

/// The same, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderDetails {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// Where it stands in lists.
    pub position: i32,
    /// What becomes of its rungs; nothing when `None`.
    pub rungs: Option<RungChanges>,
}

/// What becomes of the rungs of a ladder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RungChanges {
    /// The rungs from now on, lowest first; those without an id are new.
    pub rungs: Vec<(Option<RungId>, String)>,
    /// Those taken away.
    pub removed: Vec<RungId>,
}

/// Checks what was typed about a ladder that has these rungs.
///
/// # Errors
/// Every broken rule.
pub fn check_ladder(input: &LadderInput, existing: &[RungId]) -> Result<LadderDetails, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    let slug = errors.keep(parse_slug("slug", &input.slug));
    let name = errors.keep(short_text("name", &input.name, MAX_TITLE));
    let summary = errors.keep(optional_long_text("summary", Some(&input.summary), MAX_SUMMARY));
    let position =
        i32::try_from(input.position).ok().filter(|position| (1..=MAX_POSITION).contains(position));
    if position.is_none() {
        errors.add("position", "Enter a number from 1 to 1000.");
    }
    let rungs = input.rungs.as_ref().map(|rungs| plan_rungs(rungs, existing, &mut errors));
    errors.finish(LadderDetails {
        slug: slug.unwrap_or_default(),
        name: name.unwrap_or_default(),
        summary: summary.flatten().unwrap_or_default(),
        position: position.unwrap_or_default(),
        rungs,
    })
}

fn plan_rungs(wanted: &[RungInput], existing: &[RungId], errors: &mut FieldErrors) -> RungChanges {
    if wanted.is_empty() || wanted.len() > MAX_RUNGS {
        errors.add("rungs", format!("A ladder has 1 to {MAX_RUNGS} rungs."));
        return RungChanges::default();
    }
    let mut named = HashSet::new();
    let mut rungs = Vec::with_capacity(wanted.len());
    for (index, rung) in wanted.iter().enumerate() {
        let name = errors.keep(short_text(&format!("rungs[{index}].name"), &rung.name, MAX_TITLE));
        if let Some(id) = rung.id {
            let field = format!("rungs[{index}].id");
            if !existing.contains(&id) {
                errors.add(field, "This ladder has no rung with this id.");
            } else if !named.insert(id) {
                errors.add(field, "This rung is named twice.");
            }
        }
        rungs.push((rung.id, name.unwrap_or_default()));
    }
    let removed = existing.iter().copied().filter(|id| !named.contains(id)).collect();
    RungChanges { rungs, removed }
}

/// Checks a kind of credential or declaration: its slug, and the words people read.
///
/// # Errors
/// Every broken rule; `words` names the field of those words.
pub fn check_kind(slug: &str, (field, words): (&str, &str)) -> Result<(String, String), Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    let slug = errors.keep(parse_slug("slug", slug));
    let words = errors.keep(short_text(field, words, MAX_STATEMENT));
    errors.finish((slug.unwrap_or_default(), words.unwrap_or_default()))
}

/// What is said about an accreditation, the courses it covers apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccreditationInput {
    /// Who is accredited.
    pub provider: String,
    /// The accrediting body.
    pub body: String,
    /// Its reference.
    pub reference: String,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
}

/// Checks an accreditation that covers so many courses.
///
/// # Errors
/// Every broken rule.
pub fn check_accreditation(
    input: &AccreditationInput,
    courses: usize,
) -> Result<AccreditationInput, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    let provider = errors.keep(short_text("provider", &input.provider, MAX_TITLE));
    let body = errors.keep(short_text("body", &input.body, MAX_TITLE));
    let reference = errors.keep(short_text("reference", &input.reference, MAX_TITLE));
    if input.to < input.from {
        errors.add("to", "The last day must not be before the first.");
    }
    if !(1..=MAX_ACCREDITED).contains(&courses) {
        errors.add("courses", format!("Name 1 to {MAX_ACCREDITED} courses."));
    }
    errors.finish(AccreditationInput {
        provider: provider.unwrap_or_default(),
        body: body.unwrap_or_default(),
        reference: reference.unwrap_or_default(),
        from: input.from,
        to: input.to,
    })
}
