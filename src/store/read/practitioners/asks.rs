//! Who asks the hub for a practitioner, as the work board and the page of one show it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::ids::{PersonId, RowId},
    store::{
        AnyConnection,
        error::Error,
        schema::{people, practitioner_asks as asks},
    },
};

/// The most that is listed: more is worked off first.
const MOST: i64 = 200;

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct AskView {
    /// Its id.
    pub id: RowId,
    /// Who asks.
    pub person: (PersonId, String),
    /// What for.
    pub what: String,
    /// Where.
    pub place: Option<String>,
    /// When.
    pub wanted: Option<String>,
    /// Where they want to be rung; none where a mail will do.
    pub phone: Option<String>,
    /// When they asked.
    pub asked_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// What they were answered.
    pub answer: Option<String>,
}

type Found = (
    RowId,
    (PersonId, String),
    (String, Option<String>, Option<String>, Option<String>),
    (NaiveDateTime, Option<NaiveDateTime>),
    Option<String>,
);

impl From<Found> for AskView {
    fn from((id, person, (what, place, wanted, phone), (asked_at, answered_at), answer): Found) -> Self {
        Self {
            id,
            person,
            what,
            place,
            wanted,
            phone,
            asked_at: asked_at.and_utc(),
            answered_at: answered_at.map(|at| at.and_utc()),
            answer,
        }
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        asks::id,
        (people::id, people::name),
        (asks::what, asks::place, asks::wanted, asks::phone),
        (asks::asked_at, asks::answered_at),
        asks::answer,
    )
}

/// The one with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn view(connection: &mut AnyConnection, id: RowId) -> Result<AskView, Error> {
    let found: Found = asks::table
        .inner_join(people::table.on(people::id.eq(asks::person_id)))
        .filter(asks::id.eq(id))
        .select(columns())
        .first(connection)?;
    Ok(found.into())
}

/// Those that nobody has answered, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn open(connection: &mut AnyConnection) -> Result<Vec<AskView>, Error> {
    let found: Vec<Found> = asks::table
        .inner_join(people::table.on(people::id.eq(asks::person_id)))
        .filter(asks::answered_at.is_null())
        .order((asks::asked_at, asks::id))
        .limit(MOST)
        .select(columns())
        .load(connection)?;
    Ok(found.into_iter().map(Into::into).collect())
}
