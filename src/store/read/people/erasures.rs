//! Erasures that are to come, and what stands against them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{erasures::ErasureCause, ids::PersonId, words::BookingState},
    store::{
        AnyConnection,
        error::Error,
        read::sessions::dated::has_dates,
        schema::{bookings, disputes, erasures, people, sessions},
    },
};

/// The most that is listed: more is worked off first.
const MOST: i64 = 200;

/// An erasure that is to come.
#[derive(Debug, Clone)]
pub struct ComingErasure {
    /// Whose data it is.
    pub person: (PersonId, String),
    /// Why.
    pub cause: ErasureCause,
    /// When it was asked for, or announced.
    pub asked_at: DateTime<Utc>,
    /// When it was to be carried out at first.
    pub first_due_at: DateTime<Utc>,
    /// When it is carried out.
    pub due_at: DateTime<Utc>,
    /// Why it was put off, as the person was told.
    pub put_off_reason: Option<String>,
}

type Found =
    ((PersonId, String), ErasureCause, (NaiveDateTime, NaiveDateTime, NaiveDateTime), Option<String>);

impl From<Found> for ComingErasure {
    fn from((person, cause, (asked_at, first_due_at, due_at), put_off_reason): Found) -> Self {
        Self {
            person,
            cause,
            asked_at: asked_at.and_utc(),
            first_due_at: first_due_at.and_utc(),
            due_at: due_at.and_utc(),
            put_off_reason,
        }
    }
}

/// The one that is to come for a person.
///
/// # Errors
/// When the database fails.
pub fn coming_of(connection: &mut AnyConnection, person: PersonId) -> Result<Option<ComingErasure>, Error> {
    let found: Option<Found> = erasures::table
        .inner_join(people::table.on(people::id.eq(erasures::person_id)))
        .filter(erasures::person_id.eq(person))
        .filter(erasures::cancelled_at.is_null())
        .filter(erasures::done_at.is_null())
        .select((
            (people::id, people::name),
            erasures::cause,
            (erasures::asked_at, erasures::first_due_at, erasures::due_at),
            erasures::put_off_reason,
        ))
        .first(connection)
        .optional()?;
    Ok(found.map(Into::into))
}

/// Those that people asked for, the first due in front. What is erased because nobody uses it needs nobody.
///
/// # Errors
/// When the database fails.
pub fn asked_for(connection: &mut AnyConnection) -> Result<Vec<ComingErasure>, Error> {
    let found: Vec<Found> = erasures::table
        .inner_join(people::table.on(people::id.eq(erasures::person_id)))
        .filter(erasures::cause.eq(ErasureCause::Asked))
        .filter(erasures::cancelled_at.is_null())
        .filter(erasures::done_at.is_null())
        .order((erasures::due_at, erasures::id))
        .limit(MOST)
        .select((
            (people::id, people::name),
            erasures::cause,
            (erasures::asked_at, erasures::first_due_at, erasures::due_at),
            erasures::put_off_reason,
        ))
        .load(connection)?;
    Ok(found.into_iter().map(Into::into).collect())
}

/// Whose erasure is due.
///
/// # Errors
/// When the database fails.
pub fn due(connection: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<PersonId>, Error> {
    Ok(erasures::table
        .filter(erasures::cancelled_at.is_null())
        .filter(erasures::done_at.is_null())
        .filter(erasures::due_at.le(now.naive_utc()))
        .order((erasures::due_at, erasures::id))
        .limit(100)
        .select(erasures::person_id)
        .load(connection)?)
}

/// What may be a reason to put an erasure off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StandsAgainst {
    /// Words about their results that nobody has answered.
    pub disputes: i64,
    /// Places on dates to come, or on dates whose register is open.
    pub places: i64,
}

/// Counts it for a person.
///
/// # Errors
/// When the database fails.
pub fn stands_against(connection: &mut AnyConnection, person: PersonId) -> Result<StandsAgainst, Error> {
    let disputes = disputes::table
        .inner_join(bookings::table)
        .filter(bookings::person_id.eq(person))
        .filter(disputes::closed_at.is_null())
        .count()
        .get_result(connection)?;
    let places = bookings::table
        .inner_join(sessions::table)
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq(BookingState::Booked))
        .filter(has_dates())
        .count()
        .get_result(connection)?;
    Ok(StandsAgainst { disputes, places })
}
