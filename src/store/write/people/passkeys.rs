//! Passkeys of people, as the library that judges them writes them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{PersonId, RowId},
    store::{AnyConnection, error::Error, schema::passkeys, write_tx::WriteTx},
};

/// A passkey's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = passkeys)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct PasskeyRow {
    pub id: RowId,
    pub person_id: PersonId,
    pub credential_id: Vec<u8>,
    pub name: String,
    pub credential: String,
    pub created_at: NaiveDateTime,
    pub last_used_at: Option<NaiveDateTime>,
}

/// The passkeys of a person, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_person(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<PasskeyRow>, Error> {
    let of = passkeys::table.filter(passkeys::person_id.eq(person));
    Ok(of.order(passkeys::id).select(PasskeyRow::as_select()).load(connection)?)
}

/// The passkey that devices know by this id.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, credential_id: &[u8]) -> Result<Option<PasskeyRow>, Error> {
    let of = passkeys::table.filter(passkeys::credential_id.eq(credential_id));
    Ok(of.select(PasskeyRow::as_select()).first(connection).optional()?)
}

/// Adds a passkey; `false` when it belongs to an account already.
///
/// # Errors
/// When the database fails.
pub fn add(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    (credential_id, credential): (&[u8], String),
    name: &str,
) -> Result<bool, Error> {
    if find(tx.conn(), credential_id)?.is_some() {
        return Ok(false);
    }
    let row = PasskeyRow {
        id: tx.new_id(),
        person_id: person,
        credential_id: credential_id.to_vec(),
        name: name.to_owned(),
        credential,
        created_at: tx.now().naive_utc(),
        last_used_at: None,
    };
    diesel::insert_into(passkeys::table).values(&row).execute(tx.conn())?;
    Ok(true)
}

/// Notes that a passkey was used, and what has changed about it since; none of it when somebody used it meanwhile.
///
/// # Errors
/// When the database fails.
pub fn used(tx: &mut WriteTx<'_>, before: &PasskeyRow, credential: &str) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let same = passkeys::table.find(before.id).filter(passkeys::credential.eq(&before.credential));
    let changed = diesel::update(same)
        .set((passkeys::credential.eq(credential), passkeys::last_used_at.eq(Some(now))))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Forgets a passkey of a person; its name, if there was one.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &mut WriteTx<'_>, person: PersonId, id: RowId) -> Result<Option<String>, Error> {
    let of = passkeys::table.find(id).filter(passkeys::person_id.eq(person));
    let name: Option<String> = of.select(passkeys::name).first(tx.conn()).optional()?;
    diesel::delete(of).execute(tx.conn())?;
    Ok(name)
}

/// Forgets every passkey of a person; how many there were.
///
/// # Errors
/// When the database fails.
pub fn remove_all(tx: &mut WriteTx<'_>, person: PersonId) -> Result<usize, Error> {
    Ok(diesel::delete(passkeys::table.filter(passkeys::person_id.eq(person))).execute(tx.conn())?)
}
