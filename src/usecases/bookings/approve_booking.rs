//! The manager's answer to a request.

use super::{
    change_state::enter,
    end_booking::end,
    open_booking::{Opened, open_booking},
};
use crate::{
    domain::{
        access::Actor,
        ids::BookingId,
        input::{LONGEST_NOTE, long_text},
        words::BookingState,
    },
    store::read::bookings::booking::{self as views, BookingView},
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        events::{Ending, Happened},
    },
};

impl UseCases {
    /// Says yes: the place that was held is booked.
    ///
    /// # Errors
    /// `wrong_state` when nothing waits for a yes.
    pub async fn approve_booking(&self, actor: Actor, booking: BookingId) -> Result<BookingView, Failure> {
        self.change(move |change| approve(change, &actor, booking)).await
    }

    /// Says no, with a reason that the person is told.
    ///
    /// # Errors
    /// `wrong_state` when nothing waits for a yes.
    pub async fn decline_booking(
        &self,
        actor: Actor,
        booking: BookingId,
        reason: String,
    ) -> Result<BookingView, Failure> {
        let reason = long_text("reason", &reason, LONGEST_NOTE)?;
        self.change(move |change| decline(change, &actor, booking, &reason)).await
    }
}

fn open_request(change: &mut Change<'_, '_>, id: BookingId) -> Result<Opened, Failure> {
    let open = open_booking(change, id, &[], &[])?;
    if open.booking.state == BookingState::Requested {
        return Ok(open);
    }
    forbidden("wrong_state", format!("This booking does not wait for a yes; it is {}.", open.booking.state))
}

fn approve(change: &mut Change<'_, '_>, actor: &Actor, id: BookingId) -> Result<BookingView, Failure> {
    let Opened { mut booking, scene, .. } = open_request(change, id)?;
    booking.approval_with = None;
    let why = (Some(actor.person_id), None);
    enter(change, &scene, &mut booking, BookingState::Booked, why, Happened::Approved)?;
    change.follow()?;
    Ok(views::view(change.conn(), id)?)
}

fn decline(
    change: &mut Change<'_, '_>,
    actor: &Actor,
    id: BookingId,
    reason: &str,
) -> Result<BookingView, Failure> {
    let Opened { mut booking, scene, .. } = open_request(change, id)?;
    booking.approval_with = None;
    let why = (Some(actor.person_id), Some(reason));
    let how = Ending::Declined { reason: reason.to_owned() };
    end(change, &scene, &mut booking, BookingState::Declined, why, how)?;
    change.follow()?;
    Ok(views::view(change.conn(), id)?)
}
