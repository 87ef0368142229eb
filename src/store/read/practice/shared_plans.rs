//! Action plans as those see them with whom they are shared: trainers and managers.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    dsl::{count_star, exists},
    prelude::*,
};

use super::action_plans::{PlannedActionView, actions_of};
use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        times::Zone,
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::people::relations,
        schema::{
            action_plans as plans, bookings, courses, people, planned_actions as actions, session_dates,
            session_trainers, sessions,
        },
    },
};

/// A plan somebody shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedPlan {
    /// The booking it belongs to.
    pub booking: BookingId,
    /// Whose it is.
    pub person: String,
    /// The course it came from.
    pub course: String,
    /// When that began.
    pub starts_at: DateTime<Utc>,
    /// The zone that is shown in.
    pub timezone: Zone,
    /// What they mean to do, in their order; never empty.
    pub actions: Vec<PlannedActionView>,
}

/// Those of these sessions that run over several dates: groups, which begin from what their people plan.
fn groups_among(connection: &mut AnyConnection, of: &[SessionId]) -> Result<Vec<SessionId>, Error> {
    let dates: Vec<(SessionId, i64)> = session_dates::table
        .filter(session_dates::session_id.eq_any(of))
        .filter(session_dates::cancelled_at.is_null())
        .group_by(session_dates::session_id)
        .select((session_dates::session_id, count_star()))
        .load(connection)?;
    Ok(dates.into_iter().filter(|(_, count)| *count > 1).map(|(session, _)| session).collect())
}

/// Whether somebody runs a group over several dates that a person is booked on.
///
/// # Errors
/// When the database fails.
pub fn runs_group_of(
    connection: &mut AnyConnection,
    trainer: PersonId,
    person: PersonId,
) -> Result<bool, Error> {
    let run: Vec<SessionId> = bookings::table
        .inner_join(session_trainers::table.on(session_trainers::session_id.eq(bookings::session_id)))
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq(BookingState::Booked))
        .filter(session_trainers::person_id.eq(trainer))
        .select(bookings::session_id)
        .load(connection)?;
    Ok(!groups_among(connection, &run)?.is_empty())
}

/// What the people of a session share with those who run it: plans of this session, and of a group's people the plans
/// they bring from elsewhere too. By name.
///
/// # Errors
/// When the database fails.
pub fn with_trainers(connection: &mut AnyConnection, session: SessionId) -> Result<Vec<SharedPlan>, Error> {
    let mut of: Vec<BookingId> =
        bookings::table.filter(bookings::session_id.eq(session)).select(bookings::id).load(connection)?;
    if !groups_among(connection, &[session])?.is_empty() {
        let members: Vec<PersonId> = bookings::table
            .filter(bookings::session_id.eq(session))
            .filter(bookings::state.eq(BookingState::Booked))
            .select(bookings::person_id)
            .load(connection)?;
        let brought: Vec<BookingId> = bookings::table
            .filter(bookings::person_id.eq_any(members))
            .select(bookings::id)
            .load(connection)?;
        of.extend(brought);
    }
    let shared = plans::table
        .filter(plans::booking_id.eq_any(&of))
        .filter(plans::shared_with_trainer)
        .select(plans::booking_id)
        .load(connection)?;
    in_full(connection, &shared)
}

/// What a person shares with whoever manages them, the latest course first.
///
/// # Errors
/// When the database fails.
pub fn with_managers(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<SharedPlan>, Error> {
    let shared = plans::table
        .inner_join(bookings::table)
        .filter(bookings::person_id.eq(person))
        .filter(plans::shared_with_manager)
        .select(plans::booking_id)
        .load(connection)?;
    let mut found = in_full(connection, &shared)?;
    found.sort_by_key(|plan| std::cmp::Reverse(plan.starts_at));
    Ok(found)
}

fn in_full(connection: &mut AnyConnection, of: &[BookingId]) -> Result<Vec<SharedPlan>, Error> {
    type Row = (BookingId, String, String, NaiveDateTime, Zone);
    let rows: Vec<Row> = bookings::table
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .inner_join(courses::table.on(courses::id.eq(sessions::course_id)))
        .filter(bookings::id.eq_any(of))
        .filter(exists(actions::table.filter(actions::booking_id.eq(bookings::id))))
        .order((people::name_folded, sessions::starts_at, bookings::id))
        .select((bookings::id, people::name, courses::title, sessions::starts_at, sessions::timezone))
        .load(connection)?;
    let mut actions = actions_of(connection, of)?;
    let plan = |(booking, person, course, starts_at, timezone): Row| SharedPlan {
        booking,
        person,
        course,
        starts_at: starts_at.and_utc(),
        timezone,
        actions: actions.remove(&booking).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(plan).collect())
}

/// The names of those who would see a plan of this booking: who runs its session, and who manages its holder today.
///
/// # Errors
/// [`Error::Missing`] if there is no such booking.
pub fn would_see(
    connection: &mut AnyConnection,
    booking: BookingId,
    now: DateTime<Utc>,
) -> Result<(Vec<String>, Vec<String>), Error> {
    let (person, session): (PersonId, SessionId) = bookings::table
        .find(booking)
        .select((bookings::person_id, bookings::session_id))
        .first(connection)?;
    let trainers = session_trainers::table
        .inner_join(people::table)
        .filter(session_trainers::session_id.eq(session))
        .order(session_trainers::position)
        .select(people::name)
        .load(connection)?;
    let managers = relations::managers_of(connection, person, now)?;
    let managers = people::table
        .filter(people::id.eq_any(managers))
        .order(people::name_folded)
        .select(people::name)
        .load(connection)?;
    Ok((trainers, managers))
}
