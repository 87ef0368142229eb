//! The talks of a conference day, and who was at which.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{BookingId, DateId, RowId, SessionId},
        talks::Talk,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{session_talks as talks, talk_marks as marks},
    },
};

/// A talk of a conference day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TalkView {
    /// Its id.
    pub id: RowId,
    /// The date it is on.
    pub date_id: DateId,
    /// What it is called.
    pub title: String,
    /// Who speaks; null where nobody is named.
    pub speaker: Option<String>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How long it lasts.
    pub minutes: i32,
}

impl From<Talk> for TalkView {
    fn from(talk: Talk) -> Self {
        let Talk { id, date, title, speaker, starts_at, minutes } = talk;
        Self { id, date_id: date, title, speaker, starts_at, minutes }
    }
}

/// The talks of a session, earliest first; none where it is no conference.
///
/// # Errors
/// When the database fails.
pub fn of_session(connection: &mut AnyConnection, session: SessionId) -> Result<Vec<Talk>, Error> {
    type Row = (RowId, DateId, String, Option<String>, NaiveDateTime, i32);
    let rows: Vec<Row> = talks::table
        .filter(talks::session_id.eq(session))
        .order((talks::starts_at, talks::id))
        .select((talks::id, talks::date_id, talks::title, talks::speaker, talks::starts_at, talks::minutes))
        .load(connection)?;
    let talk = |(id, date, title, speaker, starts_at, minutes): Row| Talk {
        id,
        date,
        title,
        speaker,
        starts_at: starts_at.and_utc(),
        minutes,
    };
    Ok(rows.into_iter().map(talk).collect())
}

/// Who of these was at which talk.
///
/// # Errors
/// When the database fails.
pub fn ticked(connection: &mut AnyConnection, ids: &[BookingId]) -> Result<Vec<(BookingId, RowId)>, Error> {
    Ok(marks::table
        .filter(marks::booking_id.eq_any(ids))
        .order((marks::booking_id, marks::talk_id))
        .select((marks::booking_id, marks::talk_id))
        .load(connection)?)
}
