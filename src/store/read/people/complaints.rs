//! Complaints about the use of data, as the work board and their page show them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::ids::{PersonId, RowId},
    store::{
        AnyConnection,
        error::Error,
        schema::{complaints, people},
    },
};

/// The most that is listed: more is worked off first.
const MOST: i64 = 200;

/// A complaint.
#[derive(Debug, Clone)]
pub struct ComplaintView {
    /// Its id.
    pub id: RowId,
    /// Who complains, if they were signed in.
    pub person: Option<PersonId>,
    /// Their name; none once it is erased.
    pub name: Option<String>,
    /// Where the answer goes, as somebody typed it who was not signed in.
    pub email: Option<String>,
    /// What they say; none once it is erased.
    pub words: Option<String>,
    /// When they said it.
    pub made_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// What they were answered.
    pub answer: Option<String>,
}

type Found = (
    RowId,
    Option<PersonId>,
    (Option<String>, Option<String>, Option<String>),
    (NaiveDateTime, Option<NaiveDateTime>),
    Option<String>,
    Option<String>,
);

impl From<Found> for ComplaintView {
    fn from((id, person, (typed, email, words), (made_at, answered_at), answer, name): Found) -> Self {
        Self {
            id,
            person,
            name: name.or(typed),
            email,
            words,
            made_at: made_at.and_utc(),
            answered_at: answered_at.map(|at| at.and_utc()),
            answer,
        }
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        complaints::id,
        complaints::person_id,
        (complaints::name, complaints::email, complaints::words),
        (complaints::made_at, complaints::answered_at),
        complaints::answer,
        people::name.nullable(),
    )
}

/// The complaint with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn view(connection: &mut AnyConnection, id: RowId) -> Result<ComplaintView, Error> {
    let found: Found = complaints::table
        .left_join(people::table.on(complaints::person_id.eq(people::id.nullable())))
        .filter(complaints::id.eq(id))
        .select(columns())
        .first(connection)?;
    Ok(found.into())
}

/// Those that nobody has answered, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn open(connection: &mut AnyConnection) -> Result<Vec<ComplaintView>, Error> {
    let found: Vec<Found> = complaints::table
        .left_join(people::table.on(complaints::person_id.eq(people::id.nullable())))
        .filter(complaints::answered_at.is_null())
        .order((complaints::made_at, complaints::id))
        .limit(MOST)
        .select(columns())
        .load(connection)?;
    Ok(found.into_iter().map(Into::into).collect())
}
