//! What registers and lists call a kind of body, and which of ours that is. Another wording is one more line.

use super::{
    people::fold,
    words::{OrganisationKind, Word},
};

/// Wordings, the first that stands in what is written wins: `academy` before `college`, `police` before `authority`.
const WORDINGS: &[(&str, OrganisationKind)] = &[
    ("school", OrganisationKind::School),
    ("academy", OrganisationKind::School),
    ("academies", OrganisationKind::School),
    ("nursery", OrganisationKind::School),
    ("pupil referral", OrganisationKind::School),
    ("primary", OrganisationKind::School),
    ("secondary", OrganisationKind::School),
    ("sixth form", OrganisationKind::School),
    ("college", OrganisationKind::School),
    ("further education", OrganisationKind::School),
    ("special post 16", OrganisationKind::School),
    ("alternative provision", OrganisationKind::School),
    ("police", OrganisationKind::Police),
    ("constabulary", OrganisationKind::Police),
    ("nhs", OrganisationKind::Health),
    ("health", OrganisationKind::Health),
    ("hospital", OrganisationKind::Health),
    ("integrated care", OrganisationKind::Health),
    ("surgery", OrganisationKind::Health),
    ("charity", OrganisationKind::Voluntary),
    ("voluntary", OrganisationKind::Voluntary),
    ("community", OrganisationKind::Voluntary),
    ("third sector", OrganisationKind::Voluntary),
    ("council", OrganisationKind::Council),
    ("local authority", OrganisationKind::Council),
    ("borough", OrganisationKind::Council),
];

/// The kind that is written, by our word or by a known wording; none where neither is told.
#[must_use]
pub fn kind_written(typed: &str) -> Option<OrganisationKind> {
    let typed = fold(typed.trim());
    let wordings = || WORDINGS.iter().find(|(words, _)| typed.contains(words)).map(|(_, kind)| *kind);
    OrganisationKind::from_word(&typed).or_else(wordings)
}
