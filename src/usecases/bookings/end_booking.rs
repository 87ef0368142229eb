//! A place ends: what its calendar entries and whoever rests on it need.

use crate::{
    domain::{booking_states::holds_place, invites::Invite, places::FreePlace, words::BookingState},
    mail::message::{DateCancelled, Message},
    store::{
        WriteTx,
        read::people::person::Recipient,
        write::bookings::booking::{self, BookingRow},
    },
    usecases::{
        Settings,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{booking_ref, letter, post},
    },
};

/// What a booking that ends leaves behind: its conditions end, its offer ends as `outcome`; gives the place that
/// comes free, if it held one.
pub(crate) fn let_go(
    tx: &mut WriteTx<'_>,
    booking: &BookingRow,
    state_before: BookingState,
    outcome: &str,
) -> Result<Vec<FreePlace>, Failure> {
    booking::end_conditions(tx, booking.id)?;
    if let Some(offer) = booking::open_offer(tx.conn(), booking.id)? {
        booking::end_offer(tx, offer.id, outcome)?;
        return Ok(vec![FreePlace::Passed(offer.place_id)]);
    }
    Ok(if holds_place(state_before) { vec![FreePlace::New] } else { Vec::new() })
}

/// Sends a mail with the first CANCEL, and a short one with each further CANCEL.
pub(crate) fn send_with_cancels(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
    to: &Recipient,
    message: Message,
    cancels: Vec<Invite>,
) -> Result<(), Failure> {
    let mut cancels = cancels.into_iter();
    post(tx, settings, letter(to, message, scene, booking).with_invite(cancels.next()))?;
    for (index, cancel) in cancels.enumerate() {
        let mail = DateCancelled {
            date: scene.date_facts(index + 1),
            because: "Your booking has ended.".to_owned(),
            booking: booking_ref(booking),
        };
        post(
            tx,
            settings,
            letter(to, Message::DateCancelled(mail), scene, booking).with_invite(Some(cancel)),
        )?;
    }
    Ok(())
}
