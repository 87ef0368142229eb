//! Who manages somebody, with all that is asked about them when something happens to that person: one question.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_types::{Binary, Bool, Nullable, Text},
};

use super::belonging::london_day;
use crate::{
    domain::ids::{PersonId, RowId},
    store::{
        AnyConnection,
        error::Error,
        prepared::{Bound, Statement},
    },
};

/// Somebody who manages a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manager {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// How they want to hear of the bookings of those they manage: `weekly`, `each` or `none`.
    pub copies: String,
    /// Their account is open.
    pub open: bool,
    /// The person names them as line manager.
    pub line: bool,
}

/// Everybody who manages a person today: the line manager first, then those who lead their organisations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Managers {
    /// Each once.
    pub all: Vec<Manager>,
    /// The address by which the person named their line manager, whoever has it.
    pub named_by: Option<String>,
}

impl Managers {
    /// Of those found in any order, each with the membership that makes them lead; none for the line manager.
    pub(in crate::store::read) fn of(
        person: PersonId,
        mut found: Vec<(Option<RowId>, Manager)>,
        named_by: Option<String>,
    ) -> Self {
        found.sort_by_key(|(membership, _)| *membership);
        let mut all: Vec<Manager> = Vec::new();
        for (_, manager) in found {
            if manager.id != person && all.iter().all(|known| known.id != manager.id) {
                all.push(manager);
            }
        }
        Self { all, named_by }
    }

    /// Who they are.
    #[must_use]
    pub fn ids(&self) -> Vec<PersonId> {
        self.all.iter().map(|manager| manager.id).collect()
    }

    /// The names of those who hear of the person's bookings, at once or in their weekly digest, the line manager first;
    /// where the person named them by an address, that address, whoever has it.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        let by_name =
            |manager: &&Manager| manager.copies != "none" && !(manager.line && self.named_by.is_some());
        let names = self.all.iter().filter(by_name).map(|manager| manager.name.clone());
        self.named_by.clone().into_iter().chain(names).collect()
    }
}

/// The line manager, and then whoever leads an organisation the person belongs to today: membership, id, name, copies,
/// whether their account is open, and the address by which the line manager was named.
pub(in crate::store::read) const LINE_MANAGER: &str = "people AS their JOIN people AS manager \
     ON manager.id = their.line_manager_id WHERE their.id = :person";

/// Joined as [`LINE_MANAGER`]: `leads` is the membership that makes `manager` lead an organisation of the person's.
pub(in crate::store::read) const LEADS: &str = "memberships AS own JOIN memberships AS leads \
     ON leads.organisation_id = own.organisation_id JOIN people AS manager ON manager.id = leads.person_id \
     WHERE own.person_id = :person AND own.confirmed_at IS NOT NULL \
     AND (own.from_on IS NULL OR own.from_on <= :today) AND (own.to_on IS NULL OR own.to_on >= :today) \
     AND leads.is_lead AND leads.confirmed_at IS NOT NULL \
     AND (leads.from_on IS NULL OR leads.from_on <= :today) AND (leads.to_on IS NULL OR leads.to_on >= :today)";

/// Whether the account of `manager` is open.
pub(in crate::store::read) const OPEN: &str =
    "manager.disabled_at IS NULL AND manager.erased_at IS NULL AND manager.merged_into IS NULL";

static MANAGERS: LazyLock<Statement> = LazyLock::new(|| {
    let columns = format!("manager.id, manager.name, manager.manager_copies, {OPEN}");
    Statement::of(&format!(
        "SELECT CAST(NULL AS bytea) AS leads, {columns}, their.line_manager_email FROM {LINE_MANAGER} \
         UNION ALL SELECT leads.id, {columns}, NULL FROM {LEADS} \
         UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, line_manager_email FROM people \
         WHERE id = :person AND line_manager_email IS NOT NULL"
    ))
});

type Columns =
    (Nullable<Binary>, Nullable<Binary>, Nullable<Text>, Nullable<Text>, Nullable<Bool>, Nullable<Text>);

#[derive(Queryable)]
struct Row {
    leads: Option<RowId>,
    id: Option<PersonId>,
    name: Option<String>,
    copies: Option<String>,
    open: Option<bool>,
    named_by: Option<String>,
}

/// Everybody who manages a person today.
///
/// # Errors
/// When the database fails.
pub fn managers(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Managers, Error> {
    let bound = [("person", person.into()), ("today", Bound::Day(london_day(now)))];
    let rows: Vec<Row> = MANAGERS.with::<Columns>(&bound).load(connection)?;
    let (mut found, mut named_by) = (Vec::new(), None);
    for row in rows {
        named_by = row.named_by.or(named_by);
        let (Some(id), Some(name), Some(copies)) = (row.id, row.name, row.copies) else { continue };
        let (open, line) = (row.open.unwrap_or(false), row.leads.is_none());
        found.push((row.leads, Manager { id, name, copies, open, line }));
    }
    Ok(Managers::of(person, found, named_by))
}
