//! Moving a booking to another date of the course: the old place is given up only once the new one is got.

use super::{
    change_state::said,
    judge_eligibility::{booker, counts, judge},
    open_booking::{check_not_started, open_booking},
};
use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, Request},
        ids::{BookingId, SessionId},
        places::{Availability, availability},
        times::{day, day_in},
        words::BookingState,
    },
    store::{
        read::bookings::booking::{self as views, BookingView},
        write::bookings::{access_needs, booking},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        events::Happened,
        loaded_session::Scene,
    },
};
use std::rc::Rc;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct MoveBooking {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which booking.
    pub booking: BookingId,
    /// To which session of the same course.
    pub to: SessionId,
}

impl UseCases {
    /// Moves a booking; it keeps its id, its reference and its calendar entries.
    ///
    /// # Errors
    /// [`Refused::BookingRefused`], [`Refused::SessionFull`], `other_course`, `same_session`, `wrong_state`,
    /// `session_started`.
    pub async fn move_booking(&self, ask: MoveBooking) -> Result<BookingView, Failure> {
        self.change(move |change| change_date(change, &ask)).await
    }
}

fn change_date(change: &mut Change<'_, '_>, ask: &MoveBooking) -> Result<BookingView, Failure> {
    let mut open = open_booking(change, ask.booking, &[], &[ask.to])?;
    let to = Scene::load(change.tx.conn(), ask.to)?;
    check_movable(open.booking.state, &open.scene, &to)?;
    check_not_started(change.tx, &open.scene, &ask.actor)?;
    change.settle(&to)?;

    let (now, from, booking) = (change.now(), &open.scene, &mut open.booking);
    let mut by = booker(change.tx.conn(), &ask.actor, booking.person_id, now)?;
    if by == Booker::Coordinator && ask.actor.person_id == booking.person_id {
        by = Booker::Themselves;
    }
    let request = Request {
        now,
        by,
        organisation: booking.organisation_id,
        own: Some(booking.id),
        joins_waitlist: false,
    };
    let (answer, _) = judge(change.tx.conn(), &to, booking.person_id, &request)?;
    if !answer.eligible {
        return Err(Refused::BookingRefused(answer.refusals).into());
    }
    let counts = counts(change.tx.conn(), &to)?;
    if matches!(availability(to.session.capacity, counts.held, counts.waiting), Availability::Full { .. }) {
        return Err(Refused::SessionFull.into());
    }

    let actor = ask.actor.person_id;
    booking.session_id = to.id();
    booking::store(change.tx, booking)?;
    let reason = format!("Moved from {}.", day(day_in(from.starts_at(), from.zone)));
    booking::add_event(change.tx, booking.id, to.id(), booking.state, Some(actor), Some(&reason))?;
    // What was arranged was arranged for the old date.
    access_needs::set_arranged(change.tx, booking.id, None)?;
    booking::end_conditions(change.tx, &[booking.id])?;
    for condition in &answer.conditions {
        booking::add_condition(change.tx, booking.id, condition.group, condition.depends_on)?;
    }
    let what = Happened::Moved { from: Rc::clone(from) };
    said(change, &to, booking, (Some(booking.state), Some(actor)), what);
    change.follow()?;
    Ok(views::view(change.tx.conn(), booking.id)?)
}

fn check_movable(state: BookingState, from: &Scene, to: &Scene) -> Result<(), Failure> {
    if !matches!(state, BookingState::Booked | BookingState::Requested) {
        return forbidden(
            "wrong_state",
            format!("Only a place that is held can be moved; this one is {state}."),
        );
    }
    if from.id() == to.id() {
        return forbidden("same_session", "The booking is for this date already.");
    }
    if to.session.on_demand {
        return Err(Refused::NotThere.into());
    }
    if from.session.course_id != to.session.course_id {
        return forbidden(
            "other_course",
            "A booking moves to another date of the same course. Book the other course.",
        );
    }
    Ok(())
}
