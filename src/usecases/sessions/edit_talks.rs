//! The talks of a conference day.

use crate::{
    domain::{
        ids::{PersonId, RowId, SessionId},
        input::FieldErrors,
        talks::{TalkInput, check},
        words::SessionState,
    },
    store::{
        read::sessions::{
            session_rows,
            talks::{self as read, TalkView},
        },
        write::{service::locks, sessions::talks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        loaded_session::Scene,
        registers::hold_register::scheduled,
    },
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct EditTalks {
    /// Who asks; their right to do so is checked already.
    pub by: PersonId,
    /// Of which session.
    pub session: SessionId,
    /// All of its talks from now on.
    pub talks: Vec<TalkInput>,
}

impl UseCases {
    /// Says which talks a session has. What was attended of one that goes is forgotten with it.
    ///
    /// # Errors
    /// Every broken rule; a session that was called off or is finished.
    pub async fn edit_talks(&self, ask: EditTalks) -> Result<Vec<TalkView>, Failure> {
        self.change(move |change| edit(change, &ask)).await
    }
}

fn edit(change: &mut Change<'_, '_>, ask: &EditTalks) -> Result<Vec<TalkView>, Failure> {
    locks::lock_sessions(change.tx, &[ask.session])?;
    if session_rows::is_on_demand(change.conn(), ask.session)? {
        return Err(Refused::NotThere.into());
    }
    let scene = Scene::load(change.conn(), ask.session)?;
    match scene.session.state {
        SessionState::Draft | SessionState::Published => {}
        SessionState::Cancelled => {
            return forbidden("session_cancelled", "This session was cancelled. Make a new one instead.");
        }
        SessionState::Delivered => {
            let detail = "This session is finished: its register is closed. Reopen the register first.";
            return forbidden("session_delivered", detail);
        }
    }
    let known: Vec<RowId> =
        read::of_session(change.conn(), ask.session)?.iter().map(|talk| talk.id).collect();
    let mut errors = FieldErrors::new();
    for (at, talk) in ask.talks.iter().enumerate() {
        if talk.id.is_some_and(|id| !known.contains(&id)) {
            errors.add(format!("talks[{at}].id"), "This session has no talk with this id.");
        }
    }
    errors.finish(()).map_err(Failure::from)?;
    let dates = scheduled(change.conn(), &scene)?;
    let wanted = check(&ask.talks, &dates)?;
    talks::store(change.tx, ask.session, &wanted)?;
    change.note(Some(ask.by), "talks_edited", ("session", ask.session), None);
    let now = read::of_session(change.conn(), ask.session)?;
    Ok(now.into_iter().map(Into::into).collect())
}
