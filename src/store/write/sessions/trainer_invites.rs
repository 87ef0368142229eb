//! Trainers' invites: one UID a trainer and date, and the SEQUENCE it has reached.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{DateId, PersonId, RowId, SessionId},
        invites::InviteMethod,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{session_dates, trainer_invites},
        write_tx::WriteTx,
    },
};

/// A trainer's invite for one date.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = trainer_invites)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct TrainerInviteRow {
    pub id: RowId,
    pub session_id: SessionId,
    pub date_id: DateId,
    pub person_id: PersonId,
    pub uid: String,
    pub sequence: i32,
    /// `request`, `withdraw` or `call_off`.
    pub last_method: InviteMethod,
    pub email: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// A trainer's invites for a session, by date; of dates that were dropped too.
///
/// # Errors
/// When the database fails.
pub fn of_trainer(
    connection: &mut AnyConnection,
    session: SessionId,
    person: PersonId,
) -> Result<Vec<TrainerInviteRow>, Error> {
    Ok(trainer_invites::table
        .inner_join(session_dates::table)
        .filter(trainer_invites::session_id.eq(session))
        .filter(trainer_invites::person_id.eq(person))
        .order((session_dates::starts_at, session_dates::id))
        .select(TrainerInviteRow::as_select())
        .load(connection)?)
}

/// All of a trainer's invites, by date.
///
/// # Errors
/// When the database fails.
pub fn of_person(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<TrainerInviteRow>, Error> {
    Ok(trainer_invites::table
        .inner_join(session_dates::table)
        .filter(trainer_invites::person_id.eq(person))
        .order((session_dates::starts_at, session_dates::id))
        .select(TrainerInviteRow::as_select())
        .load(connection)?)
}

/// Adds an invite.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &TrainerInviteRow) -> Result<(), Error> {
    diesel::insert_into(trainer_invites::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Stores an invite's new sequence, method and address.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, row: &TrainerInviteRow) -> Result<(), Error> {
    diesel::update(trainer_invites::table.find(row.id))
        .set((
            trainer_invites::sequence.eq(row.sequence),
            trainer_invites::last_method.eq(row.last_method),
            trainer_invites::email.eq(&row.email),
            trainer_invites::updated_at.eq(tx.now().naive_utc()),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Makes an invite another person's, who has none for its date.
///
/// # Errors
/// [`Error::Conflict`] when they have one.
pub fn give(tx: &mut WriteTx<'_>, invite: RowId, to: PersonId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(trainer_invites::table.find(invite))
        .set((trainer_invites::person_id.eq(to), trainer_invites::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}
