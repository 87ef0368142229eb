//! Opening a register again, because something in it was wrong.

use std::sync::Arc;

use super::hold_register::{lock_register, results_changed};
use crate::{
    domain::{
        access::Actor,
        booking_states::reopened,
        ids::{BookingId, SessionId},
        input::{LONGEST_REASON, long_text},
        sessions,
        words::{BookingState, Word as _},
    },
    store::{
        WriteTx,
        read::registers::register_answers::RegisterCounts,
        write::{bookings::booking, certificates::completions, registers::register, service::audit},
    },
    usecases::{
        UseCases,
        commissions::follow_session,
        error::{Failure, refuse},
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
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| once(tx, key.as_ref(), |tx| reopen(tx, &settings, &ask))).await
    }
}

fn reopen(
    tx: &mut WriteTx<'_>,
    settings: &crate::usecases::Settings,
    ask: &ReopenRegister,
) -> Result<RegisterCounts, Failure> {
    let reason = long_text("reason", &ask.reason, LONGEST_REASON)?;
    let scene = lock_register(tx, ask.session, &RESULTS)?;
    let state = sessions::reopen_register(scene.session.state).or_else(refuse)?;
    let by = Some(ask.actor.person_id);
    let mut ids: Vec<BookingId> = Vec::new();
    for mut booking in booking::of_session(tx.conn(), ask.session, &RESULTS)? {
        // Not a step of a booking's own life, which `states::enter` checks: the register takes its result back.
        let from = booking.state;
        booking.state = reopened(from);
        booking::store(tx, &booking)?;
        booking::add_event(tx, booking.id, booking.session_id, booking.state, by, Some(&reason))?;
        audit::record(tx, by, "booking_result_taken_back", ("booking", booking.id), Some(from.as_str()))?;
        ids.push(booking.id);
    }
    completions::withdraw_of_bookings(tx, &ids)?;
    completions::withdraw_of_organisations(tx, ask.session)?;
    register::reopen_results(tx, &ids)?;
    register::reopen_conditions(tx, &ids)?;
    register::set_session_state(tx, ask.session, state, None)?;
    audit::record(tx, by, "register_reopened", ("session", ask.session), None)?;
    results_changed(tx, settings, &ids, &[])?;
    follow_session::reopened(tx, ask.session)?;
    Ok(RegisterCounts::default())
}
