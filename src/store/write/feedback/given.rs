//! What somebody says of a course.

use diesel::prelude::*;

use crate::{
    domain::{feedback::Said, ids::BookingId},
    store::{
        error::Error,
        read::feedback::given::{AnswerRow, FeedbackRow},
        schema::{feedback, feedback_answers},
        write_tx::WriteTx,
    },
};

/// Keeps what is said in place of what was said before.
///
/// # Errors
/// When the database fails.
pub fn keep(
    tx: &mut WriteTx<'_>,
    (booking, session): (BookingId, crate::domain::ids::SessionId),
    before: Option<&FeedbackRow>,
    said: &Said,
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    if before.is_some() {
        diesel::update(feedback::table.find(booking))
            .set((
                feedback::quote_allowed.eq(said.quoted_as.is_some()),
                feedback::quote_role.eq(said.quoted_as.as_deref()),
                feedback::updated_at.eq(now),
            ))
            .execute(tx.conn())?;
    } else {
        let row = FeedbackRow {
            booking_id: booking,
            session_id: session,
            quote_allowed: said.quoted_as.is_some(),
            quote_role: said.quoted_as.clone(),
            answered_at: now,
            updated_at: now,
        };
        diesel::insert_into(feedback::table).values(&row).execute(tx.conn())?;
    }
    diesel::delete(feedback_answers::table.filter(feedback_answers::booking_id.eq(booking)))
        .execute(tx.conn())?;
    for answer in &said.answers {
        let row = AnswerRow {
            booking_id: booking,
            question_id: answer.question,
            number: answer.number,
            words: answer.words.clone(),
            id: Some(tx.new_id()),
        };
        diesel::insert_into(feedback_answers::table).values(&row).execute(tx.conn())?;
    }
    Ok(())
}

/// Nobody may quote it any more; everything else stays as it was said.
///
/// # Errors
/// When the database fails.
pub fn take_quoting_back(tx: &mut WriteTx<'_>, booking: BookingId) -> Result<(), Error> {
    diesel::update(feedback::table.find(booking))
        .set((feedback::quote_allowed.eq(false), feedback::quote_role.eq(None::<String>)))
        .execute(tx.conn())?;
    Ok(())
}
