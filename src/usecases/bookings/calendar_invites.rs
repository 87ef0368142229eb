//! The calendar side of a booking: a UID for each of its dates that never changes, and a SEQUENCE that only rises.

use uuid::Uuid;

use crate::{
    domain::{
        ids::{DateId, RowId},
        invites::{Invite, InviteMethod, Party},
    },
    mail::message::Joining,
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
    usecases::{Settings, change::Change, error::Failure, loaded_session::Scene},
};

/// Writes REQUESTs for every date of a booked place, in order. A date the booking had before keeps its UID under a
/// higher SEQUENCE; dates too many get a CANCEL, told apart in the second list.
pub(crate) fn request(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    to: &Recipient,
) -> Result<(Vec<Invite>, Vec<Invite>), Failure> {
    let mut rows = invites::of_booking(change.tx.conn(), booking.id)?;
    let joining = scene.joining()?;
    let mut requests = Vec::new();
    for (index, date) in scene.dates.iter().enumerate() {
        let ordinal = i32::try_from(index + 1).unwrap_or(i32::MAX);
        // A date that moved within its session keeps its UID; otherwise the date of the same number does.
        let known = rows
            .iter()
            .position(|row| row.date_id == date.id)
            .or_else(|| rows.iter().position(|row| row.ordinal == ordinal && !still_there(scene, row)));
        let row = match known.map(|at| rows.remove(at)) {
            Some(row) => ask_again(change.tx, row, date, ordinal, to)?,
            None => add(change, booking, date, ordinal, to)?,
        };
        requests.push(describe(change, scene, booking, index, &row, to, joining.as_ref()));
    }
    let mut withdrawn = Vec::new();
    for mut row in rows {
        if row.last_method == InviteMethod::Request {
            withdrawn.push(withdraw_one(change, scene, &mut row, to, InviteMethod::Withdraw)?);
        }
    }
    Ok((requests, withdrawn))
}

/// Writes a REQUEST for one date of the session alone, `index` from 0: the one that changed or came up.
pub(crate) fn request_date(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    index: usize,
    to: &Recipient,
) -> Result<Option<Invite>, Failure> {
    let Some(date) = scene.dates.get(index) else { return Ok(None) };
    let known =
        invites::of_booking(change.tx.conn(), booking.id)?.into_iter().find(|row| row.date_id == date.id);
    let ordinal = i32::try_from(index + 1).unwrap_or(i32::MAX);
    let row = match known {
        Some(row) => ask_again(change.tx, row, date, ordinal, to)?,
        None => add(change, booking, date, ordinal, to)?,
    };
    let joining = scene.joining()?;
    Ok(Some(describe(change, scene, booking, index, &row, to, joining.as_ref())))
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
    Ok(Some(withdraw_one(change, scene, &mut row, to, InviteMethod::Withdraw)?))
}

/// Writes a CANCEL for every date of the booking that is in the person's calendar.
pub(crate) fn withdraw(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    to: &Recipient,
    method: InviteMethod,
) -> Result<Vec<Invite>, Failure> {
    let mut cancels = Vec::new();
    for mut row in invites::of_booking(change.tx.conn(), booking.id)? {
        if row.last_method == InviteMethod::Request {
            cancels.push(withdraw_one(change, scene, &mut row, to, method)?);
        }
    }
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

fn still_there(scene: &Scene, row: &InviteRow) -> bool {
    scene.dates.iter().any(|date| date.id == row.date_id)
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
    index: usize,
    row: &InviteRow,
    to: &Recipient,
    joining: Option<&Joining>,
) -> Invite {
    let page = format!("{}/bookings/{}", change.settings.base_url, booking.id);
    let (starts_at, ends_at) = scene.dates.get(index).map_or_else(
        || (scene.starts_at(), scene.ends_at()),
        |date| (date.starts_at.and_utc(), date.ends_at.and_utc()),
    );
    Invite {
        method: InviteMethod::Request,
        uid: row.uid.clone(),
        sequence: row.sequence,
        dtstamp: change.now(),
        starts_at,
        ends_at,
        summary: title(scene, index),
        description: description(change.settings, booking, joining, &page),
        location: Some(scene.location()),
        url: Some(joining.and_then(|joining| joining.url.clone()).unwrap_or(page)),
        organizer: change.settings.organizer.clone(),
        attendee: Party { name: to.name.clone(), email: to.email.clone() },
    }
}

fn title(scene: &Scene, index: usize) -> String {
    match scene.part(index) {
        Some(part) => format!("{} (date {} of {})", scene.course.title, part.number, part.of),
        None => scene.course.title.clone(),
    }
}

fn description(settings: &Settings, booking: &BookingRow, joining: Option<&Joining>, page: &str) -> String {
    let mut lines = Vec::new();
    if let Some(joining) = joining {
        let facts = [
            ("Join", &joining.url),
            ("Meeting ID", &joining.meeting_id),
            ("Passcode", &joining.passcode),
            ("Dial in", &joining.dial_in),
            ("Try it out beforehand", &joining.test_url),
            ("If it fails", &joining.help),
        ];
        for (label, value) in facts {
            lines.extend(value.as_ref().map(|value| format!("{label}: {value}")));
        }
    }
    lines.push(format!("Your booking: {page}"));
    lines.push(format!("Reference: {}", booking.reference));
    lines.push(settings.provider.clone());
    lines.join("\n")
}

fn withdraw_one(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    row: &mut InviteRow,
    to: &Recipient,
    method: InviteMethod,
) -> Result<Invite, Failure> {
    row.sequence += 1;
    row.last_method = method;
    invites::store(change.tx, row)?;
    let index = usize::try_from(row.ordinal - 1).unwrap_or(0);
    let date = session_rows::date(change.tx.conn(), row.date_id)?;
    Ok(Invite {
        method,
        uid: row.uid.clone(),
        sequence: row.sequence,
        dtstamp: change.tx.now(),
        starts_at: date.starts_at.and_utc(),
        ends_at: date.ends_at.and_utc(),
        summary: title(scene, index),
        description: String::new(),
        location: Some(scene.location()),
        url: None,
        organizer: change.settings.organizer.clone(),
        // The address the invite went to, whatever the person's address is now.
        attendee: Party { name: to.name.clone(), email: row.email.clone() },
    })
}
