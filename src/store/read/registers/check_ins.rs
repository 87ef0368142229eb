//! Who has arrived, and what can be arrived at.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        check_ins::{CheckInWay, Door, IN_A_ROOM, OPENS_MINUTES_BEFORE},
        ids::{BookingId, DateId, PersonId, SessionId},
        sessions::MAX_DATE_HOURS,
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{
            addresses, attendance_marks as marks, bookings, check_ins, people, session_dates as dates,
            sessions,
        },
    },
};

/// A date that can be checked in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OpenDate {
    pub id: DateId,
    pub session: SessionId,
}

/// Every date in a room that can be checked in to now.
///
/// # Errors
/// When the database fails.
pub fn open_dates(connection: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<OpenDate>, Error> {
    let until = (now + TimeDelta::minutes(OPENS_MINUTES_BEFORE)).naive_utc();
    let found: Vec<(DateId, SessionId)> = dates::table
        .inner_join(sessions::table)
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::delivery.eq_any(IN_A_ROOM))
        .filter(dates::cancelled_at.is_null())
        .filter(dates::starts_at.le(until))
        .filter(dates::ends_at.gt(now.naive_utc()))
        // No date lasts longer, so that no more than a day of them is looked through.
        .filter(dates::ends_at.le(until + TimeDelta::hours(MAX_DATE_HOURS)))
        .order(dates::id)
        .select((dates::id, dates::session_id))
        .load(connection)?;
    Ok(found.into_iter().map(|(id, session)| OpenDate { id, session }).collect())
}

fn door((from, to): (NaiveDateTime, NaiveDateTime)) -> Door {
    Door { starts_at: from.and_utc(), ends_at: to.and_utc() }
}

/// Somebody who has arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArrivalView {
    /// The booking.
    pub booking_id: BookingId,
    /// Whose it is.
    pub person_name: String,
    /// When they first said so.
    pub at: DateTime<Utc>,
    /// By what.
    pub how: CheckInWay,
}

/// Who of those booked on its session has arrived at a date, the newest first.
///
/// # Errors
/// [`Error::Missing`] if there is no such date.
pub fn arrivals(connection: &mut AnyConnection, date: DateId) -> Result<Vec<ArrivalView>, Error> {
    let (session, times): (SessionId, (NaiveDateTime, NaiveDateTime)) = dates::table
        .find(date)
        .select((dates::session_id, (dates::starts_at, dates::ends_at)))
        .first(connection)?;
    let found: Vec<(BookingId, String, NaiveDateTime, CheckInWay)> = check_ins::table
        .inner_join(bookings::table)
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .filter(check_ins::date_id.eq(date))
        .filter(bookings::session_id.eq(session))
        .filter(bookings::state.eq(BookingState::Booked))
        .order((check_ins::at.desc(), check_ins::booking_id.desc()))
        .select((bookings::id, people::name, check_ins::at, check_ins::how))
        .load(connection)?;
    Ok(found
        .into_iter()
        .map(|(booking_id, person_name, at, how)| ArrivalView {
            booking_id,
            person_name,
            at: at.and_utc(),
            how,
        })
        .filter(|arrival| door(times).is_open(arrival.at))
        .collect())
}

/// How many people are booked on a session.
///
/// # Errors
/// When the database fails.
pub fn expected(connection: &mut AnyConnection, session: SessionId) -> Result<i64, Error> {
    Ok(bookings::table
        .filter(bookings::session_id.eq(session))
        .filter(bookings::state.eq(BookingState::Booked))
        .count()
        .get_result(connection)?)
}

/// Somebody's arrival at a date, as a roster says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckInView {
    /// The date.
    pub date_id: DateId,
    /// When they first said so.
    pub at: DateTime<Utc>,
    /// By what.
    pub how: CheckInWay,
}

/// The arrivals of these bookings, those at a date that was moved since left out.
///
/// # Errors
/// When the database fails.
pub fn of_bookings(
    connection: &mut AnyConnection,
    ids: &[BookingId],
) -> Result<Vec<(BookingId, CheckInView)>, Error> {
    type Found = (BookingId, DateId, NaiveDateTime, CheckInWay, (NaiveDateTime, NaiveDateTime));
    let found: Vec<Found> = check_ins::table
        .inner_join(dates::table)
        .filter(check_ins::booking_id.eq_any(ids))
        .order((check_ins::booking_id, check_ins::at))
        .select((
            check_ins::booking_id,
            check_ins::date_id,
            check_ins::at,
            check_ins::how,
            (dates::starts_at, dates::ends_at),
        ))
        .load(connection)?;
    Ok(found
        .into_iter()
        .filter(|(_, _, at, _, times)| door(*times).is_open(at.and_utc()))
        .map(|(booking, date_id, at, how, _)| (booking, CheckInView { date_id, at: at.and_utc(), how }))
        .collect())
}

/// An arrival that the register does not have yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Unmarked {
    pub session: SessionId,
    pub date: DateId,
    pub booking: BookingId,
    pub person: PersonId,
    pub at: DateTime<Utc>,
}

/// The arrivals at dates that have started since, of people still booked there of whom the register says nothing; of one
/// session or of all.
///
/// # Errors
/// When the database fails.
pub fn unmarked(
    connection: &mut AnyConnection,
    of: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<Vec<Unmarked>, Error> {
    type Found = (SessionId, DateId, (BookingId, PersonId), NaiveDateTime, (NaiveDateTime, NaiveDateTime));
    let mut query = check_ins::table
        .inner_join(dates::table.inner_join(sessions::table))
        .inner_join(bookings::table)
        .left_join(
            marks::table
                .on(marks::booking_id.eq(check_ins::booking_id).and(marks::date_id.eq(check_ins::date_id))),
        )
        .filter(sessions::state.eq(SessionState::Published))
        .filter(dates::cancelled_at.is_null())
        .filter(dates::starts_at.le(now.naive_utc()))
        .filter(bookings::session_id.eq(dates::session_id))
        .filter(bookings::state.eq(BookingState::Booked))
        .filter(marks::booking_id.is_null())
        .order((sessions::id, check_ins::booking_id, check_ins::date_id))
        .select((
            sessions::id,
            dates::id,
            (bookings::id, bookings::person_id),
            check_ins::at,
            (dates::starts_at, dates::ends_at),
        ))
        .into_boxed();
    if let Some(session) = of {
        query = query.filter(sessions::id.eq(session));
    }
    let found: Vec<Found> = query.load(connection)?;
    Ok(found
        .into_iter()
        .filter(|(.., at, times)| door(*times).is_open(at.and_utc()))
        .map(|(session, date, (booking, person), at, _)| Unmarked {
            session,
            date,
            booking,
            person,
            at: at.and_utc(),
        })
        .collect())
}

/// The booking of this reference, if this is an address of its holder's.
///
/// # Errors
/// When the database fails.
pub fn by_reference(
    connection: &mut AnyConnection,
    reference: &str,
    email_folded: &str,
) -> Result<Option<BookingId>, Error> {
    let theirs =
        addresses::table.filter(addresses::email_folded.eq(email_folded)).select(addresses::person_id);
    Ok(bookings::table
        .filter(bookings::reference.eq(reference))
        .filter(bookings::person_id.eq_any(theirs))
        .select(bookings::id)
        .first(connection)
        .optional()?)
}

/// A place that somebody has on one of these sessions.
///
/// # Errors
/// When the database fails.
pub fn of_person(
    connection: &mut AnyConnection,
    person: PersonId,
    on: &[SessionId],
) -> Result<Option<BookingId>, Error> {
    Ok(bookings::table
        .filter(bookings::person_id.eq(person))
        .filter(bookings::session_id.eq_any(on))
        .filter(bookings::state.eq(BookingState::Booked))
        .order(bookings::id)
        .select(bookings::id)
        .first(connection)
        .optional()?)
}
