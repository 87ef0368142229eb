//! What a changed session means for those who hold places or wait for one.

use crate::{
    domain::{
        places::{FreePlace, places_added},
        words::{BookingState, SessionState},
    },
    mail::message::{BookedDate, DateCancelled, DateChanged, DateFacts, Message},
    store::{
        WriteTx,
        read::{
            people::person::{self, Recipient},
            sessions::session_rows::DateRow,
        },
        write::{
            bookings::booking::{self, BookingRow},
            sessions::session,
        },
    },
    usecases::{
        Settings,
        bookings::{
            calendar_invites, conditions::review::rejudge_after_our_move, judge_eligibility::counts,
            waitlist::hand_out,
        },
        error::Failure,
        loaded_session::Scene,
        queue_mail::{booking_ref, letter, post},
    },
};

/// Carries a change through to the people it concerns. The rows are stored; `before` and `after` show the session on
/// either side of the change.
pub(crate) fn after_change(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    before: &Scene,
    after: &Scene,
) -> Result<(), Failure> {
    if after.session.state == SessionState::Published {
        let change = Change::between(before, after)?;
        if change.moves_dates() {
            session::mark_dates_changed(tx, after.id())?;
        }
        if change.concerns_calendars() {
            let booked = booking::of_session(tx.conn(), after.id(), &[BookingState::Booked])?;
            for booking in &booked {
                tell(tx, settings, before, after, &change, booking)?;
            }
            let ids: Vec<_> = booked.iter().map(|booking| booking.id).collect();
            rejudge_after_our_move(tx, settings, &ids)?;
        }
    }
    let held = counts(tx.conn(), after)?.held;
    let added = places_added(before.session.capacity, after.session.capacity, held);
    let free = vec![FreePlace::New; usize::try_from(added).unwrap_or(0)];
    hand_out(tx, settings, after, &free)
}

/// What changed that people have in their calendars.
struct Change {
    /// Dates after the change that are at another time, with the date before; by index.
    moved: Vec<(usize, DateRow)>,
    /// Dates that are new; by index.
    added: Vec<usize>,
    /// Dates that are no more.
    removed: Vec<DateRow>,
    place: bool,
    joining: bool,
}

impl Change {
    fn between(before: &Scene, after: &Scene) -> Result<Self, Failure> {
        let mut change = Self {
            moved: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
            place: before.location() != after.location(),
            joining: before.joining()? != after.joining()?,
        };
        for (index, date) in after.dates.iter().enumerate() {
            match before.dates.iter().find(|old| old.id == date.id) {
                None => change.added.push(index),
                Some(old) if (old.starts_at, old.ends_at) != (date.starts_at, date.ends_at) => {
                    change.moved.push((index, old.clone()));
                }
                Some(_) => {}
            }
        }
        let gone = before.dates.iter().filter(|old| !after.dates.iter().any(|date| date.id == old.id));
        change.removed = gone.cloned().collect();
        Ok(change)
    }

    fn moves_dates(&self) -> bool {
        !(self.moved.is_empty() && self.added.is_empty() && self.removed.is_empty())
    }

    fn concerns_calendars(&self) -> bool {
        self.moves_dates() || self.place || self.joining
    }

    /// The dates people are to be mailed about again: all of them when the place or the way in changed.
    fn to_mail(&self, after: &Scene) -> Vec<(usize, Option<&DateRow>)> {
        let old = |index: usize| self.moved.iter().find(|(at, _)| *at == index).map(|(_, date)| date);
        (0..after.dates.len())
            .filter(|index| !self.added.contains(index))
            .map(|index| (index, old(index)))
            .filter(|(_, old)| old.is_some() || self.place || self.joining)
            .collect()
    }
}

fn tell(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    before: &Scene,
    after: &Scene,
    change: &Change,
    booking: &BookingRow,
) -> Result<(), Failure> {
    let Some(to) = person::recipient(tx.conn(), booking.person_id)? else { return Ok(()) };
    for (index, old) in change.to_mail(after) {
        let invite = calendar_invites::request_date(tx, settings, after, booking, index, &to)?;
        let mail = DateChanged {
            date: after.date_facts(index),
            when_before: old.map(|old| before.when(old)),
            location_before: change.place.then(|| before.location()),
            joining_changed: change.joining,
            joining: after.joining()?,
            joining_follows: after.joining_follows()?,
            booking: booking_ref(booking),
        };
        let letter = letter(&to, Message::DateChanged(mail), after, booking).with_invite(invite);
        post(tx, settings, letter)?;
    }
    for index in &change.added {
        let invite = calendar_invites::request_date(tx, settings, after, booking, *index, &to)?;
        let mail = BookedDate {
            date: after.date_facts(*index),
            before: None,
            joining: after.joining()?,
            joining_follows: after.joining_follows()?,
            booking: booking_ref(booking),
        };
        post(tx, settings, letter(&to, Message::BookedDate(mail), after, booking).with_invite(invite))?;
    }
    for date in &change.removed {
        tell_removed(tx, settings, before, booking, date, &to)?;
    }
    Ok(())
}

fn tell_removed(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    before: &Scene,
    booking: &BookingRow,
    date: &DateRow,
    to: &Recipient,
) -> Result<(), Failure> {
    let invite = calendar_invites::withdraw_date(tx, settings, before, booking, date.id, to)?;
    let index = before.dates.iter().position(|known| known.id == date.id).unwrap_or(0);
    let mail = DateCancelled {
        date: DateFacts { when: before.when(date), ..before.date_facts(index) },
        because: "This date has been taken out of the course.".to_owned(),
        booking: booking_ref(booking),
    };
    let letter = letter(to, Message::DateCancelled(mail), before, booking).with_invite(invite);
    post(tx, settings, letter)?;
    Ok(())
}
