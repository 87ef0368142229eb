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

/// What putting two records together does to their bookings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergePlan {
    /// Bookings that are cancelled, each with the one on the same session that stays for it.
    pub cancel: Vec<(BookingId, BookingId)>,
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
    let stays = |booking: &&ActiveBooking| !plan.cancel.iter().any(|(goes, _)| *goes == booking.id);
    for one in from.iter().filter(stays) {
        for other in into.iter().filter(stays) {
            if clash(one, other, now) {
                plan.clashes.push((one.reference.clone(), other.reference.clone()));
            }
        }
    }
    plan
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
