//! Addresses that people want to add to their record while they stand in another one. They are shown as any other that
//! waits to be confirmed, so that nobody learns by asking whose an address is.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{AddressId, PersonId},
        people::EmailAddress,
    },
    store::{AnyConnection, error::Error, schema::asked_addresses, write_tx::WriteTx},
};

/// The row of an address that is asked for.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = asked_addresses)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct AskedAddressRow {
    pub id: AddressId,
    pub person_id: PersonId,
    pub email: String,
    pub email_folded: String,
    pub asked_at: NaiveDateTime,
}

/// Keeps that a person asks for an address, under this id; asked for again it stays as it is.
///
/// # Errors
/// When the database fails.
pub fn add(
    tx: &mut WriteTx<'_>,
    id: AddressId,
    person_id: PersonId,
    email: &EmailAddress,
) -> Result<(), Error> {
    let known: i64 = asked_addresses::table
        .filter(asked_addresses::person_id.eq(person_id))
        .filter(asked_addresses::email_folded.eq(email.folded()))
        .count()
        .get_result(tx.conn())?;
    if known > 0 {
        return Ok(());
    }
    let row = AskedAddressRow {
        id,
        person_id,
        email: email.as_str().to_owned(),
        email_folded: email.folded().to_owned(),
        asked_at: tx.now().naive_utc(),
    };
    diesel::insert_into(asked_addresses::table).values(&row).execute(tx.conn())?;
    Ok(())
}

/// What a person asks for, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_person(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<AskedAddressRow>, Error> {
    Ok(asked_addresses::table
        .filter(asked_addresses::person_id.eq(person))
        .order(asked_addresses::id)
        .select(AskedAddressRow::as_select())
        .load(connection)?)
}

/// Forgets one of them.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut WriteTx<'_>, id: AddressId) -> Result<(), Error> {
    diesel::delete(asked_addresses::table.find(id)).execute(tx.conn())?;
    Ok(())
}

/// Forgets that a person asks for this address: it is theirs.
///
/// # Errors
/// When the database fails.
pub fn answered(tx: &mut WriteTx<'_>, person: PersonId, email_folded: &str) -> Result<(), Error> {
    let of = asked_addresses::table
        .filter(asked_addresses::person_id.eq(person))
        .filter(asked_addresses::email_folded.eq(email_folded));
    diesel::delete(of).execute(tx.conn())?;
    Ok(())
}
