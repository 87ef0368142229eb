//! Action plans as answers and pages show them.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::{
    dsl::{exists, select},
    prelude::*,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        action_plans::{ActionState, Sharing},
        ids::{BookingId, PlannedActionId},
    },
    store::{
        AnyConnection,
        error::Error,
        read::revised::Revised,
        schema::{action_plans as plans, planned_actions as actions},
    },
};

/// What somebody means to do with a course.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActionPlanView {
    /// Up to five actions, in the person's order.
    pub actions: Vec<PlannedActionView>,
    /// The trainers see it: those of this session, and of a group over several dates that the person is booked on.
    pub shared_with_trainer: bool,
    /// Whoever manages the person sees it.
    pub shared_with_manager: bool,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlannedActionView {
    /// Its id, which keeps it the same action when the plan is sent again.
    pub id: PlannedActionId,
    /// What is to be done.
    pub text: String,
    /// Its day, on which the person is reminded.
    pub by: NaiveDate,
    /// Where it stands.
    pub state: ActionState,
    /// How it went, or what came in between.
    pub note: Option<String>,
}

impl ActionPlanView {
    /// With whom it is shared; a plan without an action is shared with nobody.
    #[must_use]
    pub fn sharing(&self) -> Sharing {
        let any = !self.actions.is_empty();
        Sharing { trainer: any && self.shared_with_trainer, manager: any && self.shared_with_manager }
    }
}

/// The plan of a booking with its revision; an empty one of revision 0 where none was written.
///
/// # Errors
/// When the database fails.
pub fn plan(connection: &mut AnyConnection, booking: BookingId) -> Result<Revised<ActionPlanView>, Error> {
    let row: Option<(bool, bool, i32)> = plans::table
        .find(booking)
        .select((plans::shared_with_trainer, plans::shared_with_manager, plans::revision))
        .first(connection)
        .optional()?;
    let Some((shared_with_trainer, shared_with_manager, revision)) = row else {
        return Ok(Revised { revision: 0, view: ActionPlanView::default() });
    };
    let actions = actions_of(connection, &[booking])?.remove(&booking).unwrap_or_default();
    Ok(Revised { revision, view: ActionPlanView { actions, shared_with_trainer, shared_with_manager } })
}

/// The actions of these bookings' plans, each plan's in its order; bookings without any are absent.
///
/// # Errors
/// When the database fails.
pub fn actions_of(
    connection: &mut AnyConnection,
    of: &[BookingId],
) -> Result<HashMap<BookingId, Vec<PlannedActionView>>, Error> {
    type Row = (BookingId, PlannedActionId, String, NaiveDate, ActionState, Option<String>);
    let rows: Vec<Row> = actions::table
        .filter(actions::booking_id.eq_any(of))
        .order((actions::booking_id, actions::position, actions::id))
        .select((
            actions::booking_id,
            actions::id,
            actions::words,
            actions::due_on,
            actions::state,
            actions::note,
        ))
        .load(connection)?;
    let mut found: HashMap<BookingId, Vec<PlannedActionView>> = HashMap::new();
    for (booking, id, text, by, state, note) in rows {
        found.entry(booking).or_default().push(PlannedActionView { id, text, by, state, note });
    }
    Ok(found)
}

/// Whether a booking has a plan with anything in it.
///
/// # Errors
/// When the database fails.
pub fn has_plan(connection: &mut AnyConnection, booking: BookingId) -> Result<bool, Error> {
    let any = actions::table.filter(actions::booking_id.eq(booking));
    Ok(select(exists(any)).get_result(connection)?)
}
