//! Complaints noted with a session.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::{
    domain::ids::{RowId, SessionId},
    store::{AnyConnection, error::Error, schema::session_complaints as complaints},
};

/// A complaint and what followed from it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct SessionComplaintView {
    /// Its id.
    pub id: RowId,
    /// The session.
    pub session: SessionId,
    /// The day it came.
    pub came_on: NaiveDate,
    /// What it says.
    pub words: String,
    /// What followed.
    pub followed: Option<String>,
}

/// Those of a session, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_session(
    connection: &mut AnyConnection,
    session: SessionId,
) -> Result<Vec<SessionComplaintView>, Error> {
    Ok(complaints::table
        .filter(complaints::session_id.eq(session))
        .order((complaints::came_on, complaints::id))
        .select((
            complaints::id,
            complaints::session_id,
            complaints::came_on,
            complaints::words,
            complaints::followed,
        ))
        .load(connection)?)
}

/// Those of these sessions.
///
/// # Errors
/// When the database fails.
pub fn of_sessions(
    connection: &mut AnyConnection,
    sessions: &[SessionId],
) -> Result<Vec<(SessionId, RowId)>, Error> {
    Ok(complaints::table
        .filter(complaints::session_id.eq_any(sessions))
        .order((complaints::came_on, complaints::id))
        .select((complaints::session_id, complaints::id))
        .load(connection)?)
}

/// These complaints, oldest first.
///
/// # Errors
/// When the database fails.
pub fn these(connection: &mut AnyConnection, ids: &[RowId]) -> Result<Vec<SessionComplaintView>, Error> {
    Ok(complaints::table
        .filter(complaints::id.eq_any(ids))
        .order((complaints::came_on, complaints::id))
        .select((
            complaints::id,
            complaints::session_id,
            complaints::came_on,
            complaints::words,
            complaints::followed,
        ))
        .load(connection)?)
}
