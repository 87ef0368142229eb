//! Places that ended without anybody there: counted by organisation, without a word why.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{dsl::count_star, prelude::*};

use crate::{
    domain::{
        ids::{BookingId, OrganisationId, PersonId, SessionId},
        words::{BookingState, CancelReason},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{booking_events, bookings, courses, organisations, sessions},
    },
};

/// Whose places are counted.
#[derive(Debug, Clone)]
pub enum Whose {
    /// Everybody's.
    Everybodys,
    /// Those made under these organisations, and those of these people.
    Of(Vec<OrganisationId>, Vec<PersonId>),
}

/// Which places are counted.
#[derive(Debug, Clone)]
pub struct AbsenceQuery {
    /// Whose.
    pub whose: Whose,
    /// Made under this organisation alone.
    pub organisation: Option<OrganisationId>,
    /// On sessions that start from here on.
    pub from: DateTime<Utc>,
    /// And before this.
    pub before: DateTime<Utc>,
}

/// So many places of one organisation that ended alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedAlike {
    /// The organisation they were made under, if any.
    pub organisation: Option<OrganisationId>,
    /// How they ended.
    pub state: BookingState,
    /// Given up at short notice.
    pub short_notice: bool,
    /// How many.
    pub count: i64,
}

/// A place that was given up for illness or an emergency, which may have been late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaybeExcused {
    /// The booking.
    pub booking: BookingId,
    /// Its session.
    pub session: SessionId,
    /// The organisation it was made under, if any.
    pub organisation: Option<OrganisationId>,
    /// Why it was given up; no answer and no page of a report says it.
    pub because: Option<CancelReason>,
    /// Start of the session's first date.
    pub starts_at: DateTime<Utc>,
    /// Working days of notice the course asks for.
    pub notice_days: i32,
    /// When it was given up.
    pub given_up: DateTime<Utc>,
}

macro_rules! narrowed {
    ($rows:ident, $query:ident) => {
        if let Whose::Of(organisations, people) = &$query.whose {
            let of = organisations.iter().copied().map(Some).collect::<Vec<_>>();
            $rows = $rows
                .filter(bookings::organisation_id.eq_any(of).or(bookings::person_id.eq_any(people.clone())));
        }
        if let Some(organisation) = $query.organisation {
            $rows = $rows.filter(bookings::organisation_id.eq(organisation));
        }
    };
}

/// How places ended, counted.
///
/// # Errors
/// When the database fails.
pub fn ended(connection: &mut AnyConnection, query: &AbsenceQuery) -> Result<Vec<EndedAlike>, Error> {
    type Row = (Option<OrganisationId>, BookingState, bool, i64);
    let states =
        [BookingState::Attended, BookingState::PartlyAttended, BookingState::NoShow, BookingState::Cancelled];
    let mut rows = bookings::table
        .inner_join(sessions::table)
        .group_by((bookings::organisation_id, bookings::state, bookings::short_notice))
        .select((bookings::organisation_id, bookings::state, bookings::short_notice, count_star()))
        .filter(bookings::state.eq_any(states))
        .filter(sessions::starts_at.ge(query.from.naive_utc()))
        .filter(sessions::starts_at.lt(query.before.naive_utc()))
        .into_boxed();
    narrowed!(rows, query);
    let found: Vec<Row> = rows.load(connection)?;
    Ok(found
        .into_iter()
        .map(|(organisation, state, short_notice, count)| EndedAlike {
            organisation,
            state,
            short_notice,
            count,
        })
        .collect())
}

/// Places given up for illness or an emergency, early or late.
///
/// # Errors
/// When the database fails.
pub fn maybe_excused(
    connection: &mut AnyConnection,
    query: &AbsenceQuery,
) -> Result<Vec<MaybeExcused>, Error> {
    type Row = (
        (BookingId, SessionId, Option<OrganisationId>),
        Option<CancelReason>,
        (NaiveDateTime, i32),
        NaiveDateTime,
    );
    let mut rows = bookings::table
        .inner_join(sessions::table.inner_join(courses::table))
        .inner_join(booking_events::table.on(booking_events::booking_id.eq(bookings::id)))
        .filter(bookings::state.eq(BookingState::Cancelled))
        .filter(bookings::give_up_reason.eq_any([CancelReason::Illness, CancelReason::Emergency]))
        .filter(booking_events::state.eq(BookingState::Cancelled))
        .filter(sessions::starts_at.ge(query.from.naive_utc()))
        .filter(sessions::starts_at.lt(query.before.naive_utc()))
        .select((
            (bookings::id, bookings::session_id, bookings::organisation_id),
            bookings::give_up_reason,
            (sessions::starts_at, courses::notice_days),
            booking_events::at,
        ))
        .into_boxed();
    narrowed!(rows, query);
    let found: Vec<Row> = rows.load(connection)?;
    Ok(found
        .into_iter()
        .map(|((booking, session, organisation), because, (starts_at, notice_days), at)| MaybeExcused {
            booking,
            session,
            organisation,
            because,
            starts_at: starts_at.and_utc(),
            notice_days,
            given_up: at.and_utc(),
        })
        .collect())
}

/// The names of these organisations, in their order.
///
/// # Errors
/// When the database fails.
pub fn named(
    connection: &mut AnyConnection,
    ids: &[OrganisationId],
) -> Result<Vec<(OrganisationId, String)>, Error> {
    let mut rows: Vec<(OrganisationId, String, String)> = Vec::new();
    for some in ids.chunks(500) {
        let part: Vec<(OrganisationId, String, String)> = organisations::table
            .filter(organisations::id.eq_any(some))
            .select((organisations::id, organisations::name, organisations::name_folded))
            .load(connection)?;
        rows.extend(part);
    }
    rows.sort_by(|(a, _, one), (b, _, other)| (one, a).cmp(&(other, b)));
    Ok(rows.into_iter().map(|(id, name, _)| (id, name)).collect())
}
