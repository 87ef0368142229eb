//! A ladder drawn as a rail, to be read beside something else.

use serde::Serialize;

/// A ladder: the facts of `templates/partials/pages/rail.hbs`.
#[derive(Debug, Clone, Serialize)]
pub struct Rail {
    /// The ladder's name.
    pub name: String,
    /// Its steps, lowest first.
    pub steps: Vec<RailStep>,
}

/// One step of a ladder.
#[derive(Debug, Clone, Serialize)]
pub struct RailStep {
    /// `done`, `booked`, `open` or `later`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Where it leads.
    pub address: Option<String>,
    /// How it stands, in words.
    pub state: String,
    /// More about that.
    pub note: Option<String>,
    /// Whether it is the one that the page is about.
    pub here: bool,
}

impl Rail {
    /// A step that is done, the one the page is about, and one that leads elsewhere.
    #[must_use]
    pub fn sample() -> Self {
        let step = |kind, name: &str, address: Option<&str>, note: Option<&str>| RailStep {
            kind,
            name: name.to_owned(),
            address: address.map(str::to_owned),
            state: String::new(),
            note: note.map(str::to_owned),
            here: kind == "open",
        };
        Self {
            name: "Restorative practice".to_owned(),
            steps: vec![
                step("done", "Introduction", None, Some("12 January 2027")),
                step("open", "Circles and meetings", None, None),
                step("later", "Facilitator", Some("/courses/facilitator"), None),
            ],
        }
    }
}
