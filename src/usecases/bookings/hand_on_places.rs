//! Follower: a place that comes free goes along the waiting list, and whoever takes one stops waiting elsewhere.

use super::{end_booking::end, judge_eligibility::counts, waitlist::hand_out};
use crate::{
    domain::{
        places::{FreePlace, places_added},
        words::BookingState,
    },
    store::write::bookings::booking,
    usecases::{
        change::Change,
        error::Failure,
        events::{BookingStep, Ending, Event, Happened, SessionChanged},
        loaded_session::Scene,
    },
};

/// Hands on what the event leaves free.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    match event {
        Event::Booking(step) => after_step(change, step),
        Event::SessionChanged(it) => after_change(change, it),
        _ => Ok(false),
    }
}

fn after_step(change: &mut Change<'_, '_>, step: &BookingStep) -> Result<bool, Failure> {
    match &step.what {
        Happened::Taken { .. } if step.booking.state != BookingState::Waitlisted => {
            end_other_waiting(change, step)?;
        }
        Happened::Moved { from } => {
            end_other_waiting(change, step)?;
            hand_out(change, from, &[FreePlace::New])?;
        }
        Happened::Ended { free, .. }
        | Happened::OfferUnanswered { free, .. }
        | Happened::NotBookedAutomatically { free, .. } => hand_out(change, &step.scene, free)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Places added are free; those of a smaller session are not.
fn after_change(change: &mut Change<'_, '_>, it: &SessionChanged) -> Result<bool, Failure> {
    let held = counts(change.conn(), &it.after)?.held;
    let added = places_added(it.before.session.capacity, it.after.session.capacity, held);
    if added <= 0 {
        return Ok(false);
    }
    let free = vec![FreePlace::New; usize::try_from(added).unwrap_or(0)];
    hand_out(change, &it.after, &free)?;
    Ok(true)
}

/// Ends the person's waiting and offers for the course elsewhere.
fn end_other_waiting(change: &mut Change<'_, '_>, taken: &BookingStep) -> Result<(), Failure> {
    if taken
        .fresh
        .as_ref()
        .is_some_and(|fresh| !fresh.waits_elsewhere(taken.booking.course_id, taken.booking.id))
    {
        return Ok(());
    }
    let waiting = [BookingState::Waitlisted, BookingState::Offered];
    for mut other in booking::of_person(change.conn(), taken.booking.person_id, &waiting)? {
        if other.course_id != taken.booking.course_id || other.id == taken.booking.id {
            continue;
        }
        let elsewhere = Scene::load(change.conn(), other.session_id)?;
        let why = (None, Some("A place on another date was taken."));
        end(change, &elsewhere, &mut other, BookingState::Cancelled, why, Ending::AnotherDateTaken)?;
    }
    Ok(())
}
