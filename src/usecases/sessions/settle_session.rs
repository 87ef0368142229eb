//! Settling a session for what time alone has decided about it.

use std::rc::Rc;

use crate::{
    domain::ids::SessionId,
    store::write::service::locks,
    usecases::{
        UseCases, bookings::waitlist, change::Change, error::Failure, loaded_session::Scene,
        registers::mark_arrivals::mark_arrivals,
    },
};

impl UseCases {
    /// Passes on offers that ran out; at the first date's start lets requests lapse and ends the waiting; at each
    /// date's start marks those who had arrived before it.
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

/// What every write to a session does first. The session must be locked.
pub(crate) fn settle(change: &mut Change<'_, '_>, scene: &Rc<Scene>) -> Result<(), Failure> {
    waitlist::settle(change, scene)?;
    mark_arrivals(change, scene)
}
