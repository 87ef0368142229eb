//! What somebody needs to take part: health data, for the person, the session's trainers and the coordinators alone.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::ids::BookingId,
    store::{AnyConnection, error::Error, schema::access_needs as needs},
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
