//! What Zoom has been told of sessions, and what it answered.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session::{JoiningView, SessionView, typed_joining};
use crate::{
    domain::{
        access::{Actor, Relation},
        ids::{BookingId, CourseId, DateId, PersonId, RowId, SessionId},
        joining::Joining,
        stays::Stay,
        words::{BookingState, Delivery},
        zoom::{RegistrantState, Trouble},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{bookings, session_dates, sessions, zoom_meetings, zoom_participants, zoom_registrants},
    },
};

/// What Zoom has been told of a date.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = zoom_meetings)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct MeetingRow {
    pub date_id: DateId,
    pub session_id: SessionId,
    pub meeting_id: Option<String>,
    pub join_url: Option<String>,
    pub passcode: Option<String>,
    pub topic: Option<String>,
    pub starts_at: Option<NaiveDateTime>,
    pub ends_at: Option<NaiveDateTime>,
    pub maybe_made: bool,
    pub look_at: Option<NaiveDateTime>,
    pub lease_until: Option<NaiveDateTime>,
    pub claims: i32,
    pub failures: i32,
    pub last_error: Option<String>,
    pub reported_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
}

/// Somebody Zoom was told of.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = zoom_registrants)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct RegistrantRow {
    pub id: RowId,
    pub date_id: DateId,
    pub booking_id: BookingId,
    pub state: RegistrantState,
    pub registrant_id: Option<String>,
    pub join_url: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The dates that are to be looked at now, the longest waiting first.
///
/// # Errors
/// When the database fails.
pub fn due(connection: &mut AnyConnection, now: DateTime<Utc>, limit: i64) -> Result<Vec<DateId>, Error> {
    let now = now.naive_utc();
    Ok(zoom_meetings::table
        .filter(zoom_meetings::look_at.le(now))
        .filter(zoom_meetings::lease_until.is_null().or(zoom_meetings::lease_until.le(now)))
        .order((zoom_meetings::look_at, zoom_meetings::date_id))
        .limit(limit)
        .select(zoom_meetings::date_id)
        .load(connection)?)
}

/// The meetings of these sessions, earliest date first; also those Zoom does not have yet.
///
/// # Errors
/// When the database fails.
pub fn meetings(connection: &mut AnyConnection, of: &[SessionId]) -> Result<Vec<MeetingRow>, Error> {
    Ok(zoom_meetings::table
        .inner_join(session_dates::table)
        .filter(zoom_meetings::session_id.eq_any(of))
        .filter(session_dates::cancelled_at.is_null())
        .order((session_dates::starts_at, session_dates::id))
        .select(MeetingRow::as_select())
        .load(connection)?)
}

/// How whoever runs a session gets into each of its dates, earliest first.
///
/// # Errors
/// When the database fails.
pub fn host_ways(
    connection: &mut AnyConnection,
    session: SessionId,
) -> Result<Vec<(DateId, Joining)>, Error> {
    let rows = meetings(connection, &[session])?.into_iter();
    Ok(rows.filter_map(|row| host_way(&row).map(|way| (row.date_id, way))).collect())
}

/// How whoever runs a meeting gets in, once there is one.
#[must_use]
pub fn host_way(row: &MeetingRow) -> Option<Joining> {
    let meeting_id = row.meeting_id.clone()?;
    Some(Joining {
        url: row.join_url.clone(),
        meeting_id: Some(meeting_id),
        passcode: row.passcode.clone(),
        ..Joining::default()
    })
}

/// A way into a date that is one booking's alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWay {
    /// Whose.
    pub booking: BookingId,
    /// Into which date.
    pub date: DateId,
    /// When that starts.
    pub starts_at: DateTime<Utc>,
    /// How.
    pub joining: Joining,
}

/// The ways in of these bookings, each into the dates of the session it stands for now, earliest first.
///
/// # Errors
/// When the database fails.
pub fn own_ways(connection: &mut AnyConnection, of: &[BookingId]) -> Result<Vec<OwnWay>, Error> {
    type Row = (BookingId, DateId, NaiveDateTime, Option<String>);
    let mut found = Vec::new();
    // A statement takes only so many values.
    for some in of.chunks(500) {
        let rows: Vec<Row> = zoom_registrants::table
            .inner_join(session_dates::table)
            .inner_join(bookings::table)
            .filter(zoom_registrants::booking_id.eq_any(some))
            .filter(zoom_registrants::state.eq(RegistrantState::Live))
            .filter(bookings::session_id.eq(session_dates::session_id))
            .filter(session_dates::cancelled_at.is_null())
            .order((session_dates::starts_at, session_dates::id))
            .select((
                zoom_registrants::booking_id,
                zoom_registrants::date_id,
                session_dates::starts_at,
                zoom_registrants::join_url,
            ))
            .load(connection)?;
        found.extend(rows.into_iter().filter_map(|(booking, date, starts_at, url)| {
            let joining = Joining { url: Some(url?), ..Joining::default() };
            Some(OwnWay { booking, date, starts_at: starts_at.and_utc(), joining })
        }));
    }
    Ok(found)
}

/// Which booked places of these sessions have a way in of their own, and into which date.
///
/// # Errors
/// When the database fails.
pub fn with_a_way(
    connection: &mut AnyConnection,
    sessions: &[SessionId],
) -> Result<HashSet<(BookingId, DateId)>, Error> {
    let rows: Vec<(BookingId, DateId)> = zoom_registrants::table
        .inner_join(session_dates::table)
        .filter(session_dates::session_id.eq_any(sessions))
        .filter(zoom_registrants::state.eq(RegistrantState::Live))
        .filter(zoom_registrants::join_url.is_not_null())
        .select((zoom_registrants::booking_id, zoom_registrants::date_id))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// A person's way into the next date of a session that is not over, if they are booked on it and have one.
fn way_of_person(
    connection: &mut AnyConnection,
    (session, person): (SessionId, PersonId),
    now: DateTime<Utc>,
) -> Result<Option<Joining>, Error> {
    let url: Option<Option<String>> = zoom_registrants::table
        .inner_join(session_dates::table)
        .inner_join(bookings::table)
        .filter(bookings::person_id.eq(person))
        .filter(bookings::session_id.eq(session))
        .filter(bookings::state.eq(BookingState::Booked))
        .filter(session_dates::session_id.eq(session))
        .filter(session_dates::cancelled_at.is_null())
        .filter(session_dates::ends_at.gt(now.naive_utc()))
        .filter(zoom_registrants::state.eq(RegistrantState::Live))
        .order((session_dates::starts_at, session_dates::id))
        .select(zoom_registrants::join_url)
        .first(connection)
        .optional()?;
    Ok(url.flatten().map(|url| Joining { url: Some(url), ..Joining::default() }))
}

/// The sessions of a course to come for which Zoom makes the meetings.
///
/// # Errors
/// When the database fails.
pub fn left_to_it(
    connection: &mut AnyConnection,
    course: CourseId,
    now: DateTime<Utc>,
) -> Result<HashSet<SessionId>, Error> {
    let rows: Vec<(SessionId, Delivery, Option<String>)> = sessions::table
        .filter(sessions::course_id.eq(course))
        .filter(sessions::zoom_meeting.eq(true))
        .filter(sessions::ends_at.gt(now.naive_utc()))
        .select((sessions::id, sessions::delivery, sessions::joining))
        .load(connection)?;
    let mut left = HashSet::new();
    for (id, delivery, joining) in rows {
        if Joining::is_left_to_zoom(typed_joining(joining.as_deref())?.as_ref(), true, delivery) {
            left.insert(id);
        }
    }
    Ok(left)
}

/// Lays how whoever runs these sessions gets into the next date of each over what was typed, in one statement.
///
/// # Errors
/// When the database fails.
pub fn as_hosts_see_them<'v>(
    connection: &mut AnyConnection,
    views: impl IntoIterator<Item = &'v mut SessionView>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let views: Vec<&mut SessionView> = views.into_iter().filter(|view| view.zoom_meeting).collect();
    if views.is_empty() {
        return Ok(());
    }
    let ids: Vec<SessionId> = views.iter().map(|view| view.id).collect();
    let rows = meetings(connection, &ids)?;
    for view in views {
        let next = view.dates.iter().find(|date| date.ends_at > now).or(view.dates.last());
        let next = next.map(|date| date.id);
        let row = rows.iter().find(|row| Some(row.date_id) == next);
        if let Some(way) = row.and_then(host_way) {
            view.joining = Some(Some(JoiningView::by(view.joining.take().flatten(), way)));
        }
    }
    Ok(())
}

/// Lays the reader's own way into the next date of a session over what was typed. Coordinators are given what they can
/// change; the meetings stand in the session's settings.
///
/// # Errors
/// When the database fails.
pub fn as_seen_by(
    connection: &mut AnyConnection,
    view: &mut SessionView,
    (actor, relation): (Option<&Actor>, Relation),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(actor) = actor.filter(|actor| view.zoom_meeting && !actor.is_coordinator) else { return Ok(()) };
    if relation.trains {
        return as_hosts_see_them(connection, [view], now);
    }
    if relation.booked
        && let Some(way) = way_of_person(connection, (view.id, actor.person_id), now)?
    {
        view.joining = Some(Some(JoiningView::by(view.joining.take().flatten(), way)));
    }
    Ok(())
}

/// A meeting of a date, for whoever runs the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ZoomMeetingView {
    /// Of which date.
    pub date_id: DateId,
    /// Zoom's number of it; null while it is not made yet.
    #[schema(example = "94112233445")]
    pub meeting_id: Option<String>,
    /// How whoever runs it gets in, signed in to Zoom as its host.
    #[schema(example = "https://zoom.example/j/94112233445")]
    pub url: Option<String>,
    /// Its passcode.
    pub passcode: Option<String>,
    /// What Zoom refuses, or why it was not reached; null while all is well.
    pub trouble: Option<String>,
}

impl From<MeetingRow> for ZoomMeetingView {
    fn from(row: MeetingRow) -> Self {
        let told = Trouble::needs_somebody(row.failures, row.last_error.as_deref());
        Self {
            date_id: row.date_id,
            meeting_id: row.meeting_id,
            url: row.join_url,
            passcode: row.passcode,
            trouble: row.last_error.filter(|_| told),
        }
    }
}

/// What the report of a date's meeting said, in the order in which people joined; nothing before it was fetched.
///
/// # Errors
/// When the database fails.
pub fn stays(connection: &mut AnyConnection, date: DateId) -> Result<Vec<Stay>, Error> {
    type Row = (String, Option<String>, Option<BookingId>, NaiveDateTime, NaiveDateTime, bool);
    let rows: Vec<Row> = zoom_participants::table
        .filter(zoom_participants::date_id.eq(date))
        .order((zoom_participants::joined_at, zoom_participants::id))
        .select((
            zoom_participants::name,
            zoom_participants::email,
            zoom_participants::booking_id,
            zoom_participants::joined_at,
            zoom_participants::left_at,
            zoom_participants::waiting_room,
        ))
        .load(connection)?;
    let stay = |(name, email, booking, joined_at, left_at, in_waiting_room): Row| Stay {
        name,
        email,
        booking,
        joined_at: joined_at.and_utc(),
        left_at: left_at.and_utc(),
        in_waiting_room,
    };
    Ok(rows.into_iter().map(stay).collect())
}
