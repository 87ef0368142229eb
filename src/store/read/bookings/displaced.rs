//! Whose place we took away: they come first in a line.

use diesel::prelude::*;

use crate::{
    domain::{
        ids::{CourseId, PersonId},
        words::{BookingState, CancelReason},
    },
    store::{AnyConnection, error::Error, schema::bookings},
};

/// Whether the last place a person had on a course was one we called off, so that they come first in a line.
///
/// # Errors
/// When the database fails.
pub fn displaced(connection: &mut AnyConnection, person: PersonId, course: CourseId) -> Result<bool, Error> {
    let never_had = [BookingState::Waitlisted, BookingState::Declined, BookingState::Lapsed];
    let last: Option<(BookingState, Option<CancelReason>)> = bookings::table
        .filter(bookings::person_id.eq(person))
        .filter(bookings::course_id.eq(course))
        .filter(bookings::state.ne_all(never_had))
        .order(bookings::updated_at.desc())
        .select((bookings::state, bookings::give_up_reason))
        .first(connection)
        .optional()?;
    Ok(last == Some((BookingState::Cancelled, Some(CancelReason::CalledOff))))
}
