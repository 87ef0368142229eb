//! Settling a session for what time alone has decided about it.

use crate::{
    domain::ids::SessionId,
    store::write::service::locks,
    usecases::{UseCases, error::Failure, loaded_session::Scene},
};

impl UseCases {
    /// Passes on offers that ran out; at the first date's start lets requests lapse and ends the waiting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_session(&self, session: SessionId) -> Result<(), Failure> {
        self.change(move |change| {
            locks::lock_sessions(change.tx, &[session])?;
            let scene = Scene::load(change.tx.conn(), session)?;
            change.settle(&scene)
        })
        .await
    }
}
