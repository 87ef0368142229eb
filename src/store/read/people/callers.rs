//! Who calls: a login with all that every call asks about it, in one question.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_types::{Bool, Nullable, Text},
};

use super::belonging::london_day;
use crate::{
    domain::{
        access::Actor,
        ids::{LoginId, PersonId},
        second_factors::{LoginFacts, LoginMethod, SecondFactor},
    },
    store::{
        AnyConnection,
        error::Error,
        prepared::{Bound, Statement},
    },
};

static CALLER: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of(
        "SELECT people.is_coordinator, people.is_trainer, \
         EXISTS (SELECT 1 FROM memberships WHERE memberships.person_id = people.id AND memberships.is_lead \
             AND memberships.confirmed_at IS NOT NULL \
             AND (memberships.from_on IS NULL OR memberships.from_on <= :today) \
             AND (memberships.to_on IS NULL OR memberships.to_on >= :today)), \
         EXISTS (SELECT 1 FROM people AS named WHERE named.line_manager_id = people.id), \
         logins.method, logins.second_factor, \
         (EXISTS (SELECT 1 FROM totp_apps WHERE totp_apps.person_id = people.id \
             AND totp_apps.confirmed_at IS NOT NULL) \
             OR EXISTS (SELECT 1 FROM passkeys WHERE passkeys.person_id = people.id)) \
         FROM logins JOIN people ON people.id = logins.person_id \
         WHERE logins.id = :login AND logins.person_id = :person AND logins.ended_at IS NULL \
         AND people.disabled_at IS NULL AND people.erased_at IS NULL AND people.merged_into IS NULL",
    )
});

type Columns = (Bool, Bool, Bool, Bool, Text, Nullable<Text>, Bool);

#[derive(Queryable)]
struct Row {
    is_coordinator: bool,
    is_trainer: bool,
    leads_anywhere: bool,
    named: bool,
    method: LoginMethod,
    shown: Option<SecondFactor>,
    has_one: bool,
}

/// The caller behind a login, with their rights as they are now, and what it is judged by whether the login is enough;
/// none once the login ended or the person may not sign in any more.
///
/// # Errors
/// When the database fails.
pub fn caller(
    connection: &mut AnyConnection,
    person: PersonId,
    login: LoginId,
    now: DateTime<Utc>,
) -> Result<Option<(Actor, LoginFacts)>, Error> {
    let bound = [("today", Bound::Day(london_day(now))), ("login", login.into()), ("person", person.into())];
    let row: Option<Row> = CALLER.with::<Columns>(&bound).get_result(connection).optional()?;
    Ok(row.map(|row| {
        let actor = Actor {
            person_id: person,
            is_coordinator: row.is_coordinator,
            is_trainer: row.is_trainer,
            manages_anyone: row.named || row.leads_anywhere,
            leads_anywhere: row.leads_anywhere,
        };
        (actor, LoginFacts { method: row.method, shown: row.shown, has_one: row.has_one })
    }))
}
