//! Follower: whoever runs a session is asked to, told what changes about it and when they no longer run it; one mail a
//! date, each with what belongs into their calendar.

use super::{
    difference::Difference,
    trainer_addresses::{hand_over_entries, readdress},
    trainer_calendar::{is_live, live_entries, roster_page},
    trainer_letters::{date_off, invite_to, run_date, send, take_out},
};
use crate::{
    domain::{
        ids::{PersonId, SessionId},
        invites::InviteMethod,
        words::{BookingState, SessionState},
    },
    mail::message::{Message, RunCalledOff, RunDateChanged, RunEnded, RunSession},
    store::{
        read::{
            people::person::{self, Recipient},
            sessions::session_rows,
        },
        write::{bookings::booking, service::locks, sessions::trainer_invites},
    },
    usecases::{
        bookings::end_trainers_places::end_trainers_places,
        change::Change,
        error::Failure,
        events::{Event, PeopleMerged, SessionCalledOff, SessionChanged, SessionPublished},
        loaded_session::{Scene, is_over},
    },
};

/// Tells them.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    match event {
        Event::SessionPublished(it) => published(change, it),
        Event::SessionChanged(it) => changed(change, it),
        Event::SessionCalledOff(it) => called_off(change, it),
        Event::PeopleMerged(it) => merged(change, it),
        Event::AddressChanged(it) => readdress(change, it),
        _ => Ok(false),
    }
}

fn published(change: &mut Change<'_, '_>, it: &SessionPublished) -> Result<bool, Failure> {
    for (person, _) in &it.scene.trainers {
        put_on(change, &it.scene, *person, it.by)?;
    }
    Ok(!it.scene.trainers.is_empty())
}

fn changed(change: &mut Change<'_, '_>, it: &SessionChanged) -> Result<bool, Failure> {
    let (before, after) = (&it.before, &it.after);
    if after.session.state != SessionState::Published {
        return Ok(false);
    }
    let what = Difference::between(before, after)?;
    let (were, are) = (ids(before), ids(after));
    let mut concerned = false;
    for person in were.iter().filter(|person| !are.contains(person)) {
        taken_off(change, before, *person, it.by)?;
        concerned = true;
    }
    for person in are.iter().filter(|person| !were.contains(person)) {
        put_on(change, after, *person, it.by)?;
        concerned = true;
    }
    if what.concerns_calendars() {
        for person in are.iter().filter(|person| were.contains(person)) {
            tell_change(change, (before, after), &what, *person)?;
            concerned = true;
        }
    }
    Ok(concerned)
}

fn ids(scene: &Scene) -> Vec<PersonId> {
    scene.trainers.iter().map(|(person, _)| *person).collect()
}

/// Asks somebody to run what is still to come of a session.
fn put_on(change: &mut Change<'_, '_>, scene: &Scene, person: PersonId, by: PersonId) -> Result<(), Failure> {
    let Some(to) = person::recipient(change.conn(), person)? else { return Ok(()) };
    let asked_by = if by == person { None } else { Some(person::name(change.conn(), by)?) };
    let (mut asked, now) = (false, change.now());
    let host = scene.for_host(change.conn())?;
    for (index, date) in scene.dates.iter().enumerate().filter(|(_, date)| !is_over(date, now)) {
        let invite = invite_to(change, scene, (person, date), &to)?;
        let message = if asked {
            run_date(change, scene, date)?
        } else {
            Message::RunSession(RunSession {
                session: scene.facts(),
                asked_by: asked_by.clone(),
                joining: host.joining_of(index)?,
                joining_follows: host.joining_follows_of(index)?,
                roster_page: roster_page(scene),
            })
        };
        send(change, scene, to.clone(), message, Some(invite))?;
        asked = true;
    }
    Ok(())
}

/// Tells somebody who goes on running a session what changed about it: each date to come that is another, or new to
/// their calendar; then those that are no more.
fn tell_change(
    change: &mut Change<'_, '_>,
    (before, after): (&Scene, &Scene),
    what: &Difference,
    person: PersonId,
) -> Result<(), Failure> {
    let now = change.now();
    let host = after.for_host(change.conn())?;
    let rows = trainer_invites::of_trainer(change.conn(), after.id(), person)?;
    if let Some(to) = person::recipient(change.conn(), person)? {
        for (index, date) in after.dates.iter().enumerate().filter(|(_, date)| !is_over(date, now)) {
            let live = rows.iter().find(|row| row.date_id == date.id && is_live(row));
            let has = live.is_some();
            let old = what.moved.iter().find(|(at, _)| *at == index).map(|(_, old)| old);
            if has && old.is_none() && !what.place && !what.joining {
                continue;
            }
            let to = match live {
                // Whatever is sent later goes to the address that holds the entry.
                Some(row) if person::has_address(change.conn(), person, &row.email)? => {
                    Recipient { email: row.email.clone(), ..to.clone() }
                }
                _ => to.clone(),
            };
            let invite = invite_to(change, after, (person, date), &to)?;
            let message = if has {
                Message::RunDateChanged(RunDateChanged {
                    date: after.date_facts(index),
                    when_before: old.map(|old| before.when(old)),
                    location_before: what.place.then(|| before.location()),
                    joining_changed: what.joining,
                    joining: host.joining_of(index)?,
                    joining_follows: host.joining_follows_of(index)?,
                    roster_page: roster_page(after),
                })
            } else {
                run_date(change, after, date)?
            };
            send(change, after, to, message, Some(invite))?;
        }
    }
    for entry in live_entries(change.conn(), rows, now)? {
        if what.removed.iter().any(|date| date.id == entry.date.id) {
            let because = "This date has been taken out of the course.";
            take_out(change, before, &entry, InviteMethod::Withdraw, |date| date_off(date, because))?;
        }
    }
    Ok(())
}

/// Tells somebody that they no longer run a session, and clears what is to come of it from their calendar.
fn taken_off(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    person: PersonId,
    by: PersonId,
) -> Result<(), Failure> {
    let ended_by = if by == person { None } else { Some(person::name(change.conn(), by)?) };
    let message = Message::RunEnded(RunEnded { session: scene.facts(), ended_by });
    clear(change, scene, person, InviteMethod::Withdraw, (message, "You no longer run this course."))
}

fn called_off(change: &mut Change<'_, '_>, it: &SessionCalledOff) -> Result<bool, Failure> {
    let scene = &it.scene;
    if scene.session.published_at.is_none() {
        return Ok(false);
    }
    for (person, _) in &scene.trainers {
        let (session, reason) = (scene.facts(), it.reason.clone());
        let message = Message::RunCalledOff(RunCalledOff { session, reason });
        let because = "The whole course has been called off.";
        clear(change, scene, *person, InviteMethod::CallOff, (message, because))?;
    }
    Ok(!scene.trainers.is_empty())
}

/// Takes every date to come out of a trainer's calendar: the first CANCEL travels with `message`, each further one in a
/// short mail of its own. Whoever has no entry gets the message alone, as long as something is still to come.
fn clear(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    person: PersonId,
    method: InviteMethod,
    (message, because): (Message, &str),
) -> Result<(), Failure> {
    let now = change.now();
    let rows = trainer_invites::of_trainer(change.conn(), scene.id(), person)?;
    let entries = live_entries(change.conn(), rows, now)?;
    if entries.is_empty() && scene.dates.iter().any(|date| !is_over(date, now)) {
        if let Some(to) = person::recipient(change.conn(), person)? {
            send(change, scene, to, message, None)?;
        }
        return Ok(());
    }
    let mut message = Some(message);
    for entry in &entries {
        let first = message.take();
        take_out(change, scene, entry, method, |date| first.unwrap_or_else(|| date_off(date, because)))?;
    }
    Ok(())
}

/// What the one record ran is the other's by now: so are its calendar entries, and a place the other one had on it ends.
fn merged(change: &mut Change<'_, '_>, it: &PeopleMerged) -> Result<bool, Failure> {
    let mut concerned = hand_over_entries(change, it.from, it.into)?;
    let booked = booking::of_person(change.conn(), it.into, BookingState::ACTIVE)?;
    let sessions: Vec<SessionId> = booked.iter().map(|booking| booking.session_id).collect();
    let runs = session_rows::trainers(change.conn(), &sessions)?;
    let both: Vec<SessionId> =
        runs.iter().filter(|(_, person, _)| *person == it.into).map(|(session, ..)| *session).collect();
    locks::lock_sessions(change.tx, &both)?;
    for session in both {
        let scene = Scene::load(change.conn(), session)?;
        if scene.session.state == SessionState::Published {
            end_trainers_places(change, &scene, it.by)?;
            concerned = true;
        }
    }
    Ok(concerned)
}
