//! When somebody had people written to who are not their own.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::ids::PersonId,
    store::{
        AnyConnection,
        error::Error,
        schema::{audit_log, hand_overs},
    },
};

/// What stands in the trail of it; offered places have a table of their own.
const ACTIONS: [&str; 3] = ["person_invited", "address_added", "address_asked_for"];

/// The newest moments since then, newest first, at most so many.
///
/// # Errors
/// When the database fails.
pub fn written_to(
    connection: &mut AnyConnection,
    by: PersonId,
    since: DateTime<Utc>,
    most: usize,
) -> Result<Vec<DateTime<Utc>>, Error> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut all: Vec<NaiveDateTime> = audit_log::table
        .filter(audit_log::actor_id.eq(Some(by)))
        .filter(audit_log::action.eq_any(ACTIONS))
        .filter(audit_log::at.gt(since.naive_utc()))
        .order(audit_log::at.desc())
        .limit(limit)
        .select(audit_log::at)
        .load(connection)?;
    let offered: Vec<NaiveDateTime> = hand_overs::table
        .filter(hand_overs::made_by.eq(by))
        .filter(hand_overs::made_at.gt(since.naive_utc()))
        .order(hand_overs::made_at.desc())
        .limit(limit)
        .select(hand_overs::made_at)
        .load(connection)?;
    all.extend(offered);
    all.sort_unstable_by(|one, other| other.cmp(one));
    all.truncate(most);
    Ok(all.into_iter().map(|at| at.and_utc()).collect())
}
