//! Follower: everybody with an active booking is told what changed about their session. Whoever holds a place is told date
//! by date, with the invite for each; the others in one mail.

use super::{
    collisions::told_clashes,
    difference::Difference,
    tell_approvers::tell_approvers,
    tell_waiting::{Both, tell_waiting},
};
use crate::{
    domain::words::{BookingState, SessionState},
    mail::message::{BookedDate, CourseDate, DateCancelled, DateChanged, DateFacts, Message},
    store::{
        read::{
            people::person::{self, Recipient},
            sessions::session_rows::{self, DateRow},
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

/// Tells them.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::SessionChanged(it) = event else { return Ok(false) };
    let (before, after) = (&it.before, &it.after);
    let what = Difference::between(before, after)?;
    if after.session.state != SessionState::Published || !what.concerns_calendars() {
        return Ok(false);
    }
    let (were, are) = (session_rows::spans(&before.dates), session_rows::spans(&after.dates));
    for booking in booking::of_session(change.conn(), after.id(), &[BookingState::Booked])? {
        tell(change, before, after, &what, &booking)?;
    }
    if what.moves_dates() || what.place {
        tell_waiting(change, (before, after), &what, (&were, &are))?;
    }
    if what.moves_dates() {
        tell_approvers(change, (before, after), &what, it.by)?;
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
    let now = change.now();
    let own = after.for_booking(change.conn(), booking.id)?;
    for (index, old) in what.to_mail(after, now) {
        let invite = calendar_invites::request_date(change, after, booking, index, &to)?;
        let clashes = clashes_at(change, (before, after), booking, index)?;
        let mail = DateChanged {
            date: after.date_facts(index),
            when_before: old.map(|old| before.when(old)),
            location_before: what.place.then(|| before.location()),
            joining_changed: what.joining,
            joining: own.joining_of(index)?,
            joining_follows: own.joining_follows_of(index)?,
            clashes,
            booking: booking_ref(booking),
        };
        let letter = letter(&to, Message::DateChanged(mail), after, booking).with_invite(invite);
        post(change, letter)?;
    }
    for index in &what.added {
        let invite = calendar_invites::request_date(change, after, booking, *index, &to)?;
        let clashes = clashes_at(change, (before, after), booking, *index)?;
        let mail = BookedDate {
            date: after.date_facts(*index),
            before: None,
            joining: own.joining_of(*index)?,
            joining_follows: own.joining_follows_of(*index)?,
            clashes,
            booking: booking_ref(booking),
        };
        post(change, letter(&to, Message::BookedDate(mail), after, booking).with_invite(invite))?;
    }
    for date in &what.removed {
        tell_removed(change, before, booking, date, &to)?;
    }
    Ok(())
}

/// What else the person has at one of the dates after the change, and had not before.
fn clashes_at(
    change: &mut Change<'_, '_>,
    (before, after): Both<'_>,
    booking: &BookingRow,
    index: usize,
) -> Result<Vec<CourseDate>, Failure> {
    let (were, is) = (session_rows::spans(&before.dates), session_rows::spans(after.dates.get(index)));
    told_clashes(change.conn(), (booking.person_id, after.id()), (&were, &is))
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
