//! A file between being looked at and being brought in, a part at a time, and what is remembered of headings.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::ids::RowId,
    store::{
        AnyConnection,
        error::Error,
        schema::{import_file_parts, import_files, import_headings},
    },
};

/// A file without its bytes.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = import_files)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct FileRow {
    pub id: RowId,
    pub kind: String,
    pub name: String,
    pub source: String,
    pub choices: String,
    pub created_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
}

/// The file with this id, while it is kept.
///
/// # Errors
/// [`Error::Missing`] if there is none, or its time is over.
pub fn load(connection: &mut AnyConnection, id: RowId, now: DateTime<Utc>) -> Result<FileRow, Error> {
    Ok(import_files::table
        .find(id)
        .filter(import_files::expires_at.gt(now.naive_utc()))
        .select(FileRow::as_select())
        .first(connection)?)
}

/// One part of a file; none behind the last.
///
/// # Errors
/// When the database fails.
pub fn part(connection: &mut AnyConnection, id: RowId, position: i32) -> Result<Option<Vec<u8>>, Error> {
    Ok(import_file_parts::table
        .find((id, position))
        .select(import_file_parts::bytes)
        .first(connection)
        .optional()?)
}

/// What somebody said headings of such files hold: the heading in plain words, and the column.
///
/// # Errors
/// When the database fails.
pub fn headings(connection: &mut AnyConnection, kind: &str) -> Result<Vec<(String, String)>, Error> {
    Ok(import_headings::table
        .filter(import_headings::kind.eq(kind))
        .order(import_headings::heading)
        .select((import_headings::heading, import_headings::holds))
        .load(connection)?)
}
