//! The list of a commission follows who holds a place on its session.

use crate::{
    domain::ids::{PersonId, SessionId},
    store::{
        WriteTx,
        read::people::person,
        write::{
            commissions::commission::{self, CommissionRow, NewMember},
            service::locks,
        },
    },
    usecases::{error::Failure, loaded_session::Scene},
};

/// Takes hold of the request whose session this is, if it is one's.
pub(crate) fn of_session(tx: &mut WriteTx<'_>, session: SessionId) -> Result<Option<CommissionRow>, Failure> {
    let Some(row) = commission::of_session(tx.conn(), session)? else { return Ok(None) };
    locks::lock_commission(tx, row.id)?;
    let row = commission::load(tx.conn(), row.id)?;
    Ok(Some(row).filter(|row| row.session_id == Some(session)))
}

/// Somebody got a place on a private session, by whichever door: they are on the list from now on.
pub(crate) fn joined(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    person: PersonId,
    by: PersonId,
) -> Result<(), Failure> {
    if !scene.session.private {
        return Ok(());
    }
    let Some(row) = of_session(tx, scene.id())? else { return Ok(()) };
    let name = person::name(tx.conn(), person)?;
    let new = NewMember { person, name: &name, address: None, known: true };
    commission::add_member(tx, row.id, new, by)?;
    Ok(())
}
