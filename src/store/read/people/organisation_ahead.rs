//! What is ahead of an organisation: the next date on which its people are booked.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    dsl::{count_star, exists},
    prelude::*,
    select,
};

use crate::{
    domain::{
        ids::{OrganisationId, SessionId},
        times::Zone,
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::sessions::dated::has_dates,
        schema::{bookings, courses, organisations, sessions},
    },
};

/// An organisation with the next date its people are booked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationAhead {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// That date, if there is one.
    pub next: Option<DateAhead>,
}

/// A date on which people of one organisation are booked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DateAhead {
    pub course: String,
    pub starts_at: DateTime<Utc>,
    pub timezone: Zone,
    /// How many of its people.
    pub people: i64,
}

/// These organisations by name, in a constant number of statements.
///
/// # Errors
/// When the database fails.
pub fn ahead(
    connection: &mut AnyConnection,
    ids: &[OrganisationId],
    now: DateTime<Utc>,
) -> Result<Vec<OrganisationAhead>, Error> {
    let names: Vec<(OrganisationId, String)> = organisations::table
        .filter(organisations::id.eq_any(ids))
        .order((organisations::name, organisations::id))
        .select((organisations::id, organisations::name))
        .load(connection)?;
    let booked: Vec<(SessionId, Option<OrganisationId>, i64)> = bookings::table
        .inner_join(sessions::table)
        .filter(bookings::organisation_id.eq_any(ids.iter().copied().map(Some)))
        .filter(bookings::state.eq(BookingState::Booked))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::starts_at.gt(now.naive_utc()))
        .filter(has_dates())
        .group_by((bookings::session_id, bookings::organisation_id))
        .select((bookings::session_id, bookings::organisation_id, count_star()))
        .load(connection)?;
    let on: Vec<SessionId> = booked.iter().map(|(session, ..)| *session).collect();
    let dates: Vec<(SessionId, String, NaiveDateTime, Zone)> = sessions::table
        .inner_join(courses::table)
        .filter(sessions::id.eq_any(&on))
        .order((sessions::starts_at, sessions::id))
        .select((sessions::id, courses::title, sessions::starts_at, sessions::timezone))
        .load(connection)?;
    let next = |of: OrganisationId| {
        dates.iter().find_map(|(id, course, starts_at, timezone)| {
            let (.., people) =
                booked.iter().find(|(session, whose, _)| session == id && *whose == Some(of))?;
            Some(DateAhead {
                course: course.clone(),
                starts_at: starts_at.and_utc(),
                timezone: *timezone,
                people: *people,
            })
        })
    };
    Ok(names.into_iter().map(|(id, name)| OrganisationAhead { id, name, next: next(id) }).collect())
}

/// Whether there is a course by which an organisation can be trained as a whole.
///
/// # Errors
/// When the database fails.
pub fn can_be_trained(connection: &mut AnyConnection) -> Result<bool, Error> {
    let trains = courses::trains_organisation.or(courses::trains_organisation_from.is_not_null());
    Ok(select(exists(courses::table.filter(courses::retired_at.is_null()).filter(trains)))
        .get_result(connection)?)
}
