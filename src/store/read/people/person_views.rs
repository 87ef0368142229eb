//! People as coordinators and managers see them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::exists, prelude::*};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::belonging::{holds_on, london_day};
use crate::{
    domain::{
        ids::{OrganisationId, PersonId},
        people::Folded,
        words::Role,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{addresses, memberships, organisations, people},
        search::{Meant, Sought, anywhere, who_may_be_meant, with_parts},
    },
};

/// An organisation by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganisationBrief {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonView {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their primary address; null for somebody who has none.
    pub email: Option<String>,
    /// Where they belong now, confirmed or not.
    pub organisations: Vec<OrganisationBrief>,
    /// `delegate`, and what else they are.
    pub roles: Vec<Role>,
    /// They may not sign in or be booked any more.
    pub disabled: bool,
}

/// Whom a list of people is for.
#[derive(Debug, Clone)]
pub enum Seen {
    /// Everybody.
    Everyone,
    /// These alone.
    Only(Vec<PersonId>),
}

/// Which people, and where in the list to begin.
#[derive(Debug, Clone)]
pub struct PeopleQuery {
    /// Part of a name or address, as typed.
    pub q: Option<String>,
    /// Whom the caller may see.
    pub seen: Seen,
    /// The position of the last one of the page before.
    pub after: Option<String>,
    /// How many at most.
    pub limit: i64,
}

/// The most texts whose people are looked at and sorted. People of one first name stand together in the list, so that a
/// walk may be long before it comes to them.
const MOST_SORTED: usize = 30_000;

/// Where a person stands in a list.
#[must_use]
pub fn position(view: &PersonView) -> String {
    format!("{}\n{}", Folded::of(&view.name).as_str(), view.id)
}

/// The place in a list sorted by folded name and id that a cursor names.
pub(in crate::store::read) fn after_in<T>(
    cursor: Option<&str>,
) -> Option<(String, crate::domain::ids::Id<T>)> {
    let (name, id) = cursor?.rsplit_once('\n')?;
    Some((name.to_owned(), id.parse().ok()?))
}

/// People by name. Registrations that were never confirmed are nobody yet and left out.
///
/// # Errors
/// When the database fails.
pub fn list(
    connection: &mut AnyConnection,
    query: &PeopleQuery,
    now: DateTime<Utc>,
) -> Result<Vec<PersonView>, Error> {
    let confirmed = addresses::table
        .filter(addresses::person_id.eq(people::id))
        .filter(addresses::confirmed_at.is_not_null());
    let mut rows = people::table
        .filter(people::erased_at.is_null())
        .filter(people::merged_into.is_null())
        .filter(people::source.ne("registration").or(exists(confirmed)))
        .order((people::name_folded, people::id))
        .limit(query.limit)
        .select((
            people::id,
            people::name,
            people::is_trainer,
            people::is_coordinator,
            people::disabled_at.is_not_null(),
        ))
        .into_boxed();
    if let Seen::Only(ids) = &query.seen {
        rows = rows.filter(people::id.eq_any(ids.clone()));
    }
    let sought = query.q.as_deref().filter(|q| !q.trim().is_empty());
    if let (Seen::Everyone, Some(q)) = (&query.seen, sought) {
        let words = Folded::of(q).words().into_iter().map(str::to_owned).collect();
        let sought =
            Sought { in_name: words, in_address: Some(q.trim().to_ascii_lowercase()), in_number: None };
        rows = match who_may_be_meant(connection, &sought, MOST_SORTED)? {
            Meant::Anybody => rows,
            Meant::These(ids) => rows.filter(people::id.eq_any(ids)),
            Meant::WithParts(parts) => rows.filter(with_parts("people.id", parts)),
        };
    }
    let searched: &[bool] = if matches!(query.seen, Seen::Everyone) { &[true, false] } else { &[true] };
    if let Some(q) = sought {
        // Every word has to be found, in whatever order; or all of it in an address.
        for word in Folded::of(q).words() {
            let with_address = addresses::table
                .filter(addresses::person_id.eq(people::id))
                .filter(addresses::email_folded.like(anywhere(&q.trim().to_ascii_lowercase())).escape('\\'))
                // Whoever manages them finds them by the address they are shown, and learns of no other.
                .filter(addresses::is_primary.eq_any(searched));
            rows =
                rows.filter(people::name_folded.like(anywhere(word)).escape('\\').or(exists(with_address)));
        }
    }
    if let Some((name, id)) = after_in::<crate::domain::ids::Person>(query.after.as_deref()) {
        // Said twice, so that the walk along the names begins there.
        rows = rows.filter(people::name_folded.ge(name.clone()));
        rows = rows.filter(people::name_folded.gt(name).or(people::id.gt(id)));
    }
    let rows: Vec<Row> = rows.load(connection)?;
    dress(connection, rows, london_day(now))
}

/// One person.
///
/// # Errors
/// [`Error::Missing`] if there is none, or their record went into another.
pub fn view(connection: &mut AnyConnection, id: PersonId, now: DateTime<Utc>) -> Result<PersonView, Error> {
    let row: Row = people::table
        .find(id)
        .filter(people::erased_at.is_null())
        .filter(people::merged_into.is_null())
        .select((
            people::id,
            people::name,
            people::is_trainer,
            people::is_coordinator,
            people::disabled_at.is_not_null(),
        ))
        .first(connection)?;
    dress(connection, vec![row], london_day(now))?.pop().ok_or(Error::Missing)
}

/// The revision of a person's record, for `ETag`.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn revision(connection: &mut AnyConnection, id: PersonId) -> Result<i32, Error> {
    Ok(people::table.find(id).select(people::revision).first(connection)?)
}

type Row = (PersonId, String, bool, bool, bool);

/// Adds addresses, organisations and roles, in a constant number of queries.
fn dress(connection: &mut AnyConnection, rows: Vec<Row>, today: NaiveDate) -> Result<Vec<PersonView>, Error> {
    let ids: Vec<PersonId> = rows.iter().map(|row| row.0).collect();
    let mails: Vec<(PersonId, String)> = addresses::table
        .filter(addresses::person_id.eq_any(&ids))
        .order((addresses::is_primary, addresses::confirmed_at.is_not_null(), addresses::id.desc()))
        .select((addresses::person_id, addresses::email))
        .load(connection)?;
    // The last of each person wins: the primary one.
    let mails: HashMap<PersonId, String> = mails.into_iter().collect();
    let belongs: Vec<(PersonId, OrganisationId, String, bool)> = memberships::table
        .inner_join(organisations::table)
        .filter(memberships::person_id.eq_any(&ids))
        .filter(holds_on(today))
        .order(memberships::id)
        .select((
            memberships::person_id,
            organisations::id,
            organisations::name,
            memberships::is_lead.and(memberships::confirmed_at.is_not_null()),
        ))
        .load(connection)?;
    let named: Vec<Option<PersonId>> = people::table
        .filter(people::line_manager_id.eq_any(&ids))
        .select(people::line_manager_id)
        .distinct()
        .load(connection)?;
    let views = rows.into_iter().map(|(id, name, is_trainer, is_coordinator, disabled)| {
        let own: Vec<_> = belongs.iter().filter(|row| row.0 == id).collect();
        let manages = named.contains(&Some(id)) || own.iter().any(|row| row.3);
        let mut organisations: Vec<OrganisationBrief> = Vec::new();
        for (_, organisation, name, _) in own {
            if organisations.iter().all(|known| known.id != *organisation) {
                organisations.push(OrganisationBrief { id: *organisation, name: name.clone() });
            }
        }
        let roles = roles(is_trainer, manages, is_coordinator);
        PersonView { id, name, email: mails.get(&id).cloned(), organisations, roles, disabled }
    });
    Ok(views.collect())
}

/// The words for what somebody is.
#[must_use]
pub fn roles(is_trainer: bool, manages_anyone: bool, is_coordinator: bool) -> Vec<Role> {
    let mut roles = vec![Role::Delegate];
    for (has, role) in
        [(is_trainer, Role::Trainer), (manages_anyone, Role::Manager), (is_coordinator, Role::Coordinator)]
    {
        if has {
            roles.push(role);
        }
    }
    roles
}
