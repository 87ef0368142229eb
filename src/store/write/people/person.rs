//! People, their addresses and memberships, and organisations.

use crate::{
    domain::{
        ids::{AddressId, MembershipId, OrganisationId, PersonId},
        people::{EmailAddress, Folded, PersonName},
        words::{MembershipProof, OrganisationKind},
    },
    store::{
        AnyConnection, Row,
        error::Error,
        schema::{addresses, memberships, organisations, people},
        write_tx::WriteTx,
    },
};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// A person's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = people)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub name_folded: String,
    pub certificate_name: Option<String>,
    pub password_hash: Option<String>,
    pub is_trainer: bool,
    pub is_coordinator: bool,
    pub line_manager_id: Option<PersonId>,
    pub line_manager_email: Option<String>,
    /// `weekly`, `each` or `none`.
    pub manager_copies: String,
    pub source: String,
    pub disabled_at: Option<NaiveDateTime>,
    pub erased_at: Option<NaiveDateTime>,
    pub merged_into: Option<PersonId>,
    pub lock_count: i32,
    pub revision: i32,
    pub created_at: NaiveDateTime,
}

/// Adds a person without roles, password or address; `source` says where the record came from.
///
/// # Errors
/// When the database fails.
pub fn add_person(tx: &mut WriteTx<'_>, name: &PersonName, source: &str) -> Result<PersonRow, Error> {
    let row = PersonRow {
        id: tx.new_id(),
        name: name.as_str().to_owned(),
        name_folded: name.folded(),
        certificate_name: None,
        password_hash: None,
        is_trainer: false,
        is_coordinator: false,
        line_manager_id: None,
        line_manager_email: None,
        manager_copies: "weekly".to_owned(),
        source: source.to_owned(),
        disabled_at: None,
        erased_at: None,
        merged_into: None,
        lock_count: 0,
        revision: 1,
        created_at: tx.now().naive_utc(),
    };
    diesel::insert_into(people::table).values(&row).execute(tx.conn())?;
    tx.changed(Row::Person(row.id.uuid()));
    Ok(row)
}

/// The person with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load_person(connection: &mut AnyConnection, id: PersonId) -> Result<PersonRow, Error> {
    Ok(people::table.find(id).select(PersonRow::as_select()).first(connection)?)
}

/// Stores a changed person as a whole, under the next revision.
///
/// # Errors
/// When the database fails.
pub fn store_person(tx: &mut WriteTx<'_>, row: &PersonRow) -> Result<(), Error> {
    tx.changed(Row::Person(row.id.uuid()));
    diesel::update(people::table.find(row.id))
        .set((
            people::name.eq(&row.name),
            people::name_folded.eq(&row.name_folded),
            people::certificate_name.eq(row.certificate_name.as_deref()),
            people::password_hash.eq(row.password_hash.as_deref()),
            people::is_trainer.eq(row.is_trainer),
            people::is_coordinator.eq(row.is_coordinator),
            people::line_manager_id.eq(row.line_manager_id),
            people::line_manager_email.eq(row.line_manager_email.as_deref()),
            people::manager_copies.eq(&row.manager_copies),
            people::disabled_at.eq(row.disabled_at),
            people::erased_at.eq(row.erased_at),
            people::merged_into.eq(row.merged_into),
            people::revision.eq(people::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Makes a person the line manager of everybody who named them by this address before it was confirmed; gives whose.
///
/// # Errors
/// When the database fails.
pub fn manage_whoever_named(
    tx: &mut WriteTx<'_>,
    manager: PersonId,
    folded: &str,
) -> Result<Vec<PersonId>, Error> {
    let named: Vec<PersonId> = people::table
        .filter(people::line_manager_email.eq(folded))
        .filter(people::line_manager_id.is_null())
        .filter(people::id.ne(manager))
        .select(people::id)
        .load(tx.conn())?;
    let rows = people::table.filter(people::id.eq_any(&named)).filter(people::line_manager_id.is_null());
    diesel::update(rows)
        .set((people::line_manager_id.eq(Some(manager)), people::revision.eq(people::revision + 1)))
        .execute(tx.conn())?;
    Ok(named)
}

/// Adds an address; the first of a person is their primary one.
///
/// # Errors
/// [`Error::Conflict`] when somebody has it already.
pub fn add_address(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    email: &EmailAddress,
    confirmed: bool,
) -> Result<AddressId, Error> {
    let now = tx.now().naive_utc();
    let others: i64 =
        addresses::table.filter(addresses::person_id.eq(person)).count().get_result(tx.conn())?;
    let id: AddressId = tx.new_id();
    tx.savepoint(|tx| {
        diesel::insert_into(addresses::table)
            .values((
                addresses::id.eq(id),
                addresses::person_id.eq(person),
                addresses::email.eq(email.as_str()),
                addresses::email_folded.eq(email.folded()),
                addresses::is_primary.eq(others == 0),
                addresses::confirmed_at.eq(confirmed.then_some(now)),
                addresses::created_at.eq(now),
            ))
            .execute(tx.conn())
            .map_err(Error::from)
    })?;
    Ok(id)
}

/// Adds a listed organisation.
///
/// # Errors
/// [`Error::Conflict`] when one of that name exists.
pub fn add_organisation(
    tx: &mut WriteTx<'_>,
    name: &str,
    kind: OrganisationKind,
    domain: Option<&str>,
    listed: bool,
) -> Result<OrganisationId, Error> {
    let (id, now): (OrganisationId, _) = (tx.new_id(), tx.now().naive_utc());
    tx.savepoint(|tx| {
        diesel::insert_into(organisations::table)
            .values((
                organisations::id.eq(id),
                organisations::name.eq(name),
                organisations::name_folded.eq(Folded::of(name).as_str()),
                organisations::kind.eq(kind),
                organisations::domain.eq(domain),
                organisations::needs_approval.eq(false),
                organisations::listed.eq(listed),
                organisations::revision.eq(1),
                organisations::created_at.eq(now),
            ))
            .execute(tx.conn())
            .map_err(Error::from)
    })?;
    Ok(id)
}

/// A membership to be added.
#[derive(Debug, Clone)]
pub struct NewMembership {
    /// Whose.
    pub person: PersonId,
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// From which day; open when `None`.
    pub from_on: Option<NaiveDate>,
    /// Whether they lead it.
    pub is_lead: bool,
    /// `domain`, `lead`, `coordinator` or `import`; `None` while it is only claimed.
    pub confirmed_how: Option<MembershipProof>,
}

/// Adds a membership.
///
/// # Errors
/// When the database fails.
pub fn add_membership(tx: &mut WriteTx<'_>, new: &NewMembership) -> Result<MembershipId, Error> {
    let (id, now): (MembershipId, _) = (tx.new_id(), tx.now().naive_utc());
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(id),
            memberships::person_id.eq(new.person),
            memberships::organisation_id.eq(new.organisation),
            memberships::from_on.eq(new.from_on),
            memberships::is_lead.eq(new.is_lead),
            memberships::confirmed_at.eq(new.confirmed_how.map(|_| now)),
            memberships::confirmed_how.eq(new.confirmed_how),
            memberships::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(id)
}
