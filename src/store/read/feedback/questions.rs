//! What is asked after a course.

use chrono::NaiveDateTime;
use diesel::{dsl::exists, prelude::*, select};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        feedback::{Question, QuestionKind},
        ids::{CourseId, RowId},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{courses, feedback_answers, feedback_questions},
    },
};

/// A question's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = feedback_questions)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct QuestionRow {
    pub id: RowId,
    pub course_id: Option<CourseId>,
    pub position: i32,
    pub kind: QuestionKind,
    pub words: String,
    pub required: bool,
    pub retired_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
}

impl From<&QuestionRow> for Question {
    fn from(row: &QuestionRow) -> Self {
        Self { id: row.id, kind: row.kind, words: row.words.clone(), required: row.required }
    }
}

/// A question of a feedback form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuestionView {
    /// Its id.
    pub id: RowId,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What is asked.
    pub text: String,
    /// Whether it has to be answered.
    pub required: bool,
}

impl From<&QuestionRow> for QuestionView {
    fn from(row: &QuestionRow) -> Self {
        Self { id: row.id, kind: row.kind, text: row.words.clone(), required: row.required }
    }
}

/// What is asked after a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedbackFormView {
    /// The questions, in their order.
    pub questions: Vec<QuestionView>,
}

/// The questions of a course's own that are asked now, in their order; none while it has none of its own.
///
/// # Errors
/// When the database fails.
pub fn own(connection: &mut AnyConnection, course: CourseId) -> Result<Vec<QuestionRow>, Error> {
    Ok(feedback_questions::table
        .filter(feedback_questions::course_id.eq(course))
        .filter(feedback_questions::retired_at.is_null())
        .order((feedback_questions::position, feedback_questions::id))
        .select(QuestionRow::as_select())
        .load(connection)?)
}

/// The questions asked after every course that has none of its own.
///
/// # Errors
/// When the database fails.
pub fn usual(connection: &mut AnyConnection) -> Result<Vec<QuestionRow>, Error> {
    Ok(feedback_questions::table
        .filter(feedback_questions::course_id.is_null())
        .filter(feedback_questions::retired_at.is_null())
        .order((feedback_questions::position, feedback_questions::id))
        .select(QuestionRow::as_select())
        .load(connection)?)
}

/// The questions asked after a course now: its own, else the usual ones.
///
/// # Errors
/// When the database fails.
pub fn asked(connection: &mut AnyConnection, course: CourseId) -> Result<Vec<QuestionRow>, Error> {
    let own = own(connection, course)?;
    if own.is_empty() { usual(connection) } else { Ok(own) }
}

/// These questions, asked any more or not, in the order of their forms.
///
/// # Errors
/// When the database fails.
pub fn of_ids(connection: &mut AnyConnection, ids: &[RowId]) -> Result<Vec<QuestionRow>, Error> {
    Ok(feedback_questions::table
        .filter(feedback_questions::id.eq_any(ids))
        .order((feedback_questions::position, feedback_questions::id))
        .select(QuestionRow::as_select())
        .load(connection)?)
}

/// Whether anybody has answered a question.
///
/// # Errors
/// When the database fails.
pub fn is_answered(connection: &mut AnyConnection, question: RowId) -> Result<bool, Error> {
    let answers = feedback_answers::table.filter(feedback_answers::question_id.eq(question));
    Ok(select(exists(answers)).get_result(connection)?)
}

/// What is asked after a course, as programs read it.
///
/// # Errors
/// When the database fails.
pub fn form(connection: &mut AnyConnection, course: CourseId) -> Result<FeedbackFormView, Error> {
    Ok(FeedbackFormView { questions: asked(connection, course)?.iter().map(QuestionView::from).collect() })
}

/// Whether it is asked after six weeks, and after six months, what became of a course.
///
/// # Errors
/// [`Error::Missing`] if there is no such course.
pub fn asks_for_impact(connection: &mut AnyConnection, course: CourseId) -> Result<(bool, bool), Error> {
    Ok(courses::table
        .find(course)
        .select((courses::impact_weeks_6, courses::impact_months_6))
        .first(connection)?)
}
