//! The feedback of a session: who answered, and what was last shown of it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use super::given::AnswerRow;
use crate::{
    domain::{
        feedback::{Opening, QuestionKind, Shown},
        feedback_figures::QuestionFigures,
        ids::{BookingId, RowId, SessionId},
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{
            bookings, feedback, feedback_answers, feedback_shown as shown,
            feedback_shown_people as shown_people, feedback_shown_texts as shown_texts, results,
        },
    },
};

/// What the answers to one question come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QuestionFiguresView {
    /// The question.
    pub id: RowId,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What was asked.
    pub text: String,
    /// The mean of a scale, rounded to hundredths; null for other kinds, and while nobody gave a mark.
    pub mean: Option<f64>,
    /// How many gave each answer: `1` to `5`, or `yes` and `no`; empty for words.
    #[schema(schema_with = counts_schema)]
    pub counts: BTreeMap<String, i64>,
}

/// The schema of counts by answer, as both forms of the document can say it.
#[must_use]
pub fn counts_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(ObjectBuilder::new().schema_type(Type::Integer)))
        .description(Some("How many gave each answer: `1` to `5`, or `yes` and `no`; empty for words."))
        .into()
}

impl From<QuestionFigures> for QuestionFiguresView {
    fn from(of: QuestionFigures) -> Self {
        Self { id: of.id, kind: of.kind, text: of.text, mean: of.mean, counts: of.counts }
    }
}

/// Words that somebody wrote, without their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedbackTextView {
    /// To which question.
    pub question_id: RowId,
    /// Their words.
    pub text: String,
    /// What they want to be called, where they allow being quoted; else null.
    pub role: Option<String>,
}

/// What was said of a session. It is brought up to date when three more people have answered, and when nobody can answer
/// or change an answer any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SessionFeedbackView {
    /// How many people's answers it shows.
    pub responses: i32,
    /// The questions in the order of the form.
    pub questions: Vec<QuestionFiguresView>,
    /// Everything written, in the order of the alphabet.
    pub texts: Vec<FeedbackTextView>,
}

/// What is known of a session's answers so far.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The bookings that answered, with what they want to be called where they may be quoted.
    pub by: Vec<(BookingId, Option<String>)>,
    /// Their answers.
    pub answers: Vec<AnswerRow>,
    /// The moment after which no answer can come or change any more; none while the register is open.
    pub over_at: Option<DateTime<Utc>>,
}

/// What was last shown, if anything was.
///
/// # Errors
/// When the database fails.
pub fn last_shown(connection: &mut AnyConnection, session: SessionId) -> Result<Option<Shown>, Error> {
    let is_whole: Option<bool> =
        shown::table.find(session).select(shown::is_whole).first(connection).optional()?;
    let Some(is_whole) = is_whole else { return Ok(None) };
    let people = shown_people::table
        .filter(shown_people::session_id.eq(session))
        .order(shown_people::booking_id)
        .select(shown_people::booking_id)
        .load(connection)?;
    Ok(Some(Shown { people, is_whole }))
}

/// The answers so far of those who were there.
///
/// # Errors
/// When the database fails.
pub fn answered(connection: &mut AnyConnection, session: SessionId) -> Result<Answered, Error> {
    type Given = (BookingId, bool, Option<String>, NaiveDateTime);
    let were_there = [BookingState::Attended, BookingState::PartlyAttended];
    let given: Vec<Given> = feedback::table
        .inner_join(bookings::table)
        .filter(feedback::session_id.eq(session))
        .filter(bookings::state.eq_any(were_there))
        .order(feedback::booking_id)
        .select((feedback::booking_id, feedback::quote_allowed, feedback::quote_role, feedback::answered_at))
        .load(connection)?;
    let ids: Vec<BookingId> = given.iter().map(|(booking, ..)| *booking).collect();
    let answers = feedback_answers::table
        .filter(feedback_answers::booking_id.eq_any(&ids))
        .order((feedback_answers::booking_id, feedback_answers::question_id))
        .select(AnswerRow::as_select())
        .load(connection)?;
    let closed: Vec<NaiveDateTime> = bookings::table
        .inner_join(results::table)
        .filter(bookings::session_id.eq(session))
        .filter(bookings::state.eq_any(were_there))
        .filter(results::reopened_at.is_null())
        .select(results::closed_at)
        .load(connection)?;
    let last_result = closed.into_iter().max().map(|at| Opening::since(at.and_utc()).until());
    let last_answer = given.iter().map(|(.., at)| Opening::since(at.and_utc()).until()).max();
    let over_at = last_result.map(|result| last_answer.map_or(result, |answer| answer.max(result)));
    let by =
        given.into_iter().map(|(booking, allowed, role, _)| (booking, role.filter(|_| allowed))).collect();
    Ok(Answered { by, answers, over_at })
}

/// What is shown of a session's feedback; none while nothing was.
///
/// # Errors
/// When the database fails.
pub fn view(
    connection: &mut AnyConnection,
    session: SessionId,
) -> Result<Option<SessionFeedbackView>, Error> {
    let row: Option<(i32, String)> =
        shown::table.find(session).select((shown::responses, shown::figures)).first(connection).optional()?;
    let Some((responses, figures)) = row else { return Ok(None) };
    let figures: Vec<QuestionFigures> = serde_json::from_str(&figures)
        .map_err(|why| Error::Broken(format!("what was shown of a session's feedback: {why}")))?;
    let mut texts: Vec<FeedbackTextView> = shown_texts::table
        .filter(shown_texts::session_id.eq(session))
        .select((shown_texts::question_id, shown_texts::words, shown_texts::role))
        .load::<(RowId, String, Option<String>)>(connection)?
        .into_iter()
        .map(|(question_id, text, role)| FeedbackTextView { question_id, text, role })
        .collect();
    // By what they say alone: when they came tells who wrote them.
    texts.sort_by(|a, b| (a.text.to_lowercase(), &a.role).cmp(&(b.text.to_lowercase(), &b.role)));
    let questions = figures.into_iter().map(QuestionFiguresView::from).collect();
    Ok(Some(SessionFeedbackView { responses, questions, texts }))
}
