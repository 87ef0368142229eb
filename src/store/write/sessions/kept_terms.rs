//! The terms a session keeps, and how long its dates really ran.

use diesel::prelude::*;

use crate::{
    domain::ids::SessionId,
    store::{
        Row,
        error::Error,
        read::sessions::{date_lengths::LengthRow, kept_terms::TermsRow},
        schema::{date_lengths, session_terms},
        write_tx::WriteTx,
    },
};

/// Keeps terms with a session, in place of those before.
///
/// # Errors
/// When the database fails.
pub fn put(tx: &mut WriteTx<'_>, row: &TermsRow) -> Result<(), Error> {
    diesel::delete(session_terms::table.find(row.session_id)).execute(tx.conn())?;
    diesel::insert_into(session_terms::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Keeps how long a date of a session really ran.
///
/// # Errors
/// When the database fails.
pub fn add_length(tx: &mut WriteTx<'_>, session: SessionId, row: &LengthRow) -> Result<(), Error> {
    tx.changed(Row::Session(session.uuid()));
    diesel::insert_into(date_lengths::table).values(row).execute(tx.conn())?;
    Ok(())
}
