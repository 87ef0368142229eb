//! What is asked after a course, as a coordinator sets it. A question that was answered keeps its answers: edited, it is
//! asked no more, and another one is asked in its place.

use crate::{
    domain::{
        feedback::{NewQuestion, read_form},
        ids::{CourseId, PersonId, RowId},
        input::FieldError,
    },
    store::{
        read::{
            catalogue::courses,
            feedback::questions::{self, FeedbackFormView, QuestionRow},
        },
        write::feedback::questions as rows,
    },
    usecases::{UseCases, change::Change, error::Failure},
};

/// What is to be asked after a course.
#[derive(Debug, Clone)]
pub struct EditFeedbackForm {
    /// Who edits it; that they may is checked already.
    pub by: PersonId,
    /// After which course.
    pub slug: String,
    /// The questions, in their order.
    pub questions: Vec<NewQuestion>,
    /// Whether it is asked after six weeks, and after six months, what became of it; as it was where it is none.
    pub impact: Option<(bool, bool)>,
}

impl UseCases {
    /// Sets it.
    ///
    /// # Errors
    /// What [`read_form`] refuses, and questions of another course.
    pub async fn edit_feedback_form(&self, ask: EditFeedbackForm) -> Result<FeedbackFormView, Failure> {
        self.change(move |change| {
            let course = courses::by_slug(change.conn(), &ask.slug)?.id;
            let wanted = read_form(&ask.questions)?;
            rows::lock_form(change.tx, course)?;
            set(change, course, &wanted)?;
            if let Some(impact) = ask.impact {
                rows::set_asks_for_impact(change.tx, course, impact)?;
            }
            change.note(Some(ask.by), "feedback_form_edited", ("course", course), None);
            Ok(questions::form(change.conn(), course)?)
        })
        .await
    }
}

fn set(change: &mut Change<'_, '_>, course: CourseId, wanted: &[NewQuestion]) -> Result<(), Failure> {
    let own = questions::own(change.conn(), course)?;
    let usual = questions::usual(change.conn())?;
    refuse_unknown(wanted, own.iter().chain(&usual))?;
    if own.is_empty() && is_the_same(&usual, wanted) {
        return Ok(());
    }
    for (at, question) in wanted.iter().enumerate() {
        let position = i32::try_from(at + 1).unwrap_or(i32::MAX);
        let before = own.iter().find(|row| Some(row.id) == question.id);
        put(change, (course, position), before, question)?;
    }
    for row in &own {
        if wanted.iter().all(|question| question.id != Some(row.id)) {
            drop_question(change, row.id)?;
        }
    }
    Ok(())
}

fn refuse_unknown<'r>(
    wanted: &[NewQuestion],
    known: impl Iterator<Item = &'r QuestionRow>,
) -> Result<(), Failure> {
    let known: Vec<RowId> = known.map(|row| row.id).collect();
    let unknown =
        wanted.iter().enumerate().filter(|(_, question)| question.id.is_some_and(|id| !known.contains(&id)));
    let errors: Vec<FieldError> = unknown
        .map(|(at, _)| {
            let message = "This question is not asked after this course. Leave the id out for a new one.";
            FieldError::new(format!("questions[{at}].id"), message)
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(errors.into()) }
}

fn is_the_same(rows: &[QuestionRow], wanted: &[NewQuestion]) -> bool {
    rows.len() == wanted.len()
        && rows.iter().zip(wanted).all(|(row, question)| {
            question.id == Some(row.id) && asks_the_same(row, question) && row.required == question.required
        })
}

fn asks_the_same(row: &QuestionRow, question: &NewQuestion) -> bool {
    row.kind == question.kind && row.words == question.words
}

/// Asks a question in this place: as it was asked so far, where that means the same or nobody answered it.
fn put(
    change: &mut Change<'_, '_>,
    (course, position): (CourseId, i32),
    before: Option<&QuestionRow>,
    question: &NewQuestion,
) -> Result<(), Failure> {
    if let Some(row) = before {
        if asks_the_same(row, question) || !questions::is_answered(change.conn(), row.id)? {
            let row = QuestionRow {
                position,
                kind: question.kind,
                words: question.words.clone(),
                required: question.required,
                ..row.clone()
            };
            return Ok(rows::store(change.tx, &row)?);
        }
        rows::retire(change.tx, row.id)?;
    }
    let row = QuestionRow {
        id: change.tx.new_id(),
        course_id: Some(course),
        position,
        kind: question.kind,
        words: question.words.clone(),
        required: question.required,
        retired_at: None,
        created_at: change.now().naive_utc(),
    };
    Ok(rows::add(change.tx, &row)?)
}

fn drop_question(change: &mut Change<'_, '_>, id: RowId) -> Result<(), Failure> {
    if questions::is_answered(change.conn(), id)? {
        return Ok(rows::retire(change.tx, id)?);
    }
    Ok(rows::delete(change.tx, id)?)
}
