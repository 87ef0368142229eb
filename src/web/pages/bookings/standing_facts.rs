//! What a page answers when somebody asks "can I come?".

use serde::Serialize;

use super::{
    booking_words::of_state,
    can_i_come::{Date, MoveHere, Reason, Standing},
};
use crate::{
    domain::{ids::SessionId, words::BookingState},
    web::{
        page_facts::{Link, State},
        pages::sessions::date_words::short_day,
    },
};

/// Where somebody stands with a date: the facts of `templates/partials/pages/standing.hbs`.
#[derive(Debug, Clone, Serialize)]
pub struct StandingFacts {
    /// `here`, `yes` or `no`.
    kind: &'static str,
    /// Whether no place is left.
    full: bool,
    /// How many people are in the line.
    waiting: i32,
    /// `Tuesday 12 January`.
    day: String,
    /// Where the date is booked.
    book: String,
    /// The course's page.
    course: String,
    /// What the place would hang on.
    conditions: Vec<String>,
    /// What is to be declared for it.
    statements: Vec<String>,
    /// Why not, and what to do.
    reasons: Vec<Reason>,
    /// The booking they have here.
    booking: Option<HereFacts>,
    /// Whether they are in the line while a place is open to all.
    waits: bool,
    /// Whether there is a way to book it later.
    later: bool,
    /// Whether a booking can be moved here.
    moves: bool,
}

/// A booking somebody has on the date.
#[derive(Debug, Clone, Serialize)]
struct HereFacts {
    /// The booking's page.
    address: String,
    state: State,
    /// In a sentence.
    words: &'static str,
}

impl StandingFacts {
    pub(in crate::web::pages) fn of(standing: &Standing, date: &Date, full: bool) -> Self {
        let session = &date.session;
        let facts = Self {
            kind: "no",
            full,
            waiting: session.waitlist_length,
            day: short_day(session),
            book: format!("/sessions/{}/book", session.id),
            course: format!("/courses/{}", date.course.slug),
            conditions: Vec::new(),
            statements: Vec::new(),
            reasons: Vec::new(),
            booking: None,
            waits: false,
            later: false,
            moves: false,
        };
        match standing {
            Standing::Here(booking) => {
                let (state, words) = here_words(booking.state);
                let address = format!("/bookings/{}", booking.id);
                Self { kind: "here", booking: Some(HereFacts { address, state, words }), ..facts }
            }
            Standing::Yes { conditions, statements, waits, .. } => Self {
                kind: "yes",
                conditions: conditions.clone(),
                statements: statements.iter().map(|one| one.words.clone()).collect(),
                waits: *waits,
                ..facts
            },
            Standing::No(reasons) => {
                let (later, moves) = (
                    reasons.iter().any(|one| one.way.is_some()),
                    reasons.iter().any(|one| one.moves.is_some()),
                );
                Self { later, moves, reasons: reasons.clone(), ..facts }
            }
        }
    }

    /// Every answer there is.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let yes = Self {
            kind: "yes",
            full: false,
            waiting: 0,
            day: "Tuesday 12 January".to_owned(),
            book: "/sessions/01930000-0000-7000-8000-000000000001/book".to_owned(),
            course: "/courses/circles".to_owned(),
            conditions: vec!["You can come as long as you attend Introduction before.".to_owned()],
            statements: vec!["I have run a circle in the last two years".to_owned()],
            reasons: Vec::new(),
            booking: None,
            waits: true,
            later: false,
            moves: false,
        };
        let full = |waiting| Self { full: true, waiting, ..yes.clone() };
        let (state, words) = here_words(BookingState::Booked);
        let address = "/bookings/01930000-0000-7000-8000-000000000002".to_owned();
        let here = Self { kind: "here", booking: Some(HereFacts { address, state, words }), ..yes.clone() };
        let reason = |way| Reason { words: "This is before your Introduction.".to_owned(), way, moves: None };
        let way = Link::to("/sessions/01930000-0000-7000-8000-000000000003", "Book Introduction on Monday");
        let later =
            Self { kind: "no", full: true, later: true, reasons: vec![reason(Some(way))], ..yes.clone() };
        let moves = |resting: &[&str]| Self {
            kind: "no",
            moves: true,
            reasons: vec![Reason {
                words: "You are booked on Introduction on 12 January already.".to_owned(),
                way: None,
                moves: Some(MoveHere {
                    address: "/bookings/01930000-0000-7000-8000-000000000002/move".to_owned(),
                    session: SessionId::from_uuid(uuid::Uuid::from_u128(3)),
                    resting: resting.iter().map(|one| (*one).to_owned()).collect(),
                }),
            }],
            ..yes.clone()
        };
        let never = Self { kind: "no", reasons: vec![reason(None)], ..yes.clone() };
        let plain = Self { conditions: Vec::new(), statements: Vec::new(), waits: false, ..yes.clone() };
        vec![
            here,
            full(0),
            full(1),
            full(3),
            later,
            never,
            plain,
            moves(&[]),
            moves(&["Development rests on this."]),
            yes,
        ]
    }
}

fn here_words(state: BookingState) -> (State, &'static str) {
    let words = match state {
        BookingState::Waitlisted => "You are on the waiting list",
        BookingState::Offered => "A place has come up for you",
        BookingState::Requested => "You have asked for a place",
        _ => "You are booked",
    };
    (of_state(state), words)
}
