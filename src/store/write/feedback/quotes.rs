//! Words on a course's page.

use diesel::prelude::*;

use crate::{
    domain::ids::{BookingId, CourseId, PersonId, RowId},
    store::{
        error::Error,
        schema::{feedback_quotes, feedback_shown_texts, quote_decisions},
        write_tx::WriteTx,
    },
};

/// Notes what a coordinator said of words, in place of what was said before.
///
/// # Errors
/// When the database fails.
pub fn decide(
    tx: &mut WriteTx<'_>,
    (booking, question): (BookingId, RowId),
    chosen: bool,
    by: PersonId,
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::delete(quote_decisions::table.find((booking, question))).execute(tx.conn())?;
    diesel::insert_into(quote_decisions::table)
        .values((
            quote_decisions::booking_id.eq(booking),
            quote_decisions::question_id.eq(question),
            quote_decisions::chosen.eq(chosen),
            quote_decisions::decided_by.eq(by),
            quote_decisions::decided_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Puts words on a course's page.
///
/// # Errors
/// When the database fails.
pub fn put(
    tx: &mut WriteTx<'_>,
    (booking, course): (BookingId, CourseId),
    (words, role): (&str, &str),
    by: PersonId,
) -> Result<(), Error> {
    let (id, now): (RowId, _) = (tx.new_id(), tx.now().naive_utc());
    diesel::insert_into(feedback_quotes::table)
        .values((
            feedback_quotes::id.eq(id),
            feedback_quotes::booking_id.eq(booking),
            feedback_quotes::course_id.eq(course),
            feedback_quotes::words.eq(words),
            feedback_quotes::role.eq(role),
            feedback_quotes::approved_by.eq(by),
            feedback_quotes::approved_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Takes these words of a booking off its course's page.
///
/// # Errors
/// When the database fails.
pub fn take_off(tx: &mut WriteTx<'_>, booking: BookingId, words: &str) -> Result<(), Error> {
    let these = feedback_quotes::booking_id.eq(booking).and(feedback_quotes::words.eq(words));
    diesel::delete(feedback_quotes::table.filter(these)).execute(tx.conn())?;
    Ok(())
}

/// Asks a coordinator anew about the answer to a question, whose words have changed.
///
/// # Errors
/// When the database fails.
pub fn forget_decision(tx: &mut WriteTx<'_>, booking: BookingId, question: RowId) -> Result<(), Error> {
    diesel::delete(quote_decisions::table.find((booking, question))).execute(tx.conn())?;
    Ok(())
}

/// Takes everything of a booking off its course's page, to be asked about anew; beside what trainers were shown of it
/// stands nobody's role any more.
///
/// # Errors
/// When the database fails.
pub fn take_all_off(tx: &mut WriteTx<'_>, booking: BookingId) -> Result<(), Error> {
    diesel::delete(feedback_quotes::table.filter(feedback_quotes::booking_id.eq(booking)))
        .execute(tx.conn())?;
    diesel::delete(quote_decisions::table.filter(quote_decisions::booking_id.eq(booking)))
        .execute(tx.conn())?;
    diesel::update(feedback_shown_texts::table.filter(feedback_shown_texts::booking_id.eq(booking)))
        .set(feedback_shown_texts::role.eq(None::<String>))
        .execute(tx.conn())?;
    Ok(())
}
