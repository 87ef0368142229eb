//! Sessions as answers and pages show them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{dsl::sql, prelude::*, sql_types::Bool};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    dated::has_dates,
    session_rows::{self, SessionRow, window},
};
use crate::{
    domain::{
        ids::{BookingId, DateId, PersonId, SessionId},
        joining::Joining,
        times::Zone,
        words::{BookingState, Delivery, SessionState, Word},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::booking::{CourseBrief, PersonBrief},
            people::relations::holding_states,
            revised::Revised,
        },
        schema::{bookings, courses, session_trainers, sessions},
    },
};

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// Its course.
    pub course: CourseBrief,
    /// `draft`, `published`, `cancelled` or `delivered`.
    pub state: SessionState,
    /// Its dates, earliest first.
    pub dates: Vec<DateView>,
    /// The IANA zone its times are shown in.
    pub timezone: Zone,
    /// `zoom`, `room` or `on_site`.
    pub delivery: Delivery,
    /// Places.
    pub capacity: i32,
    /// Places nobody holds.
    pub places_left: i32,
    /// How many wait for a place.
    pub waitlist_length: i32,
    /// When booking ends; at the latest when the first date starts.
    pub booking_closes_at: DateTime<Utc>,
    /// Who runs it.
    pub trainers: Vec<TrainerView>,
    /// When booking opens; left out when it is open at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking_opens_at: Option<DateTime<Utc>>,
    /// Address and room; left out when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// For named people only; left out when it is not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// Zoom makes its meetings: the name and address of whoever has a place are sent there, and each gets a link of
    /// their own; left out when it does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub zoom_meeting: bool,
    /// What a coordinator should know of what they saved, each a sentence; only in the answer to that, and left out
    /// when there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
    /// How to join, null while nothing is known; only for whoever is booked, its trainers and coordinators.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "shown")]
    #[schema(value_type = Option<JoiningView>)]
    pub joining: Option<Option<JoiningView>>,
    /// Whom a change of dates brought into collision with another booking of theirs; only in the answer to that
    /// change, and left out when there is nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collisions: Vec<CollisionView>,
    /// Places that ended by this change, because whoever held them runs the session from now on; left out mostly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended_places: Vec<EndedPlaceView>,
}

/// Somebody whom new dates bring into collision with another booking of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CollisionView {
    /// Their booking on this session.
    pub booking_id: BookingId,
    /// Who that is.
    pub person: PersonBrief,
    /// The other booking.
    pub other_booking_id: BookingId,
    /// Its course's title.
    pub course: String,
    /// Start of the date that is at the same time.
    pub starts_at: DateTime<Utc>,
    /// End of that date.
    pub ends_at: DateTime<Utc>,
    /// The IANA zone in which that date is shown.
    pub timezone: Zone,
}

/// Tells "not shown" from "shown, nothing known yet".
mod shown {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, clippy::option_option, reason = "the shape serde calls it in")]
    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().and_then(Option::as_ref).serialize(serializer)
    }

    #[expect(clippy::option_option, reason = "not shown, and shown without anything known, are two things")]
    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::deserialize(deserializer).map(Some)
    }
}

/// A place that ended because its holder runs the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EndedPlaceView {
    /// The booking, cancelled.
    pub booking_id: BookingId,
    /// Whose it was.
    pub name: String,
}

/// One date of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DateView {
    /// Its id.
    pub id: DateId,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
}

/// Who runs a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrainerView {
    /// Their name.
    pub name: String,
}

/// How to join a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JoiningView {
    /// The link.
    pub url: Option<String>,
    /// The meeting's number.
    pub meeting_id: Option<String>,
    /// The passcode.
    pub passcode: Option<String>,
    /// Telephone numbers to dial in.
    pub dial_in: Option<String>,
    /// Whom to ring when it fails.
    pub help: Option<String>,
    /// Where to try one's sound and picture beforehand; left out when there is no such place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_url: Option<String>,
}

impl JoiningView {
    /// With a way in that Zoom made.
    #[must_use]
    pub fn by(typed: Option<Self>, way: Joining) -> Self {
        let (url, meeting_id, passcode) = (way.url, way.meeting_id, way.passcode);
        let typed = typed.unwrap_or_else(|| Joining::default().into());
        Self { url, meeting_id, passcode, ..typed }
    }
}

impl From<Joining> for JoiningView {
    fn from(joining: Joining) -> Self {
        Self {
            url: joining.url,
            meeting_id: joining.meeting_id,
            passcode: joining.passcode,
            dial_in: joining.dial_in,
            help: joining.help,
            test_url: joining.test_url,
        }
    }
}

/// Who looks at a list of sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Sees drafts and private sessions too.
    All,
    /// Sees those that are neither, and those they run or hold a place on.
    Person(PersonId),
    /// Sees those that are neither.
    Public,
}

/// Which sessions a list shows.
#[derive(Debug, Clone)]
pub struct SessionFilter {
    /// To whom.
    pub viewer: Viewer,
    /// Of the course of this slug.
    pub course: Option<String>,
    /// First date at this time or later.
    pub from: DateTime<Utc>,
    /// First date at this time or earlier.
    pub to: Option<DateTime<Utc>>,
    /// Bookable at this time: published, of a course that is given, within its booking window, with a place left.
    pub bookable_at: Option<DateTime<Utc>>,
    /// After this one.
    pub after: Option<(NaiveDateTime, SessionId)>,
    /// At most so many.
    pub limit: i64,
}

/// The sessions a filter lets through, by first date, in a constant number of queries. `joining` is in them all:
/// whoever shows them takes it out again where it is not to be seen.
///
/// # Errors
/// When the database fails.
pub fn sessions(
    connection: &mut AnyConnection,
    filter: &SessionFilter,
) -> Result<Vec<Revised<SessionView>>, Error> {
    let mut query = sessions::table
        .inner_join(courses::table)
        .filter(sessions::starts_at.ge(filter.from.naive_utc()))
        .filter(has_dates())
        .order((sessions::starts_at, sessions::id))
        .limit(filter.limit)
        .select((SessionRow::as_select(), (courses::slug, courses::title)))
        .into_boxed();
    let open = sessions::state.ne(SessionState::Draft).and(sessions::private.eq(false));
    match filter.viewer {
        Viewer::All => {}
        Viewer::Public => query = query.filter(open),
        Viewer::Person(person) => {
            let trained = session_trainers::table
                .filter(session_trainers::person_id.eq(person))
                .select(session_trainers::session_id);
            let booked = bookings::table
                .filter(bookings::person_id.eq(person))
                .filter(bookings::state.eq_any(holding_states()))
                .select(bookings::session_id);
            query = query.filter(open.or(sessions::id.eq_any(trained)).or(sessions::id.eq_any(booked)));
        }
    }
    if let Some(course) = &filter.course {
        query = query.filter(courses::slug.eq(course.clone()));
    }
    if let Some(to) = filter.to {
        query = query.filter(sessions::starts_at.le(to.naive_utc()));
    }
    if let Some((starts_at, id)) = filter.after {
        query = query.filter(
            sessions::starts_at.gt(starts_at).or(sessions::starts_at.eq(starts_at).and(sessions::id.gt(id))),
        );
    }
    if let Some(now) = filter.bookable_at.map(|now| now.naive_utc()) {
        query = query
            .filter(sessions::state.eq(SessionState::Published))
            .filter(sessions::private.eq(false))
            .filter(courses::retired_at.is_null())
            .filter(sessions::starts_at.gt(now))
            .filter(sessions::booking_opens_at.is_null().or(sessions::booking_opens_at.le(now)))
            .filter(sessions::booking_closes_at.is_null().or(sessions::booking_closes_at.gt(now)))
            .filter(sql::<Bool>(&has_places_left()));
    }
    let rows = query.load(connection)?;
    views(connection, rows)
}

/// Compares a session's capacity with the places held; the words are our own, nothing of it comes from outside.
pub(super) fn has_places_left() -> String {
    let states: Vec<String> =
        BookingState::HOLDING.iter().map(|state| format!("'{}'", state.as_str())).collect();
    format!(
        "sessions.capacity > (SELECT COUNT(*) FROM bookings WHERE bookings.session_id = sessions.id \
         AND bookings.state IN ({}))",
        states.join(", ")
    )
}

/// One session, with `joining`, as [`sessions`].
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn session(connection: &mut AnyConnection, id: SessionId) -> Result<Revised<SessionView>, Error> {
    of_ids(connection, &[id])?.pop().ok_or(Error::Missing)
}

/// These sessions by first date, with `joining`, as [`sessions`].
///
/// # Errors
/// When the database fails.
pub fn of_ids(connection: &mut AnyConnection, ids: &[SessionId]) -> Result<Vec<Revised<SessionView>>, Error> {
    let rows = sessions::table
        .inner_join(courses::table)
        .filter(sessions::id.eq_any(ids))
        .filter(has_dates())
        .order((sessions::starts_at, sessions::id))
        .select((SessionRow::as_select(), (courses::slug, courses::title)))
        .load(connection)?;
    views(connection, rows)
}

fn views(
    connection: &mut AnyConnection,
    rows: Vec<(SessionRow, (String, String))>,
) -> Result<Vec<Revised<SessionView>>, Error> {
    let ids: Vec<SessionId> = rows.iter().map(|(row, _)| row.id).collect();
    let dates = session_rows::dates(connection, &ids)?;
    let trainers = session_rows::trainers(connection, &ids)?;
    let held = session_rows::held(connection, &ids)?;
    let waiting = session_rows::waiting(connection, &ids)?;
    let count = |counts: &[(SessionId, i64)], id| {
        let found = counts.iter().find(|(of, _)| *of == id);
        found.map_or(0, |(_, count)| i32::try_from(*count).unwrap_or(i32::MAX))
    };
    rows.into_iter()
        .map(|(row, (slug, title))| {
            let typed = typed_joining(row.joining.as_deref())?;
            let view = SessionView {
                id: row.id,
                course: CourseBrief { slug, title },
                state: row.state,
                dates: dates
                    .iter()
                    .filter(|date| date.session_id == row.id)
                    .map(|date| DateView {
                        id: date.id,
                        starts_at: date.starts_at.and_utc(),
                        ends_at: date.ends_at.and_utc(),
                    })
                    .collect(),
                delivery: row.delivery,
                capacity: row.capacity,
                places_left: row.capacity.saturating_sub(count(&held, row.id)).max(0),
                waitlist_length: count(&waiting, row.id),
                booking_closes_at: window(&row).closes(),
                trainers: trainers
                    .iter()
                    .filter(|(of, ..)| *of == row.id)
                    .map(|(.., name)| TrainerView { name: name.clone() })
                    .collect(),
                booking_opens_at: row.booking_opens_at.map(|at| at.and_utc()),
                private: row.private,
                zoom_meeting: Joining::is_left_to_zoom(typed.as_ref(), row.zoom_meeting, row.delivery),
                notices: Vec::new(),
                joining: Some(typed.map(Into::into)),
                timezone: row.timezone,
                location: row.location,
                ended_places: Vec::new(),
                collisions: Vec::new(),
            };
            Ok(Revised { revision: row.revision, view })
        })
        .collect()
}

/// Joining details as somebody typed them; none while nothing is known.
pub(in crate::store::read) fn typed_joining(text: Option<&str>) -> Result<Option<Joining>, Error> {
    let Some(text) = text else { return Ok(None) };
    let details: Joining =
        serde_json::from_str(text).map_err(|e| Error::Broken(format!("joining details: {e}")))?;
    Ok(Some(details).filter(|details| !details.is_empty()))
}
