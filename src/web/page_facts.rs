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

/// A link: where it leads, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Where it leads.
    pub address: String,
    /// What it says.
    pub label: String,
}

impl Link {
    /// The link to an address.
    #[must_use]
    pub fn to(address: impl Into<String>, label: impl Into<String>) -> Self {
        Self { address: address.into(), label: label.into() }
    }
}

/// Where a table can be taken away: the facts of `templates/partials/pages/take_away.hbs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakeAway {
    /// What is taken away.
    pub say: String,
    /// As text, for programs.
    pub csv: String,
    /// As a workbook.
    pub workbook: String,
}

impl TakeAway {
    /// The files beside this address, of what the query asks for.
    #[must_use]
    pub fn of(say: impl Into<String>, address: &str, query: &str) -> Self {
        let with = |ending: &str| match query {
            "" => format!("{address}.{ending}"),
            query => format!("{address}.{ending}?{query}"),
        };
        Self { say: say.into(), csv: with("csv"), workbook: with("xlsx") }
    }
}

/// How something stands, as a word and a shape: the facts of `templates/partials/pages/state.hbs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// The shape: `good`, `waiting`, `bad`, `quiet`, `open` or `yours`.
    pub kind: &'static str,
    /// The word.
    pub label: String,
}

impl State {
    /// The state of this shape and word.
    #[must_use]
    pub fn of(kind: &'static str, label: impl Into<String>) -> Self {
        Self { kind, label: label.into() }
    }
}
