//! "Done" and "not yet", each at one press.

use crate::{
    domain::{
        action_plans::{ActionMark, ActionState, put_off},
        ids::{BookingId, PlannedActionId},
        times::day_in,
    },
    store::{
        read::sessions::session_rows,
        write::{bookings::booking, practice::action_plans, service::locks},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused},
    },
};

/// A word about one action.
#[derive(Debug, Clone, Copy)]
pub struct MarkAction {
    /// The booking whose plan it stands in; that it is theirs is checked already.
    pub booking: BookingId,
    /// The action.
    pub action: PlannedActionId,
    /// What they say of it.
    pub mark: ActionMark,
}

impl UseCases {
    /// Marks an action; said again it stays as it is.
    ///
    /// # Errors
    /// The plan has no such action.
    pub async fn mark_action(&self, ask: MarkAction) -> Result<(), Failure> {
        self.change(move |change| {
            let person = booking::load(change.conn(), ask.booking)?.person_id;
            locks::lock_people(change.tx, &[person])?;
            let session = booking::load(change.conn(), ask.booking)?.session_id;
            let zone = session_rows::session(change.conn(), session)?.timezone.tz();
            let (state, by) = match ask.mark {
                ActionMark::Done => (ActionState::Done, None),
                ActionMark::NotYet => (ActionState::Planned, None),
                ActionMark::InAWeek => (ActionState::Planned, Some(put_off(day_in(change.now(), zone)))),
            };
            if action_plans::mark(change.tx, (ask.booking, ask.action), state, by)? {
                Ok(())
            } else {
                Err(Refused::NotThere.into())
            }
        })
        .await
    }
}
