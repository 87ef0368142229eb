//! Names for figures, and the bookings behind them as a page lists them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        figures::Facts,
        ids::{BookingId, OrganisationId, PersonId},
        times::Zone,
        uptake::Scope,
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::people::relations,
        schema::{bookings, courses, organisations, people, sessions},
    },
};

/// A statement takes so many values at most.
const AT_ONCE: usize = 500;

/// Whose bookings somebody sees the figures of: a coordinator everybody's, the head of an organisation those made under
/// it, a line manager those of whoever names them, a trainer those on their sessions.
///
/// # Errors
/// When the database fails.
pub fn scope(
    connection: &mut AnyConnection,
    facts: &Facts,
    actor: &crate::domain::access::Actor,
    now: DateTime<Utc>,
) -> Result<Scope, Error> {
    if actor.is_coordinator {
        return Ok(Scope::everything());
    }
    let led = relations::led_by(connection, actor.person_id, now)?;
    let named: Vec<PersonId> = people::table
        .filter(people::line_manager_id.eq(actor.person_id))
        .select(people::id)
        .load(connection)?;
    let trainer = Some(actor.person_id).filter(|_| actor.is_trainer);
    Ok(Scope { trainer, ..Scope::of(facts, &led, &named) })
}

/// What these people are called; who was erased has no name.
///
/// # Errors
/// When the database fails.
pub fn names(
    connection: &mut AnyConnection,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, String>, Error> {
    let ids: Vec<PersonId> = ids.into_iter().collect::<HashSet<_>>().into_iter().collect();
    let mut names = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let found: Vec<(PersonId, String)> = people::table
            .filter(people::id.eq_any(some))
            .filter(people::erased_at.is_null())
            .select((people::id, people::name))
            .load(connection)?;
        names.extend(found);
    }
    Ok(names)
}

/// A booking behind a figure.
#[derive(Debug, Clone, Queryable)]
pub struct BookingBehind {
    /// Its id.
    pub id: BookingId,
    /// Its reference.
    pub reference: String,
    /// Whose it is.
    pub person: PersonId,
    /// Under which organisation it was made.
    pub organisation: Option<String>,
    /// The course's title.
    pub course: String,
    /// The start of its session's first date.
    pub starts_at: NaiveDateTime,
    /// The zone of its session.
    pub timezone: Zone,
    /// Where it stands.
    pub state: BookingState,
    /// It was given up at short notice.
    pub short_notice: bool,
}

/// These bookings, by first date.
///
/// # Errors
/// When the database fails.
pub fn bookings_behind(
    connection: &mut AnyConnection,
    ids: &[BookingId],
) -> Result<Vec<BookingBehind>, Error> {
    let mut all = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let found: Vec<BookingBehind> = bookings::table
            .inner_join(sessions::table)
            .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
            .left_join(organisations::table.on(organisations::id.nullable().eq(bookings::organisation_id)))
            .filter(bookings::id.eq_any(some))
            .select((
                bookings::id,
                bookings::reference,
                bookings::person_id,
                organisations::name.nullable(),
                courses::title,
                sessions::starts_at,
                sessions::timezone,
                bookings::state,
                bookings::short_notice,
            ))
            .load(connection)?;
        all.extend(found);
    }
    all.sort_by_key(|booking| (booking.starts_at, booking.id));
    Ok(all)
}

/// The people whose names somebody may read, of those behind a figure: coordinators everybody's, managers those of
/// whom they manage today. A trainer reads the names on their own sessions' lists.
///
/// # Errors
/// When the database fails.
pub fn managed(
    connection: &mut AnyConnection,
    manager: PersonId,
    now: DateTime<Utc>,
) -> Result<HashSet<PersonId>, Error> {
    Ok(relations::managed_by(connection, manager, now)?.into_iter().collect())
}

/// The organisations of these ids, by name.
///
/// # Errors
/// When the database fails.
pub fn organisation_names(
    connection: &mut AnyConnection,
    ids: &[OrganisationId],
) -> Result<HashMap<OrganisationId, String>, Error> {
    let mut names = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let found: Vec<(OrganisationId, String)> = organisations::table
            .filter(organisations::id.eq_any(some))
            .select((organisations::id, organisations::name))
            .load(connection)?;
        names.extend(found);
    }
    Ok(names)
}
