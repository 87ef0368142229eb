//! What the page of a date says to somebody who is signed in: where they stand with it, and who hears of a booking.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, CourseId, PersonId, SessionId},
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::{people::managers::managers, sessions::dated::has_dates},
        schema::{bookings, courses, people, sessions},
    },
};

/// A booking of somebody's on a course.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct OwnBooking {
    /// Its id.
    pub id: BookingId,
    /// On which date.
    pub session: SessionId,
    /// Where it stands.
    pub state: BookingState,
}

/// Everything active a person has on a course, newest first.
///
/// # Errors
/// When the database fails.
pub fn own_bookings(
    connection: &mut AnyConnection,
    person: PersonId,
    course: CourseId,
) -> Result<Vec<OwnBooking>, Error> {
    Ok(bookings::table
        .inner_join(sessions::table)
        .filter(has_dates())
        .filter(bookings::person_id.eq(person))
        .filter(bookings::course_id.eq(course))
        .filter(bookings::state.eq_any(BookingState::ACTIVE))
        .order(bookings::id.desc())
        .select((bookings::id, bookings::session_id, bookings::state))
        .load(connection)?)
}

/// The newest active booking of a person that was made since a moment.
///
/// # Errors
/// When the database fails.
pub fn newest(
    connection: &mut AnyConnection,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<Option<OwnBooking>, Error> {
    Ok(bookings::table
        .inner_join(sessions::table)
        .filter(has_dates())
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq_any(BookingState::ACTIVE))
        .filter(bookings::created_at.ge(since.naive_utc()))
        .order(bookings::id.desc())
        .select((bookings::id, bookings::session_id, bookings::state))
        .first(connection)
        .optional()?)
}

/// A person's name as it prints on certificates, and as they go by.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn printed_name(connection: &mut AnyConnection, person: PersonId) -> Result<(String, String), Error> {
    let (name, printed): (String, Option<String>) =
        people::table.find(person).select((people::name, people::certificate_name)).first(connection)?;
    Ok((printed.unwrap_or_else(|| name.clone()), name))
}

/// The names of those who hear of a person's bookings, at once or in their weekly digest, the line manager first; where
/// the person named them by an address, that address, whoever has it.
///
/// # Errors
/// When the database fails.
pub fn told_of(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<String>, Error> {
    Ok(managers(connection, person, now)?.told())
}

/// The slugs of the courses that are arranged for whole groups.
///
/// # Errors
/// When the database fails.
pub fn by_commission(connection: &mut AnyConnection) -> Result<Vec<String>, Error> {
    Ok(courses::table.filter(courses::by_commission).select(courses::slug).load(connection)?)
}
