//! Calling a session off: everybody on it is told, their calendars cleared, and what hangs on it judged again.

use crate::{
    domain::{
        access::Actor,
        booking_states::holds_place,
        ids::{PersonId, SessionId},
        input::{LONGEST_NOTE, long_text},
        sessions,
        words::{BookingState, CancelReason},
    },
    store::{
        WriteTx,
        read::{
            revised::Revised,
            sessions::session::{self as views, SessionView},
        },
        write::{
            bookings::booking::{self, BookingRow},
            service::locks,
            sessions::session as rows,
        },
    },
    usecases::{
        UseCases,
        bookings::end_booking::end,
        change::Change,
        error::{Failure, forbidden},
        events::{Ending, Event, SessionCalledOff},
        loaded_session::Scene,
    },
};

impl UseCases {
    /// Calls a session off, for a reason that everybody on it is told.
    ///
    /// # Errors
    /// A conflict when it is cancelled or delivered already.
    pub async fn cancel_session(
        &self,
        actor: Actor,
        session: SessionId,
        reason: String,
    ) -> Result<Revised<SessionView>, Failure> {
        let reason = long_text("reason", &reason, LONGEST_NOTE)?;
        self.change(move |change| {
            lock_with_people(change.tx, &[session])?;
            call_off(change, actor.person_id, session, &reason)?;
            change.follow()?;
            Ok(views::session(change.tx.conn(), session)?)
        })
        .await
    }
}

/// Locks everybody with an active booking on these sessions, then the sessions. The people are found before anything is
/// locked, so whoever joined in between is found missing and the search repeated.
pub(crate) fn lock_with_people(
    tx: &mut WriteTx<'_>,
    sessions: &[SessionId],
) -> Result<Vec<BookingRow>, Failure> {
    let people: Vec<_> = active(tx, sessions)?.iter().map(|booking| booking.person_id).collect();
    locks::lock_people(tx, &people)?;
    locks::lock_sessions(tx, sessions)?;
    let now = active(tx, sessions)?;
    if now.iter().any(|booking| !people.contains(&booking.person_id)) {
        // Locking the newcomer now would break the order of locks; the whole change is run again instead.
        return Err(Failure::Store(crate::store::Error::Again));
    }
    Ok(now)
}

fn active(tx: &mut WriteTx<'_>, sessions: &[SessionId]) -> Result<Vec<BookingRow>, Failure> {
    let mut all = Vec::new();
    for session in sessions {
        all.extend(booking::of_session(tx.conn(), *session, BookingState::ACTIVE)?);
    }
    Ok(all)
}

/// Calls a session off. It and everybody with an active booking on it must be locked.
pub(crate) fn call_off(
    change: &mut Change<'_, '_>,
    by: PersonId,
    id: SessionId,
    reason: &str,
) -> Result<(), Failure> {
    let scene = Scene::load_dated(change.tx.conn(), id)?;
    change.settle(&scene)?;
    let state = match sessions::cancel(scene.session.state) {
        Ok(state) => state,
        Err(conflict) => return forbidden(conflict.code(), conflict.to_string()),
    };
    rows::call_off(change.tx, id, state, reason)?;
    let scene = Scene::load(change.conn(), id)?;
    for mut booking in booking::of_session(change.conn(), id, BookingState::ACTIVE)? {
        // Whoever only waited loses no place by it, and so comes first in no other line.
        booking.give_up_reason = holds_place(booking.state).then_some(CancelReason::CalledOff);
        let why = (Some(by), Some(reason));
        let how = Ending::CalledOff { reason: reason.to_owned() };
        end(change, &scene, &mut booking, BookingState::Cancelled, why, how)?;
    }
    change.say(Event::SessionCalledOff(SessionCalledOff { scene, by, reason: reason.to_owned() }));
    Ok(())
}
