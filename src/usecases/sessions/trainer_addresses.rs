//! Where a trainer's calendar entries stand, when their main address changes or two records become one.

use super::{
    trainer_calendar::{facts_of, is_live, live_entries},
    trainer_letters::{date_off, invite_to, run_date, send, take_out},
};
use crate::{
    domain::{ids::PersonId, invites::InviteMethod},
    store::{
        read::{
            people::person::{self, Recipient},
            sessions::session_rows,
        },
        write::sessions::trainer_invites,
    },
    usecases::{change::Change, error::Failure, loaded_session::Scene},
};

/// What the old address is told.
const ELSEWHERE: &str =
    "Our mail to you goes to another address from now on, and this date goes there with it.";

/// What is told of the second of two entries for one date.
const DOUBLE: &str =
    "You had two records with us, which are one now, and both ran this date. The other entry stays.";

/// Moves every entry for a date to come from one address of a trainer's to another: each is cancelled at the old one
/// first, then sent to the new one under the next SEQUENCE. Whichever calendar both addresses reach ends with the entry.
#[expect(dead_code, reason = "for what follows from a closed account or another address")]
pub(crate) fn readdress(
    change: &mut Change<'_, '_>,
    person: PersonId,
    old_address: &str,
    new_address: &str,
) -> Result<(), Failure> {
    let now = change.now();
    let rows = trainer_invites::of_person(change.conn(), person)?;
    let mut entries = live_entries(change.conn(), rows, now)?;
    entries.retain(|entry| entry.row.email == old_address);
    for entry in &entries {
        let scene = Scene::load(change.conn(), entry.row.session_id)?;
        take_out(change, &scene, entry, InviteMethod::Withdraw, |date| date_off(date, ELSEWHERE))?;
    }
    let name = person::name(change.conn(), person)?;
    let to = Recipient { person: Some(person), name, email: new_address.to_owned() };
    for entry in &entries {
        let scene = Scene::load(change.conn(), entry.row.session_id)?;
        let invite = invite_to(change, &scene, (person, &entry.date), &to)?;
        let message = run_date(&scene, facts_of(&scene, &entry.date))?;
        send(change, &scene, to.clone(), message, Some(invite))?;
    }
    Ok(())
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
            let message = run_date(&scene, facts_of(&scene, &entry.date))?;
            send(change, &scene, to, message, Some(invite))?;
        }
    }
    Ok(concerned)
}
