//! Follower: whatever changes what a place hangs on has that place judged again.

use super::review::{rejudge_after_our_move, rejudge_dependents, review_places};
use crate::{
    domain::{
        ids::BookingId,
        words::{BookingState, SessionState},
    },
    store::{read::registers::closing_facts::in_doubt, write::bookings::booking},
    usecases::{
        change::Change,
        error::Failure,
        events::{BookingStep, Ending, Event, Happened, SessionChanged},
        sessions::difference::Difference,
    },
};

/// Places that something can hang on, or that can hang on something.
const HELD: [BookingState; 2] = [BookingState::Requested, BookingState::Booked];

/// Judges again what the event concerns.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    match event {
        Event::Booking(step) => return after_step(change, step),
        Event::SessionChanged(it) => return after_our_move(change, it),
        Event::RegisterClosed(it) => {
            let doubted = in_doubt(change.conn(), &it.completed)?;
            for person in it.completed.iter().filter(|person| doubted.contains(*person)) {
                review_places(change, *person)?;
            }
        }
        Event::LearningCounted(it) => review_places(change, it.person)?,
        Event::HandOver(_)
        | Event::SessionPublished(_)
        | Event::SessionCalledOff(_)
        | Event::RegisterReopened(_)
        | Event::PeopleMerged(_)
        | Event::AddressChanged(_)
        | Event::AccountClosed(_)
        | Event::SecondFactorChanged(_)
        | Event::Noted(_) => return Ok(false),
    }
    Ok(true)
}

fn after_step(change: &mut Change<'_, '_>, step: &BookingStep) -> Result<bool, Failure> {
    let booking = &step.booking;
    match &step.what {
        Happened::Taken { .. } if booking.state != BookingState::Waitlisted => {
            if step.fresh.as_ref().is_some_and(|fresh| !fresh.facts.in_doubt) {
                return Ok(true);
            }
            review_places(change, booking.person_id)?;
        }
        Happened::Moved { .. } => {
            rejudge_dependents(change, booking.id)?;
            review_places(change, booking.person_id)?;
        }
        Happened::Ended { how: Ending::Merged { stays, .. }, .. }
        | Happened::ResultMerged { counts: stays, .. } => rejudge_dependents(change, *stays)?,
        // Nothing hangs on it.
        Happened::Concluded(it)
            if it.known.as_ref().is_some_and(|known| !known.depended_on.contains(&booking.id)) => {}
        Happened::Ended { .. } | Happened::Concluded(_) | Happened::ResultTakenBack => {
            rejudge_dependents(change, booking.id)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn after_our_move(change: &mut Change<'_, '_>, it: &SessionChanged) -> Result<bool, Failure> {
    let (before, after) = (&it.before, &it.after);
    if after.session.state != SessionState::Published
        || !Difference::between(before, after)?.concerns_calendars()
    {
        return Ok(false);
    }
    let booked = booking::of_session(change.conn(), after.id(), &HELD)?;
    let ids: Vec<BookingId> = booked.iter().map(|booking| booking.id).collect();
    rejudge_after_our_move(change, &ids)?;
    Ok(true)
}
