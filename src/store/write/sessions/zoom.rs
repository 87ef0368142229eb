//! What Zoom has been told, and when it is to be told more.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::{dsl::exists, prelude::*, select};

use crate::{
    domain::{
        ids::{BookingId, DateId, RowId, SessionId},
        words::SessionState,
        zoom::{Made, Meeting, RegistrantState, ReportLine},
    },
    store::{
        error::Error,
        read::sessions::zoom::{MeetingRow, RegistrantRow},
        schema::{session_dates, sessions, zoom_meetings, zoom_participants, zoom_registrants},
        write_tx::WriteTx,
    },
};

/// Where somebody's own way in is kept once the date is over.
const KEPT_AFTER: TimeDelta = TimeDelta::days(30);

/// Marks these dates of a session, and every one Zoom was told of, to be looked at now; gives whether there is any.
///
/// # Errors
/// When the database fails.
pub fn look_at_now(tx: &mut WriteTx<'_>, session: SessionId, dates: &[DateId]) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    for date in dates {
        let known = zoom_meetings::table.find(date);
        if select(exists(known)).get_result::<bool>(tx.conn())? {
            continue;
        }
        let row = MeetingRow {
            date_id: *date,
            session_id: session,
            meeting_id: None,
            join_url: None,
            passcode: None,
            topic: None,
            starts_at: None,
            ends_at: None,
            maybe_made: false,
            look_at: Some(now),
            lease_until: None,
            claims: 0,
            failures: 0,
            last_error: None,
            reported_at: None,
            created_at: now,
        };
        diesel::insert_into(zoom_meetings::table).values(&row).execute(tx.conn())?;
    }
    let marked = diesel::update(zoom_meetings::table.filter(zoom_meetings::session_id.eq(session)))
        .set(zoom_meetings::look_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(marked > 0)
}

/// Takes a date in hand until the lease ends, if it is due and nobody else has it.
///
/// # Errors
/// When the database fails.
pub fn claim(tx: &mut WriteTx<'_>, date: DateId, lease: TimeDelta) -> Result<Option<MeetingRow>, Error> {
    let now = tx.now().naive_utc();
    let free = zoom_meetings::lease_until.is_null().or(zoom_meetings::lease_until.le(now));
    let taken =
        diesel::update(zoom_meetings::table.find(date).filter(zoom_meetings::look_at.le(now)).filter(free))
            .set((
                zoom_meetings::lease_until.eq(Some(now + lease)),
                zoom_meetings::claims.eq(zoom_meetings::claims + 1),
            ))
            .execute(tx.conn())?;
    if taken == 0 {
        return Ok(None);
    }
    Ok(Some(zoom_meetings::table.find(date).select(MeetingRow::as_select()).first(tx.conn())?))
}

/// The row of a date that is in hand since the claim of this number; none once somebody else has it.
///
/// # Errors
/// When the database fails.
pub fn in_hand(tx: &mut WriteTx<'_>, date: DateId, claim: i32) -> Result<Option<MeetingRow>, Error> {
    // Nobody else changes it from here to the end of the write.
    let ours = zoom_meetings::table.find(date).filter(zoom_meetings::claims.eq(claim));
    let held = diesel::update(ours).set(zoom_meetings::claims.eq(claim)).execute(tx.conn())?;
    if held == 0 {
        return Ok(None);
    }
    Ok(Some(zoom_meetings::table.find(date).select(MeetingRow::as_select()).first(tx.conn())?))
}

/// Stores what is known of a date, its number of claims apart.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, row: &MeetingRow) -> Result<(), Error> {
    diesel::update(zoom_meetings::table.find(row.date_id))
        .set((
            zoom_meetings::meeting_id.eq(&row.meeting_id),
            zoom_meetings::join_url.eq(&row.join_url),
            zoom_meetings::passcode.eq(&row.passcode),
            zoom_meetings::topic.eq(&row.topic),
            zoom_meetings::starts_at.eq(row.starts_at),
            zoom_meetings::ends_at.eq(row.ends_at),
            zoom_meetings::maybe_made.eq(row.maybe_made),
            zoom_meetings::look_at.eq(row.look_at),
            zoom_meetings::lease_until.eq(row.lease_until),
            zoom_meetings::failures.eq(row.failures),
            zoom_meetings::last_error.eq(&row.last_error),
            zoom_meetings::reported_at.eq(row.reported_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes a meeting that Zoom has into its row; `told` is what Zoom knows of it.
pub fn set_made(row: &mut MeetingRow, made: Made, told: Option<&Meeting>) {
    row.meeting_id = Some(made.meeting_id);
    row.join_url = Some(made.join_url);
    row.passcode = made.passcode;
    row.maybe_made = false;
    set_told(row, told);
}

/// Writes what Zoom was told of a meeting into its row.
pub fn set_told(row: &mut MeetingRow, told: Option<&Meeting>) {
    row.topic = told.map(|meeting| meeting.topic.clone());
    row.starts_at = told.map(|meeting| meeting.starts_at.naive_utc());
    row.ends_at = told.map(|meeting| meeting.ends_at.naive_utc());
    row.reported_at = None;
}

/// Writes that Zoom has no meeting into its row, and forgets whom it was told of: they went with it.
///
/// # Errors
/// When the database fails.
pub fn set_gone(tx: &mut WriteTx<'_>, row: &mut MeetingRow) -> Result<(), Error> {
    row.meeting_id = None;
    row.join_url = None;
    row.passcode = None;
    set_told(row, None);
    diesel::delete(zoom_registrants::table.filter(zoom_registrants::date_id.eq(row.date_id)))
        .execute(tx.conn())?;
    Ok(())
}

/// Whom Zoom was told of for a date.
///
/// # Errors
/// When the database fails.
pub fn registrants(tx: &mut WriteTx<'_>, date: DateId) -> Result<Vec<RegistrantRow>, Error> {
    Ok(zoom_registrants::table
        .filter(zoom_registrants::date_id.eq(date))
        .order(zoom_registrants::id)
        .select(RegistrantRow::as_select())
        .load(tx.conn())?)
}

/// Stores what became of telling Zoom of somebody.
///
/// # Errors
/// When the database fails.
pub fn set_registrant(
    tx: &mut WriteTx<'_>,
    (date, booking): (DateId, BookingId),
    state: RegistrantState,
    (registrant_id, join_url): (Option<String>, Option<String>),
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    let place = zoom_registrants::date_id.eq(date).and(zoom_registrants::booking_id.eq(booking));
    let updated = diesel::update(zoom_registrants::table.filter(place))
        .set((
            zoom_registrants::state.eq(state),
            zoom_registrants::registrant_id.eq(&registrant_id),
            zoom_registrants::join_url.eq(&join_url),
            zoom_registrants::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if updated > 0 {
        return Ok(());
    }
    let row = RegistrantRow {
        id: tx.new_id(),
        date_id: date,
        booking_id: booking,
        state,
        registrant_id,
        join_url,
        created_at: now,
        updated_at: now,
    };
    diesel::insert_into(zoom_registrants::table).values(&row).execute(tx.conn())?;
    Ok(())
}

/// Stores that Zoom was told that somebody does not come.
///
/// # Errors
/// When the database fails.
pub fn set_cancelled(tx: &mut WriteTx<'_>, row: RowId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    // Whose data was erased meanwhile is still to be forgotten there.
    let live = zoom_registrants::table.find(row).filter(zoom_registrants::state.eq(RegistrantState::Live));
    diesel::update(live)
        .set((
            zoom_registrants::state.eq(RegistrantState::Cancelled),
            zoom_registrants::join_url.eq(None::<String>),
            zoom_registrants::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets that Zoom was told of somebody.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut WriteTx<'_>, row: RowId) -> Result<(), Error> {
    diesel::delete(zoom_registrants::table.find(row)).execute(tx.conn())?;
    Ok(())
}

/// Lets Zoom be told again of those it would not have: something about them or the session changed.
///
/// # Errors
/// When the database fails.
pub fn try_refused_again(tx: &mut WriteTx<'_>, dates: &[DateId]) -> Result<(), Error> {
    let refused =
        zoom_registrants::date_id.eq_any(dates).and(zoom_registrants::state.eq(RegistrantState::Refused));
    diesel::delete(zoom_registrants::table.filter(refused)).execute(tx.conn())?;
    Ok(())
}

/// Takes what somebody left here out, by their bookings and their addresses in small letters: Zoom is asked to forget
/// them, and what its reports said of them goes.
///
/// # Errors
/// When the database fails.
pub fn erase(tx: &mut WriteTx<'_>, own: &[BookingId], addresses: &[String]) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    // A statement takes so many values at most.
    for own in own.chunks(500) {
        let dates: Vec<DateId> = zoom_registrants::table
            .filter(zoom_registrants::booking_id.eq_any(own))
            .select(zoom_registrants::date_id)
            .load(tx.conn())?;
        // The meetings first, as whoever records an answer of Zoom's takes them.
        diesel::update(zoom_meetings::table.filter(zoom_meetings::date_id.eq_any(dates)))
            .set(zoom_meetings::look_at.eq(Some(now)))
            .execute(tx.conn())?;
        let theirs = zoom_registrants::booking_id.eq_any(own);
        let unknown_there = theirs.and(zoom_registrants::registrant_id.is_null());
        diesel::delete(zoom_registrants::table.filter(unknown_there)).execute(tx.conn())?;
        diesel::update(zoom_registrants::table.filter(zoom_registrants::booking_id.eq_any(own)))
            .set((
                zoom_registrants::state.eq(RegistrantState::Erased),
                zoom_registrants::join_url.eq(None::<String>),
                zoom_registrants::updated_at.eq(now),
            ))
            .execute(tx.conn())?;
        diesel::delete(zoom_participants::table.filter(zoom_participants::booking_id.eq_any(own)))
            .execute(tx.conn())?;
    }
    diesel::delete(zoom_participants::table.filter(zoom_participants::email.eq_any(addresses)))
        .execute(tx.conn())?;
    Ok(())
}

/// Stores what the report of a date says, in place of what it said before.
///
/// # Errors
/// When the database fails.
pub fn store_report(
    tx: &mut WriteTx<'_>,
    date: DateId,
    lines: &[(ReportLine, Option<BookingId>)],
) -> Result<(), Error> {
    diesel::delete(zoom_participants::table.filter(zoom_participants::date_id.eq(date)))
        .execute(tx.conn())?;
    for (line, booking) in lines {
        let id: RowId = tx.new_id();
        diesel::insert_into(zoom_participants::table)
            .values((
                zoom_participants::id.eq(id),
                zoom_participants::date_id.eq(date),
                zoom_participants::name.eq(&line.name),
                zoom_participants::email.eq(line.email.as_ref().map(|email| email.to_lowercase())),
                zoom_participants::booking_id.eq(*booking),
                zoom_participants::joined_at.eq(line.joined_at.naive_utc()),
                zoom_participants::left_at.eq(line.left_at.naive_utc()),
                zoom_participants::waiting_room.eq(line.in_waiting_room),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Deletes what the reports of a session's dates said.
///
/// # Errors
/// When the database fails.
pub fn delete_reports(tx: &mut WriteTx<'_>, session: SessionId) -> Result<(), Error> {
    let dates = session_dates::table.filter(session_dates::session_id.eq(session)).select(session_dates::id);
    diesel::delete(zoom_participants::table.filter(zoom_participants::date_id.eq_any(dates)))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes reports of sessions that are finished or were called off, and the ways into dates that have been over for a
/// while; gives how many rows that were.
///
/// # Errors
/// When the database fails.
pub fn purge(tx: &mut WriteTx<'_>) -> Result<usize, Error> {
    let now: DateTime<Utc> = tx.now();
    let until: NaiveDateTime = (now - KEPT_AFTER).naive_utc();
    let over = session_dates::table
        .inner_join(sessions::table)
        .filter(sessions::state.eq_any([SessionState::Delivered, SessionState::Cancelled]))
        .select(session_dates::id);
    let reports = diesel::delete(zoom_participants::table.filter(zoom_participants::date_id.eq_any(over)))
        .execute(tx.conn())?;
    let long_over = session_dates::table
        .inner_join(sessions::table)
        .filter(sessions::state.ne(SessionState::Published))
        .filter(session_dates::ends_at.le(until))
        .select(session_dates::id);
    let known = zoom_registrants::state.ne(RegistrantState::Erased);
    let ways = diesel::delete(
        zoom_registrants::table.filter(zoom_registrants::date_id.eq_any(long_over)).filter(known),
    )
    .execute(tx.conn())?;
    Ok(reports + ways)
}
