//! Publishing a session: from then on people see it and can book.

use crate::{
    domain::{
        ids::{PersonId, SessionId},
        sessions::publish,
    },
    store::{
        read::{
            revised::Revised,
            sessions::{
                session::{SessionView, session},
                session_rows,
            },
        },
        write::{service::locks, sessions::session as sessions},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        events::{Event, SessionPublished},
        loaded_session::Scene,
    },
};

impl UseCases {
    /// Publishes a draft; no trainer is needed for that.
    ///
    /// # Errors
    /// The codes of [`SessionConflict`](crate::domain::sessions::SessionConflict); `course_retired`; `course_unpublished`.
    pub async fn publish_session(
        &self,
        by: PersonId,
        id: SessionId,
    ) -> Result<Revised<SessionView>, Failure> {
        self.change(move |change| publish_draft(change, by, id)).await
    }

    /// Publishes several drafts, all or none.
    ///
    /// # Errors
    /// As for one: what the first of them gives that cannot be published.
    pub async fn publish_sessions(&self, by: PersonId, ids: Vec<SessionId>) -> Result<(), Failure> {
        self.change(move |change| {
            // All of them before any is read: whoever holds one waits for none of the others.
            locks::lock_sessions(change.tx, &ids)?;
            ids.iter().try_for_each(|id| publish_draft(change, by, *id).map(drop))
        })
        .await
    }
}

fn publish_draft(
    change: &mut Change<'_, '_>,
    by: PersonId,
    id: SessionId,
) -> Result<Revised<SessionView>, Failure> {
    locks::lock_sessions(change.tx, &[id])?;
    let draft = Scene::load(change.conn(), id)?;
    if draft.course.draft {
        return forbidden(
            "course_unpublished",
            "The course of this date is a draft, which nobody could find. Publish the course first, then its dates.",
        );
    }
    if draft.course.retired_at.is_some() {
        return forbidden(
            "course_retired",
            "This course is no longer given, so no new dates of it are published.",
        );
    }
    let mut row = draft.session.clone();
    let now = change.now();
    row.state = publish(row.state, &session_rows::spans(&draft.dates), now)?;
    row.published_at = Some(now.naive_utc());
    sessions::store(change.tx, &row)?;
    let scene = Scene::load(change.conn(), id)?;
    change.say(Event::SessionPublished(SessionPublished { scene, by }));
    change.follow()?;
    Ok(session(change.tx.conn(), id)?)
}
