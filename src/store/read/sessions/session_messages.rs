//! What was written to everybody on a session.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{PersonId, RowId, SessionId},
        session_messages::Readers,
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{bookings, people, session_messages as messages},
    },
};

/// A message to everybody on a session.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionMessageView {
    /// Its id.
    pub id: RowId,
    /// The session.
    pub session_id: SessionId,
    /// To whom it went.
    pub to: Readers,
    /// One line.
    pub subject: String,
    /// What was written.
    pub text: String,
    /// How many people were mailed.
    pub recipients: i32,
    /// Who wrote it.
    pub sent_by: MessageAuthor,
    /// When.
    pub sent_at: DateTime<Utc>,
}

/// Who wrote a message.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MessageAuthor {
    /// Their record.
    pub id: PersonId,
    /// Their name.
    pub name: String,
}

type Found = (RowId, SessionId, Readers, (String, String), i32, (PersonId, String), NaiveDateTime);

impl From<Found> for SessionMessageView {
    fn from((id, session_id, to, (subject, text), recipients, (by, name), at): Found) -> Self {
        let sent_by = MessageAuthor { id: by, name };
        Self { id, session_id, to, subject, text, recipients, sent_by, sent_at: at.and_utc() }
    }
}

/// The messages to a session, the newest first.
///
/// # Errors
/// When the database fails.
pub fn of_session(
    connection: &mut AnyConnection,
    session: SessionId,
) -> Result<Vec<SessionMessageView>, Error> {
    let found: Vec<Found> = messages::table
        .inner_join(people::table)
        .filter(messages::session_id.eq(session))
        .order(messages::id.desc())
        .select((
            messages::id,
            messages::session_id,
            messages::sent_to,
            (messages::subject, messages::words),
            messages::recipients,
            (people::id, people::name),
            messages::sent_at,
        ))
        .load(connection)?;
    Ok(found.into_iter().map(Into::into).collect())
}

/// How many people's bookings on a session are in one of these states.
///
/// # Errors
/// When the database fails.
pub fn readers(
    connection: &mut AnyConnection,
    session: SessionId,
    states: &[BookingState],
) -> Result<usize, Error> {
    let found: i64 = bookings::table
        .filter(bookings::session_id.eq(session))
        .filter(bookings::state.eq_any(states))
        .count()
        .get_result(connection)?;
    Ok(usize::try_from(found).unwrap_or(0))
}
