//! Courses that may be taken at any time: what they are made of.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::ids::{CourseId, RowId, SessionId},
    store::{
        AnyConnection,
        error::Error,
        read::{catalogue::course_brief::CourseBrief, revised::Revised},
        schema::{
            courses, on_demand_courses as on_demand, on_demand_parts as parts,
            on_demand_questions as questions,
        },
    },
};

/// What makes a course one that may be taken at any time.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = on_demand)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct OnDemandRow {
    pub course_id: CourseId,
    pub session_id: SessionId,
    pub is_open: bool,
    pub introduction: Option<String>,
    pub cpd_minutes: i32,
    pub revision: i32,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// A recording or a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable)]
pub struct OnDemandPartView {
    /// Its id.
    pub id: RowId,
    /// What it is called.
    pub title: String,
    /// Who speaks; null where nobody is named.
    pub speaker: Option<String>,
    /// Where it is.
    pub url: String,
    /// The minutes it is counted for when it was watched; null where it is not counted by itself.
    pub minutes: Option<i32>,
}

/// A question that is asked at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable)]
pub struct OnDemandQuestionView {
    /// Its id.
    pub id: RowId,
    /// What is asked.
    pub text: String,
    /// Whether it has to be answered to finish.
    pub required: bool,
}

/// What a course is made of that may be taken at any time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OnDemandView {
    /// The course.
    pub course: CourseBrief,
    /// Whether it can be begun.
    pub open: bool,
    /// What to know before beginning; null when there is nothing.
    pub introduction: Option<String>,
    /// The CPD minutes it gives; where its parts have minutes of their own, the most that those which were watched give.
    pub cpd_minutes: i32,
    /// Its recordings and texts, in order.
    pub parts: Vec<OnDemandPartView>,
    /// What is asked at its end, in order.
    pub questions: Vec<OnDemandQuestionView>,
}

/// What makes a course one that may be taken at any time, if anything does.
///
/// # Errors
/// When the database fails.
pub fn of_course(connection: &mut AnyConnection, course: CourseId) -> Result<Option<OnDemandRow>, Error> {
    Ok(on_demand::table.find(course).select(OnDemandRow::as_select()).first(connection).optional()?)
}

/// The slugs of the courses that can be begun at any time now.
///
/// # Errors
/// When the database fails.
pub fn open_now(connection: &mut AnyConnection) -> Result<Vec<String>, Error> {
    Ok(on_demand::table
        .inner_join(courses::table)
        .filter(on_demand::is_open)
        .filter(courses::retired_at.is_null())
        .filter(courses::draft.eq(false))
        .order(courses::slug)
        .select(courses::slug)
        .load(connection)?)
}

/// The parts of a course that are shown, in order.
///
/// # Errors
/// When the database fails.
pub fn parts_of(connection: &mut AnyConnection, course: CourseId) -> Result<Vec<OnDemandPartView>, Error> {
    Ok(parts::table
        .filter(parts::course_id.eq(course))
        .filter(parts::retired_at.is_null())
        .order((parts::position, parts::id))
        .select((parts::id, parts::title, parts::speaker, parts::url, parts::minutes))
        .load(connection)?)
}

/// The questions of a course that are asked, in order.
///
/// # Errors
/// When the database fails.
pub fn questions_of(
    connection: &mut AnyConnection,
    course: CourseId,
) -> Result<Vec<OnDemandQuestionView>, Error> {
    Ok(questions::table
        .filter(questions::course_id.eq(course))
        .filter(questions::retired_at.is_null())
        .order((questions::position, questions::id))
        .select((questions::id, questions::words, questions::required))
        .load(connection)?)
}

/// What the course of this slug is made of; as one that cannot be begun and holds nothing, while nobody has made it one
/// to be taken at any time.
///
/// # Errors
/// [`Error::Missing`] if there is no such course.
pub fn content(connection: &mut AnyConnection, slug: &str) -> Result<Revised<OnDemandView>, Error> {
    let (id, title, cpd_minutes): (CourseId, String, i32) = courses::table
        .filter(courses::slug.eq(slug))
        .select((courses::id, courses::title, courses::cpd_minutes))
        .first(connection)?;
    let row = of_course(connection, id)?;
    let view = OnDemandView {
        course: CourseBrief { slug: slug.to_owned(), title },
        open: row.as_ref().is_some_and(|row| row.is_open),
        introduction: row.as_ref().and_then(|row| row.introduction.clone()),
        cpd_minutes: row.as_ref().map_or(cpd_minutes, |row| row.cpd_minutes),
        parts: parts_of(connection, id)?,
        questions: questions_of(connection, id)?,
    };
    Ok(Revised { revision: row.map_or(0, |row| row.revision), view })
}
