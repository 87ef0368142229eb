//! A session together with the course it runs.

use diesel::prelude::*;

use super::{kept_terms::TermsRow, session_rows::SessionRow};
use crate::{
    domain::ids::SessionId,
    store::{
        AnyConnection,
        error::Error,
        read::catalogue::courses::CourseRow,
        schema::{courses, session_terms, sessions},
    },
};

/// The session with this id, its course as that is today, and the terms it keeps of it.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn with_course(
    connection: &mut AnyConnection,
    id: SessionId,
) -> Result<(SessionRow, CourseRow, Option<TermsRow>), Error> {
    Ok(sessions::table
        .inner_join(courses::table)
        .left_join(session_terms::table)
        .filter(sessions::id.eq(id))
        .select((SessionRow::as_select(), CourseRow::as_select(), Option::<TermsRow>::as_select()))
        .first(connection)?)
}
