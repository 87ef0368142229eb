//! Addresses of people: found, confirmed, made primary, moved and removed. Adding one is in `people`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{AddressId, PersonId},
        people::EmailAddress,
    },
    store::{AnyConnection, error::Error, schema::addresses, write_tx::WriteTx},
};

/// An address's row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = addresses)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct AddressRow {
    pub id: AddressId,
    pub person_id: PersonId,
    pub email: String,
    pub email_folded: String,
    pub is_primary: bool,
    pub confirmed_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
}

/// The row of an address, if anybody has it.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, email: &EmailAddress) -> Result<Option<AddressRow>, Error> {
    Ok(addresses::table
        .filter(addresses::email_folded.eq(email.folded()))
        .select(AddressRow::as_select())
        .first(connection)
        .optional()?)
}

/// The address with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: AddressId) -> Result<AddressRow, Error> {
    Ok(addresses::table.find(id).select(AddressRow::as_select()).first(connection)?)
}

/// The addresses of a person, the primary one first.
///
/// # Errors
/// When the database fails.
pub fn of_person(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<AddressRow>, Error> {
    Ok(addresses::table
        .filter(addresses::person_id.eq(person))
        .order((addresses::is_primary.desc(), addresses::id))
        .select(AddressRow::as_select())
        .load(connection)?)
}

/// Marks an address as confirmed, now.
///
/// # Errors
/// When the database fails.
pub fn confirm(tx: &mut WriteTx<'_>, id: AddressId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(addresses::table.find(id).filter(addresses::confirmed_at.is_null()))
        .set(addresses::confirmed_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Puts an address right that nobody has confirmed.
///
/// # Errors
/// [`Error::Conflict`] when somebody has that address already.
pub fn correct(tx: &mut WriteTx<'_>, id: AddressId, email: &EmailAddress) -> Result<(), Error> {
    tx.savepoint(|tx| {
        diesel::update(addresses::table.find(id).filter(addresses::confirmed_at.is_null()))
            .set((addresses::email.eq(email.as_str()), addresses::email_folded.eq(email.folded())))
            .execute(tx.conn())
            .map_err(Error::from)
    })?;
    Ok(())
}

/// Makes one address of a person the primary one.
///
/// # Errors
/// When the database fails.
pub fn make_primary(tx: &mut WriteTx<'_>, person: PersonId, id: AddressId) -> Result<(), Error> {
    diesel::update(addresses::table.filter(addresses::person_id.eq(person)))
        .set(addresses::is_primary.eq(false))
        .execute(tx.conn())?;
    diesel::update(addresses::table.find(id)).set(addresses::is_primary.eq(true)).execute(tx.conn())?;
    Ok(())
}

/// Gives an address to another person, for whom it is primary or not.
///
/// # Errors
/// When the database fails.
pub fn give_to(tx: &mut WriteTx<'_>, id: AddressId, person: PersonId, primary: bool) -> Result<(), Error> {
    diesel::update(addresses::table.find(id))
        .set((addresses::person_id.eq(person), addresses::is_primary.eq(primary)))
        .execute(tx.conn())?;
    Ok(())
}

/// Removes an address; its tokens must be gone.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &mut WriteTx<'_>, id: AddressId) -> Result<(), Error> {
    diesel::delete(addresses::table.find(id)).execute(tx.conn())?;
    Ok(())
}
