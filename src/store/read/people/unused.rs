//! Records that nobody has used for a long time.

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};

use crate::{
    domain::ids::PersonId,
    store::{
        AnyConnection,
        error::Error,
        read::sessions::dated::has_dates,
        schema::{
            bookings, certificates, commission_people, commissions, completions, credentials, erasures,
            logins, people, session_trainers, sessions,
        },
    },
};

/// Since when a record must have been unused, by whether it holds learning; none: such records are kept.
#[derive(Debug, Clone, Copy)]
pub struct UnusedSince {
    /// Of one that holds none.
    pub without_learning: Option<DateTime<Utc>>,
    /// Of one that holds some.
    pub with_learning: Option<DateTime<Utc>>,
}

/// Whose records are unused, and not yet to be erased; those of coordinators are never.
///
/// # Errors
/// When the database fails.
pub fn unused(connection: &mut AnyConnection, since: UnusedSince) -> Result<Vec<PersonId>, Error> {
    let mut found = Vec::new();
    for (since, learning) in [(since.without_learning, false), (since.with_learning, true)] {
        if let Some(since) = since {
            found.extend(unused_since(connection, since, learning, None)?);
        }
    }
    Ok(found)
}

/// Whether a record is still unused.
///
/// # Errors
/// When the database fails.
pub fn is_unused(
    connection: &mut AnyConnection,
    since: UnusedSince,
    person: PersonId,
) -> Result<bool, Error> {
    for (since, learning) in [(since.without_learning, false), (since.with_learning, true)] {
        if let Some(since) = since
            && !unused_since(connection, since, learning, Some(person))?.is_empty()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Of one person whether or not it is announced; of all only where it is not.
fn unused_since(
    connection: &mut AnyConnection,
    since: DateTime<Utc>,
    learning: bool,
    of: Option<PersonId>,
) -> Result<Vec<PersonId>, Error> {
    let since = since.naive_utc();
    let signed_in =
        logins::table.filter(logins::person_id.eq(people::id)).filter(logins::last_seen_at.ge(since));
    let booked = bookings::table
        .inner_join(sessions::table)
        .filter(bookings::person_id.eq(people::id))
        .filter(bookings::updated_at.ge(since).or(has_dates().and(sessions::ends_at.ge(since))));
    let runs = session_trainers::table
        .inner_join(sessions::table)
        .filter(session_trainers::person_id.eq(people::id))
        .filter(sessions::ends_at.ge(since));
    let asks = commissions::table
        .filter(commissions::asked_by.eq(people::id))
        .filter(commissions::state_since.ge(since));
    let named = commission_people::table
        .filter(commission_people::person_id.eq(people::id))
        .filter(commission_people::created_at.ge(since));
    let completed = completions::table
        .filter(completions::person_id.eq(people::id))
        .filter(completions::withdrawn_at.is_null());
    let holds = credentials::table.filter(credentials::person_id.eq(people::id));
    let papers = certificates::table.filter(certificates::person_id.eq(people::id));
    let mut query = people::table
        .filter(people::erased_at.is_null())
        .filter(people::merged_into.is_null())
        .filter(people::is_coordinator.eq(false))
        .filter(people::created_at.lt(since))
        .filter(not(exists(signed_in)))
        .filter(not(exists(booked)))
        .filter(not(exists(runs)))
        .filter(not(exists(asks)))
        .filter(not(exists(named)))
        .order(people::id)
        .select(people::id)
        .limit(100)
        .into_boxed();
    let learned = exists(completed).or(exists(holds)).or(exists(papers));
    query = if learning { query.filter(learned) } else { query.filter(not(learned)) };
    query = if let Some(person) = of {
        query.filter(people::id.eq(person))
    } else {
        let open = erasures::table
            .filter(erasures::person_id.eq(people::id))
            .filter(erasures::cancelled_at.is_null())
            .filter(erasures::done_at.is_null());
        query.filter(not(exists(open)))
    };
    Ok(query.load(connection)?)
}
