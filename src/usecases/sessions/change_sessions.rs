//! The same change to several sessions at once, all or none; and what it would come to, before it is made.

use super::{
    cancel_session::lock_with_people,
    difference::Difference,
    edit_session::{EditSession, edit},
    session_terms::SessionTerms,
};
use crate::{
    domain::ids::{PersonId, SessionId},
    store::read::sessions::session::{SessionView, session},
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        loaded_session::Scene,
    },
};

/// A change asked for.
#[derive(Debug, Clone)]
pub struct ChangeSessions {
    /// Who asks.
    pub by: PersonId,
    /// Which sessions.
    pub sessions: Vec<SessionId>,
    /// What changes about each of them.
    pub terms: SessionTerms,
}

impl ChangeSessions {
    fn of_one(&self, session: SessionId) -> EditSession {
        EditSession { by: self.by, session, revision: None, dates: None, terms: self.terms.clone() }
    }
}

/// What the change comes to for one session.
#[derive(Debug, Clone)]
pub struct Foreseen {
    /// As it stands.
    pub before: SessionView,
    /// As it would stand, or why it cannot.
    pub outcome: Result<Changed, Refused>,
}

/// A session as it would stand.
#[derive(Debug, Clone)]
pub struct Changed {
    /// All of it but how to join.
    pub view: SessionView,
    /// Whether the way to join is another.
    pub joining: bool,
    /// To how many addresses it would write.
    pub written_to: usize,
}

/// What the change comes to.
#[derive(Debug, Clone)]
pub struct Foresight {
    /// Session by session, as they were named.
    pub sessions: Vec<Foreseen>,
    /// To how many addresses it would write, each counted once.
    pub written_to: usize,
}

impl UseCases {
    /// What the change would come to; nothing is changed by asking.
    ///
    /// # Errors
    /// [`Refused::NotThere`] when one of the sessions is not.
    pub async fn foresee_change(&self, ask: ChangeSessions) -> Result<Foresight, Failure> {
        self.rehearse(move |change| foresee(change, &ask)).await
    }

    /// Changes them, all or none.
    ///
    /// # Errors
    /// As for one ([`UseCases::edit_session`]): what the first of them gives that cannot be changed so.
    pub async fn change_sessions(&self, ask: ChangeSessions) -> Result<(), Failure> {
        self.change(move |change| {
            lock_with_people(change.tx, &ask.sessions)?;
            ask.sessions.iter().try_for_each(|id| edit(change, &ask.of_one(*id)).map(drop))
        })
        .await
    }
}

fn foresee(change: &mut Change<'_, '_>, ask: &ChangeSessions) -> Result<Foresight, Failure> {
    lock_with_people(change.tx, &ask.sessions)?;
    let mut sessions = Vec::with_capacity(ask.sessions.len());
    for id in &ask.sessions {
        let before = session(change.conn(), *id)?.view;
        let outcome = match change.attempt(|inner| foresee_one(inner, &ask.of_one(*id))) {
            Ok(changed) => Ok(changed),
            Err(Failure::Refused(why)) => Err(why),
            Err(failure) => return Err(failure),
        };
        sessions.push(Foreseen { before, outcome });
    }
    Ok(Foresight { sessions, written_to: change.written_to().len() })
}

fn foresee_one(change: &mut Change<'_, '_>, ask: &EditSession) -> Result<Changed, Failure> {
    let before = Scene::load_dated(change.conn(), ask.session)?;
    let view = edit(change, ask)?.view;
    let after = Scene::load(change.conn(), ask.session)?;
    let joining = Difference::between(&before, &after)?.joining;
    Ok(Changed { view, joining, written_to: change.written_to().len() })
}
