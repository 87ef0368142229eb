//! Where somebody waits: what taking a place ends, and is locked with it.

use diesel::prelude::*;

use crate::{
    domain::{
        ids::{CourseId, PersonId, SessionId},
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{bookings, sessions},
    },
};

/// The sessions of a course on which a person waits or has an offer.
///
/// # Errors
/// When the database fails.
pub fn on_course(
    connection: &mut AnyConnection,
    person: PersonId,
    course: CourseId,
) -> Result<Vec<SessionId>, Error> {
    Ok(waits(person).filter(bookings::course_id.eq(course)).select(bookings::session_id).load(connection)?)
}

/// The same for the course of a session.
///
/// # Errors
/// When the database fails.
pub fn beside(
    connection: &mut AnyConnection,
    person: PersonId,
    session: SessionId,
) -> Result<Vec<SessionId>, Error> {
    let course = sessions::table.find(session).select(sessions::course_id);
    Ok(waits(person)
        .filter(bookings::course_id.eq_any(course))
        .select(bookings::session_id)
        .load(connection)?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn waits(person: PersonId) -> _ {
    let waitlisted: BookingState = BookingState::Waitlisted;
    let offered: BookingState = BookingState::Offered;
    bookings::table
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq(waitlisted).or(bookings::state.eq(offered)))
}
