//! What a person can show beside a password or link.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{dsl::exists, prelude::*, select};

use crate::{
    domain::{
        access::Actor,
        ids::{LoginId, PersonId, RowId},
        second_factors::{Lacks, LoginFacts, MustHave, SecondFactor},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{logins, passkeys, recovery_codes, totp_apps},
    },
};

/// A passkey as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyView {
    /// Its id.
    pub id: RowId,
    /// What they call it.
    pub name: String,
    /// Since when they have it.
    pub added_at: DateTime<Utc>,
    /// When it was used last.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What a person has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorsView {
    /// Since when an app shows their codes.
    pub app_since: Option<DateTime<Utc>>,
    /// Their passkeys, the oldest first.
    pub passkeys: Vec<PasskeyView>,
    /// Recovery codes that are not used yet.
    pub recovery_codes_left: i64,
}

impl FactorsView {
    /// Whether they have a second factor; recovery codes alone are none.
    #[must_use]
    pub fn has_one(&self) -> bool {
        self.app_since.is_some() || !self.passkeys.is_empty()
    }

    /// With what they can answer, what they would choose first.
    #[must_use]
    pub fn methods(&self) -> Vec<SecondFactor> {
        let all = [
            (SecondFactor::Passkey, !self.passkeys.is_empty()),
            (SecondFactor::Totp, self.app_since.is_some()),
            (SecondFactor::RecoveryCode, self.recovery_codes_left > 0),
        ];
        all.into_iter().filter(|(_, has)| *has).map(|(factor, _)| factor).collect()
    }
}

/// What a person has.
///
/// # Errors
/// When the database fails.
pub fn factors(connection: &mut AnyConnection, person: PersonId) -> Result<FactorsView, Error> {
    let app_since: Option<Option<NaiveDateTime>> = totp_apps::table
        .filter(totp_apps::person_id.eq(person))
        .select(totp_apps::confirmed_at)
        .first(connection)
        .optional()?;
    let rows: Vec<(RowId, String, NaiveDateTime, Option<NaiveDateTime>)> = passkeys::table
        .filter(passkeys::person_id.eq(person))
        .order(passkeys::id)
        .select((passkeys::id, passkeys::name, passkeys::created_at, passkeys::last_used_at))
        .load(connection)?;
    let recovery_codes_left = recovery_codes::table
        .filter(recovery_codes::person_id.eq(person))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(connection)?;
    let passkeys = rows.into_iter().map(|(id, name, added, used)| PasskeyView {
        id,
        name,
        added_at: added.and_utc(),
        last_used_at: used.map(|at| at.and_utc()),
    });
    Ok(FactorsView {
        app_since: app_since.flatten().map(|at| at.and_utc()),
        passkeys: passkeys.collect(),
        recovery_codes_left,
    })
}

/// Whether a person has a second factor.
///
/// # Errors
/// When the database fails.
pub fn has_one(connection: &mut AnyConnection, person: PersonId) -> Result<bool, Error> {
    let app = totp_apps::table
        .filter(totp_apps::person_id.eq(person))
        .filter(totp_apps::confirmed_at.is_not_null());
    let passkey = passkeys::table.filter(passkeys::person_id.eq(person));
    Ok(select(exists(app).or(exists(passkey))).get_result(connection)?)
}

/// The facts by which it is judged what a login of a person lacks.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn login_facts(
    connection: &mut AnyConnection,
    person: PersonId,
    login: LoginId,
) -> Result<LoginFacts, Error> {
    let began = logins::table.find(login).select((logins::method, logins::second_factor));
    let (method, shown) = began.first(connection)?;
    Ok(LoginFacts { method, shown, has_one: has_one(connection, person)? })
}

/// What a caller's login lacks; nothing is asked of the database where the rule asks nothing of the caller.
///
/// # Errors
/// [`Error::Missing`] if there is no such login.
pub fn lacks(
    connection: &mut AnyConnection,
    rule: MustHave,
    actor: &Actor,
    login: LoginId,
) -> Result<Lacks, Error> {
    if !rule.asks(actor) {
        return Ok(Lacks::Nothing);
    }
    Ok(login_facts(connection, actor.person_id, login)?.lacks(true))
}
