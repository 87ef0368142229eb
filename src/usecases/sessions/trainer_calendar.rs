//! The calendar side of running a session: a UID for each trainer and date that never changes, and a SEQUENCE that only
//! rises.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    domain::{
        ids::{PersonId, RowId},
        invites::{Invite, InviteMethod, Party},
    },
    mail::message::{DateFacts, Joining, Page},
    store::{
        AnyConnection,
        read::{
            people::person::{self, Recipient},
            sessions::session_rows::{self, DateRow},
        },
        write::sessions::trainer_invites::{self, TrainerInviteRow},
    },
    usecases::{
        bookings::calendar_entry::{ways_in, where_to_join},
        change::Change,
        error::Failure,
        loaded_session::{Scene, is_over},
    },
};

/// Whether the entry of this row stands in its calendar.
pub(crate) fn is_live(row: &TrainerInviteRow) -> bool {
    row.last_method == InviteMethod::Request
}

/// An entry that stands in a trainer's calendar, for a date that is not over.
pub(crate) struct Entry {
    pub(crate) row: TrainerInviteRow,
    pub(crate) date: DateRow,
}

/// Those of these invites whose entries stand in calendars, for dates that are not over; in their order.
pub(crate) fn live_entries(
    connection: &mut AnyConnection,
    rows: Vec<TrainerInviteRow>,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, Failure> {
    let mut entries = Vec::new();
    for row in rows.into_iter().filter(is_live) {
        let date = session_rows::date(connection, row.date_id)?;
        if !is_over(&date, now) {
            entries.push(Entry { row, date });
        }
    }
    Ok(entries)
}

/// Writes a REQUEST for one date to whoever runs it; `known` is the invite they have had for it, if any.
pub(crate) fn request(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    (person, date): (PersonId, &DateRow),
    known: Option<TrainerInviteRow>,
    to: &Recipient,
) -> Result<Invite, Failure> {
    let row = match known {
        Some(mut row) => {
            row.sequence += 1;
            row.last_method = InviteMethod::Request;
            row.email.clone_from(&to.email);
            trainer_invites::store(change.tx, &row)?;
            row
        }
        None => add(change, scene, (person, date), to)?,
    };
    let entry = entry(change, scene, &row, date, Party { name: to.name.clone(), email: row.email.clone() });
    with_the_way_in(change, scene, date, entry)
}

/// A REQUEST with all that whoever runs a date needs to get in, as far as that is known now.
pub(super) fn with_the_way_in(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    date: &DateRow,
    invite: Invite,
) -> Result<Invite, Failure> {
    let joining = scene.for_host(change.conn())?.joining_at(date.id)?;
    let page = format!("{}{}", change.settings.base_url, roster_page(scene).page);
    Ok(Invite {
        description: description(change, joining.as_ref(), &page),
        location: Some(location(scene, joining.as_ref())),
        conference: where_to_join(scene, joining.as_ref()),
        url: Some(page),
        ..invite
    })
}

/// Writes a CANCEL for an entry, to the address that has it.
pub(crate) fn withdraw(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    entry_of: &Entry,
    method: InviteMethod,
) -> Result<(Invite, Recipient), Failure> {
    let mut row = entry_of.row.clone();
    row.sequence += 1;
    row.last_method = method;
    trainer_invites::store(change.tx, &row)?;
    let name = person::name(change.conn(), row.person_id)?;
    let to = Recipient { person: Some(row.person_id), name: name.clone(), email: row.email.clone() };
    let attendee = Party { name, email: row.email.clone() };
    let location = Some(location(scene, scene.joining()?.as_ref()));
    Ok((Invite { location, ..entry(change, scene, &row, &entry_of.date, attendee) }, to))
}

/// Where a trainer sees who is coming.
pub(crate) fn roster_page(scene: &Scene) -> Page {
    Page::at(format!("/sessions/{}/roster", scene.id()))
}

/// A date as a mail names it; one that was dropped has no number among the others.
pub(super) fn facts_of(scene: &Scene, date: &DateRow) -> DateFacts {
    let index = scene.dates.iter().position(|known| known.id == date.id);
    let part = index.and_then(|index| scene.part(index));
    DateFacts { when: scene.when(date), part, ..scene.date_facts(0) }
}

fn add(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    (person, date): (PersonId, &DateRow),
    to: &Recipient,
) -> Result<TrainerInviteRow, Failure> {
    let (id, now): (RowId, _) = (change.tx.new_id(), change.now().naive_utc());
    let uid: Uuid = id.uuid();
    let row = TrainerInviteRow {
        id,
        session_id: scene.id(),
        date_id: date.id,
        person_id: person,
        uid: format!("{uid}@{}", change.settings.mail_host),
        sequence: 0,
        last_method: InviteMethod::Request,
        email: to.email.clone(),
        created_at: now,
        updated_at: now,
    };
    trainer_invites::add(change.tx, &row)?;
    Ok(row)
}

/// What every state of an entry says.
fn entry(
    change: &Change<'_, '_>,
    scene: &Scene,
    row: &TrainerInviteRow,
    date: &DateRow,
    attendee: Party,
) -> Invite {
    Invite {
        method: row.last_method,
        uid: row.uid.clone(),
        sequence: row.sequence,
        dtstamp: change.now(),
        starts_at: date.starts_at.and_utc(),
        ends_at: date.ends_at.and_utc(),
        // Which date of how many it is would go stale; whoever takes part may run another date of the same course.
        summary: format!("{} (you run it)", scene.course.title),
        description: String::new(),
        location: None,
        conference: None,
        url: None,
        organizer: change.settings.organizer(),
        attendee,
    }
}

/// What a calendar shows first: of an online date the address that opens the meeting.
fn location(scene: &Scene, joining: Option<&Joining>) -> String {
    where_to_join(scene, joining).unwrap_or_else(|| scene.location())
}

/// What must last beside the mail, which some programs throw away once the invite is accepted.
fn description(change: &Change<'_, '_>, joining: Option<&Joining>, page: &str) -> String {
    let mut lines = vec!["You run this.".to_owned(), format!("Who is coming: {page}")];
    lines.extend(ways_in(joining));
    lines.push(change.settings.provider());
    lines.join("\n")
}
