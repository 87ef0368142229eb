//! Follower: when mail to a person goes to another address, what stands in their calendar goes with it.

use super::calendar_invites::{request_date, withdraw_date};
use crate::{
    domain::{invites::InviteMethod, words::BookingState},
    mail::message::{InviteMovedAway, InviteMovedHere, Message},
    store::{
        read::people::person::{self, Recipient},
        write::{
            bookings::{
                booking::{self, BookingRow},
                invites,
            },
            people::addresses::{self, AddressRow},
        },
    },
    usecases::{
        change::Change,
        error::Failure,
        events::Event,
        loaded_session::Scene,
        queue_mail::{booking_ref, letter, post},
    },
};

/// Carries every coming date of theirs over.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::AddressChanged(it) = event else { return Ok(false) };
    let to = if it.moves() { person::recipient(change.conn(), it.person)? } else { None };
    let Some(to) = to else { return Ok(true) };
    let own = addresses::of_person(change.conn(), it.person)?;
    for booking in booking::of_person(change.conn(), it.person, &[BookingState::Booked])? {
        let scene = Scene::load(change.conn(), booking.session_id)?;
        carry(change, &scene, &booking, &to, &own)?;
    }
    Ok(true)
}

/// Each coming date is taken out at the address that has it, while that is confirmed, and then goes to the new one: a
/// mailbox that both addresses reach ends with the entry.
fn carry(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    to: &Recipient,
    own: &[AddressRow],
) -> Result<(), Failure> {
    let now = change.now();
    let held = invites::of_booking(change.conn(), booking.id)?;
    for (index, date) in scene.dates.iter().enumerate() {
        if date.ends_at.and_utc() <= now {
            continue;
        }
        let there =
            held.iter().find(|row| row.date_id == date.id && row.last_method == InviteMethod::Request);
        let at = there.map(|row| row.email.as_str());
        if at.is_some_and(|at| same(at, &to.email)) {
            continue;
        }
        if let Some(at) = at.filter(|at| is_confirmed(own, at)) {
            let old = Recipient { email: at.to_owned(), ..to.clone() };
            let cancel = withdraw_date(change, scene, booking, date.id, &old)?;
            let mail = InviteMovedAway { date: scene.date_facts(index), booking: booking_ref(booking) };
            let letter = letter(&old, Message::InviteMovedAway(mail), scene, booking);
            post(change, letter.with_invite(cancel))?;
        }
        let request = request_date(change, scene, booking, index, to)?;
        let own = scene.for_booking(change.conn(), booking.id)?;
        let mail = InviteMovedHere {
            date: scene.date_facts(index),
            joining: own.joining_of(index)?,
            joining_follows: own.joining_follows_of(index)?,
            booking: booking_ref(booking),
        };
        let letter = letter(to, Message::InviteMovedHere(mail), scene, booking);
        post(change, letter.with_invite(request))?;
    }
    Ok(())
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Whether an address is theirs and shown to be so; nobody is mailed where they may never have been.
fn is_confirmed(own: &[AddressRow], at: &str) -> bool {
    own.iter().any(|address| address.confirmed_at.is_some() && same(&address.email, at))
}
