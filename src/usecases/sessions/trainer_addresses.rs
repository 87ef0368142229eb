//! Where a trainer's calendar entries stand, when their main address changes or two records become one.

use super::{
    trainer_calendar::{is_live, live_entries},
    trainer_letters::{date_off, invite_to, run_date, send, take_out},
};
use crate::{
    domain::{ids::PersonId, invites::InviteMethod},
    store::{
        read::{people::person, sessions::session_rows},
        write::{people::addresses, sessions::trainer_invites},
    },
    usecases::{change::Change, error::Failure, events::AddressChanged, loaded_session::Scene},
};

/// What the old address is told.
const ELSEWHERE: &str =
    "Our mail to you goes to another address from now on, and this date goes there with it.";

/// What is told of the second of two entries for one date.
const DOUBLE: &str =
    "You had two records with us, which are one now, and both ran this date. The other entry stays.";

/// Carries every entry for a date to come over when a trainer's main address changes: each is taken out at the address
/// that has it first, while that is confirmed, then sent to the new one under the next SEQUENCE. Whichever calendar both
/// addresses reach ends with the entry.
pub(crate) fn readdress(change: &mut Change<'_, '_>, it: &AddressChanged) -> Result<bool, Failure> {
    let to = if it.moves() { person::recipient(change.conn(), it.person)? } else { None };
    let Some(to) = to else { return Ok(false) };
    let now = change.now();
    let rows = trainer_invites::of_person(change.conn(), it.person)?;
    let mut entries = live_entries(change.conn(), rows, now)?;
    entries.retain(|entry| !entry.row.email.eq_ignore_ascii_case(&to.email));
    let own = addresses::of_person(change.conn(), it.person)?;
    for entry in &entries {
        let scene = Scene::load(change.conn(), entry.row.session_id)?;
        let at = own.iter().find(|address| address.email.eq_ignore_ascii_case(&entry.row.email));
        if at.is_some_and(|address| address.confirmed_at.is_some()) {
            take_out(change, &scene, entry, InviteMethod::Withdraw, |date| date_off(date, ELSEWHERE))?;
        }
        let invite = invite_to(change, &scene, (it.person, &entry.date), &to)?;
        let message = run_date(change, &scene, &entry.date)?;
        send(change, &scene, to.clone(), message, Some(invite))?;
    }
    Ok(!entries.is_empty())
}

/// Gives the entries of one record to another, once what the one runs is the other's. Where both have an entry for one
/// date, the first record's is taken out again.
pub(crate) fn hand_over_entries(
    change: &mut Change<'_, '_>,
    from: PersonId,
    into: PersonId,
) -> Result<bool, Failure> {
    let now = change.now();
    let rows = trainer_invites::of_person(change.conn(), from)?;
    let concerned = !rows.is_empty();
    let has = trainer_invites::of_person(change.conn(), into)?;
    let mut doubles = Vec::new();
    for row in rows {
        if has.iter().any(|other| other.date_id == row.date_id) {
            doubles.push(row);
        } else {
            trainer_invites::give(change.tx, row.id, into)?;
        }
    }
    for entry in live_entries(change.conn(), doubles, now)? {
        let scene = Scene::load(change.conn(), entry.row.session_id)?;
        take_out(change, &scene, &entry, InviteMethod::Withdraw, |date| date_off(date, DOUBLE))?;
        let stands = has.iter().any(|other| other.date_id == entry.date.id && is_live(other));
        let runs = session_rows::trainers(change.conn(), &[scene.id()])?;
        if !stands
            && runs.iter().any(|(_, person, _)| *person == into)
            && let Some(to) = person::recipient(change.conn(), into)?
        {
            let invite = invite_to(change, &scene, (into, &entry.date), &to)?;
            let message = run_date(change, &scene, &entry.date)?;
            send(change, &scene, to, message, Some(invite))?;
        }
    }
    Ok(concerned)
}
