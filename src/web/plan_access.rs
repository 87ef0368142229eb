//! Who sees an action plan: its person, and those it is shared with; to anybody else there is none.

use super::{error::ApiResult, extract::Caller};
use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        ids::BookingId,
    },
    store::{
        error::Error,
        read::{
            bookings::booking,
            people::relations,
            practice::{
                action_plans::{ActionPlanView, plan},
                shared_plans::runs_group_of,
            },
            revised::Revised,
        },
    },
};

/// A plan somebody may see, and how they stand to it.
pub(in crate::web) struct SeenPlan {
    /// The plan; an empty one where its person has not written any.
    pub plan: Revised<ActionPlanView>,
    /// How they stand to it, as far as it is shared with them.
    pub relation: Relation,
}

/// The plan of a booking, if the caller may see it: 404 where it is not theirs to know of, whether there is one or not.
pub(in crate::web) async fn seen_plan(
    app: &App,
    caller: &Caller,
    booking_id: BookingId,
) -> ApiResult<SeenPlan> {
    let (actor, now) = (caller.actor, app.clock.now());
    let seen = app
        .reads
        .run(move |c| {
            let mut relation = relations::to_booking(c, actor.person_id, booking_id, now)?;
            if actor.is_trainer && !relation.trains && !relation.own {
                let person = booking::view(c, booking_id)?.person.id;
                relation.trains = runs_group_of(c, actor.person_id, person)?;
            }
            let plan = plan(c, booking_id)?;
            let relation = plan.view.sharing().narrowed(relation);
            Ok::<_, Error>(SeenPlan { plan, relation })
        })
        .await?;
    caller.may(Action::ReadActionPlan, &seen.relation)?;
    Ok(seen)
}
