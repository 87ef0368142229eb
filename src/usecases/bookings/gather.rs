//! Gathering what a booking is decided on, once, and handing it on to what follows.

use std::rc::Rc;

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        access::{Access, Action, Actor, may},
        eligibility::Booker,
        ids::{PersonId, SessionId},
        words::SessionState,
    },
    store::read::{
        facts::place_facts::{PlaceFacts, place_facts},
        people::relations,
        sessions::with_course::with_course,
    },
    usecases::{
        change::Change,
        error::{Failure, Refused},
        loaded_session::Scene,
    },
};

/// Loads a session with all that is asked before this person has a place on it, as it stands once time has decided what
/// time alone decides. Both must be locked.
pub(crate) fn gather(
    change: &mut Change<'_, '_>,
    person: PersonId,
    session: SessionId,
) -> Result<(Rc<Scene>, Rc<PlaceFacts>), Failure> {
    let rows = with_course(change.conn(), session)?;
    if rows.0.on_demand {
        return Err(Refused::NotThere.into());
    }
    let (at, now) = ((session, rows.0.course_id), change.now());
    let facts = place_facts(change.conn(), person, at, now)?;
    let scene = Scene::of(change.conn(), rows, &facts)?;
    if !may_be_due(&scene, &facts, now) {
        return Ok((scene, Rc::new(facts)));
    }
    change.settle(&scene)?;
    let facts = place_facts(change.conn(), person, at, now)?;
    Ok((scene, Rc::new(facts)))
}

/// Whether time may have decided something about the session: offers run out, and dates begin.
fn may_be_due(scene: &Scene, facts: &PlaceFacts, now: DateTime<Utc>) -> bool {
    let begun = scene.dates.iter().any(|date| date.starts_at.and_utc() <= now);
    facts.overdue || begun || scene.starts_at() <= now
}

/// Goes on only if the session is public, or the actor one of those who may see it.
pub(crate) fn check_visible(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    actor: &Actor,
) -> Result<(), Failure> {
    if scene.session.state != SessionState::Draft && !scene.session.private {
        return Ok(());
    }
    let relation = relations::to_session(change.conn(), actor.person_id, scene.id())?;
    match may(Some(actor), Action::ReadHiddenSession, &relation) {
        Access::Yes => Ok(()),
        _ => Err(Refused::NotThere.into()),
    }
}

/// In which capacity `actor` books for the person of these facts.
pub(crate) fn booker_by(facts: &PlaceFacts, actor: &Actor) -> Booker {
    if actor.is_coordinator {
        Booker::Coordinator
    } else if actor.person_id == facts.person.id {
        Booker::Themselves
    } else if facts.managers.all.iter().any(|manager| manager.id == actor.person_id) {
        Booker::Manager
    } else {
        Booker::Trainer
    }
}
