//! A trainer no longer runs what is to come: because their account is closed, or because somebody else does.

use super::trainer_calendar::is_coming;
use crate::{
    domain::{
        ids::{PersonId, SessionId},
        words::SessionState,
    },
    store::{
        read::sessions::trainer_dates,
        write::{service::locks, sessions::session as sessions},
    },
    usecases::{
        change::Change,
        error::Failure,
        events::{Event, SessionChanged},
        loaded_session::Scene,
    },
};

/// Takes a person off a session they run; nothing when they do not. What follows tells them and clears their calendar.
pub(crate) fn take_off(
    change: &mut Change<'_, '_>,
    person: PersonId,
    session: SessionId,
    by: PersonId,
) -> Result<(), Failure> {
    locks::lock_sessions(change.tx, &[session])?;
    let before = Scene::load(change.conn(), session)?;
    let stay: Vec<PersonId> =
        before.trainers.iter().map(|(id, _)| *id).filter(|trainer| *trainer != person).collect();
    if stay.len() == before.trainers.len() {
        return Ok(());
    }
    sessions::store(change.tx, &before.session)?;
    sessions::set_trainers(change.tx, session, &stay)?;
    let after = Scene::load(change.conn(), session)?;
    change.say(Event::SessionChanged(SessionChanged { before, after, dates: false, by }));
    Ok(())
}

/// Takes a person off every session they run that is not over; what is over stays theirs, with its register.
#[expect(dead_code, reason = "for what follows from a closed account or another address")]
pub(crate) fn take_off_all(
    change: &mut Change<'_, '_>,
    person: PersonId,
    by: PersonId,
) -> Result<(), Failure> {
    let now = change.now();
    let sessions = trainer_dates::run_by(change.conn(), person)?;
    locks::lock_sessions(change.tx, &sessions)?;
    for session in sessions {
        let scene = Scene::load(change.conn(), session)?;
        let open = matches!(scene.session.state, SessionState::Draft | SessionState::Published);
        if open && scene.dates.iter().any(|date| is_coming(date, now)) {
            take_off(change, person, session, by)?;
        }
    }
    Ok(())
}
