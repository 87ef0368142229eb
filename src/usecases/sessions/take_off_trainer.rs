//! A trainer no longer runs a session: their account is closed, or somebody else does.

use crate::{
    domain::ids::{PersonId, SessionId},
    store::write::sessions::session as sessions,
    usecases::{
        change::Change,
        error::Failure,
        events::{Event, SessionChanged},
        loaded_session::Scene,
    },
};

/// Takes a person off a locked session that they run. What follows tells them and clears their calendar.
pub(crate) fn take_off(
    change: &mut Change<'_, '_>,
    person: PersonId,
    session: SessionId,
    by: PersonId,
) -> Result<(), Failure> {
    let before = Scene::load(change.conn(), session)?;
    let stay: Vec<PersonId> =
        before.trainers.iter().map(|(id, _)| *id).filter(|trainer| *trainer != person).collect();
    sessions::store(change.tx, &before.session)?;
    sessions::set_trainers(change.tx, session, &stay)?;
    let after = Scene::load(change.conn(), session)?;
    change.say(Event::SessionChanged(SessionChanged { before, after, dates: false, by }));
    Ok(())
}
