//! Noting a complaint with a session, and what followed from it.

use chrono::NaiveDate;

use crate::{
    domain::{
        ids::{PersonId, RowId, SessionId},
        session_complaints::SessionComplaint,
        times::{LONDON, day_in},
    },
    store::{
        read::sessions::session_rows,
        write::reports::session_complaints::{self, SessionComplaintRow},
    },
    usecases::{
        UseCases,
        error::Failure,
        idempotency::{Answer, OnceKey, once},
    },
};

/// What is noted.
#[derive(Debug, Clone)]
pub struct NoteComplaint {
    /// Who notes it.
    pub by: PersonId,
    /// About which session.
    pub session: SessionId,
    /// The one noted before that says something else from now on; a new one when `None`.
    pub complaint: Option<RowId>,
    /// The day it came.
    pub came_on: NaiveDate,
    /// What it says, as typed.
    pub words: String,
    /// What followed, as typed.
    pub followed: Option<String>,
}

impl UseCases {
    /// Notes it.
    ///
    /// # Errors
    /// What [`SessionComplaint::read`] refuses.
    pub async fn note_complaint(
        &self,
        ask: NoteComplaint,
        key: Option<OnceKey>,
    ) -> Result<Answer<RowId>, Failure> {
        let today = day_in(self.db.clock().now(), LONDON);
        let noted = SessionComplaint::read(ask.came_on, (&ask.words, ask.followed.as_deref()), today)?;
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                let now = change.now().naive_utc();
                session_rows::session(change.conn(), ask.session)?;
                let id = if let Some(id) = ask.complaint {
                    session_complaints::change(change.tx, (ask.session, id), &noted)?;
                    id
                } else {
                    let row = SessionComplaintRow {
                        id: change.tx.new_id(),
                        session_id: ask.session,
                        came_on: noted.came_on,
                        words: noted.words.clone(),
                        followed: noted.followed.clone(),
                        noted_by: ask.by,
                        noted_at: now,
                        updated_at: now,
                    };
                    session_complaints::add(change.tx, &row)?;
                    row.id
                };
                change.note(Some(ask.by), "session_complaint_noted", ("session", ask.session), None);
                Ok(id)
            })
        })
        .await
    }
}
