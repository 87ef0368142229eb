//! The letters that carry a trainer's calendar entries.

use super::trainer_calendar::{Entry, facts_of, request, roster_page, withdraw};
use crate::{
    domain::{
        ids::PersonId,
        invites::{Invite, InviteMethod},
    },
    mail::message::{DateFacts, Message, RunDate, RunDateOff},
    store::{
        read::{people::person::Recipient, sessions::session_rows::DateRow},
        write::sessions::trainer_invites,
    },
    usecases::{
        change::Change,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{Letter, post},
    },
};

/// A REQUEST for one date, under the UID the trainer has had for it before.
pub(super) fn invite_to(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    (person, date): (PersonId, &DateRow),
    to: &Recipient,
) -> Result<Invite, Failure> {
    let rows = trainer_invites::of_trainer(change.conn(), scene.id(), person)?;
    let known = rows.into_iter().find(|row| row.date_id == date.id);
    request(change, scene, (person, date), known, to)
}

/// A date to run, with all that is needed for it.
pub(super) fn run_date(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    date: &DateRow,
) -> Result<Message, Failure> {
    let host = scene.for_host(change.conn())?;
    let index = scene.dates.iter().position(|known| known.id == date.id).unwrap_or(usize::MAX);
    Ok(Message::RunDate(RunDate {
        date: facts_of(scene, date),
        joining: host.joining_of(index)?,
        joining_follows: host.joining_follows_of(index)?,
        roster_page: roster_page(scene),
    }))
}

/// Mails the CANCEL of one entry to the address that has it.
pub(super) fn take_out(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    entry: &Entry,
    method: InviteMethod,
    message: impl FnOnce(DateFacts) -> Message,
) -> Result<(), Failure> {
    let (invite, to) = withdraw(change, scene, entry, method)?;
    let message = message(facts_of(scene, &entry.date));
    send(change, scene, to, message, Some(invite))
}

/// A date that need not be run.
pub(super) fn date_off(date: DateFacts, because: &str) -> Message {
    Message::RunDateOff(RunDateOff { date, because: because.to_owned() })
}

/// Queues a letter about a session.
pub(super) fn send(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    to: Recipient,
    message: Message,
    invite: Option<Invite>,
) -> Result<(), Failure> {
    post(change, Letter::new(to, message).about_session(scene.id()).with_invite(invite))?;
    Ok(())
}
