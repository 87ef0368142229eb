//! The rows that evidence for an accreditation is counted from.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        certificates::{AccreditationLine, AccreditationScope},
        ids::{AccreditationId, BookingId, CourseId, PersonId, SessionId},
        times::Zone,
        words::{BookingState, CertificateState, Delivery, OrganisationKind, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{
            accreditation_audiences, accreditation_courses, accreditations, bookings, certificates, courses,
            feedback, feedback_answers, feedback_questions, impacts, organisations, results, session_dates,
            session_terms, session_trainers, sessions,
        },
    },
};

/// The most values of a statement.
const CHUNK: usize = 500;

/// What an accreditation covers, with its courses by title.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn scope(
    connection: &mut AnyConnection,
    id: AccreditationId,
) -> Result<(AccreditationScope, Vec<String>), Error> {
    let (provider, body, reference, valid_from, valid_to): (String, String, String, NaiveDate, NaiveDate) =
        accreditations::table
            .find(id)
            .select((
                accreditations::provider,
                accreditations::body,
                accreditations::reference,
                accreditations::valid_from,
                accreditations::valid_to,
            ))
            .first(connection)?;
    let covered: Vec<(CourseId, String)> = accreditation_courses::table
        .inner_join(courses::table)
        .filter(accreditation_courses::accreditation_id.eq(id))
        .order((courses::title_folded, courses::id))
        .select((courses::id, courses::title))
        .load(connection)?;
    let audiences: Vec<OrganisationKind> = accreditation_audiences::table
        .filter(accreditation_audiences::accreditation_id.eq(id))
        .order(accreditation_audiences::organisation_kind)
        .select(accreditation_audiences::organisation_kind)
        .load(connection)?;
    let (courses, titles) = covered.into_iter().unzip();
    let line = AccreditationLine { body, reference, valid_from, valid_to };
    Ok((AccreditationScope { line, provider, courses, audiences }, titles))
}

/// A session whose attendance is finished.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct GivenSession {
    pub id: SessionId,
    pub course: CourseId,
    /// As it was kept with the session, where it was.
    pub title: String,
    /// What it is meant to leave people able to do, as JSON.
    pub outcomes: String,
    /// Who gave it, where that was kept.
    pub provider: Option<String>,
    pub cpd_minutes: i32,
    pub delivery: Delivery,
    pub capacity: i32,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub timezone: Zone,
    /// How many dates it had.
    pub dates: usize,
    /// Who ran it.
    pub trainers: Vec<PersonId>,
}

/// The sessions of these courses that ended between two moments and whose attendance is finished, by their end.
///
/// # Errors
/// When the database fails.
pub fn given(
    connection: &mut AnyConnection,
    of: &[CourseId],
    (from, before): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<GivenSession>, Error> {
    type Terms = (String, String, Option<String>, i32);
    type Row = (
        (SessionId, CourseId, Delivery, i32),
        (NaiveDateTime, NaiveDateTime, Zone),
        (String, String, i32),
        Option<Terms>,
    );
    let rows: Vec<Row> = sessions::table
        .inner_join(courses::table)
        .left_join(session_terms::table)
        .filter(sessions::course_id.eq_any(of))
        .filter(sessions::state.eq(SessionState::Delivered))
        .filter(sessions::ends_at.ge(from.naive_utc()))
        .filter(sessions::ends_at.lt(before.naive_utc()))
        .order((sessions::ends_at, sessions::id))
        .select((
            (sessions::id, sessions::course_id, sessions::delivery, sessions::capacity),
            (sessions::starts_at, sessions::ends_at, sessions::timezone),
            (courses::title, courses::outcomes, courses::cpd_minutes),
            (
                session_terms::title,
                session_terms::outcomes,
                session_terms::provider,
                session_terms::cpd_minutes,
            )
                .nullable(),
        ))
        .load(connection)?;
    let ids: Vec<SessionId> = rows.iter().map(|((id, ..), ..)| *id).collect();
    let mut dates: Vec<SessionId> = Vec::new();
    let mut run: Vec<(SessionId, PersonId)> = Vec::new();
    for some in ids.chunks(CHUNK) {
        let part: Vec<SessionId> = session_dates::table
            .filter(session_dates::session_id.eq_any(some))
            .filter(session_dates::cancelled_at.is_null())
            .select(session_dates::session_id)
            .load(connection)?;
        dates.extend(part);
        let part: Vec<(SessionId, PersonId)> = session_trainers::table
            .filter(session_trainers::session_id.eq_any(some))
            .order((session_trainers::session_id, session_trainers::position))
            .select((session_trainers::session_id, session_trainers::person_id))
            .load(connection)?;
        run.extend(part);
    }
    Ok(rows
        .into_iter()
        .map(|((id, course, delivery, capacity), (starts_at, ends_at, timezone), today, kept)| {
            let (title, outcomes, provider, cpd_minutes) = kept.unwrap_or((today.0, today.1, None, today.2));
            GivenSession {
                id,
                course,
                title,
                outcomes,
                provider,
                cpd_minutes,
                delivery,
                capacity,
                starts_at: starts_at.and_utc(),
                ends_at: ends_at.and_utc(),
                timezone,
                dates: dates.iter().filter(|of| **of == id).count(),
                trainers: run.iter().filter(|(of, _)| *of == id).map(|(_, person)| *person).collect(),
            }
        })
        .collect())
}

/// A place on one of them that came to a result, or was given up at short notice.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct GivenPlace {
    pub booking: BookingId,
    pub session: SessionId,
    pub person: PersonId,
    /// The kind of organisation it was made under.
    pub kind: Option<OrganisationKind>,
    pub state: BookingState,
    pub short_notice: bool,
    /// Minutes attended, scheduled, and of CPD; none without a result.
    pub minutes: Option<(i32, i32, i32)>,
}

/// The places on these sessions.
///
/// # Errors
/// When the database fails.
pub fn places(connection: &mut AnyConnection, of: &[SessionId]) -> Result<Vec<GivenPlace>, Error> {
    type Row = (
        (BookingId, SessionId, PersonId),
        Option<OrganisationKind>,
        (BookingState, bool),
        Option<(i32, i32, i32)>,
    );
    let states =
        [BookingState::Attended, BookingState::PartlyAttended, BookingState::NoShow, BookingState::Cancelled];
    let mut rows: Vec<Row> = Vec::new();
    for some in of.chunks(CHUNK) {
        let part: Vec<Row> = bookings::table
            .left_join(organisations::table)
            .left_join(results::table)
            .filter(bookings::session_id.eq_any(some))
            .filter(bookings::state.eq_any(states))
            .order((bookings::session_id, bookings::id))
            .select((
                (bookings::id, bookings::session_id, bookings::person_id),
                organisations::kind.nullable(),
                (bookings::state, bookings::short_notice),
                (results::attended_minutes, results::scheduled_minutes, results::cpd_minutes).nullable(),
            ))
            .load(connection)?;
        rows.extend(part);
    }
    Ok(rows
        .into_iter()
        .map(|((booking, session, person), kind, (state, short_notice), minutes)| GivenPlace {
            booking,
            session,
            person,
            kind,
            state,
            short_notice,
            minutes,
        })
        .collect())
}

/// A certificate of one of those places.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct GivenCertificate {
    pub number: String,
    pub booking: BookingId,
    pub person: PersonId,
    pub completed_on: NaiveDate,
    pub issued_at: DateTime<Utc>,
    pub cpd_minutes: i32,
    pub state: CertificateState,
}

/// The certificates of these places, oldest first.
///
/// # Errors
/// When the database fails.
pub fn papers(connection: &mut AnyConnection, of: &[BookingId]) -> Result<Vec<GivenCertificate>, Error> {
    type Row = (String, BookingId, PersonId, NaiveDate, NaiveDateTime, i32, CertificateState);
    let mut rows: Vec<Row> = Vec::new();
    for some in of.chunks(CHUNK) {
        let part: Vec<Row> = certificates::table
            .filter(certificates::booking_id.eq_any(some))
            .order(certificates::id)
            .select((
                certificates::number,
                certificates::booking_id,
                certificates::person_id,
                certificates::completed_on,
                certificates::issued_at,
                certificates::cpd_minutes,
                certificates::state,
            ))
            .load(connection)?;
        rows.extend(part);
    }
    Ok(rows
        .into_iter()
        .map(|(number, booking, person, completed_on, issued_at, cpd_minutes, state)| GivenCertificate {
            number,
            booking,
            person,
            completed_on,
            issued_at: issued_at.and_utc(),
            cpd_minutes,
            state,
        })
        .collect())
}

/// Certificates that stand of these people for these courses.
///
/// # Errors
/// When the database fails.
pub fn held_by(
    connection: &mut AnyConnection,
    people: &[PersonId],
    of: &[CourseId],
) -> Result<Vec<(PersonId, String)>, Error> {
    Ok(certificates::table
        .filter(certificates::person_id.eq_any(people))
        .filter(certificates::course_id.eq_any(of))
        .filter(certificates::state.eq(CertificateState::Valid))
        .order(certificates::id)
        .select((certificates::person_id, certificates::number))
        .load(connection)?)
}

/// What was answered to a question that has a number: the booking, the question and its words, whether it is a scale,
/// and the number.
pub type Answered = (BookingId, (i32, String, bool), i32);

/// The answers of these places that are numbers.
///
/// # Errors
/// When the database fails.
pub fn answers(connection: &mut AnyConnection, of: &[BookingId]) -> Result<Vec<Answered>, Error> {
    type Row = (BookingId, (i32, String, String), Option<i32>);
    let mut rows: Vec<Row> = Vec::new();
    for some in of.chunks(CHUNK) {
        let part: Vec<Row> = feedback_answers::table
            .inner_join(feedback::table)
            .inner_join(feedback_questions::table)
            .filter(feedback_answers::booking_id.eq_any(some))
            .filter(feedback_answers::number.is_not_null())
            .select((
                feedback_answers::booking_id,
                (feedback_questions::position, feedback_questions::words, feedback_questions::kind),
                feedback_answers::number,
            ))
            .load(connection)?;
        rows.extend(part);
    }
    let answered = |(booking, (position, words, kind), number): Row| {
        Some((booking, (position, words, kind == "scale"), number?))
    };
    Ok(rows.into_iter().filter_map(answered).collect())
}

/// What became of it: the booking, the stage, who answers, how much is in use and how much of a difference it makes.
pub type Became = (BookingId, String, String, i32, i32);

/// What became of these places.
///
/// # Errors
/// When the database fails.
pub fn became(connection: &mut AnyConnection, of: &[BookingId]) -> Result<Vec<Became>, Error> {
    let mut rows: Vec<Became> = Vec::new();
    for some in of.chunks(CHUNK) {
        let part: Vec<Became> = impacts::table
            .filter(impacts::booking_id.eq_any(some))
            .select((
                impacts::booking_id,
                impacts::stage,
                impacts::answered_by,
                impacts::in_use,
                impacts::difference,
            ))
            .load(connection)?;
        rows.extend(part);
    }
    Ok(rows)
}
