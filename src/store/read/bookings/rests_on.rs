//! What rests on a place: later ones that were booked on condition that it is attended.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{ids::BookingId, times::Zone, words::BookingState},
    store::{
        AnyConnection,
        error::Error,
        read::catalogue::course_brief::CourseBrief,
        schema::{booking_conditions, bookings, courses, sessions},
    },
};

/// A later place that rests on this booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dependent {
    /// Its booking.
    pub booking_id: BookingId,
    /// Its course.
    pub course: CourseBrief,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
    /// By when what it rests on has to be mended; while nothing has gone wrong, by when it would have to be if this
    /// place were given up or moved now. Null while no time runs.
    pub until: Option<DateTime<Utc>>,
    /// The IANA zone its times are shown in.
    #[serde(skip)]
    #[schema(ignore)]
    pub timezone: Option<Zone>,
    /// What this rests on has failed.
    #[serde(skip)]
    #[schema(ignore)]
    pub failed: bool,
}

/// The later places that rest on each of these bookings, soonest first.
///
/// # Errors
/// When the database fails.
pub fn dependents(
    connection: &mut AnyConnection,
    ids: &[BookingId],
) -> Result<Vec<(BookingId, Dependent)>, Error> {
    type Later = (BookingId, BookingId, (String, String), NaiveDateTime, Zone, (bool, Option<NaiveDateTime>));
    let rows: Vec<Later> = booking_conditions::table
        .inner_join(bookings::table.on(bookings::id.eq(booking_conditions::booking_id)))
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .filter(booking_conditions::depends_on.eq_any(ids))
        .filter(booking_conditions::ended_at.is_null())
        .filter(bookings::state.eq_any(BookingState::ACTIVE))
        .order((sessions::starts_at, booking_conditions::id))
        .select((
            booking_conditions::depends_on,
            bookings::id,
            (courses::slug, courses::title),
            sessions::starts_at,
            sessions::timezone,
            (booking_conditions::failed_at.is_not_null(), booking_conditions::release_at),
        ))
        .load(connection)?;
    let mut found: Vec<(BookingId, Dependent)> = Vec::new();
    for (on, booking_id, (slug, title), starts_at, timezone, (failed, release_at)) in rows {
        if found.iter().any(|(known, later)| *known == on && later.booking_id == booking_id) {
            continue;
        }
        let course = CourseBrief { slug, title };
        let (starts_at, until) = (starts_at.and_utc(), release_at.map(|at| at.and_utc()));
        let timezone = Some(timezone);
        found.push((on, Dependent { booking_id, course, starts_at, until, timezone, failed }));
    }
    Ok(found)
}
