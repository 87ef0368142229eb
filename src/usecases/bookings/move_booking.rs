//! Moving a booking to another date of the course: the old place is given up only once the new one is got.

use std::sync::Arc;

use super::{
    conditions::review::{rejudge_dependents, review_places},
    judge_eligibility::{booker, counts, judge},
    occupy_place::{end_other_waiting, send_place},
    open_booking::{check_not_started, open_booking},
    waitlist::{hand_out, settle},
};
use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, Request},
        ids::{BookingId, SessionId},
        places::{Availability, FreePlace, availability},
        times::{day, day_in},
        words::BookingState,
    },
    mail::message::{Message, Moved, NoticeEvent},
    store::{
        WriteTx,
        read::{
            bookings::booking::{self as views, BookingView},
            people::person,
        },
        write::{
            bookings::{access_needs, booking},
            service::audit,
        },
    },
    usecases::{
        Settings, UseCases,
        error::{Failure, Refused, forbidden},
        loaded_session::Scene,
        queue_mail::tell_managers,
    },
};

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
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| change_date(tx, &settings, &ask)).await
    }
}

fn change_date(tx: &mut WriteTx<'_>, settings: &Settings, ask: &MoveBooking) -> Result<BookingView, Failure> {
    let mut open = open_booking(tx, settings, ask.booking, &[], &[ask.to])?;
    let to = Scene::load(tx.conn(), ask.to)?;
    check_movable(open.booking.state, &open.scene, &to)?;
    check_not_started(tx, &open.scene, &ask.actor)?;
    settle(tx, settings, &to)?;

    let (now, from, booking) = (tx.now(), &open.scene, &mut open.booking);
    let mut by = booker(tx.conn(), &ask.actor, booking.person_id, now)?;
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
    let (answer, _) = judge(tx.conn(), &to, booking.person_id, &request)?;
    if !answer.eligible {
        return Err(Refused::BookingRefused(answer.refusals).into());
    }
    let counts = counts(tx.conn(), &to)?;
    if matches!(availability(to.session.capacity, counts.held, counts.waiting), Availability::Full { .. }) {
        return Err(Refused::SessionFull.into());
    }

    let actor = ask.actor.person_id;
    booking.session_id = to.id();
    booking::store(tx, booking)?;
    let reason = format!("Moved from {}.", day(day_in(from.starts_at(), from.zone)));
    booking::add_event(tx, booking.id, to.id(), booking.state, Some(actor), Some(&reason))?;
    audit::record(tx, Some(actor), "booking_moved", ("booking", booking.id), None)?;
    // What was arranged was arranged for the old date.
    access_needs::set_arranged(tx, booking.id, None)?;
    booking::end_conditions(tx, booking.id)?;
    for condition in &answer.conditions {
        booking::add_condition(tx, booking.id, condition.group, condition.depends_on)?;
    }
    end_other_waiting(tx, settings, &to, booking)?;
    if booking.state == BookingState::Booked {
        let moved_by = match actor {
            by if by == booking.person_id => None,
            by => Some(person::name(tx.conn(), by)?),
        };
        let before = from.first_when();
        send_place(tx, settings, &to, booking, |place| Message::Moved(Moved { before, place, moved_by }))?;
        tell_managers(tx, settings, &to, (booking.person_id, Some(actor)), NoticeEvent::Moved)?;
    }
    rejudge_dependents(tx, settings, &[booking.id])?;
    review_places(tx, settings, booking.person_id)?;
    hand_out(tx, settings, from, &[FreePlace::New])?;
    Ok(views::view(tx.conn(), booking.id)?)
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
    if from.session.course_id != to.session.course_id {
        return forbidden(
            "other_course",
            "A booking moves to another date of the same course. Book the other course.",
        );
    }
    Ok(())
}
