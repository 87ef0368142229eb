//! Where a booking may go from where it stands.

use BookingState::{
    Attended, Booked, Cancelled, Declined, Lapsed, NoShow, Offered, PartlyAttended, Released, Requested,
    Waitlisted,
};
use chrono::{DateTime, Utc};
use thiserror::Error;

use super::words::{BookingState, Word as _};

/// A change of state that the rules do not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a booking that is {from} cannot become {to}; {}", possible_words(*.from))]
pub struct IllegalTransition {
    /// Where the booking stands.
    pub from: BookingState,
    /// Where it was to go.
    pub to: BookingState,
}

/// The states a booking can go to from `from`. Reopening a register and putting
/// records together are apart: see [`reopened`] and [`merged`].
#[must_use]
pub const fn next_states(from: BookingState) -> &'static [BookingState] {
    match from {
        Requested => &[Booked, Declined, Lapsed, Cancelled],
        Booked => &[Cancelled, Released, Attended, PartlyAttended, NoShow],
        Waitlisted => &[Offered, Booked, Requested, Cancelled],
        Offered => &[Booked, Requested, Waitlisted, Cancelled],
        Declined | Lapsed | Cancelled | Released | Attended | PartlyAttended | NoShow => &[],
    }
}

/// Checks a change of state.
///
/// # Errors
/// [`IllegalTransition`], which names what is possible instead.
pub fn change(from: BookingState, to: BookingState) -> Result<BookingState, IllegalTransition> {
    if next_states(from).contains(&to) { Ok(to) } else { Err(IllegalTransition { from, to }) }
}

/// Where reopening the register takes a booking: a result becomes *booked* again, anything else stays.
#[must_use]
pub const fn reopened(state: BookingState) -> BookingState {
    match state {
        Attended | PartlyAttended | NoShow => Booked,
        other => other,
    }
}

/// Where putting two records together takes the lesser of two results on one session: the one way from a result to
/// *cancelled*. Anything else goes another way, if it has to go.
#[must_use]
pub const fn merged(state: BookingState) -> Option<BookingState> {
    match state {
        Attended | PartlyAttended | NoShow => Some(Cancelled),
        _ => None,
    }
}

/// Where the start of the first date takes a booking that is still open: requests lapse, waiting and offers end.
#[must_use]
pub const fn at_first_start(state: BookingState) -> Option<BookingState> {
    match state {
        Requested => Some(Lapsed),
        Waitlisted | Offered => Some(Cancelled),
        _ => None,
    }
}

impl BookingState {
    /// The states of [`active`].
    pub const ACTIVE: &'static [Self] = &[Requested, Booked, Offered, Waitlisted];
    /// The states of [`has_result`].
    pub const FINISHED: &'static [Self] = &[Attended, PartlyAttended, NoShow];
    /// The states of [`holds_place`].
    pub const HOLDING: &'static [Self] = &[Requested, Booked, Offered, Attended, PartlyAttended, NoShow];
}

/// Requested, booked, offered or waitlisted: at most one per person and session.
#[must_use]
pub const fn active(state: BookingState) -> bool {
    matches!(state, Requested | Booked | Offered | Waitlisted)
}

/// Whether the booking counts against the session's capacity.
#[must_use]
pub const fn holds_place(state: BookingState) -> bool {
    matches!(state, Requested | Booked | Offered | Attended | PartlyAttended | NoShow)
}

/// Requested, booked or offered, and the session's last date (ending at `last_end`) has not ended.
#[must_use]
pub fn upcoming(state: BookingState, last_end: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    matches!(state, Requested | Booked | Offered) && last_end > now
}

/// Whether the booking carries a result of the register.
#[must_use]
pub const fn has_result(state: BookingState) -> bool {
    matches!(state, Attended | PartlyAttended | NoShow)
}

/// The state as pages and mails say it.
#[must_use]
pub const fn shown(state: BookingState) -> &'static str {
    match state {
        Requested => "waiting for a yes",
        Booked => "booked",
        Waitlisted => "on the waiting list",
        Offered => "a place has come up",
        Declined => "not approved",
        Lapsed => "not answered in time",
        Cancelled => "cancelled",
        Released => "place given up",
        Attended => "attended",
        PartlyAttended => "there for part of it",
        NoShow => "did not attend",
    }
}

fn possible_words(from: BookingState) -> String {
    let possible: Vec<&str> = next_states(from).iter().map(|state| state.as_str()).collect();
    if possible.is_empty() {
        "nothing can follow it".to_owned()
    } else {
        format!("possible: {}", possible.join(", "))
    }
}
