//! Settling a session for what time alone has decided about it.

use std::sync::Arc;

use crate::{
    domain::ids::SessionId,
    store::write::service::locks,
    usecases::{UseCases, bookings::waitlist::settle, error::Failure, loaded_session::Scene},
};

impl UseCases {
    /// Passes on offers that ran out; at the first date's start lets requests lapse and ends the waiting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_session(&self, session: SessionId) -> Result<(), Failure> {
        let settings = Arc::clone(&self.settings);
        self.db
            .write(move |tx| {
                locks::lock_sessions(tx, &[session])?;
                let scene = Scene::load(tx.conn(), session)?;
                settle(tx, &settings, &scene)
            })
            .await
    }
}
