//! Who supports whom in practice, from each side; who is listed, and who wants no mail when something lapses.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::{dsl::exists, prelude::*, select};

use crate::{
    domain::ids::{CourseId, OrganisationId, PersonId},
    store::{
        AnyConnection,
        error::Error,
        read::people::belonging::{holds_on, london_day},
        schema::{
            lapse_notices, lapse_notices_off, memberships, people, practice_supports as supports,
            practitioners,
        },
    },
};

/// Whom somebody named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSupport {
    /// The colleague; none for the hub.
    pub colleague: Option<(PersonId, String)>,
    /// Whether they have said yes.
    pub agreed: bool,
}

/// Somebody who asks for support, or has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supported {
    /// Who.
    pub person: (PersonId, String),
    /// Since when they ask.
    pub asked_at: DateTime<Utc>,
    /// Whether the supporter has said yes.
    pub agreed: bool,
}

/// Whom somebody named.
///
/// # Errors
/// When the database fails.
pub fn of(connection: &mut AnyConnection, person: PersonId) -> Result<Option<OwnSupport>, Error> {
    type Row = (Option<NaiveDateTime>, Option<(PersonId, String)>);
    let found: Option<Row> = supports::table
        .left_join(people::table.on(supports::supporter_id.eq(people::id.nullable())))
        .filter(supports::person_id.eq(person))
        .select((supports::agreed_at, (people::id, people::name).nullable()))
        .first(connection)
        .optional()?;
    Ok(found.map(|(agreed, colleague)| OwnSupport { colleague, agreed: agreed.is_some() }))
}

/// Who asks somebody for support, or has it, the longest first.
///
/// # Errors
/// When the database fails.
pub fn by(connection: &mut AnyConnection, supporter: PersonId) -> Result<Vec<Supported>, Error> {
    let found: Vec<((PersonId, String), NaiveDateTime, Option<NaiveDateTime>)> = supports::table
        .inner_join(people::table.on(supports::person_id.eq(people::id)))
        .filter(supports::supporter_id.eq(supporter))
        .order((supports::asked_at, supports::person_id))
        .select(((people::id, people::name), supports::asked_at, supports::agreed_at))
        .load(connection)?;
    let shown = |(person, asked_at, agreed): ((PersonId, String), NaiveDateTime, Option<NaiveDateTime>)| {
        Supported { person, asked_at: asked_at.and_utc(), agreed: agreed.is_some() }
    };
    Ok(found.into_iter().map(shown).collect())
}

/// Whom somebody may name: listed practitioners of the organisations they belong to, by name. All of them can be seen by
/// whoever is signed in.
///
/// # Errors
/// When the database fails.
pub fn may_be_named(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<(PersonId, String)>, Error> {
    let today = london_day(now);
    let own: Vec<OrganisationId> = memberships::table
        .filter(memberships::person_id.eq(person))
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(today))
        .select(memberships::organisation_id)
        .load(connection)?;
    let colleagues = memberships::table
        .filter(memberships::organisation_id.eq_any(own))
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(today))
        .select(memberships::person_id);
    Ok(practitioners::table
        .inner_join(people::table)
        .filter(people::id.ne(person))
        .filter(people::disabled_at.is_null())
        .filter(people::id.eq_any(colleagues))
        .order((people::name_folded, people::id))
        .select((people::id, people::name))
        .load(connection)?)
}

/// Whether somebody said yes to being listed.
///
/// # Errors
/// When the database fails.
pub fn is_listed(connection: &mut AnyConnection, person: PersonId) -> Result<bool, Error> {
    Ok(select(exists(practitioners::table.find(person))).get_result(connection)?)
}

/// Whether somebody wants no mail when something lapses.
///
/// # Errors
/// When the database fails.
pub fn wants_no_mail(connection: &mut AnyConnection, person: PersonId) -> Result<bool, Error> {
    Ok(select(exists(lapse_notices_off::table.find(person))).get_result(connection)?)
}

/// Of what people were told that it lapses: who, by which course, on which day.
///
/// # Errors
/// When the database fails.
pub fn told(connection: &mut AnyConnection) -> Result<HashSet<(PersonId, CourseId, NaiveDate)>, Error> {
    let rows: Vec<(PersonId, CourseId, NaiveDate)> = lapse_notices::table
        .select((lapse_notices::person_id, lapse_notices::course_id, lapse_notices::lapses_on))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}
