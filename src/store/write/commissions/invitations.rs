//! Organisations invited to a private session.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{InvitationId, OrganisationId, PersonId, SessionId},
        words::InvitationState,
    },
    store::{AnyConnection, error::Error, schema::session_invitations as invitations, write_tx::WriteTx},
};

/// An invitation's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = invitations)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct InvitationRow {
    pub id: InvitationId,
    pub session_id: SessionId,
    pub organisation_id: OrganisationId,
    pub places: i32,
    pub state: InvitationState,
    pub invited_by: PersonId,
    pub invited_at: NaiveDateTime,
    pub answered_by: Option<PersonId>,
    pub answered_at: Option<NaiveDateTime>,
    pub words: Option<String>,
}

/// Adds an invitation. The session must be locked.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &InvitationRow) -> Result<(), Error> {
    diesel::insert_into(invitations::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// The invitation with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: InvitationId) -> Result<InvitationRow, Error> {
    Ok(invitations::table.find(id).select(InvitationRow::as_select()).first(connection)?)
}

/// The invitations to a session, in the order in which they were made.
///
/// # Errors
/// When the database fails.
pub fn of_session(connection: &mut AnyConnection, session: SessionId) -> Result<Vec<InvitationRow>, Error> {
    Ok(invitations::table
        .filter(invitations::session_id.eq(session))
        .order(invitations::id)
        .select(InvitationRow::as_select())
        .load(connection)?)
}

/// Stores what changes about an invitation.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, row: &InvitationRow) -> Result<(), Error> {
    diesel::update(invitations::table.find(row.id))
        .set((
            invitations::places.eq(row.places),
            invitations::state.eq(row.state),
            invitations::answered_by.eq(row.answered_by),
            invitations::answered_at.eq(row.answered_at),
            invitations::words.eq(row.words.as_deref()),
        ))
        .execute(tx.conn())?;
    Ok(())
}
