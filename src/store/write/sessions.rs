//! Sessions and their dates.

use diesel::prelude::*;

use crate::{
    domain::{ids::SessionId, words::SessionState},
    store::{error::Error, schema::sessions, write_tx::WriteTx},
};

/// Stores that a session is called off.
///
/// # Errors
/// When the database fails.
pub fn call_off(
    tx: &mut WriteTx<'_>,
    session: SessionId,
    state: SessionState,
    reason: &str,
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(sessions::table.find(session))
        .set((
            sessions::state.eq(state),
            sessions::cancelled_at.eq(Some(now)),
            sessions::cancel_reason.eq(Some(reason)),
            sessions::revision.eq(sessions::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}
