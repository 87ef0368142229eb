//! The accounts with sign-in providers that somebody signs in with.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::ids::{LoginId, PersonId, ProviderAccountId},
    store::{
        AnyConnection,
        error::Error,
        schema::{logins, provider_accounts as accounts},
    },
};

/// An account with a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedAccount {
    /// Its id.
    pub id: ProviderAccountId,
    /// Who says who it is.
    pub issuer: String,
    /// Since when it signs in here.
    pub since: DateTime<Utc>,
    /// When it did so last.
    pub last_used: DateTime<Utc>,
}

/// The accounts of a person, the first first.
///
/// # Errors
/// When the database fails.
pub fn linked_accounts(
    connection: &mut AnyConnection,
    person: PersonId,
) -> Result<Vec<LinkedAccount>, Error> {
    let rows: Vec<(ProviderAccountId, String, NaiveDateTime, NaiveDateTime)> = accounts::table
        .filter(accounts::person_id.eq(person))
        .order(accounts::id)
        .select((accounts::id, accounts::issuer, accounts::linked_at, accounts::last_used_at))
        .load(connection)?;
    let read = |(id, issuer, since, last_used): (_, _, NaiveDateTime, NaiveDateTime)| LinkedAccount {
        id,
        issuer,
        since: since.and_utc(),
        last_used: last_used.and_utc(),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Which provider a login began with, if it did with one.
///
/// # Errors
/// When the database fails.
pub fn issuer_of(connection: &mut AnyConnection, login: LoginId) -> Result<Option<String>, Error> {
    Ok(logins::table.find(login).select(logins::issuer).first(connection).optional()?.flatten())
}
