//! Who was refused a place for lack of what the course asks for, once a course, prerequisite and month.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::{
    domain::ids::{CourseId, GroupId, OrganisationId, PersonId},
    store::{error::Error, schema::refused_attempts, write_tx::WriteTx},
};

/// A refused attempt's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = refused_attempts)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct RefusedAttemptRow {
    pub person_id: PersonId,
    pub course_id: CourseId,
    pub group_id: GroupId,
    pub month: NaiveDate,
    pub organisation_id: Option<OrganisationId>,
}

/// Keeps it, unless it stands there already.
///
/// # Errors
/// When the database fails.
pub fn keep(tx: &mut WriteTx<'_>, row: &RefusedAttemptRow) -> Result<(), Error> {
    let known = refused_attempts::table.find((row.person_id, row.course_id, row.group_id, row.month));
    if diesel::select(diesel::dsl::exists(known)).get_result::<bool>(tx.conn())? {
        return Ok(());
    }
    // Two attempts at one moment are one.
    let row = *row;
    let kept = tx.savepoint(|tx| {
        diesel::insert_into(refused_attempts::table).values(&row).execute(tx.conn())?;
        Ok(())
    });
    match kept {
        Err(Error::Conflict(_)) => Ok(()),
        other => other,
    }
}

/// Gives those of one person to another; what the other has already goes.
///
/// # Errors
/// When the database fails.
pub fn give(tx: &mut WriteTx<'_>, from: PersonId, into: PersonId) -> Result<(), Error> {
    let theirs: Vec<RefusedAttemptRow> = refused_attempts::table
        .filter(refused_attempts::person_id.eq(from))
        .select(RefusedAttemptRow::as_select())
        .load(tx.conn())?;
    erase(tx, &[from])?;
    for row in theirs {
        keep(tx, &RefusedAttemptRow { person_id: into, ..row })?;
    }
    Ok(())
}

/// Deletes those of these people.
///
/// # Errors
/// When the database fails.
pub fn erase(tx: &mut WriteTx<'_>, records: &[PersonId]) -> Result<(), Error> {
    diesel::delete(refused_attempts::table.filter(refused_attempts::person_id.eq_any(records)))
        .execute(tx.conn())?;
    Ok(())
}
