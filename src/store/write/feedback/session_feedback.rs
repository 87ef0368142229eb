//! What is shown of a session's feedback until it is brought up to date.

use diesel::prelude::*;

use crate::{
    domain::{
        feedback_figures::QuestionFigures,
        ids::{BookingId, RowId, SessionId},
    },
    store::{
        error::Error,
        schema::{
            feedback_shown as shown, feedback_shown_people as shown_people,
            feedback_shown_texts as shown_texts,
        },
        write_tx::WriteTx,
    },
};

/// Words to be shown: whose they are, to which question, and what they want to be called where they may be quoted.
#[derive(Debug, Clone)]
pub struct ShownText {
    /// Whose.
    pub booking: BookingId,
    /// To which question.
    pub question: RowId,
    /// The words.
    pub words: String,
    /// What they want to be called.
    pub role: Option<String>,
}

/// What is shown from now on.
#[derive(Debug, Clone)]
pub struct NowShown {
    /// Whose answers.
    pub people: Vec<BookingId>,
    /// What they come to.
    pub figures: Vec<QuestionFigures>,
    /// What they wrote.
    pub texts: Vec<ShownText>,
    /// Nobody can answer or change an answer any more.
    pub is_whole: bool,
}

/// Shows this from now on, in place of what was shown.
///
/// # Errors
/// When the database fails.
pub fn show(tx: &mut WriteTx<'_>, session: SessionId, now: &NowShown) -> Result<(), Error> {
    diesel::delete(shown_texts::table.filter(shown_texts::session_id.eq(session))).execute(tx.conn())?;
    diesel::delete(shown_people::table.filter(shown_people::session_id.eq(session))).execute(tx.conn())?;
    diesel::delete(shown::table.find(session)).execute(tx.conn())?;
    let at = tx.now().naive_utc();
    let figures = serde_json::to_string(&now.figures).map_err(|why| Error::Broken(why.to_string()))?;
    diesel::insert_into(shown::table)
        .values((
            shown::session_id.eq(session),
            shown::responses.eq(i32::try_from(now.people.len()).unwrap_or(i32::MAX)),
            shown::figures.eq(figures),
            shown::is_whole.eq(now.is_whole),
            shown::shown_at.eq(at),
        ))
        .execute(tx.conn())?;
    for booking in &now.people {
        diesel::insert_into(shown_people::table)
            .values((shown_people::session_id.eq(session), shown_people::booking_id.eq(booking)))
            .execute(tx.conn())?;
    }
    for text in &now.texts {
        let id: RowId = tx.new_id();
        diesel::insert_into(shown_texts::table)
            .values((
                shown_texts::id.eq(id),
                shown_texts::session_id.eq(session),
                shown_texts::booking_id.eq(text.booking),
                shown_texts::question_id.eq(text.question),
                shown_texts::words.eq(&text.words),
                shown_texts::role.eq(text.role.as_deref()),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}
