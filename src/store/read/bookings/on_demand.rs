//! Courses somebody takes at their own time: what they have begun, and what they finished with.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{BookingId, CertificateId, CourseId, PersonId, RowId},
        words::{BookingState, CertificateState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::booking::PersonBrief,
            catalogue::{
                course_brief::CourseBrief,
                on_demand::{self as content, OnDemandPartView, OnDemandQuestionView},
            },
        },
        schema::{
            bookings, certificates, courses, on_demand_answers as answers, on_demand_courses as on_demand,
            on_demand_questions as questions, people, results, sessions, watched_parts,
        },
    },
};

/// An answer given at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OnDemandAnswerView {
    /// The question.
    pub question_id: RowId,
    /// What it asks.
    pub question: String,
    /// What was answered.
    pub text: String,
}

/// A course somebody takes at their own time, with what it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OnDemandTakingView {
    /// The booking.
    pub booking_id: BookingId,
    /// Where it stands.
    pub state: BookingState,
    /// Whose it is.
    pub person: PersonBrief,
    /// The course.
    pub course: CourseBrief,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// The day it was finished; null until then.
    pub finished_on: Option<NaiveDate>,
    /// What to know before beginning; null when there is nothing.
    pub introduction: Option<String>,
    /// The CPD minutes it gives, or gave once it is finished.
    pub cpd_minutes: i32,
    /// How they were worked out; null until it is finished.
    pub cpd_basis: Option<String>,
    /// Its recordings and texts, in order.
    pub parts: Vec<OnDemandPartView>,
    /// What is asked at its end, in order.
    pub questions: Vec<OnDemandQuestionView>,
    /// What was answered, once it is finished.
    pub answers: Vec<OnDemandAnswerView>,
    /// The parts that were watched and are counted one by one, once it is finished.
    pub watched: Vec<RowId>,
    /// The certificate in force; null when there is none.
    pub certificate_id: Option<CertificateId>,
}

/// One course somebody takes at their own time.
///
/// # Errors
/// [`Error::Missing`] if there is no such booking, or it is on a date.
pub fn taking(connection: &mut AnyConnection, id: BookingId) -> Result<OnDemandTakingView, Error> {
    type Found = (
        (BookingState, NaiveDateTime),
        (PersonId, String),
        (CourseId, String, String),
        (Option<String>, i32),
        Option<(Option<NaiveDate>, i32, String)>,
    );
    let (booking, person, course, set, result): Found = bookings::table
        .inner_join(sessions::table)
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .inner_join(on_demand::table.on(on_demand::course_id.eq(bookings::course_id)))
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .left_join(results::table.on(results::booking_id.eq(bookings::id)))
        .filter(bookings::id.eq(id))
        .filter(sessions::on_demand)
        .select((
            (bookings::state, bookings::created_at),
            (people::id, people::name),
            (courses::id, courses::slug, courses::title),
            (on_demand::introduction, on_demand::cpd_minutes),
            (results::attended_on, results::cpd_minutes, results::cpd_basis).nullable(),
        ))
        .first(connection)?;
    let given: Vec<(RowId, String, String)> = answers::table
        .inner_join(questions::table)
        .filter(answers::booking_id.eq(id))
        .order((questions::position, questions::id))
        .select((questions::id, questions::words, answers::words))
        .load(connection)?;
    let certificate_id = certificates::table
        .filter(certificates::booking_id.eq(id))
        .filter(certificates::state.eq(CertificateState::Valid))
        .select(certificates::id)
        .first(connection)
        .optional()?;
    Ok(OnDemandTakingView {
        booking_id: id,
        state: booking.0,
        person: PersonBrief { id: person.0, name: person.1 },
        begun_at: booking.1.and_utc(),
        finished_on: result.as_ref().and_then(|result| result.0),
        introduction: set.0,
        cpd_minutes: result.as_ref().map_or(set.1, |result| result.1),
        cpd_basis: result.map(|result| result.2),
        parts: content::parts_of(connection, course.0)?,
        questions: content::questions_of(connection, course.0)?,
        course: CourseBrief { slug: course.1, title: course.2 },
        answers: given
            .into_iter()
            .map(|(question_id, question, text)| OnDemandAnswerView { question_id, question, text })
            .collect(),
        watched: watched_parts::table
            .filter(watched_parts::booking_id.eq(id))
            .order(watched_parts::part_id)
            .select(watched_parts::part_id)
            .load(connection)?,
        certificate_id,
    })
}

/// Whether a booking is of a course that is taken at any time.
///
/// # Errors
/// [`Error::Missing`] if there is no such booking.
pub fn is_on_demand(connection: &mut AnyConnection, id: BookingId) -> Result<bool, Error> {
    Ok(bookings::table
        .inner_join(sessions::table)
        .filter(bookings::id.eq(id))
        .select(sessions::on_demand)
        .first(connection)?)
}

/// A course somebody has begun, or finished, at their own time.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Taken {
    /// The booking.
    pub booking: BookingId,
    /// Where it stands.
    pub state: BookingState,
    /// The course.
    pub course: CourseId,
    /// The course's title.
    pub title: String,
    /// When it was begun.
    pub begun_at: NaiveDateTime,
    /// The day it was finished.
    pub finished_on: Option<NaiveDate>,
}

/// Everything somebody takes, or has taken, at their own time, the latest first; what was given up is left out.
///
/// # Errors
/// When the database fails.
pub fn of_person(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<Taken>, Error> {
    Ok(bookings::table
        .inner_join(sessions::table)
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .left_join(results::table.on(results::booking_id.eq(bookings::id)))
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq_any([BookingState::Booked, BookingState::Attended]))
        .filter(sessions::on_demand)
        .order(bookings::id.desc())
        .select((
            bookings::id,
            bookings::state,
            courses::id,
            courses::title,
            bookings::created_at,
            results::attended_on.nullable(),
        ))
        .load(connection)?)
}
