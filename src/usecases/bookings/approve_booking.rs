//! The manager's answer to a request.

use std::sync::Arc;

use super::{
    change_state::enter,
    end_booking::let_go,
    occupy_place::send_place,
    open_booking::{Opened, open_booking},
    waitlist::hand_out,
};
use crate::{
    domain::{access::Actor, ids::BookingId, words::BookingState},
    mail::message::{Approved, Declined, Message, NoticeEvent, Page},
    store::{
        WriteTx,
        read::{
            bookings::booking::{self as views, BookingView},
            people::person,
        },
    },
    usecases::{
        Settings, UseCases,
        error::{Failure, forbidden},
        queue_mail::{letter, post_to_person, tell_managers},
    },
};

impl UseCases {
    /// Says yes: the place that was held is booked.
    ///
    /// # Errors
    /// `wrong_state` when nothing waits for a yes.
    pub async fn approve_booking(&self, actor: Actor, booking: BookingId) -> Result<BookingView, Failure> {
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| approve(tx, &settings, &actor, booking)).await
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
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| decline(tx, &settings, &actor, booking, &reason)).await
    }
}

fn open_request(tx: &mut WriteTx<'_>, settings: &Settings, id: BookingId) -> Result<Opened, Failure> {
    let open = open_booking(tx, settings, id, &[], &[])?;
    if open.booking.state == BookingState::Requested {
        return Ok(open);
    }
    forbidden("wrong_state", format!("This booking does not wait for a yes; it is {}.", open.booking.state))
}

fn approve(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    actor: &Actor,
    id: BookingId,
) -> Result<BookingView, Failure> {
    let Opened { mut booking, scene, .. } = open_request(tx, settings, id)?;
    booking.approval_with = None;
    enter(tx, &mut booking, BookingState::Booked, Some(actor.person_id), None)?;
    let approved_by = person::name(tx.conn(), actor.person_id)?;
    send_place(tx, settings, &scene, &booking, |place| Message::Approved(Approved { approved_by, place }))?;
    let about = (booking.person_id, Some(actor.person_id));
    tell_managers(tx, settings, &scene, about, NoticeEvent::Booked)?;
    Ok(views::view(tx.conn(), id)?)
}

fn decline(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    actor: &Actor,
    id: BookingId,
    reason: &str,
) -> Result<BookingView, Failure> {
    let Opened { mut booking, scene, .. } = open_request(tx, settings, id)?;
    let state = booking.state;
    booking.approval_with = None;
    enter(tx, &mut booking, BookingState::Declined, Some(actor.person_id), Some(reason))?;
    let free = let_go(tx, &booking, state, "withdrawn")?;
    let now = tx.now();
    let mail = Declined {
        session: scene.facts(),
        reference: booking.reference.clone(),
        declined_by: person::name(tx.conn(), actor.person_id)?,
        reason: reason.to_owned(),
        next_dates: scene.next_dates(tx.conn(), now)?,
        ladder_page: Page::at("/ladder"),
    };
    post_to_person(tx, settings, booking.person_id, |to| {
        letter(&to, Message::Declined(mail), &scene, &booking)
    })?;
    hand_out(tx, settings, &scene, &free)?;
    Ok(views::view(tx.conn(), id)?)
}
