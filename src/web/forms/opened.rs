//! What a form carries of how it was opened.

use std::collections::BTreeMap;

use super::Field;

/// The hidden field with the revision that a form was opened with.
pub(super) const REVISION: &str = "revision";
/// The hidden field with what every other field held then.
pub(super) const OPENED: &str = "_opened";

/// What fields hold, as a form carries it: by the name of each.
pub(super) fn snapshot(fields: &[Field]) -> String {
    let held: BTreeMap<&str, String> = fields
        .iter()
        .filter(|field| counts(field))
        .filter_map(|field| Some((field.name.as_str(), field.untouched()?)))
        .collect();
    serde_json::to_string(&held).unwrap_or_default()
}

/// Whether somebody changes it: hidden fields are the form's own, apart from the ids of rows.
pub(super) fn counts(field: &Field) -> bool {
    field.kind != "hidden" || field.name.contains('[')
}
