//! Who calls: a login with all that every call asks about it, in one question.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_types::{Binary, Bool, Nullable, Text},
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

/// What is asked of whoever calls, whatever they call: their rights, and how the login was proven.
const ASKED: &str = "people.is_coordinator, people.is_trainer, \
    EXISTS (SELECT 1 FROM memberships WHERE memberships.person_id = people.id AND memberships.is_lead \
        AND memberships.confirmed_at IS NOT NULL \
        AND (memberships.from_on IS NULL OR memberships.from_on <= :today) \
        AND (memberships.to_on IS NULL OR memberships.to_on >= :today)), \
    EXISTS (SELECT 1 FROM people AS named WHERE named.line_manager_id = people.id), \
    logins.method, logins.second_factor, \
    (EXISTS (SELECT 1 FROM totp_apps WHERE totp_apps.person_id = people.id \
        AND totp_apps.confirmed_at IS NOT NULL) \
        OR EXISTS (SELECT 1 FROM passkeys WHERE passkeys.person_id = people.id))";

/// Whose login stands, and who may sign in.
const STANDS: &str = "logins.ended_at IS NULL \
    AND people.disabled_at IS NULL AND people.erased_at IS NULL AND people.merged_into IS NULL";

static CALLER: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of(&format!(
        "SELECT {ASKED} FROM logins JOIN people ON people.id = logins.person_id \
         WHERE logins.id = :login AND logins.person_id = :person AND {STANDS}"
    ))
});

static VISITOR: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of(&format!(
        "SELECT logins.id, people.id, people.name, {ASKED} \
         FROM logins JOIN people ON people.id = logins.person_id \
         WHERE logins.cookie_hash = :cookie AND logins.expires_at > :now AND {STANDS}"
    ))
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
    Ok(row.map(|row| row.judged(person)))
}

impl Row {
    fn judged(self, person: PersonId) -> (Actor, LoginFacts) {
        let actor = Actor {
            person_id: person,
            is_coordinator: self.is_coordinator,
            is_trainer: self.is_trainer,
            manages_anyone: self.named || self.leads_anywhere,
            leads_anywhere: self.leads_anywhere,
        };
        (actor, LoginFacts { method: self.method, shown: self.shown, has_one: self.has_one })
    }
}

/// Somebody signed in to the pages.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Their rights.
    pub actor: Actor,
    /// The login of this browser.
    pub login: LoginId,
    /// Their name.
    pub name: String,
    /// By what it is judged whether the login is enough.
    pub began: LoginFacts,
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
    let bound = [
        ("today", Bound::Day(london_day(now))),
        ("cookie", Bound::Bytes(cookie_hash.to_vec())),
        ("now", Bound::Moment(now.naive_utc())),
    ];
    let row: Option<(LoginId, PersonId, String, Row)> =
        VISITOR.with::<(Binary, Binary, Text, Columns)>(&bound).get_result(connection).optional()?;
    Ok(row.map(|(login, person, name, row)| {
        let (actor, began) = row.judged(person);
        Visitor { actor, login, name, began }
    }))
}
