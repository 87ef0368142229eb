//! Two records of one person put together: which of their bookings stay.

use chrono::{DateTime, Utc};

use super::{
    ids::{BookingId, CourseId, SessionId},
    sessions::{Span, any_overlap, last_end},
    words::{BookingOrigin, BookingState},
};

/// An active booking of one of the two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveBooking {
    /// The booking.
    pub id: BookingId,
    /// What people quote.
    pub reference: String,
    /// On which session.
    pub session: SessionId,
    /// Of which course.
    pub course: CourseId,
    /// Where it stands.
    pub state: BookingState,
    /// How it came about.
    pub origin: BookingOrigin,
    /// The dates of the session.
    pub dates: Vec<Span>,
}

/// A booking of one of the two records that has a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedBooking {
    /// The booking.
    pub id: BookingId,
    /// What people quote.
    pub reference: String,
    /// On which session.
    pub session: SessionId,
    /// Its result.
    pub state: BookingState,
    /// Has a certificate in force.
    pub certified: bool,
    /// The CPD minutes its result came to.
    pub cpd_minutes: i32,
}

/// What putting two records together does to their bookings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergePlan {
    /// Bookings that are cancelled, each with the one on the same session that stays for it.
    pub cancel: Vec<(BookingId, BookingId)>,
    /// Waiting and offers that end, each with the place on the same course for the sake of which it ends.
    pub stop_waiting: Vec<(BookingId, BookingId)>,
    /// References of pairs that one person could not hold: on one course, or at one time.
    pub clashes: Vec<(String, String)>,
}

/// How far a booking has come: of two on one session the more advanced stays.
const fn advanced(state: BookingState) -> u8 {
    match state {
        BookingState::Booked => 4,
        BookingState::Requested => 3,
        BookingState::Offered => 2,
        BookingState::Waitlisted => 1,
        _ => 0,
    }
}

/// Judges the active bookings of the record that goes (`from`) against those of the one that stays (`into`).
#[must_use]
pub fn plan(from: &[ActiveBooking], into: &[ActiveBooking], now: DateTime<Utc>) -> MergePlan {
    let mut plan = MergePlan::default();
    for one in from {
        for other in into {
            if one.session == other.session {
                let (stays, goes) = if advanced(one.state) > advanced(other.state) {
                    (one.id, other.id)
                } else {
                    (other.id, one.id)
                };
                plan.cancel.push((goes, stays));
            }
        }
    }
    let goes = |plan: &MergePlan, booking: &ActiveBooking| {
        plan.cancel.iter().chain(&plan.stop_waiting).any(|(goes, _)| *goes == booking.id)
    };
    for one in from {
        for other in into {
            for (waits, place) in [(one, other), (other, one)] {
                if !goes(&plan, waits) && !goes(&plan, place) && in_vain(waits, place, now) {
                    plan.stop_waiting.push((waits.id, place.id));
                }
            }
        }
    }
    let mut clashes = Vec::new();
    for one in from.iter().filter(|booking| !goes(&plan, booking)) {
        for other in into.iter().filter(|booking| !goes(&plan, booking)) {
            if clash(one, other, now) {
                clashes.push((one.reference.clone(), other.reference.clone()));
            }
        }
    }
    MergePlan { clashes, ..plan }
}

/// Whether somebody waits, or thinks about an offer, on a course on which they hold an upcoming place.
fn in_vain(waits: &ActiveBooking, place: &ActiveBooking, now: DateTime<Utc>) -> bool {
    matches!(waits.state, BookingState::Waitlisted | BookingState::Offered)
        && matches!(place.state, BookingState::Booked | BookingState::Requested)
        && waits.course == place.course
        && last_end(&place.dates).is_some_and(|end| end > now)
}

/// Of two results on one session the better one counts: attended before there for part of it before absent, then the
/// one with a certificate, then the longer time, then that of the record that stays. Gives those that go, each with
/// the one that counts.
#[must_use]
pub fn results_that_go(from: &[FinishedBooking], into: &[FinishedBooking]) -> Vec<(BookingId, BookingId)> {
    let worth = |booking: &FinishedBooking| (outcome(booking.state), booking.certified, booking.cpd_minutes);
    let mut go = Vec::new();
    for one in from {
        for other in into.iter().filter(|other| other.session == one.session) {
            go.push(if worth(one) > worth(other) { (other.id, one.id) } else { (one.id, other.id) });
        }
    }
    go
}

const fn outcome(state: BookingState) -> u8 {
    match state {
        BookingState::Attended => 3,
        BookingState::PartlyAttended => 2,
        BookingState::NoShow => 1,
        _ => 0,
    }
}

fn clash(one: &ActiveBooking, other: &ActiveBooking, now: DateTime<Utc>) -> bool {
    let takes = |booking: &ActiveBooking| booking.state != BookingState::Waitlisted;
    if !takes(one) || !takes(other) {
        return false;
    }
    let beside_the_limit = |booking: &ActiveBooking| {
        matches!(booking.origin, BookingOrigin::Coordinator | BookingOrigin::Commission)
    };
    let upcoming = |booking: &ActiveBooking| last_end(&booking.dates).is_some_and(|end| end > now);
    let twice = one.course == other.course
        && upcoming(one)
        && upcoming(other)
        && !beside_the_limit(one)
        && !beside_the_limit(other);
    twice || any_overlap(&one.dates, &other.dates)
}
