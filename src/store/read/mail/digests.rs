//! A week of bookings, for those who hear of it once a week.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        words::{BookingState, CancelReason},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{booking_events as events, bookings, courses, people, sessions},
    },
};

/// Something that happened to a booking.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Event {
    pub booking: BookingId,
    pub at: NaiveDateTime,
    pub state: BookingState,
    pub by: Option<PersonId>,
    /// The session it was on then.
    pub session: SessionId,
    pub course: String,
    pub person: PersonId,
    pub person_name: String,
    pub short_notice: bool,
    pub give_up_reason: Option<CancelReason>,
}

/// All that ever happened to the bookings something happened to from `from` until before `until`, oldest first.
///
/// # Errors
/// When the database fails.
pub fn histories(
    connection: &mut AnyConnection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Event>, Error> {
    let touched: Vec<BookingId> = events::table
        .filter(events::at.ge(from.naive_utc()))
        .filter(events::at.lt(until.naive_utc()))
        .select(events::booking_id)
        .distinct()
        .load(connection)?;
    let mut all = Vec::new();
    // A statement takes only so many values.
    for some in touched.chunks(1000) {
        all.extend(
            events::table
                .inner_join(bookings::table)
                .inner_join(sessions::table.on(sessions::id.eq(events::session_id)))
                .inner_join(courses::table.on(courses::id.eq(sessions::course_id)))
                .inner_join(people::table.on(people::id.eq(bookings::person_id)))
                .filter(events::booking_id.eq_any(some))
                .filter(events::at.lt(until.naive_utc()))
                .select((
                    events::booking_id,
                    events::at,
                    events::state,
                    events::by_person,
                    events::session_id,
                    courses::title,
                    people::id,
                    people::name,
                    bookings::short_notice,
                    bookings::give_up_reason,
                ))
                .order((events::at, events::id))
                .load::<Event>(connection)?,
        );
    }
    all.sort_by_key(|event| event.at);
    Ok(all)
}

/// Those of these people who want to hear of the bookings of those they manage once a week.
///
/// # Errors
/// When the database fails.
pub fn weekly_readers(connection: &mut AnyConnection, of: &[PersonId]) -> Result<Vec<PersonId>, Error> {
    Ok(people::table
        .filter(people::id.eq_any(of))
        .filter(people::manager_copies.eq("weekly"))
        .select(people::id)
        .load(connection)?)
}
