//! Actions whose day has come: for the reminder, and for the person's home.

use chrono::NaiveDate;
use diesel::{dsl::exists, prelude::*};

use crate::{
    domain::{
        action_plans::ActionState,
        ids::{BookingId, PersonId, PlannedActionId},
        times::Zone,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{addresses, bookings, courses, people, planned_actions as actions, sessions},
    },
};

/// An action that waits for a word on a day.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct DueAction {
    /// The action.
    pub id: PlannedActionId,
    /// The booking whose plan it stands in.
    pub booking: BookingId,
    /// What is to be done.
    pub text: String,
    /// Its day.
    pub by: NaiveDate,
    /// The course's title.
    pub course: String,
    /// The zone in which its day begins.
    pub timezone: Zone,
}

/// The open actions of a person whose day is this one or was before it, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn due_of(
    connection: &mut AnyConnection,
    person: PersonId,
    until: NaiveDate,
) -> Result<Vec<DueAction>, Error> {
    Ok(actions::table
        .inner_join(bookings::table.on(bookings::id.eq(actions::booking_id)))
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .inner_join(courses::table.on(courses::id.eq(sessions::course_id)))
        .filter(bookings::person_id.eq(person))
        .filter(actions::state.eq(ActionState::Planned))
        .filter(actions::due_on.le(until))
        .order((actions::due_on, actions::position, actions::id))
        .select((
            actions::id,
            actions::booking_id,
            actions::words,
            actions::due_on,
            courses::title,
            sessions::timezone,
        ))
        .load(connection)?)
}

/// The bookings with open actions on one of these days of which nobody was reminded yet, and whose holders mail reaches.
///
/// # Errors
/// When the database fails.
pub fn not_reminded(
    connection: &mut AnyConnection,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<(BookingId, PersonId)>, Error> {
    let of_another_day = actions::reminded_for.ne(actions::due_on.nullable()).assume_not_null();
    let mut found: Vec<(BookingId, PersonId)> = actions::table
        .inner_join(bookings::table.on(bookings::id.eq(actions::booking_id)))
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .filter(actions::state.eq(ActionState::Planned))
        .filter(actions::due_on.between(from, until))
        .filter(actions::reminded_for.is_null().or(of_another_day))
        .filter(people::disabled_at.is_null())
        .filter(people::erased_at.is_null())
        .filter(exists(addresses::table.filter(addresses::person_id.eq(people::id))))
        .order(bookings::id)
        .select((bookings::id, bookings::person_id))
        .load(connection)?;
    found.dedup();
    Ok(found)
}

/// An action that is not done: its id, its words, its day, and the day for which its person was reminded.
pub type OpenAction = (PlannedActionId, String, NaiveDate, Option<NaiveDate>);

/// The open actions of a plan with the day for which their holder was last reminded.
///
/// # Errors
/// When the database fails.
pub fn open_of(connection: &mut AnyConnection, booking: BookingId) -> Result<Vec<OpenAction>, Error> {
    Ok(actions::table
        .filter(actions::booking_id.eq(booking))
        .filter(actions::state.eq(ActionState::Planned))
        .order((actions::position, actions::id))
        .select((actions::id, actions::words, actions::due_on, actions::reminded_for))
        .load(connection)?)
}
