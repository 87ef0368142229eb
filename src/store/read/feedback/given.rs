//! The feedback of one booking: what is asked, what was answered, until when.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::{ObjectBuilder, OneOfBuilder, RefOr, Schema, Type},
};

use super::questions::{self, QuestionRow, QuestionView};
use crate::{
    domain::{
        feedback::{AnswerValue, BEST, LONGEST_ANSWER, Opening, QuestionKind},
        ids::{BookingId, CourseId, PersonId, RowId, SessionId},
        times::Zone,
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{bookings, courses, feedback, feedback_answers, results, sessions},
    },
};

/// What somebody said, without their answers.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = feedback)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct FeedbackRow {
    pub booking_id: BookingId,
    pub session_id: SessionId,
    pub quote_allowed: bool,
    pub quote_role: Option<String>,
    pub answered_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = feedback_answers)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct AnswerRow {
    pub booking_id: BookingId,
    pub question_id: RowId,
    pub number: Option<i32>,
    pub words: Option<String>,
    pub id: Option<RowId>,
}

/// A booking as far as feedback about its course goes.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Attended {
    pub booking: BookingId,
    pub person: PersonId,
    pub session: SessionId,
    pub course: CourseId,
    pub course_title: String,
    pub course_slug: String,
    pub state: BookingState,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub timezone: Zone,
    /// When its result was told.
    pub result_at: Option<DateTime<Utc>>,
}

impl Attended {
    /// Whether its holder was there for all of it or for some.
    #[must_use]
    pub fn was_there(&self) -> bool {
        matches!(self.state, BookingState::Attended | BookingState::PartlyAttended)
    }

    /// Until when they can say how it was, or change what they said; none where they were not there.
    #[must_use]
    pub fn open_until(&self, given: Option<&FeedbackRow>) -> Option<DateTime<Utc>> {
        let result_at = self.result_at.filter(|_| self.was_there())?;
        let answered_at = given.map(|row| row.answered_at.and_utc());
        Some(Opening { result_at, answered_at }.until())
    }

    /// Whether they can now.
    #[must_use]
    pub fn is_open(&self, given: Option<&FeedbackRow>, now: DateTime<Utc>) -> bool {
        self.open_until(given).is_some_and(|until| now <= until)
    }
}

/// An answer, as its giver reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnswerView {
    /// The question.
    pub question_id: RowId,
    /// A mark from 1 to 5, yes or no, or words.
    #[schema(schema_with = value_schema)]
    pub value: AnswerValue,
}

/// The schema of an answer's value.
#[must_use]
pub fn value_schema() -> RefOr<Schema> {
    let of = |kind| ObjectBuilder::new().schema_type(kind);
    OneOfBuilder::new()
        .item(of(Type::Integer).minimum(Some(1)).maximum(Some(BEST)))
        .item(of(Type::Boolean))
        .item(of(Type::String).max_length(Some(LONGEST_ANSWER)))
        .description(Some("A mark from 1 to 5, true or false, or words, as the question's kind asks."))
        .into()
}

/// Whether somebody may be quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuoteView {
    /// Whether their words may stand on the course's page.
    pub allowed: bool,
    /// What they want to be called there; null while they may not be quoted.
    pub role: Option<String>,
}

/// The feedback of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedbackView {
    /// The booking.
    pub booking_id: BookingId,
    /// What is asked, and what was asked and answered before.
    pub questions: Vec<QuestionView>,
    /// What was answered; empty while nothing was.
    pub answers: Vec<AnswerView>,
    /// Whether its giver may be quoted.
    pub quote: QuoteView,
    /// When it was first given; null while it was not.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was last changed; null while it was not.
    pub changed_at: Option<DateTime<Utc>>,
    /// Until when it can be given or changed; null where the booking was not attended.
    pub open_until: Option<DateTime<Utc>>,
}

/// The booking.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn attended(connection: &mut AnyConnection, booking: BookingId) -> Result<Attended, Error> {
    type Row = (
        (BookingId, PersonId, SessionId, BookingState),
        (CourseId, String, String),
        (NaiveDateTime, NaiveDateTime, Zone),
        (bool, NaiveDateTime),
    );
    let ((booking, person, session, state), (course, course_title, course_slug), when, (on_demand, begun)): Row =
        bookings::table
            .inner_join(sessions::table)
            .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
            .filter(bookings::id.eq(booking))
            .select((
                (bookings::id, bookings::person_id, bookings::session_id, bookings::state),
                (courses::id, courses::title, courses::slug),
                (sessions::starts_at, sessions::ends_at, sessions::timezone),
                (sessions::on_demand, bookings::created_at),
            ))
            .first(connection)?;
    let result_at: Option<NaiveDateTime> = results::table
        .filter(results::booking_id.eq(booking))
        .filter(results::reopened_at.is_null())
        .select(results::closed_at)
        .first(connection)
        .optional()?;
    // What has no dates lasts from the day it is begun to the day it is finished.
    let (starts, ends, timezone) = if on_demand { (begun, result_at.unwrap_or(begun), when.2) } else { when };
    Ok(Attended {
        booking,
        person,
        session,
        course,
        course_title,
        course_slug,
        state,
        starts_at: starts.and_utc(),
        ends_at: ends.and_utc(),
        timezone,
        result_at: result_at.map(|at| at.and_utc()),
    })
}

/// What was said, if anything was.
///
/// # Errors
/// When the database fails.
pub fn of_booking(connection: &mut AnyConnection, booking: BookingId) -> Result<Option<FeedbackRow>, Error> {
    Ok(feedback::table.find(booking).select(FeedbackRow::as_select()).first(connection).optional()?)
}

/// The answers of a booking.
///
/// # Errors
/// When the database fails.
pub fn answers(connection: &mut AnyConnection, booking: BookingId) -> Result<Vec<AnswerRow>, Error> {
    Ok(feedback_answers::table
        .filter(feedback_answers::booking_id.eq(booking))
        .order(feedback_answers::question_id)
        .select(AnswerRow::as_select())
        .load(connection)?)
}

/// The questions a booking is asked, and those that are asked no more and that it answered.
///
/// # Errors
/// When the database fails.
pub fn questions(
    connection: &mut AnyConnection,
    attended: &Attended,
    answers: &[AnswerRow],
) -> Result<(Vec<QuestionRow>, Vec<QuestionRow>), Error> {
    let asked = questions::asked(connection, attended.course)?;
    let before: Vec<RowId> = answers
        .iter()
        .map(|answer| answer.question_id)
        .filter(|id| asked.iter().all(|question| question.id != *id))
        .collect();
    Ok((asked, questions::of_ids(connection, &before)?))
}

/// The feedback of a booking, as its giver reads it.
///
/// # Errors
/// [`Error::Missing`] if there is no such booking.
pub fn view(connection: &mut AnyConnection, booking: BookingId) -> Result<FeedbackView, Error> {
    let attended = attended(connection, booking)?;
    let given = of_booking(connection, booking)?;
    let answers = answers(connection, booking)?;
    let (asked, before) = questions(connection, &attended, &answers)?;
    let all: Vec<&QuestionRow> = asked.iter().chain(&before).collect();
    let in_order = |question: &&QuestionRow| {
        let row = answers.iter().find(|row| row.question_id == question.id)?;
        Some(AnswerView { question_id: question.id, value: value(question.kind, row)? })
    };
    let changed = given.as_ref().filter(|row| row.updated_at != row.answered_at);
    Ok(FeedbackView {
        booking_id: booking,
        answers: all.iter().filter_map(in_order).collect(),
        questions: all.into_iter().map(QuestionView::from).collect(),
        quote: QuoteView {
            allowed: given.as_ref().is_some_and(|row| row.quote_allowed),
            role: given.as_ref().and_then(|row| row.quote_role.clone()),
        },
        answered_at: given.as_ref().map(|row| row.answered_at.and_utc()),
        changed_at: changed.map(|row| row.updated_at.and_utc()),
        open_until: attended.open_until(given.as_ref()),
    })
}

fn value(kind: QuestionKind, row: &AnswerRow) -> Option<AnswerValue> {
    match kind {
        QuestionKind::Scale => row.number.map(AnswerValue::Mark),
        QuestionKind::YesNo => row.number.map(|number| AnswerValue::YesNo(number == 1)),
        QuestionKind::Text => row.words.clone().map(AnswerValue::Words),
    }
}
