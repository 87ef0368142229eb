//! People: who may sign in, who calls, whom they manage.

use chrono::{DateTime, Utc};
use diesel::{dsl::exists, prelude::*, select};

use super::belonging::{holds_on, london_day};
use crate::{
    domain::{
        access::Actor,
        ids::{LoginId, PersonId},
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{addresses, bookings, logins, memberships, people},
    },
};

/// What sign-in needs to know.
#[derive(Debug, Clone)]
pub struct Account {
    /// Who it is.
    pub person: PersonId,
    /// The kept hash; none for somebody who only uses links.
    pub password_hash: Option<String>,
    /// Neither disabled nor erased, and the address is confirmed.
    pub may_sign_in: bool,
}

/// The account behind a folded address.
///
/// # Errors
/// When the database fails.
pub fn account(connection: &mut AnyConnection, email_folded: &str) -> Result<Option<Account>, Error> {
    let row: Option<(PersonId, Option<String>, bool)> = addresses::table
        .inner_join(people::table)
        .filter(addresses::email_folded.eq(email_folded))
        .select((
            people::id,
            people::password_hash,
            people::disabled_at
                .is_null()
                .and(people::erased_at.is_null())
                .and(people::merged_into.is_null())
                .and(addresses::confirmed_at.is_not_null()),
        ))
        .first(connection)
        .optional()?;
    Ok(row.map(|(person, password_hash, may_sign_in)| Account { person, password_hash, may_sign_in }))
}

/// The caller behind a login, with their rights as they are now; none once the login ended or the person may not
/// sign in any more.
///
/// # Errors
/// When the database fails.
pub fn actor_of_login(
    connection: &mut AnyConnection,
    person: PersonId,
    login: LoginId,
    now: DateTime<Utc>,
) -> Result<Option<Actor>, Error> {
    let alive: bool = select(exists(
        logins::table.find(login).filter(logins::person_id.eq(person)).filter(logins::ended_at.is_null()),
    ))
    .get_result(connection)?;
    if alive { actor(connection, person, now) } else { Ok(None) }
}

/// A person as a caller; none if they may not sign in.
///
/// # Errors
/// When the database fails.
pub fn actor(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<Actor>, Error> {
    let row: Option<(bool, bool)> = people::table
        .find(person)
        .filter(people::disabled_at.is_null())
        .filter(people::erased_at.is_null())
        .filter(people::merged_into.is_null())
        .select((people::is_coordinator, people::is_trainer))
        .first(connection)
        .optional()?;
    let Some((is_coordinator, is_trainer)) = row else { return Ok(None) };
    let leads_anywhere: bool = select(exists(
        memberships::table
            .filter(memberships::person_id.eq(person))
            .filter(memberships::is_lead)
            .filter(memberships::confirmed_at.is_not_null())
            .filter(holds_on(london_day(now))),
    ))
    .get_result(connection)?;
    let named: bool =
        select(exists(people::table.filter(people::line_manager_id.eq(person)))).get_result(connection)?;
    Ok(Some(Actor {
        person_id: person,
        is_coordinator,
        is_trainer,
        manages_anyone: named || leads_anywhere,
        leads_anywhere,
    }))
}

/// To whom and where a mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The person, if it is one of ours.
    pub person: Option<PersonId>,
    /// Their name.
    pub name: String,
    /// The exact address.
    pub email: String,
}

/// Where mail to a person goes: their primary address, a confirmed one before an unconfirmed one; none for somebody
/// without an address or whose record is closed. Whoever keeps a place though their account is closed hears of it.
///
/// # Errors
/// When the database fails.
pub fn recipient(connection: &mut AnyConnection, person: PersonId) -> Result<Option<Recipient>, Error> {
    let kept = bookings::table
        .filter(bookings::person_id.eq(person))
        .filter(bookings::kept_at.is_not_null())
        .filter(bookings::state.eq_any(BookingState::HOLDING));
    let row: Option<(String, String)> = addresses::table
        .inner_join(people::table)
        .filter(addresses::person_id.eq(person))
        .filter(people::disabled_at.is_null().or(exists(kept)))
        .filter(people::erased_at.is_null())
        .order((addresses::confirmed_at.is_null(), addresses::is_primary.desc(), addresses::id))
        .select((people::name, addresses::email))
        .first(connection)
        .optional()?;
    Ok(row.map(|(name, email)| Recipient { person: Some(person), name, email }))
}

/// Whether an address, exactly as it is written, is a confirmed one of this person's.
///
/// # Errors
/// When the database fails.
pub fn has_address(connection: &mut AnyConnection, person: PersonId, email: &str) -> Result<bool, Error> {
    let own = addresses::table
        .filter(addresses::person_id.eq(person))
        .filter(addresses::email.eq(email))
        .filter(addresses::confirmed_at.is_not_null());
    Ok(select(exists(own)).get_result(connection)?)
}

/// Whether anybody has confirmed an address.
///
/// # Errors
/// When the database fails.
pub fn is_confirmed_address(connection: &mut AnyConnection, email: &str) -> Result<bool, Error> {
    let confirmed = addresses::table
        .filter(addresses::email_folded.eq(email.to_ascii_lowercase()))
        .filter(addresses::confirmed_at.is_not_null());
    Ok(select(exists(confirmed)).get_result(connection)?)
}

/// A person's name.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn name(connection: &mut AnyConnection, person: PersonId) -> Result<String, Error> {
    Ok(people::table.find(person).select(people::name).first(connection)?)
}

/// How a person wants to hear of the bookings of those they manage: `weekly`, `each` or `none`.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn manager_copies(connection: &mut AnyConnection, person: PersonId) -> Result<String, Error> {
    Ok(people::table.find(person).select(people::manager_copies).first(connection)?)
}

/// Whom a person names as line manager.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn line_manager(connection: &mut AnyConnection, person: PersonId) -> Result<Option<PersonId>, Error> {
    Ok(people::table.find(person).select(people::line_manager_id).first(connection)?)
}

/// The address by which a person names their line manager; none where somebody else's word made them so. It is what
/// they are shown of them: naming an address tells neither whose it is nor whether it is anybody's.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn line_manager_email(connection: &mut AnyConnection, person: PersonId) -> Result<Option<String>, Error> {
    Ok(people::table.find(person).select(people::line_manager_email).first(connection)?)
}

/// Everybody who runs the training offer.
///
/// # Errors
/// When the database fails.
pub fn coordinators(connection: &mut AnyConnection) -> Result<Vec<PersonId>, Error> {
    Ok(people::table
        .filter(people::is_coordinator)
        .filter(people::disabled_at.is_null())
        .filter(people::erased_at.is_null())
        .filter(people::merged_into.is_null())
        .order(people::id)
        .select(people::id)
        .load(connection)?)
}

/// Which of these people's accounts are closed.
///
/// # Errors
/// When the database fails.
pub fn closed_among(connection: &mut AnyConnection, ids: &[PersonId]) -> Result<Vec<PersonId>, Error> {
    Ok(people::table
        .filter(people::id.eq_any(ids))
        .filter(people::disabled_at.is_not_null())
        .select(people::id)
        .load(connection)?)
}

/// Which of these people are trainers whose record is open.
///
/// # Errors
/// When the database fails.
pub fn trainers_among(connection: &mut AnyConnection, ids: &[PersonId]) -> Result<Vec<PersonId>, Error> {
    Ok(people::table
        .filter(people::id.eq_any(ids))
        .filter(people::is_trainer)
        .filter(people::disabled_at.is_null())
        .filter(people::erased_at.is_null())
        .filter(people::merged_into.is_null())
        .select(people::id)
        .load(connection)?)
}

/// Whether a person has shown any address to be theirs.
///
/// # Errors
/// When the database fails.
pub fn is_confirmed(connection: &mut AnyConnection, person: PersonId) -> Result<bool, Error> {
    Ok(select(exists(
        addresses::table
            .filter(addresses::person_id.eq(person))
            .filter(addresses::confirmed_at.is_not_null()),
    ))
    .get_result(connection)?)
}
