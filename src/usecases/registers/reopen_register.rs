//! Opening a register again, because something in it was wrong.

use std::collections::HashSet;

use super::{
    conclude_booking::from_all,
    hold_register::{lock_register, marks_of, scheduled},
};
use crate::{
    domain::{
        access::Actor,
        booking_states::reopened,
        ids::{BookingId, SessionId},
        input::{LONGEST_REASON, long_text},
        sessions,
        words::BookingState,
    },
    store::{
        read::{registers::register_answers::RegisterCounts, sessions::talks},
        write::{bookings::booking, certificates::completions, registers::register},
    },
    usecases::{
        UseCases,
        bookings::change_state::said,
        change::Change,
        error::{Failure, refuse},
        events::{Event, Happened, RegisterReopened},
        idempotency::{Answer, OnceKey, once},
    },
};

const RESULTS: [BookingState; 3] =
    [BookingState::Attended, BookingState::PartlyAttended, BookingState::NoShow];

/// Reopening a register.
#[derive(Debug, Clone)]
pub struct ReopenRegister {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which session.
    pub session: SessionId,
    /// Why.
    pub reason: String,
}

impl UseCases {
    /// Opens a closed register again: results become bookings, what was completed is taken back, certificates stay
    /// valid until the register is closed again.
    ///
    /// # Errors
    /// A register that is open, or a session that has none.
    pub async fn reopen_register(
        &self,
        ask: ReopenRegister,
        key: Option<OnceKey>,
    ) -> Result<Answer<RegisterCounts>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| reopen(change, &ask))).await
    }
}

/// Reopens it, in a change that may hold more.
pub(super) fn reopen(change: &mut Change<'_, '_>, ask: &ReopenRegister) -> Result<RegisterCounts, Failure> {
    let reason = long_text("reason", &ask.reason, LONGEST_REASON)?;
    let scene = lock_register(change.tx, ask.session, &RESULTS)?;
    let state = sessions::reopen_register(scene.session.state).or_else(refuse)?;
    let by = Some(ask.actor.person_id);
    let dates = scheduled(change.conn(), &scene)?;
    let mut results = booking::of_session(change.tx.conn(), ask.session, &RESULTS)?;
    // Records put together before may have left two results of one person, who holds one place: the better one is
    // judged again, the other stays as it is.
    let mut people = HashSet::new();
    results.sort_by_key(|booking| (RESULTS.iter().position(|state| *state == booking.state), booking.id));
    results.retain(|booking| people.insert(booking.person_id));
    let ids: Vec<BookingId> = results.iter().map(|booking| booking.id).collect();
    let marks = register::marks_of(change.conn(), &ids)?;
    let talks = talks::of_session(change.conn(), ask.session)?;
    for mut booking in results {
        // Nothing of it could change while the register was closed, so this is what the result came from.
        let own = marks_of(&marks, booking.id);
        let from = from_all(change.conn(), (&dates, &talks), &booking, &own)?;
        register::reopen_result(change.tx, booking.id, Some(&from))?;
        // Not a step of a booking's own life, which `states::enter` checks: the register takes its result back.
        let from = booking.state;
        booking.state = reopened(from);
        booking::store(change.tx, &booking)?;
        booking::add_event(change.tx, booking.id, booking.session_id, booking.state, by, Some(&reason))?;
        said(change, &scene, &booking, (Some(from), by), Happened::ResultTakenBack);
    }
    completions::withdraw_of_bookings(change.tx, &ids)?;
    completions::withdraw_of_organisations(change.tx, ask.session)?;
    register::reopen_conditions(change.tx, &ids)?;
    register::set_session_state(change.tx, ask.session, state, None)?;
    change.say(Event::RegisterReopened(RegisterReopened { scene, by: ask.actor.person_id }));
    Ok(RegisterCounts::default())
}
