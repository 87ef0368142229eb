//! Where somebody is signed in.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::ids::{LoginId, PersonId},
    store::{AnyConnection, error::Error, schema::logins},
};

/// A login that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLogin {
    /// Its id.
    pub id: LoginId,
    /// It serves pages; otherwise a program uses it.
    pub in_a_browser: bool,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it was used last.
    pub last_seen: DateTime<Utc>,
}

/// The open logins of a person, the last used first.
///
/// # Errors
/// When the database fails.
pub fn open_logins(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<OpenLogin>, Error> {
    let rows: Vec<(LoginId, bool, NaiveDateTime, NaiveDateTime)> = logins::table
        .filter(logins::person_id.eq(person))
        .filter(logins::ended_at.is_null())
        .filter(logins::expires_at.gt(now.naive_utc()))
        .order((logins::last_seen_at.desc(), logins::id))
        .select((logins::id, logins::cookie_hash.is_not_null(), logins::created_at, logins::last_seen_at))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, in_a_browser, since, last_seen)| OpenLogin {
            id,
            in_a_browser,
            since: since.and_utc(),
            last_seen: last_seen.and_utc(),
        })
        .collect())
}
