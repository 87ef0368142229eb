//! What somebody needs to take part: health data, for the person, the session's trainers and the coordinators alone.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{BookingId, PersonId},
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{access_needs as needs, bookings, session_trainers, sessions},
    },
};

/// What somebody needs to take part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccessNeedsView {
    /// In their words; null if nothing was said.
    pub needs: Option<String>,
    /// Kept past the thirty days after the session.
    pub keep: bool,
    /// It is arranged.
    pub arranged: bool,
    /// Since when.
    pub arranged_at: Option<DateTime<Utc>>,
}

/// What a person needs for this booking; nothing if nothing was said.
///
/// # Errors
/// When the database fails.
pub fn of_booking(connection: &mut AnyConnection, booking: BookingId) -> Result<AccessNeedsView, Error> {
    let row: Option<(String, bool, Option<NaiveDateTime>)> = needs::table
        .find(booking)
        .select((needs::needs, needs::keep, needs::arranged_at))
        .first(connection)
        .optional()?;
    Ok(row.map_or_else(AccessNeedsView::default, |(words, keep, arranged_at)| AccessNeedsView {
        needs: Some(words),
        keep,
        arranged: arranged_at.is_some(),
        arranged_at: arranged_at.map(|at| at.and_utc()),
    }))
}

/// Whether anybody who is booked on a session that this person runs, and that is not finished, needs something.
///
/// # Errors
/// When the database fails.
pub fn any_on_sessions_of(connection: &mut AnyConnection, trainer: PersonId) -> Result<bool, Error> {
    let run = session_trainers::table
        .filter(session_trainers::person_id.eq(trainer))
        .select(session_trainers::session_id);
    let said = needs::table
        .inner_join(bookings::table)
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .filter(bookings::session_id.eq_any(run))
        .filter(bookings::state.eq(BookingState::Booked))
        .filter(sessions::state.eq_any([SessionState::Draft, SessionState::Published]));
    Ok(select(exists(said)).get_result(connection)?)
}
