//! What somebody says of a course on their CPD record, as pages show it.

use serde::Serialize;

use crate::{domain::ids::BookingId, web::files::reflections::Said};

/// What somebody says of a course: the facts of `templates/partials/pages/reflection.hbs`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReflectionFacts {
    /// The course's title.
    title: String,
    /// What they meant to do and what became of it, a line each.
    meant: Vec<String>,
    /// What they learnt, each with its name.
    said: Vec<SaidLine>,
    /// Where the plan is written.
    plan: String,
    /// Where they say what they learnt.
    say: String,
}

/// One thing that is said.
#[derive(Debug, Clone, Serialize)]
struct SaidLine {
    name: &'static str,
    words: String,
}

impl ReflectionFacts {
    /// What is said of the course of a booking.
    pub(super) fn of(booking: BookingId, title: &str, said: &Said) -> Self {
        let reflection = said.reflection(booking);
        let lines = [
            ("What I learnt", reflection.learnt),
            ("The difference it made to my practice", reflection.difference),
            ("What I learnt by talking it over with a peer", reflection.peer),
        ];
        Self {
            title: title.to_owned(),
            meant: said.meant(booking),
            said: lines
                .into_iter()
                .filter_map(|(name, words)| Some(SaidLine { name, words: words? }))
                .collect(),
            plan: format!("/bookings/{booking}/action-plan"),
            say: format!("/bookings/{booking}/reflection"),
        }
    }

    /// Nothing yet.
    pub(super) fn empty_sample() -> Self {
        Self { meant: Vec::new(), said: Vec::new(), ..Self::sample() }
    }

    /// One with all of it.
    pub(super) fn sample() -> Self {
        Self {
            title: "Introduction to restorative practice".to_owned(),
            meant: vec!["Begin each team meeting with a check-in: done. It takes five minutes.".to_owned()],
            said: vec![SaidLine { name: "What I learnt", words: "To ask before I answer.".to_owned() }],
            plan: "/bookings/1/action-plan".to_owned(),
            say: "/bookings/1/reflection".to_owned(),
        }
    }
}
