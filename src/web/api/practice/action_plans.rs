//! What somebody means to do with a course: theirs, and those see it with whom they share it.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        action_plans::{ActionInput, ActionState, Sharing},
        ids::{Booking, BookingId, PlannedActionId},
    },
    store::read::practice::action_plans::{ActionPlanView, plan},
    usecases::practice::write_action_plan::WriteActionPlan,
    web::{
        access::may_for_booking,
        api::answers::{refuse_stale, revised},
        error::ApiResult,
        extract::{Body, Caller, IfMatch, IfNoneMatch, PathId},
        plan_access::seen_plan,
    },
};

/// A whole plan.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "actions": [
        {"text": "Begin each team meeting with a check-in", "by": "2027-02-02", "state": "planned"},
        {"text": "Ask the family what they need first", "by": "2027-03-01", "state": "done",
            "note": "It took one meeting longer."},
    ],
    "shared_with_trainer": true,
    "shared_with_manager": false,
}))]
pub struct ActionPlanRequest {
    /// Up to five actions in their order. One with the id it has is kept and changed, one without an id is new, and one
    /// that is left out goes.
    actions: Vec<PlannedActionRequest>,
    /// Whether the trainers see it: those of this session, and of a group over several dates that the caller is booked
    /// on. Taken back, they see nothing from then on.
    shared_with_trainer: bool,
    /// Whether whoever manages the caller sees it. Taken back, they see nothing from then on.
    shared_with_manager: bool,
}

/// One action.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedActionRequest {
    /// The id it has, where it is one of the plan already.
    id: Option<PlannedActionId>,
    /// What is to be done.
    text: String,
    /// Its day, on which the caller is reminded while it is `planned`.
    by: NaiveDate,
    /// Where it stands.
    state: ActionState,
    /// How it went, or what came in between.
    note: Option<String>,
}

/// What somebody means to do with a course: for the person, who is answered an empty plan before they wrote one, and for
/// those they share it with. Anybody else is told that there is nothing, whether there is or not.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/action-plan", tag = "Practice", params(("id" = BookingId, Path)),
    responses((status = 200, description = "The plan, with its ETag", body = ActionPlanView),
        (status = 304, description = "It is as the caller has it")))]
pub async fn read(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    has: IfNoneMatch,
) -> ApiResult<HttpResponse> {
    revised(&has, &seen_plan(&app, &caller, id.0).await?.plan)
}

/// Writes what one means to do with a course, in place of what one wrote before: once the course has begun, or after it
/// was attended. Only the person can.
#[utoipa::path(put, path = "/api/v1/bookings/{id}/action-plan", tag = "Practice", params(("id" = BookingId, Path)),
    request_body = ActionPlanRequest,
    responses((status = 200, description = "The plan as it is now, with its ETag", body = ActionPlanView)))]
pub async fn write(
    app: Data<App>,
    id: PathId<Booking>,
    caller: Caller,
    if_match: IfMatch,
    body: ApiResult<Body<ActionPlanRequest>>,
) -> ApiResult<HttpResponse> {
    let booking = id.0;
    may_for_booking(&app, &caller, booking, Action::WriteActionPlan).await?;
    if if_match.0.is_some() {
        refuse_stale(if_match.0, app.reads.run(move |c| plan(c, booking)).await?.revision)?;
    }
    let ActionPlanRequest { actions, shared_with_trainer, shared_with_manager } = body?.value;
    let typed = |action: PlannedActionRequest| {
        let PlannedActionRequest { id, text, by, state, note } = action;
        ActionInput { id, text, by, state, note }
    };
    let ask = WriteActionPlan {
        booking,
        actions: actions.into_iter().map(typed).collect(),
        sharing: Sharing { trainer: shared_with_trainer, manager: shared_with_manager },
        revision: if_match.0,
    };
    revised(&IfNoneMatch(None), &app.usecases.write_action_plan(ask).await?)
}
