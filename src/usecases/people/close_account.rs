//! Closing an account: what its holder waited for ends, their coming places are freed or kept, and what they were to
//! run is theirs to run no more.

use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        words::{BookingState, CancelReason},
    },
    store::{
        Error,
        read::{bookings::sweeps, sessions::trainer_dates},
        write::{
            bookings::{booking, kept_places},
            service::locks,
        },
    },
    usecases::{
        bookings::end_booking::end, change::Change, error::Failure, events::Ending, loaded_session::Scene,
        sessions::take_off_trainer::take_off,
    },
};

/// Why a booking ended, as its history says.
const WHY: &str = "The account was closed.";

/// Which coming places stay with a person whose account is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum KeptPlaces {
    /// None: all are freed.
    #[default]
    None,
    /// All of them.
    All,
    /// These.
    These(Vec<BookingId>),
}

impl KeptPlaces {
    fn keeps(&self, booking: BookingId) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::These(ids) => ids.contains(&booking),
        }
    }
}

/// What the closing of an account touches.
struct Touched {
    people: Vec<PersonId>,
    sessions: Vec<SessionId>,
}

/// Locks the person, whoever waits for an answer of theirs, and every session that the closing touches.
pub(super) fn lock(change: &mut Change<'_, '_>, person: PersonId) -> Result<(), Failure> {
    let before = touched(change, person)?;
    locks::lock_people(change.tx, &before.people)?;
    locks::lock_sessions(change.tx, &before.sessions)?;
    let after = touched(change, person)?;
    let known = after.people.iter().all(|id| before.people.contains(id))
        && after.sessions.iter().all(|id| before.sessions.contains(id));
    // Locking a newcomer now would break the order of locks: begin again.
    if known { Ok(()) } else { Err(Error::Again.into()) }
}

fn touched(change: &mut Change<'_, '_>, person: PersonId) -> Result<Touched, Failure> {
    let now = change.now();
    let mut people = vec![person];
    let own = booking::of_person(change.conn(), person, BookingState::ACTIVE)?;
    let mut sessions: Vec<SessionId> = own.iter().map(|booking| booking.session_id).collect();
    for request in sweeps::requests_to(change.conn(), person, now)? {
        let request = booking::load(change.conn(), request)?;
        people.push(request.person_id);
        sessions.push(request.session_id);
    }
    sessions.extend(trainer_dates::coming_of(change.conn(), person, now)?);
    Ok(Touched { people, sessions })
}

/// Does all that has to be done while mail still reaches the person; what is touched is locked.
pub(super) fn take_leave(
    change: &mut Change<'_, '_>,
    by: PersonId,
    person: PersonId,
    kept: &KeptPlaces,
) -> Result<(), Failure> {
    for row in booking::of_person(change.conn(), person, BookingState::ACTIVE)? {
        let scene = Scene::load(change.conn(), row.session_id)?;
        change.settle(&scene)?;
    }
    for row in booking::of_person(change.conn(), person, BookingState::ACTIVE)? {
        end_or_keep(change, by, row, kept)?;
    }
    let now = change.now();
    for session in trainer_dates::coming_of(change.conn(), person, now)? {
        take_off(change, person, session, by)?;
    }
    // Whoever is told of it is told at the address they had.
    change.follow()
}

fn end_or_keep(
    change: &mut Change<'_, '_>,
    by: PersonId,
    mut row: booking::BookingRow,
    kept: &KeptPlaces,
) -> Result<(), Failure> {
    let scene = Scene::load(change.conn(), row.session_id)?;
    if row.state == BookingState::Booked {
        // What is over has a result to come, and no place to free.
        if scene.ends_at() <= change.now() {
            return Ok(());
        }
        if kept.keeps(row.id) {
            kept_places::keep(change.tx, row.id)?;
            change.note(Some(by), "place_kept", ("booking", row.id), None);
            return Ok(());
        }
    }
    row.give_up_reason = Some(CancelReason::Other);
    end(change, &scene, &mut row, BookingState::Cancelled, (Some(by), Some(WHY)), Ending::AccountClosed)
}
