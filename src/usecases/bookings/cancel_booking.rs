//! Giving up a place, a request, an offer or a position in the line.

use super::{
    end_booking::end,
    leave_on_demand::{leave, open_taking},
    open_booking::{Opened, check_not_started, open_booking},
};
use crate::{
    domain::{
        access::Actor,
        cancellations::{own_reason, short_notice},
        hand_overs::judged_at,
        ids::BookingId,
        input::{FieldErrors, LONGEST_NOTE, optional_long_text},
        words::{BookingState, CancelReason},
    },
    store::read::bookings::{
        booking::{self as views, BookingView},
        hand_overs,
    },
    usecases::{UseCases, change::Change, error::Failure, events::Ending},
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct CancelBooking {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which booking.
    pub booking: BookingId,
    /// In their words.
    pub reason: Option<String>,
    /// Illness and emergencies are recorded apart and never count as short notice.
    pub because: CancelReason,
}

impl UseCases {
    /// Cancels a booking; a place that comes free goes to those who wait.
    ///
    /// # Errors
    /// `wrong_state` when nothing is left to cancel, `session_started`.
    pub async fn cancel_booking(&self, ask: CancelBooking) -> Result<BookingView, Failure> {
        let mut errors = FieldErrors::new();
        errors.keep(own_reason(ask.because));
        let reason = errors.keep(optional_long_text("reason", ask.reason.as_deref(), LONGEST_NOTE));
        let ask = CancelBooking { reason: errors.finish(reason.flatten())?, ..ask };
        self.change(move |change| cancel(change, &ask)).await
    }
}

fn cancel(change: &mut Change<'_, '_>, ask: &CancelBooking) -> Result<BookingView, Failure> {
    if let Some((mut taking, scene)) = open_taking(change, ask.booking)? {
        taking.give_up_reason = Some(ask.because);
        leave(change, &scene, &mut taking, (Some(ask.actor.person_id), ask.reason.as_deref()))?;
        change.follow()?;
        return Ok(views::view(change.conn(), taking.id)?);
    }
    let Opened { mut booking, scene, .. } = open_booking(change, ask.booking, &[], &[])?;
    check_not_started(change.tx, &scene, &ask.actor)?;
    let now = change.now();
    let offered = hand_overs::offered(change.conn(), booking.id, booking.session_id)?;
    let judged_at = judged_at(&offered, now);
    booking.short_notice = short_notice(booking.state, ask.because, scene.last_moment(), judged_at);
    booking.give_up_reason = Some(ask.because);
    let why = (Some(ask.actor.person_id), ask.reason.as_deref());
    let how = Ending::GivenUp { reason: ask.reason.clone() };
    end(change, &scene, &mut booking, BookingState::Cancelled, why, how)?;
    change.follow()?;
    Ok(views::view(change.conn(), booking.id)?)
}
