//! Follower: whoever holds a place is told what changed about their session, date by date, with the invite for each.

use super::difference::Difference;
use crate::{
    domain::words::{BookingState, SessionState},
    mail::message::{BookedDate, DateCancelled, DateChanged, DateFacts, Message},
    store::{
        read::{
            people::person::{self, Recipient},
            sessions::session_rows::DateRow,
        },
        write::bookings::booking::{self, BookingRow},
    },
    usecases::{
        bookings::calendar_invites,
        change::Change,
        error::Failure,
        events::Event,
        loaded_session::Scene,
        queue_mail::{booking_ref, letter, post},
    },
};

/// Tells everybody with a place.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::SessionChanged(it) = event else { return Ok(false) };
    let (before, after) = (&it.before, &it.after);
    let what = Difference::between(before, after)?;
    if after.session.state != SessionState::Published || !what.concerns_calendars() {
        return Ok(false);
    }
    for booking in booking::of_session(change.conn(), after.id(), &[BookingState::Booked])? {
        tell(change, before, after, &what, &booking)?;
    }
    Ok(true)
}

fn tell(
    change: &mut Change<'_, '_>,
    before: &Scene,
    after: &Scene,
    what: &Difference,
    booking: &BookingRow,
) -> Result<(), Failure> {
    let Some(to) = person::recipient(change.tx.conn(), booking.person_id)? else { return Ok(()) };
    for (index, old) in what.to_mail(after) {
        let invite = calendar_invites::request_date(change, after, booking, index, &to)?;
        let mail = DateChanged {
            date: after.date_facts(index),
            when_before: old.map(|old| before.when(old)),
            location_before: what.place.then(|| before.location()),
            joining_changed: what.joining,
            joining: after.joining()?,
            joining_follows: after.joining_follows()?,
            booking: booking_ref(booking),
        };
        let letter = letter(&to, Message::DateChanged(mail), after, booking).with_invite(invite);
        post(change, letter)?;
    }
    for index in &what.added {
        let invite = calendar_invites::request_date(change, after, booking, *index, &to)?;
        let mail = BookedDate {
            date: after.date_facts(*index),
            before: None,
            joining: after.joining()?,
            joining_follows: after.joining_follows()?,
            booking: booking_ref(booking),
        };
        post(change, letter(&to, Message::BookedDate(mail), after, booking).with_invite(invite))?;
    }
    for date in &what.removed {
        tell_removed(change, before, booking, date, &to)?;
    }
    Ok(())
}

fn tell_removed(
    change: &mut Change<'_, '_>,
    before: &Scene,
    booking: &BookingRow,
    date: &DateRow,
    to: &Recipient,
) -> Result<(), Failure> {
    let invite = calendar_invites::withdraw_date(change, before, booking, date.id, to)?;
    let index = before.dates.iter().position(|known| known.id == date.id).unwrap_or(0);
    let mail = DateCancelled {
        date: DateFacts { when: before.when(date), ..before.date_facts(index) },
        because: "This date has been taken out of the course.".to_owned(),
        booking: booking_ref(booking),
    };
    let letter = letter(to, Message::DateCancelled(mail), before, booking).with_invite(invite);
    post(change, letter)?;
    Ok(())
}
