//! Where somebody is signed in.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::ids::{LoginId, PersonId},
    store::{AnyConnection, error::Error, schema::logins},
};

/// A login that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoginView {
    /// Its id.
    pub id: LoginId,
    /// It serves a browser; otherwise a program uses it.
    pub in_a_browser: bool,
    /// It is the one this is asked with.
    pub this_one: bool,
    /// When it began.
    pub since: DateTime<Utc>,
    /// When it was used last.
    pub last_seen: DateTime<Utc>,
}

/// The open logins of a person who asks with one of them, the last used first.
///
/// # Errors
/// When the database fails.
pub fn open_logins(
    connection: &mut AnyConnection,
    person: PersonId,
    asks_with: LoginId,
    now: DateTime<Utc>,
) -> Result<Vec<LoginView>, Error> {
    let rows: Vec<(LoginId, bool, NaiveDateTime, NaiveDateTime)> = logins::table
        .filter(logins::person_id.eq(person))
        .filter(logins::ended_at.is_null())
        .filter(logins::expires_at.gt(now.naive_utc()))
        .order((logins::last_seen_at.desc(), logins::id))
        .select((logins::id, logins::cookie_hash.is_not_null(), logins::created_at, logins::last_seen_at))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, in_a_browser, since, last_seen)| LoginView {
            id,
            in_a_browser,
            this_one: id == asks_with,
            since: since.and_utc(),
            last_seen: last_seen.and_utc(),
        })
        .collect())
}
