//! What must be true of places by whom they belong to: closed accounts, people who wait, trainers, calendars.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{
    booking_states::active,
    ids::{BookingId, DateId, PersonId, SessionId},
    invariants::{Finding, KnownBooking, KnownSession},
    words::{BookingState, SessionState},
};

/// A calendar entry that stands: the last that was sent of it asks to hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEntry {
    /// Whose booking.
    pub booking: BookingId,
    /// Of which date.
    pub date: DateId,
    /// Its UID.
    pub uid: String,
    /// The address that holds it.
    pub email: String,
}

/// Sessions that take place and are not over.
fn upcoming(sessions: &[KnownSession], now: DateTime<Utc>) -> HashSet<SessionId> {
    let is_upcoming = |session: &&KnownSession| {
        let ends = session.dates.iter().map(|date| date.ends_at).max();
        session.state == SessionState::Published && ends.is_some_and(|end| end > now)
    };
    sessions.iter().filter(is_upcoming).map(|session| session.id).collect()
}

/// A closed account waits for nothing, is offered nothing and asks for nothing; of its upcoming places it has those
/// alone that a coordinator decided to keep.
#[must_use]
pub fn closed_accounts(
    sessions: &[KnownSession],
    bookings: &[KnownBooking],
    closed: &HashSet<PersonId>,
    kept: &HashSet<BookingId>,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let upcoming = upcoming(sessions, now);
    let of_closed = bookings.iter().filter(|booking| closed.contains(&booking.person));
    of_closed
        .filter_map(|booking| match booking.state {
            BookingState::Waitlisted | BookingState::Requested | BookingState::Offered => Some(Finding::new(
                "closed_account_waits",
                format!(
                    "booking {} is {} and its holder's account is closed: cancel it",
                    booking.reference, booking.state
                ),
            )),
            BookingState::Booked if upcoming.contains(&booking.session) && !kept.contains(&booking.id) => {
                Some(Finding::new(
                    "closed_account_holds_place",
                    format!(
                        "booking {} is an upcoming place of a closed account that nobody decided to keep: cancel \
                         it, or open the account and close it again keeping its places",
                        booking.reference
                    ),
                ))
            }
            _ => None,
        })
        .collect()
}

/// Nobody waits on a line, or is offered a place, for a course on which they hold an upcoming place. What a coordinator
/// or a request's list gave is beside that.
#[must_use]
pub fn waits_beside_place(
    sessions: &[KnownSession],
    bookings: &[KnownBooking],
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let upcoming = upcoming(sessions, now);
    let lively = || bookings.iter().filter(|b| upcoming.contains(&b.session) && !b.beside_the_limit);
    let places: HashMap<_, &KnownBooking> = lively()
        .filter(|booking| matches!(booking.state, BookingState::Requested | BookingState::Booked))
        .map(|booking| ((booking.person, booking.course), booking))
        .collect();
    lively()
        .filter(|booking| matches!(booking.state, BookingState::Waitlisted | BookingState::Offered))
        .filter_map(|booking| {
            let place = places.get(&(booking.person, booking.course))?;
            Some(Finding::new(
                "waits_beside_place",
                format!(
                    "booking {} is {} beside the place of booking {} on the same course: cancel it",
                    booking.reference, booking.state, place.reference
                ),
            ))
        })
        .collect()
}

/// Whoever runs a session holds no delegate's place on it.
#[must_use]
pub fn trainers_with_place(
    bookings: &[KnownBooking],
    trainers: &HashSet<(SessionId, PersonId)>,
) -> Vec<Finding> {
    bookings
        .iter()
        .filter(|booking| active(booking.state) && trainers.contains(&(booking.session, booking.person)))
        .map(|booking| {
            Finding::new(
                "trainer_holds_place",
                format!(
                    "booking {} is of somebody who runs its session {}: cancel it, or take them off as trainer",
                    booking.reference, booking.session
                ),
            )
        })
        .collect()
}

/// Every entry in a calendar for a date to come is at an address that is its holder's. `addresses` are in small letters.
#[must_use]
pub fn strange_calendars(
    sessions: &[KnownSession],
    bookings: &[KnownBooking],
    entries: &[KnownEntry],
    addresses: &HashSet<(PersonId, String)>,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let to_come: HashSet<DateId> = sessions
        .iter()
        .filter(|session| session.state == SessionState::Published)
        .flat_map(|session| &session.dates)
        .filter(|date| date.ends_at > now)
        .map(|date| date.id)
        .collect();
    let holders: HashMap<BookingId, &KnownBooking> = bookings
        .iter()
        .filter(|booking| active(booking.state))
        .map(|booking| (booking.id, booking))
        .collect();
    entries
        .iter()
        .filter(|entry| to_come.contains(&entry.date))
        .filter_map(|entry| {
            let booking = holders.get(&entry.booking)?;
            let known = addresses.contains(&(booking.person, entry.email.to_ascii_lowercase()));
            (!known).then(|| {
                Finding::new(
                    "calendar_at_strange_address",
                    format!(
                        "the calendar entry {} of booking {} is at an address that is not its holder's: send the \
                         invite again from the booking's page",
                        entry.uid, booking.reference
                    ),
                )
            })
        })
        .collect()
}
