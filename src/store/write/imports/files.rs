//! Files between being looked at and being brought in: kept in parts, so that every copy of the service has them and
//! no write is large.

use diesel::prelude::*;

use crate::{
    domain::ids::RowId,
    store::{
        error::Error,
        read::imports::files::FileRow,
        schema::{import_file_parts, import_files, import_headings},
        write_tx::WriteTx,
    },
};

/// Adds a file that has no bytes yet.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &FileRow) -> Result<(), Error> {
    diesel::insert_into(import_files::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Adds the next part of one.
///
/// # Errors
/// When the database fails.
pub fn add_part(tx: &mut WriteTx<'_>, file: RowId, position: i32, bytes: &[u8]) -> Result<(), Error> {
    diesel::insert_into(import_file_parts::table)
        .values((
            import_file_parts::file_id.eq(file),
            import_file_parts::position.eq(position),
            import_file_parts::bytes.eq(bytes),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Keeps what somebody chose about one.
///
/// # Errors
/// When the database fails.
pub fn choose(tx: &mut WriteTx<'_>, file: RowId, choices: &str) -> Result<(), Error> {
    diesel::update(import_files::table.find(file))
        .set(import_files::choices.eq(choices))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes one.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &mut WriteTx<'_>, file: RowId) -> Result<(), Error> {
    diesel::delete(import_file_parts::table.filter(import_file_parts::file_id.eq(file)))
        .execute(tx.conn())?;
    diesel::delete(import_files::table.find(file)).execute(tx.conn())?;
    Ok(())
}

/// Deletes those whose time is over; gives how many.
///
/// # Errors
/// When the database fails.
pub fn remove_expired(tx: &mut WriteTx<'_>) -> Result<usize, Error> {
    let now = tx.now().naive_utc();
    let over: Vec<RowId> = import_files::table
        .filter(import_files::expires_at.le(now))
        .select(import_files::id)
        .load(tx.conn())?;
    for file in &over {
        remove(tx, *file)?;
    }
    Ok(over.len())
}

/// Remembers what a heading holds.
///
/// # Errors
/// When the database fails.
pub fn remember(tx: &mut WriteTx<'_>, kind: &str, heading: &str, holds: &str) -> Result<(), Error> {
    diesel::delete(import_headings::table.find((kind, heading))).execute(tx.conn())?;
    diesel::insert_into(import_headings::table)
        .values((
            import_headings::kind.eq(kind),
            import_headings::heading.eq(heading),
            import_headings::holds.eq(holds),
        ))
        .execute(tx.conn())?;
    Ok(())
}
