//! Publishing a session: from then on people see it and can book.

use std::sync::Arc;

use super::invite_network::invite_network;
use crate::{
    domain::{
        ids::{PersonId, SessionId},
        sessions::publish,
    },
    store::{
        WriteTx,
        read::{
            revised::Revised,
            sessions::{
                session::{SessionView, session},
                session_rows,
            },
        },
        write::{
            service::{audit, locks},
            sessions::session as sessions,
        },
    },
    usecases::{Settings, UseCases, error::Failure, loaded_session::Scene},
};

impl UseCases {
    /// Publishes a draft; no trainer is needed for that.
    ///
    /// # Errors
    /// The codes of [`SessionConflict`](crate::domain::sessions::SessionConflict).
    pub async fn publish_session(
        &self,
        by: PersonId,
        id: SessionId,
    ) -> Result<Revised<SessionView>, Failure> {
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| publish_draft(tx, &settings, by, id)).await
    }
}

fn publish_draft(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    by: PersonId,
    id: SessionId,
) -> Result<Revised<SessionView>, Failure> {
    locks::lock_sessions(tx, &[id])?;
    let mut scene = Scene::load(tx.conn(), id)?;
    let now = tx.now();
    scene.session.state = publish(scene.session.state, &session_rows::spans(&scene.dates), now)?;
    scene.session.published_at = Some(now.naive_utc());
    sessions::store(tx, &scene.session)?;
    audit::record(tx, Some(by), "session_published", ("session", id), None)?;
    invite_network(tx, settings, &scene)?;
    Ok(session(tx.conn(), id)?)
}
