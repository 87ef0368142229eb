//! What the page to check before booking shows.

use serde::Serialize;

use super::standing_facts::StandingFacts;
use crate::web::{
    forms::{Field, Form},
    page_facts::PageFacts,
    pages::sessions::session::DateFacts,
};

/// A date about to be booked, or why it cannot be.
#[derive(Serialize)]
pub(in crate::web) struct BookFacts {
    pub(super) date: DateFacts,
    pub(super) stands: StandingFacts,
    /// Whether there is a form.
    pub(super) asks: bool,
    /// Whether no place is left.
    pub(super) full: bool,
    /// Whether the last place was taken while the form was filled in.
    pub(super) became_full: bool,
    /// Whether a manager is asked first.
    pub(super) needs_yes: bool,
    /// What the place would hang on.
    pub(super) conditions: Vec<String>,
    /// The organisation they come for, if there is only one.
    pub(super) organisation: Option<String>,
    /// Who else is told.
    pub(super) told: Option<String>,
}

impl PageFacts for BookFacts {
    const TEMPLATE: &'static str = "bookings/book";

    fn samples() -> Vec<Self> {
        let of = |date: &DateFacts, stands: &StandingFacts| Self {
            date: date.clone(),
            stands: stands.clone(),
            asks: true,
            full: date.is_set,
            became_full: date.is_set,
            needs_yes: true,
            conditions: vec!["You can come as long as you attend Introduction before.".to_owned()],
            organisation: Some("Hillside School".to_owned()),
            told: Some("Chris Straker".to_owned()),
        };
        let (dates, standings) = (DateFacts::samples(), StandingFacts::samples());
        let both = || dates.iter().zip(&standings);
        let asked = both().map(|(date, stands)| of(date, stands));
        let plain = both().map(|(date, stands)| Self {
            needs_yes: false,
            conditions: Vec::new(),
            organisation: None,
            told: None,
            ..of(date, stands)
        });
        let not = standings.iter().map(|stands| Self { asks: false, ..of(&dates[0], stands) });
        asked.chain(plain).chain(not).collect()
    }

    fn form_sample() -> Option<Form> {
        let name = Field::text("name", "Your name, as it should print on the certificate");
        let address = "/sessions/01930000-0000-7000-8000-000000000001/book";
        Some(
            Form::new(address, "Book Tuesday 12 January")
                .field(Field::hidden("key", "sample"))
                .field(name.autocomplete("name").value("Amira Khan"))
                .field(
                    Field::boxes("declares", "Please tick if this is true").choice("ran", "I ran a circle"),
                )
                .field(Field::date("auto_book_until", "Book me automatically until").optional()),
        )
    }
}
