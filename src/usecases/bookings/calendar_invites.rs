//! The calendar side of a booking: a UID for each of its dates that never changes, and a SEQUENCE that only rises.

use uuid::Uuid;

use super::calendar_entry::entry;
use crate::{
    domain::{
        ids::{DateId, RowId},
        invites::{Invite, InviteMethod, Party},
    },
    store::{
        WriteTx,
        read::{
            people::person::Recipient,
            sessions::session_rows::{self, DateRow},
        },
        write::bookings::{
            booking::BookingRow,
            invites::{self, InviteRow},
        },
    },
    usecases::{
        change::Change,
        error::Failure,
        loaded_session::{Scene, is_over},
    },
};

/// Writes REQUESTs for every date of a booked place that is not over, in order. A date the booking had before keeps its
/// UID under a higher SEQUENCE; dates too many get a CANCEL, told apart in the second list. What is over stays in the
/// calendar as it is.
pub(crate) fn request(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    to: &Recipient,
) -> Result<(Vec<Invite>, Vec<Invite>), Failure> {
    let now = change.now();
    let scene = &*scene.for_booking(change.conn(), booking.id)?;
    let mut rows = invites::of_booking(change.tx.conn(), booking.id)?;
    let mut elsewhere = in_other_sessions(change, scene, &rows)?;
    let mut requests = Vec::new();
    for (index, date) in scene.dates.iter().enumerate().filter(|(_, date)| !is_over(date, now)) {
        let ordinal = number(index);
        // A date that moved within its session keeps its UID; otherwise the date of the same place in its set does.
        let known = rows.iter().position(|row| row.date_id == date.id).or_else(|| {
            let same = elsewhere.iter().position(|(_, at)| *at == index)?;
            let (id, _) = elsewhere.remove(same);
            rows.iter().position(|row| row.id == id)
        });
        let row = match known.map(|at| rows.remove(at)) {
            Some(row) => ask_again(change.tx, row, date, ordinal, to)?,
            None => add(change, booking, date, ordinal, to)?,
        };
        requests.push(describe(change, scene, booking, date, &row, to)?);
    }
    let mut withdrawn = Vec::new();
    for mut row in rows {
        let here = scene.dates.iter().any(|date| date.id == row.date_id);
        if !here && let Some(cancel) = withdraw_coming(change, scene, &mut row, to, InviteMethod::Withdraw)? {
            withdrawn.push(cancel);
        }
    }
    withdrawn.sort_by_key(|cancel| cancel.starts_at);
    Ok((requests, withdrawn))
}

/// Writes the first REQUESTs for every date of a place that was just added and is not over, in order.
pub(crate) fn first_requests(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    to: &Recipient,
) -> Result<Vec<Invite>, Failure> {
    let now = change.now();
    let scene = &*scene.for_booking(change.conn(), booking.id)?;
    let mut requests = Vec::new();
    for (index, date) in scene.dates.iter().enumerate().filter(|(_, date)| !is_over(date, now)) {
        let row = add(change, booking, date, number(index), to)?;
        requests.push(describe(change, scene, booking, date, &row, to)?);
    }
    Ok(requests)
}

/// The entries a person has of other sessions' dates that are not over, each with the place of its date in its set as
/// that stands today, from 0.
fn in_other_sessions(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    rows: &[InviteRow],
) -> Result<Vec<(RowId, usize)>, Failure> {
    let now = change.now();
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.last_method == InviteMethod::Request) {
        let date = session_rows::date(change.conn(), row.date_id)?;
        if date.session_id == scene.id() || is_over(&date, now) {
            continue;
        }
        let set = session_rows::dates(change.conn(), &[date.session_id])?;
        found.extend(set.iter().position(|other| other.id == date.id).map(|index| (row.id, index)));
    }
    Ok(found)
}

/// Writes a REQUEST for one date of the session alone, `index` from 0: the one that changed or came up.
pub(crate) fn request_date(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    index: usize,
    to: &Recipient,
) -> Result<Option<Invite>, Failure> {
    let scene = &*scene.for_booking(change.conn(), booking.id)?;
    let Some(date) = scene.dates.get(index) else { return Ok(None) };
    let known =
        invites::of_booking(change.tx.conn(), booking.id)?.into_iter().find(|row| row.date_id == date.id);
    let row = match known {
        Some(row) => ask_again(change.tx, row, date, number(index), to)?,
        None => add(change, booking, date, number(index), to)?,
    };
    Ok(Some(describe(change, scene, booking, date, &row, to)?))
}

/// Writes a CANCEL for one date of the booking, if it is in the person's calendar.
pub(crate) fn withdraw_date(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    date: DateId,
    to: &Recipient,
) -> Result<Option<Invite>, Failure> {
    let rows = invites::of_booking(change.tx.conn(), booking.id)?;
    let Some(mut row) =
        rows.into_iter().find(|row| row.date_id == date && row.last_method == InviteMethod::Request)
    else {
        return Ok(None);
    };
    let date = session_rows::date(change.tx.conn(), date)?;
    Ok(Some(withdraw_one(change, scene, &date, &mut row, to, InviteMethod::Withdraw)?))
}

/// Writes a CANCEL for every date of the booking that is in the person's calendar and not over: what took place stays.
pub(crate) fn withdraw(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    to: &Recipient,
    method: InviteMethod,
) -> Result<Vec<Invite>, Failure> {
    let mut cancels = Vec::new();
    for mut row in invites::of_booking(change.tx.conn(), booking.id)? {
        cancels.extend(withdraw_coming(change, scene, &mut row, to, method)?);
    }
    cancels.sort_by_key(|cancel| cancel.starts_at);
    Ok(cancels)
}

/// An invite the person has, for its new time and place.
fn ask_again(
    tx: &mut WriteTx<'_>,
    mut row: InviteRow,
    date: &DateRow,
    ordinal: i32,
    to: &Recipient,
) -> Result<InviteRow, Failure> {
    row.date_id = date.id;
    row.ordinal = ordinal;
    row.sequence += 1;
    row.last_method = InviteMethod::Request;
    row.email.clone_from(&to.email);
    invites::store(tx, &row)?;
    Ok(row)
}

/// The place of a date in its set, from 1.
fn number(index: usize) -> i32 {
    i32::try_from(index + 1).unwrap_or(i32::MAX)
}

fn add(
    change: &mut Change<'_, '_>,
    booking: &BookingRow,
    date: &DateRow,
    ordinal: i32,
    to: &Recipient,
) -> Result<InviteRow, Failure> {
    let (id, now): (RowId, _) = (change.tx.new_id(), change.tx.now().naive_utc());
    let uid: Uuid = id.uuid();
    let row = InviteRow {
        id,
        booking_id: booking.id,
        date_id: date.id,
        ordinal,
        uid: format!("{uid}@{}", change.settings.mail_host),
        sequence: 0,
        last_method: InviteMethod::Request,
        email: to.email.clone(),
        created_at: now,
        updated_at: now,
    };
    invites::add(change.tx, &row)?;
    Ok(row)
}

fn describe(
    change: &Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    date: &DateRow,
    row: &InviteRow,
    to: &Recipient,
) -> Result<Invite, Failure> {
    let entry = entry(change.settings, scene, booking, date.id)?;
    Ok(Invite {
        method: InviteMethod::Request,
        uid: row.uid.clone(),
        sequence: row.sequence,
        dtstamp: change.now(),
        starts_at: date.starts_at.and_utc(),
        ends_at: date.ends_at.and_utc(),
        summary: entry.summary,
        description: entry.description,
        location: Some(entry.location),
        conference: entry.conference,
        url: Some(entry.url),
        organizer: change.settings.organizer(),
        attendee: Party { name: to.name.clone(), email: to.email.clone() },
    })
}

/// Withdraws an entry that is in the person's calendar and whose date is not over.
fn withdraw_coming(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    row: &mut InviteRow,
    to: &Recipient,
    method: InviteMethod,
) -> Result<Option<Invite>, Failure> {
    let date = session_rows::date(change.tx.conn(), row.date_id)?;
    if row.last_method != InviteMethod::Request || is_over(&date, change.now()) {
        return Ok(None);
    }
    Ok(Some(withdraw_one(change, scene, &date, row, to, method)?))
}

fn withdraw_one(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    date: &DateRow,
    row: &mut InviteRow,
    to: &Recipient,
    method: InviteMethod,
) -> Result<Invite, Failure> {
    row.sequence += 1;
    row.last_method = method;
    invites::store(change.tx, row)?;
    // A date of a session the booking has left is taken out as it stood there.
    let (summary, location) = if date.session_id == scene.id() {
        (scene.course.title.clone(), scene.location())
    } else {
        let left = Scene::load(change.conn(), date.session_id)?;
        (left.course.title.clone(), left.location())
    };
    Ok(Invite {
        method,
        uid: row.uid.clone(),
        sequence: row.sequence,
        dtstamp: change.tx.now(),
        starts_at: date.starts_at.and_utc(),
        ends_at: date.ends_at.and_utc(),
        summary,
        description: String::new(),
        location: Some(location),
        conference: None,
        url: None,
        organizer: change.settings.organizer(),
        // The address the invite went to, whatever the person's address is now.
        attendee: Party { name: to.name.clone(), email: row.email.clone() },
    })
}
