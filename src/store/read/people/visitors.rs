//! Who asks for a page: the person behind its cookie, with their rights as they are now.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::person::actor;
use crate::{
    domain::{
        access::Actor,
        ids::{LoginId, PersonId},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{logins, people},
    },
};

/// Somebody signed in to the pages.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Their rights.
    pub actor: Actor,
    /// The login of this browser.
    pub login: LoginId,
    /// Their name.
    pub name: String,
}

/// The person behind a page's cookie; none once the login has ended or run out, or the person may not sign in.
///
/// # Errors
/// When the database fails.
pub fn visitor(
    connection: &mut AnyConnection,
    cookie_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Visitor>, Error> {
    let row: Option<(LoginId, PersonId, String)> = logins::table
        .inner_join(people::table)
        .filter(logins::cookie_hash.eq(cookie_hash))
        .filter(logins::ended_at.is_null())
        .filter(logins::expires_at.gt(now.naive_utc()))
        .select((logins::id, people::id, people::name))
        .first(connection)
        .optional()?;
    let Some((login, person, name)) = row else { return Ok(None) };
    Ok(actor(connection, person, now)?.map(|actor| Visitor { actor, login, name }))
}
