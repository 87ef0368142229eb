//! Organisations as rows that can be changed. Adding one is in `people`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::{ids::OrganisationId, people::Folded, words::OrganisationKind},
    store::{AnyConnection, error::Error, schema::organisations, write_tx::WriteTx},
};

/// An organisation's row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = organisations)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct OrganisationRow {
    pub id: OrganisationId,
    pub name: String,
    pub name_folded: String,
    pub kind: OrganisationKind,
    pub domain: Option<String>,
    pub needs_approval: bool,
    pub listed: bool,
    pub revision: i32,
    pub created_at: NaiveDateTime,
    pub number: Option<String>,
    pub place: Option<String>,
}

/// The organisation with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: OrganisationId) -> Result<OrganisationRow, Error> {
    Ok(organisations::table.find(id).select(OrganisationRow::as_select()).first(connection)?)
}

/// The organisation of this name, whatever its case, accents and spaces.
///
/// # Errors
/// When the database fails.
pub fn by_name(connection: &mut AnyConnection, name: &str) -> Result<Option<OrganisationRow>, Error> {
    Ok(organisations::table
        .filter(organisations::name_folded.eq(Folded::of(name).as_str()))
        .select(OrganisationRow::as_select())
        .first(connection)
        .optional()?)
}

/// The listed organisations whose own mail domain this is, in lower case.
///
/// # Errors
/// When the database fails.
pub fn of_domain(connection: &mut AnyConnection, domain: &str) -> Result<Vec<OrganisationRow>, Error> {
    Ok(organisations::table
        .filter(organisations::domain.eq(domain))
        .filter(organisations::listed)
        .order(organisations::id)
        .select(OrganisationRow::as_select())
        .load(connection)?)
}

/// Every organisation.
///
/// # Errors
/// When the database fails.
pub fn all(connection: &mut AnyConnection) -> Result<Vec<OrganisationRow>, Error> {
    Ok(organisations::table.select(OrganisationRow::as_select()).load(connection)?)
}

/// Gives an organisation its own number and the town it is in, as it is added.
///
/// # Errors
/// [`Error::Conflict`] when another one has the number.
pub fn place(
    tx: &mut WriteTx<'_>,
    id: OrganisationId,
    number: Option<&str>,
    place: Option<&str>,
) -> Result<(), Error> {
    diesel::update(organisations::table.find(id))
        .set((organisations::number.eq(number), organisations::place.eq(place)))
        .execute(tx.conn())?;
    Ok(())
}

/// Stores a changed organisation as a whole, under the next revision.
///
/// # Errors
/// [`Error::Conflict`] when another one has its name.
pub fn store(tx: &mut WriteTx<'_>, row: &OrganisationRow) -> Result<(), Error> {
    tx.savepoint(|tx| {
        diesel::update(organisations::table.find(row.id))
            .set((
                organisations::name.eq(&row.name),
                organisations::name_folded.eq(Folded::of(&row.name).as_str()),
                organisations::kind.eq(row.kind),
                organisations::domain.eq(row.domain.as_deref()),
                organisations::needs_approval.eq(row.needs_approval),
                organisations::listed.eq(row.listed),
                organisations::number.eq(row.number.as_deref()),
                organisations::place.eq(row.place.as_deref()),
                organisations::revision.eq(organisations::revision + 1),
            ))
            .execute(tx.conn())
            .map_err(Error::from)
    })?;
    Ok(())
}
