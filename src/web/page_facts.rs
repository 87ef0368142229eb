//! What a page's template is given: typed facts, with samples that show every branch of the template.

use serde::Serialize;

use super::forms::Form;

/// The facts one template under `templates/pages/` shows.
pub trait PageFacts: Serialize + Sized {
    /// The template's name.
    const TEMPLATE: &'static str;

    /// Facts that between them fill every branch of the template: a test resolves every path it names in them.
    fn samples() -> Vec<Self>;

    /// The form that stands on the page, if one does.
    #[must_use]
    fn form_sample() -> Option<Form> {
        None
    }
}
