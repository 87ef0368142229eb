//! A session as somebody who wants to attend meets it: may they, when is it, and is it still on.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::booking_changes::ReasonRequest;
use crate::{
    app::App,
    domain::{
        access::Action,
        eligibility::Eligibility,
        ids::{BookingId, GroupId, PersonId, Session, SessionId},
        refusals::Refusal,
        words::RefusalCode,
    },
    store::read::people::relations,
    web::{
        access::{may_for_person, may_see},
        api::answers::revised,
        error::ApiResult,
        extract::{Body, Caller, IfNoneMatch, Params, PathId},
        files,
    },
};

/// For whom.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EligibilityQuery {
    person_id: Option<PersonId>,
}

/// What stands between a person and a session.
#[derive(Serialize, ToSchema)]
pub struct EligibilityAnswer {
    /// Nothing stands against it; there may still be no place.
    eligible: bool,
    /// The bookings the place would hang on.
    conditional_on: Vec<BookingId>,
    /// Every reason against it.
    #[schema(value_type = Vec<RefusalAnswer>)]
    refusals: Vec<Refusal>,
}

/// One reason against a booking, as the document describes it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes domain::refusals::Refusal")]
pub struct RefusalAnswer {
    /// Stable, for programs.
    code: RefusalCode,
    /// A plain sentence.
    message: String,
    /// The prerequisite group that is not met.
    requirement: Option<GroupId>,
    /// The next step that can be booked.
    next_step: Option<NextStepAnswer>,
}

/// A session to book next.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes domain::refusals::NextStep")]
pub struct NextStepAnswer {
    /// The session.
    session_id: SessionId,
    /// Its course's slug.
    course_slug: String,
    /// Start of its first date.
    starts_at: chrono::DateTime<chrono::Utc>,
}

impl From<Eligibility> for EligibilityAnswer {
    fn from(answer: Eligibility) -> Self {
        Self { eligible: answer.eligible, conditional_on: answer.conditional_on, refusals: answer.refusals }
    }
}

/// Says what stands between a person and a session: every reason at once, each with the next step.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/eligibility", tag = "Bookings",
    params(("id" = SessionId, Path), ("person_id" = Option<PersonId>, Query)),
    responses((status = 200, description = "The answer", body = EligibilityAnswer)))]
pub async fn eligibility(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    query: Params<EligibilityQuery>,
) -> ApiResult<HttpResponse> {
    let person = query.0.person_id.unwrap_or(caller.id());
    may_see(&app, Some(&caller), session.0).await?;
    let (actor, session) = (caller.actor, session.0);
    let trains = app.reads.run(move |c| relations::to_session(c, actor.person_id, session)).await?.trains;
    if !(trains && actor.is_trainer) {
        may_for_person(&app, &caller, person, Action::ReadEligibility).await?;
    }
    let answer = app.usecases.judge_eligibility(actor, person, session).await?;
    Ok(HttpResponse::Ok().json(EligibilityAnswer::from(answer)))
}

/// The session's dates as a calendar file, for whoever is booked.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/calendar.ics", tag = "Bookings", params(("id" = SessionId, Path)),
    responses((status = 200, description = "An iCalendar file", content_type = "text/calendar", body = String)))]
pub async fn calendar(app: Data<App>, session: PathId<Session>, caller: Caller) -> ApiResult<HttpResponse> {
    files::calendar::course_dates(&app, &caller, session.0).await
}

/// Calls a session off: everybody on it is told why.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/cancel", tag = "Sessions", params(("id" = SessionId, Path)),
    request_body = ReasonRequest,
    responses((status = 200, description = "Called off", body = crate::store::read::sessions::session::SessionView)))]
pub async fn cancel_session(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    body: Body<ReasonRequest>,
) -> ApiResult<HttpResponse> {
    let shown = app.usecases.cancel_session(caller.actor, session.0, body.value.reason).await?;
    revised(&IfNoneMatch(None), &shown)
}
