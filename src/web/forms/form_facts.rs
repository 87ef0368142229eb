//! A form as the templates read it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Field;

/// A line of the summary "There is a problem".
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The id of the field it is about; none when it is about no single field.
    pub(super) anchor: Option<String>,
    pub(super) message: String,
}

/// A form as the templates read it.
#[derive(Debug, Clone, Serialize)]
pub struct FormFacts {
    action: String,
    button: String,
    upload: bool,
    errors: Vec<Line>,
    fields: Vec<Field>,
    by_name: BTreeMap<String, Field>,
    /// Those that nobody sees.
    hidden: Vec<Field>,
}

impl FormFacts {
    pub(super) fn of(
        action: &str,
        button: &str,
        upload: bool,
        errors: &[Line],
        fields: impl Iterator<Item = Field>,
    ) -> Self {
        let fields: Vec<Field> = fields.collect();
        Self {
            action: action.to_owned(),
            button: button.to_owned(),
            upload,
            errors: errors.to_vec(),
            by_name: fields.iter().map(|field| (field.name.clone(), field.clone())).collect(),
            hidden: fields.iter().filter(|field| field.kind == "hidden").cloned().collect(),
            fields,
        }
    }
}
