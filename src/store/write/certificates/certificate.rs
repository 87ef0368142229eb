//! Certificates as they were issued, and what became of them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, CertificateId, CompletionId, CourseId, PersonId},
        words::CertificateState,
    },
    store::{
        AnyConnection, backend::insert_all, error::Error, schema::certificates, together::Together,
        write_tx::WriteTx,
    },
};

/// A certificate's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = certificates, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct CertificateRow {
    pub id: CertificateId,
    pub number: String,
    pub verification_code: String,
    pub person_id: PersonId,
    pub booking_id: BookingId,
    pub completion_id: CompletionId,
    pub course_id: CourseId,
    pub snapshot: String,
    pub person_name: Option<String>,
    pub cpd_minutes: i32,
    pub completed_on: NaiveDate,
    pub state: CertificateState,
    pub issued_at: NaiveDateTime,
    pub superseded_by: Option<CertificateId>,
    pub ended_at: Option<NaiveDateTime>,
    pub end_reason: Option<String>,
    pub reissue_asked_at: Option<NaiveDateTime>,
    pub reissue_words: Option<String>,
}

/// Adds a certificate; false when its number or code is taken, and new ones have to be drawn.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &CertificateRow) -> Result<bool, Error> {
    let Some(row) = tx.let_wait(row.clone()) else { return Ok(true) };
    let added = tx.savepoint(|tx| {
        diesel::insert_into(certificates::table).values(&row).execute(tx.conn()).map_err(Error::from)
    });
    match added {
        Ok(_) => Ok(true),
        Err(Error::Conflict(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

impl Together for CertificateRow {
    const PLACE: u8 = 2;

    fn add(rows: &[Self], connection: &mut AnyConnection) -> Result<(), Error> {
        match insert_all!(connection, certificates::table, rows).map_err(Error::from) {
            Ok(_) => Ok(()),
            // A number or code of theirs was taken, in a million millions: the whole change is made again.
            Err(Error::Conflict(_)) => Err(Error::Again),
            Err(other) => Err(other),
        }
    }
}

/// The certificate with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: CertificateId) -> Result<CertificateRow, Error> {
    Ok(certificates::table.find(id).select(CertificateRow::as_select()).first(connection)?)
}

/// The certificate that speaks for a booking: the one in force, else the newest that was withdrawn.
///
/// # Errors
/// When the database fails.
pub fn of_booking(
    connection: &mut AnyConnection,
    booking: BookingId,
) -> Result<Option<CertificateRow>, Error> {
    Ok(certificates::table
        .filter(certificates::booking_id.eq(booking))
        .filter(certificates::superseded_by.is_null())
        .order((certificates::ended_at.is_not_null(), certificates::ended_at.desc(), certificates::id.desc()))
        .select(CertificateRow::as_select())
        .first(connection)
        .optional()?)
}

/// Ends a certificate: it was replaced, or withdrawn for a reason.
///
/// # Errors
/// When the database fails.
pub fn end(
    tx: &mut WriteTx<'_>,
    id: CertificateId,
    state: CertificateState,
    superseded_by: Option<CertificateId>,
    reason: &str,
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(certificates::table.find(id))
        .set((
            certificates::state.eq(state),
            certificates::superseded_by.eq(superseded_by),
            certificates::ended_at.eq(Some(now)),
            certificates::end_reason.eq(Some(reason)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Lets a certificate that stays valid speak for the completion the register recorded anew.
///
/// # Errors
/// When the database fails.
pub fn now_for(tx: &mut WriteTx<'_>, id: CertificateId, completion: CompletionId) -> Result<(), Error> {
    diesel::update(certificates::table.find(id))
        .set(certificates::completion_id.eq(completion))
        .execute(tx.conn())?;
    Ok(())
}

/// Notes what its holder asks to be put right on a certificate.
///
/// # Errors
/// When the database fails.
pub fn ask_again(tx: &mut WriteTx<'_>, id: CertificateId, words: &str) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(certificates::table.find(id))
        .set((certificates::reissue_asked_at.eq(Some(now)), certificates::reissue_words.eq(Some(words))))
        .execute(tx.conn())?;
    Ok(())
}

/// The certificates of a person that are in force, each with the name on it.
///
/// # Errors
/// When the database fails.
pub fn names_in_force(
    connection: &mut AnyConnection,
    person: PersonId,
) -> Result<Vec<(CertificateId, String)>, Error> {
    let rows: Vec<(CertificateId, Option<String>)> = certificates::table
        .filter(certificates::person_id.eq(person))
        .filter(certificates::state.eq(CertificateState::Valid))
        .order(certificates::id)
        .select((certificates::id, certificates::person_name))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(id, name)| Some((id, name?))).collect())
}

/// Gives a certificate that could not be printed the name that can be.
///
/// # Errors
/// When the database fails.
pub fn rename(tx: &mut WriteTx<'_>, id: CertificateId, name: &str) -> Result<(), Error> {
    diesel::update(certificates::table.find(id))
        .set(certificates::person_name.eq(Some(name)))
        .execute(tx.conn())?;
    Ok(())
}
