//! Courses as they stand.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{CourseId, RungId},
        words::Delivery,
    },
    store::{AnyConnection, error::Error, schema::courses},
};

/// A course's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = courses)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct CourseRow {
    pub id: CourseId,
    pub slug: String,
    pub title: String,
    pub title_folded: String,
    pub rung_id: Option<RungId>,
    pub summary: String,
    pub audience: String,
    pub outcomes: String,
    pub delivery: Delivery,
    pub duration_minutes: i32,
    pub cpd_minutes: i32,
    pub capacity: i32,
    pub enough_percent: i32,
    pub enough_dates: Option<i32>,
    pub notice_days: i32,
    pub needs_approval: bool,
    pub by_commission: bool,
    pub trains_organisation: bool,
    pub invites_trained_organisations: bool,
    pub retired_at: Option<NaiveDateTime>,
    pub revision: i32,
    pub created_at: NaiveDateTime,
}

/// The course with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn row(connection: &mut AnyConnection, id: CourseId) -> Result<CourseRow, Error> {
    Ok(courses::table.find(id).select(CourseRow::as_select()).first(connection)?)
}

/// The course with this slug.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn by_slug(connection: &mut AnyConnection, slug: &str) -> Result<CourseRow, Error> {
    Ok(courses::table.filter(courses::slug.eq(slug)).select(CourseRow::as_select()).first(connection)?)
}

/// The titles of these courses.
///
/// # Errors
/// When the database fails.
pub fn titles(connection: &mut AnyConnection, ids: &[CourseId]) -> Result<Vec<(CourseId, String)>, Error> {
    Ok(courses::table
        .filter(courses::id.eq_any(ids))
        .select((courses::id, courses::title))
        .load(connection)?)
}
