//! The ways in that Zoom made, told to whom they belong: in the invite that waits for them, or in another one where that
//! has left already.

use super::{
    trainer_calendar::{is_live, roster_page, with_the_way_in},
    trainer_letters::{invite_to, send},
};
use crate::{
    domain::{
        ids::{BookingId, DateId, SessionId},
        invites::Invite,
        words::{BookingState, SessionState},
    },
    mail::message::{DateChanged, Joining, Message, RunDateChanged},
    store::{
        Error,
        read::{
            people::person::{self, Recipient},
            sessions::session_rows::DateRow,
        },
        write::{
            bookings::{
                booking::{self, BookingRow},
                invites,
            },
            mail::{outbox::MailRow, waiting_invites},
            sessions::trainer_invites,
        },
    },
    usecases::{
        bookings::{calendar_entry::entry, calendar_invites},
        change::Change,
        error::Failure,
        loaded_session::{Scene, is_over},
        queue_mail::{booking_ref, letter, post},
    },
};

/// Tells somebody their own way into a date.
pub(super) fn tell_person(
    change: &mut Change<'_, '_>,
    booking: BookingId,
    date: DateId,
) -> Result<(), Failure> {
    let booking = booking::load(change.conn(), booking)?;
    if booking.state != BookingState::Booked {
        return Ok(());
    }
    let scene = Scene::load(change.conn(), booking.session_id)?;
    let own = scene.for_booking(change.conn(), booking.id)?;
    let (Some(index), Some(joining)) = (coming(change, &scene, date), own.joining_at(date)?) else {
        return Ok(());
    };
    let Some(to) = person::recipient(change.conn(), booking.person_id)? else { return Ok(()) };
    let known = invites::of_booking(change.conn(), booking.id)?;
    if let Some(row) = known.iter().find(|row| row.date_id == date)
        && let Some(mail) = waiting_invites::waiting(change.tx, &row.uid, row.sequence)?
    {
        let entry = entry(change.settings, &own, &booking, date)?;
        let told = move |invite: Invite| Invite {
            description: entry.description,
            location: Some(entry.location),
            conference: entry.conference,
            url: Some(entry.url),
            ..invite
        };
        if complete(change, &mail, &joining, |_, invite| Ok(told(invite)))? {
            return Ok(());
        }
    }
    changed(change, &scene, &booking, index, &to)
}

/// Tells those who had a way into a date that it is gone, where nothing took its place.
pub(super) fn tell_that_they_are_gone(
    change: &mut Change<'_, '_>,
    (session, date): (SessionId, DateId),
    had: &[BookingId],
) -> Result<(), Failure> {
    let scene = Scene::load(change.conn(), session)?;
    if scene.session.state != SessionState::Published || scene.makes_meetings()? {
        return Ok(());
    }
    let Some(index) = coming(change, &scene, date) else { return Ok(()) };
    // Who typed how to join in its place has told everybody by that.
    if !scene.joining_follows_of(index)? {
        return Ok(());
    }
    for booking in booking::of_session(change.conn(), session, &[BookingState::Booked])? {
        if had.contains(&booking.id)
            && let Some(to) = person::recipient(change.conn(), booking.person_id)?
        {
            changed(change, &scene, &booking, index, &to)?;
        }
    }
    Ok(())
}

/// Tells those who run a date how they get in.
pub(super) fn tell_host(
    change: &mut Change<'_, '_>,
    session: SessionId,
    date: DateId,
) -> Result<(), Failure> {
    let scene = Scene::load(change.conn(), session)?;
    if scene.session.state != SessionState::Published {
        return Ok(());
    }
    let host = scene.for_host(change.conn())?;
    let (Some(index), Some(joining)) = (coming(change, &scene, date), host.joining_at(date)?) else {
        return Ok(());
    };
    let Some(at) = scene.dates.get(index) else { return Ok(()) };
    for (trainer, _) in &scene.trainers {
        let rows = trainer_invites::of_trainer(change.conn(), session, *trainer)?;
        let Some(row) = rows.into_iter().find(|row| row.date_id == date && is_live(row)) else { continue };
        if let Some(mail) = waiting_invites::waiting(change.tx, &row.uid, row.sequence)?
            && complete(change, &mail, &joining, |change, invite| {
                with_the_way_in(change, &scene, at, invite)
            })?
        {
            continue;
        }
        let Some(to) = person::recipient(change.conn(), *trainer)? else { continue };
        let to = Recipient { email: row.email.clone(), ..to };
        let invite = invite_to(change, &scene, (*trainer, at), &to)?;
        let message = Message::RunDateChanged(RunDateChanged {
            date: scene.date_facts(index),
            when_before: None,
            location_before: None,
            joining_changed: true,
            joining: Some(joining.clone()),
            joining_follows: false,
            roster_page: roster_page(&scene),
        });
        send(change, &scene, to, message, Some(invite))?;
    }
    Ok(())
}

/// The number of a date that is not over, from 0.
fn coming(change: &Change<'_, '_>, scene: &Scene, date: DateId) -> Option<usize> {
    let now = change.now();
    let is_it = |known: &DateRow| known.id == date && !is_over(known, now);
    scene.dates.iter().position(is_it)
}

/// Gives a mail that has not left the way in it waited for; false for one that tells none, or has just left.
fn complete(
    change: &mut Change<'_, '_>,
    mail: &MailRow,
    joining: &Joining,
    told: impl FnOnce(&mut Change<'_, '_>, Invite) -> Result<Invite, Failure>,
) -> Result<bool, Failure> {
    let broken = |why: &dyn std::fmt::Display| Error::Broken(format!("a mail that waits: {why}"));
    let (Some(payload), Some(invite)) = (&mail.payload, &mail.invite) else { return Ok(false) };
    let message = Message::from_payload(payload).map_err(|why| broken(&why))?;
    let Some(message) = message.with_way_in(joining) else { return Ok(false) };
    let invite: Invite = serde_json::from_str(invite).map_err(|why| broken(&why))?;
    let invite = told(change, invite)?;
    let invite = serde_json::to_string(&invite).map_err(|why| broken(&why))?;
    Ok(waiting_invites::complete(change.tx, mail.id, &message.to_payload(), &invite)?)
}

/// Sends the invite again, with how to join as that stands now.
fn changed(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    index: usize,
    to: &Recipient,
) -> Result<(), Failure> {
    let own = scene.for_booking(change.conn(), booking.id)?;
    let invite = calendar_invites::request_date(change, scene, booking, index, to)?;
    let mail = DateChanged {
        date: scene.date_facts(index),
        when_before: None,
        location_before: None,
        joining_changed: true,
        joining: own.joining_of(index)?,
        joining_follows: own.joining_follows_of(index)?,
        clashes: Vec::new(),
        booking: booking_ref(booking),
    };
    post(change, letter(to, Message::DateChanged(mail), scene, booking).with_invite(invite))?;
    Ok(())
}
