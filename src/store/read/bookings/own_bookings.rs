//! Bookings as the person whose they are meets them: on their pages, with all that goes with each.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;

use super::booking::{lines, place_in_line};
use crate::{
    domain::{
        approvals::Approver,
        ids::{BookingId, CertificateId, CourseId, PersonId, SessionId},
        joining::Joining,
        sessions::Span,
        times::Zone,
        words::{BookingState, CertificateState, Delivery, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::sessions::{
            dated::has_dates,
            session::{JoiningView, typed_joining},
            session_rows::{self, SessionRow},
            zoom::{self, OwnWay},
        },
        schema::{
            booking_conditions as conditions, bookings, certificates, courses, offers, people, results,
            sessions,
        },
    },
};

/// An earlier booking a place hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCondition {
    /// The earlier booking.
    pub depends_on: BookingId,
    /// The earlier course.
    pub course_title: String,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
    /// The zone it is shown in.
    pub timezone: Tz,
    /// When the place is released, if the condition has failed and nothing changes.
    pub release_at: Option<DateTime<Utc>>,
    /// It has failed: the earlier course was not attended, or we changed it.
    pub failed: bool,
    /// Until when another date, which we offered for one that we changed, can be taken.
    pub answer_by: Option<DateTime<Utc>>,
}

/// What attendance came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnResult {
    /// CPD in whole minutes.
    pub cpd_minutes: i32,
    /// How they were worked out.
    pub cpd_basis: String,
    /// When attendance was finished.
    pub closed_at: DateTime<Utc>,
}

/// One booking.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it; the migration says the rest")]
pub struct OwnBooking {
    pub id: BookingId,
    pub reference: String,
    pub state: BookingState,
    pub person_id: PersonId,
    pub person_name: String,
    pub session_id: SessionId,
    pub session_state: SessionState,
    pub course_id: CourseId,
    pub course_slug: String,
    pub course_title: String,
    /// Working days before the first date until which giving up the place has no consequence.
    pub notice_days: i32,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub timezone: Tz,
    /// Those that are not cancelled, earliest first.
    pub dates: Vec<Span>,
    pub delivery: Delivery,
    pub location: Option<String>,
    /// To be shown to whoever is booked, and to nobody else.
    pub joining: Option<JoiningView>,
    /// Their own way into each date whose meeting Zoom makes, earliest first; to be shown to nobody but them.
    pub ways: Vec<OwnWay>,
    /// How to join is left to Zoom, which makes the meetings.
    pub left_to_zoom: bool,
    pub short_notice: bool,
    pub skipped: bool,
    pub auto_book_until: Option<NaiveDate>,
    /// Whose answer is waited for: `manager`, `lead` or `coordinator`.
    pub approval_with: Option<Approver>,
    pub offer_expires_at: Option<DateTime<Utc>>,
    pub waitlist_position: Option<i32>,
    pub conditions: Vec<OpenCondition>,
    pub result: Option<OwnResult>,
    /// The certificate in force.
    pub certificate: Option<CertificateId>,
}

/// Every booking of a person on a date, by first date.
///
/// # Errors
/// When the database fails.
pub fn of_person(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<OwnBooking>, Error> {
    let ids = bookings::table
        .inner_join(sessions::table)
        .filter(has_dates())
        .filter(bookings::person_id.eq(person))
        .select(bookings::id)
        .load(connection)?;
    of_ids(connection, &ids)
}

impl OwnBooking {
    /// How to join a date, as far as that is known: by the way that is theirs alone, where Zoom made one.
    #[must_use]
    pub fn joining_at(&self, date: Span) -> Option<JoiningView> {
        let own = self.ways.iter().find(|way| way.starts_at == date.starts_at);
        match own {
            Some(way) => Some(JoiningView::by(self.joining.clone(), way.joining.clone())),
            None => self.joining.clone(),
        }
    }
}

/// The bookings of a person that are active and have a date, by first date.
///
/// # Errors
/// When the database fails.
pub fn active_of(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<OwnBooking>, Error> {
    let ids = bookings::table
        .inner_join(sessions::table)
        .filter(has_dates())
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq_any(BookingState::ACTIVE))
        .select(bookings::id)
        .load(connection)?;
    of_ids(connection, &ids)
}

/// One booking.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn one(connection: &mut AnyConnection, id: BookingId) -> Result<OwnBooking, Error> {
    of_ids(connection, &[id])?.pop().ok_or(Error::Missing)
}

type BookingPart =
    (BookingId, String, BookingState, bool, bool, Option<NaiveDate>, Option<Approver>, (PersonId, String));
type CoursePart = (CourseId, String, String, i32);
type ResultPart = Option<(i32, String, NaiveDateTime)>;
type Row = (BookingPart, SessionRow, CoursePart, ResultPart, (Option<NaiveDateTime>, Option<CertificateId>));

fn of_ids(connection: &mut AnyConnection, ids: &[BookingId]) -> Result<Vec<OwnBooking>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let open_offer = offers::booking_id.eq(bookings::id).and(offers::ended_at.is_null());
    let in_force =
        certificates::booking_id.eq(bookings::id).and(certificates::state.eq(CertificateState::Valid));
    let rows: Vec<Row> = bookings::table
        .inner_join(sessions::table)
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .left_join(results::table.on(results::booking_id.eq(bookings::id)))
        .left_join(offers::table.on(open_offer))
        .left_join(certificates::table.on(in_force))
        .filter(bookings::id.eq_any(ids))
        .order((sessions::starts_at, bookings::id))
        .select((
            (
                bookings::id,
                bookings::reference,
                bookings::state,
                bookings::short_notice,
                bookings::skipped,
                bookings::auto_book_until,
                bookings::approval_with,
                (people::id, people::name),
            ),
            SessionRow::as_select(),
            (courses::id, courses::slug, courses::title, courses::notice_days),
            (results::cpd_minutes, results::cpd_basis, results::closed_at).nullable(),
            (offers::expires_at.nullable(), certificates::id.nullable()),
        ))
        .load(connection)?;
    let of_sessions: Vec<SessionId> = rows.iter().map(|(_, session, ..)| session.id).collect();
    let dates = session_rows::dates(connection, &of_sessions)?;
    let ways = if rows.iter().any(|(_, session, ..)| session.zoom_meeting) {
        zoom::own_ways(connection, ids)?
    } else {
        Vec::new()
    };
    let lines = lines(connection, &of_sessions)?;
    let conditions = open_conditions(connection, ids)?;
    rows.into_iter()
        .map(|(booking, session, course, result, (offer_expires_at, certificate))| {
            let (course_id, course_slug, course_title, notice_days) = course;
            let (id, reference, state, short_notice, skipped, auto_book_until, approval_with, person) =
                booking;
            let own: Vec<_> = dates.iter().filter(|date| date.session_id == session.id).collect();
            let typed = typed_joining(session.joining.as_deref())?;
            let by_zoom = Joining::is_left_to_zoom(typed.as_ref(), session.zoom_meeting, session.delivery);
            let mine = ways.iter().filter(|way| way.booking == id && by_zoom);
            Ok(OwnBooking {
                id,
                reference,
                state,
                person_id: person.0,
                person_name: person.1,
                session_id: session.id,
                session_state: session.state,
                course_id,
                course_slug,
                course_title,
                notice_days,
                starts_at: session.starts_at.and_utc(),
                ends_at: session.ends_at.and_utc(),
                timezone: session.timezone.tz(),
                dates: crate::store::read::sessions::session_rows::spans(own),
                delivery: session.delivery,
                location: session.location,
                joining: typed.map(Into::into),
                ways: mine.cloned().collect(),
                left_to_zoom: by_zoom,
                short_notice,
                skipped,
                auto_book_until,
                approval_with,
                offer_expires_at: offer_expires_at.map(|at| at.and_utc()),
                waitlist_position: place_in_line(&lines, session.id, id),
                conditions: conditions.iter().filter(|(of, _)| *of == id).map(|(_, c)| c.clone()).collect(),
                result: result.map(|(cpd_minutes, cpd_basis, closed_at)| OwnResult {
                    cpd_minutes,
                    cpd_basis,
                    closed_at: closed_at.and_utc(),
                }),
                certificate,
            })
        })
        .collect()
}

/// When it failed, when the place is released, until when a replacement can be taken.
type ConditionClock = (Option<NaiveDateTime>, Option<NaiveDateTime>, Option<NaiveDateTime>);

fn open_conditions(
    connection: &mut AnyConnection,
    ids: &[BookingId],
) -> Result<Vec<(BookingId, OpenCondition)>, Error> {
    type Row = (BookingId, BookingId, ConditionClock, String, NaiveDateTime, Zone);
    let rows: Vec<Row> = conditions::table
        .inner_join(bookings::table.on(bookings::id.eq(conditions::depends_on)))
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .filter(conditions::booking_id.eq_any(ids))
        .filter(conditions::ended_at.is_null())
        .order(conditions::id)
        .select((
            conditions::booking_id,
            conditions::depends_on,
            (conditions::failed_at, conditions::release_at, conditions::answer_by),
            courses::title,
            sessions::starts_at,
            sessions::timezone,
        ))
        .load(connection)?;
    let mut found: Vec<(BookingId, OpenCondition)> = Vec::new();
    for (booking, depends_on, (failed_at, release_at, answer_by), course_title, starts_at, timezone) in rows {
        // Two groups may hang on one booking: it is said once.
        if found.iter().any(|(of, known)| *of == booking && known.depends_on == depends_on) {
            continue;
        }
        let condition = OpenCondition {
            depends_on,
            course_title,
            starts_at: starts_at.and_utc(),
            timezone: timezone.tz(),
            release_at: release_at.map(|at| at.and_utc()),
            failed: failed_at.is_some(),
            answer_by: answer_by.map(|at| at.and_utc()),
        };
        found.push((booking, condition));
    }
    Ok(found)
}
