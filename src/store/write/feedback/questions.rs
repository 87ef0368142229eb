//! What is asked after a course.

use diesel::prelude::*;

use crate::{
    domain::ids::{CourseId, RowId},
    store::{
        error::Error,
        read::feedback::questions::QuestionRow,
        schema::{courses, feedback_questions},
        write_tx::WriteTx,
    },
};

/// Adds a question.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &QuestionRow) -> Result<(), Error> {
    diesel::insert_into(feedback_questions::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Stores how a question stands now; only where it means what it meant.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, row: &QuestionRow) -> Result<(), Error> {
    diesel::update(feedback_questions::table.find(row.id))
        .set((
            feedback_questions::position.eq(row.position),
            feedback_questions::kind.eq(row.kind),
            feedback_questions::words.eq(&row.words),
            feedback_questions::required.eq(row.required),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Asks a question no more; its answers keep it.
///
/// # Errors
/// When the database fails.
pub fn retire(tx: &mut WriteTx<'_>, id: RowId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(feedback_questions::table.find(id))
        .set(feedback_questions::retired_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes a question that nobody answered.
///
/// # Errors
/// When the database fails.
pub fn delete(tx: &mut WriteTx<'_>, id: RowId) -> Result<(), Error> {
    diesel::delete(feedback_questions::table.find(id)).execute(tx.conn())?;
    Ok(())
}

/// Keeps the course's row until this change is over, so that two forms of it are stored one after the other.
///
/// # Errors
/// When the database fails.
pub fn lock_form(tx: &mut WriteTx<'_>, course: CourseId) -> Result<(), Error> {
    diesel::update(courses::table.find(course))
        .set(courses::impact_weeks_6.eq(courses::impact_weeks_6))
        .execute(tx.conn())?;
    tx.waited();
    Ok(())
}

/// Says whether it is asked after six weeks, and after six months, what became of a course.
///
/// # Errors
/// When the database fails.
pub fn set_asks_for_impact(
    tx: &mut WriteTx<'_>,
    course: CourseId,
    (weeks, months): (bool, bool),
) -> Result<(), Error> {
    diesel::update(courses::table.find(course))
        .set((courses::impact_weeks_6.eq(weeks), courses::impact_months_6.eq(months)))
        .execute(tx.conn())?;
    Ok(())
}
