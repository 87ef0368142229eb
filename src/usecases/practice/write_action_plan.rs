//! Writing what one means to do with a course. Nothing of it stands on the trail: that somebody has a plan is theirs too.

use crate::{
    domain::{
        action_plans::{ActionInput, Sharing, checked, why_not_written},
        ids::{BookingId, PlannedActionId},
        times::day_in,
    },
    store::{
        read::{
            practice::action_plans::{ActionPlanView, plan},
            revised::Revised,
            sessions::session_rows,
        },
        write::{bookings::booking, practice::action_plans, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
    },
};

/// A plan as its person wants it.
#[derive(Debug, Clone)]
pub struct WriteActionPlan {
    /// For which booking of theirs; that it is theirs is checked already.
    pub booking: BookingId,
    /// What they mean to do; actions that are left out go.
    pub actions: Vec<ActionInput>,
    /// Who may see it from now on, and nobody else.
    pub sharing: Sharing,
    /// The revision they saw.
    pub revision: Option<i32>,
}

impl UseCases {
    /// Writes an action plan, in place of the one there was.
    ///
    /// # Errors
    /// [`Refused::Stale`]; every broken rule; `wrong_state` before the course begins, or where it was not attended.
    pub async fn write_action_plan(&self, ask: WriteActionPlan) -> Result<Revised<ActionPlanView>, Failure> {
        self.change(move |change| write(change, &ask)).await
    }
}

fn write(change: &mut Change<'_, '_>, ask: &WriteActionPlan) -> Result<Revised<ActionPlanView>, Failure> {
    let now = change.now();
    let person = booking::load(change.conn(), ask.booking)?.person_id;
    locks::lock_people(change.tx, &[person])?;
    let row = booking::load(change.conn(), ask.booking)?;
    let before = plan(change.conn(), ask.booking)?;
    if ask.revision.is_some_and(|revision| revision != before.revision) {
        return Err(Refused::Stale.into());
    }
    let session = session_rows::session(change.conn(), row.session_id)?;
    let begins = session.starts_at.and_utc();
    if let Some(why) = why_not_written(row.state, begins, now, before.revision > 0) {
        return forbidden("wrong_state", why);
    }
    let known: Vec<PlannedActionId> = before.view.actions.iter().map(|action| action.id).collect();
    let actions = checked(&ask.actions, &known, day_in(now, session.timezone.tz()))?;
    action_plans::replace(change.tx, ask.booking, &actions, ask.sharing)?;
    Ok(plan(change.conn(), ask.booking)?)
}
