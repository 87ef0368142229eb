//! The register: who is coming, who was there, and what it came to.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId, DateId, GroupId, PersonId, Session, SessionId},
        input::{FieldError, FieldErrors},
        words::Outcome,
    },
    store::read::{
        bookings::booking::BookingView,
        registers::{
            register_answers::{RegisterCounts, WaiverView},
            rosters::{self, RosterView},
        },
    },
    usecases::{
        bookings::{
            add_walk_in::{AddWalkIn, Comer},
            waive_requirement::WaiveRequirement,
        },
        error::Failure,
        registers::{
            close_register::CloseRegister,
            record_attendance::{CompleteByReason, NewMark, RecordAttendance},
            reopen_register::ReopenRegister,
        },
    },
    web::{
        access::{may_for_booking, may_for_session},
        error::ApiResult,
        extract::{Body, Caller, Once, Params, PathId},
        files::{self, tables::TableForm},
    },
};

/// In which form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterQuery {
    format: Option<String>,
}

/// Who is coming to a session, with what they need and what the register says; as CSV or a workbook
/// without access needs.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/roster", tag = "Register",
    params(("id" = SessionId, Path),
        ("format" = Option<String>, Query, description = "`json` (when left out), `csv` or `xlsx`")),
    responses((status = 200, description = "The roster", content(
        (RosterView = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn roster(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    query: Params<RosterQuery>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::ReadRoster).await?;
    let form = match query.0.format.as_deref() {
        None | Some("json") => None,
        Some("csv") => Some(TableForm::Csv),
        Some("xlsx") => Some(TableForm::Workbook),
        Some(_) => return Err(Failure::from(FieldError::new("format", "Use json, csv or xlsx.")).into()),
    };
    let id = session.0;
    let roster = app.reads.run(move |c| rosters::roster(c, id)).await?;
    if let Some(form) = form {
        return files::roster::table(&app, &roster, form).await;
    }
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(roster))
}

/// What was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"marks": [
    {"booking_id": "01930000-0000-7000-8000-00000000000b", "date_id": "01930000-0000-7000-8000-00000000000d",
        "outcome": "partly", "minutes": 120}]}))]
pub struct MarksRequest {
    /// One mark a booking and date; what is not named stays as it is.
    marks: Vec<MarkRequest>,
}

/// What was seen of one person at one date.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkRequest {
    /// A booking that holds a place on the session.
    booking_id: BookingId,
    /// A date of the session that has started.
    date_id: DateId,
    /// `present` (all of it), `partly` or `absent`.
    outcome: Outcome,
    /// The minutes they were there; only with `partly`.
    minutes: Option<i32>,
}

/// Records attendance: all of these marks, or none if one is wrong.
#[utoipa::path(put, path = "/api/v1/sessions/{id}/register", tag = "Register", params(("id" = SessionId, Path)),
    request_body = MarksRequest, responses((status = 200, description = "The roster", body = RosterView)))]
pub async fn record(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    body: Body<MarksRequest>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::WriteRegister).await?;
    let mark = |mark: MarkRequest| NewMark {
        booking: mark.booking_id,
        date: mark.date_id,
        outcome: mark.outcome,
        minutes: mark.minutes,
    };
    let marks = body.value.marks.into_iter().map(mark).collect();
    let ask = RecordAttendance { actor: caller.actor, session: session.0, marks };
    Ok(HttpResponse::Ok().json(app.usecases.record_attendance(ask).await?))
}

/// Nothing to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UndoMarksRequest)]
pub struct UndoMarksRequest {}

/// Takes back what the caller marked last; again: what they marked before that. What somebody else marked since stays.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/register/undo", tag = "Register",
    params(("id" = SessionId, Path)), request_body = UndoMarksRequest,
    responses((status = 200, description = "The roster", body = RosterView)))]
pub async fn undo(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    _body: Body<UndoMarksRequest>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::WriteRegister).await?;
    Ok(HttpResponse::Ok().json(app.usecases.undo_marks(caller.actor, session.0).await?))
}

/// Nothing to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CloseRequest)]
pub struct CloseRequest {}

/// Finishes: closes the register, tells everyone their result and sends certificates.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/register/close", tag = "Register",
    params(("id" = SessionId, Path)), request_body = CloseRequest,
    responses((status = 200, description = "What it came to", body = RegisterCounts)))]
pub async fn close(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    once: Once,
    body: Body<CloseRequest>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::CloseRegister).await?;
    let ask = CloseRegister { actor: caller.actor, session: session.0 };
    let answer = app.usecases.close_register(ask, once.key(caller.id(), body.hash)).await?;
    Ok(crate::web::api::done(&answer))
}

/// Why something is done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Ada was there; she was marked absent by mistake."}))]
pub struct RecordedReasonRequest {
    /// In the caller's words; it stays on record.
    reason: String,
}

impl RecordedReasonRequest {
    pub(in crate::web::api) fn into_reason(self) -> String {
        self.reason
    }
}

/// Opens a closed register again; certificates stay valid until it is closed again.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/register/reopen", tag = "Register",
    params(("id" = SessionId, Path)), request_body = RecordedReasonRequest,
    responses((status = 200, description = "Open again: nobody has a result", body = RegisterCounts)))]
pub async fn reopen(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    once: Once,
    body: Body<RecordedReasonRequest>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::ReopenRegister).await?;
    let ask = ReopenRegister { actor: caller.actor, session: session.0, reason: body.value.reason };
    let answer = app.usecases.reopen_register(ask, once.key(caller.id(), body.hash)).await?;
    Ok(crate::web::api::done(&answer))
}

/// Who came without a booking: their id, or their name and, if they have one to give, their address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Siân Hughes", "email": "sian.hughes@example.org"}))]
pub struct WalkInRequest {
    /// Somebody with a record.
    person_id: Option<PersonId>,
    /// The name of somebody without one.
    name: Option<String>,
    /// Their address; one that is known means the person it belongs to.
    email: Option<String>,
}

/// Adds somebody who came without a booking; from the first date's start on.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/walk-ins", tag = "Register", params(("id" = SessionId, Path)),
    request_body = WalkInRequest, responses((status = 201, description = "Booked", body = BookingView)))]
pub async fn add_walk_in(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    once: Once,
    body: Body<WalkInRequest>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::AddWalkIn).await?;
    let comer = match (body.value.person_id, body.value.name, body.value.email) {
        (Some(person), None, None) => Comer::Known(person),
        (None, Some(name), email) => Comer::Named { name, email },
        (named, ..) => {
            let mut errors = FieldErrors::new();
            if named.is_some() {
                errors.add("person_id", "Give either an id, or a name and an address.");
            } else {
                errors.add("name", "Enter a name, or give the id of somebody with a record.");
            }
            return Err(Failure::from(errors.into_vec()).into());
        }
    };
    let ask = AddWalkIn { actor: caller.actor, session: session.0, comer };
    let answer = app.usecases.add_walk_in(ask, once.key(caller.id(), body.hash)).await?;
    Ok(crate::web::api::created_at(&answer, &format!("/api/v1/bookings/{}", answer.value.id)))
}

/// A reason to let a booking count as completed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Made up the missing hour in a call with the trainer."}))]
pub struct CompleteRequest {
    /// Why attendance below the course's threshold is enough; null takes it back.
    reason: Option<String>,
}

/// Lets a booking count as completed below the course's threshold once the register is closed.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/complete", tag = "Register", params(("id" = BookingId, Path)),
    request_body = CompleteRequest, responses((status = 200, description = "The booking", body = BookingView)))]
pub async fn complete(
    app: Data<App>,
    booking: PathId<Booking>,
    caller: Caller,
    body: Body<CompleteRequest>,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &caller, booking.0, Action::WriteRegister).await?;
    let ask = CompleteByReason { actor: caller.actor, booking: booking.0, reason: body.value.reason };
    Ok(HttpResponse::Ok().json(app.usecases.complete_by_reason(ask).await?))
}

/// What is waived for whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"person_id": "01930000-0000-7000-8000-00000000000a",
    "requirement": "01930000-0000-7000-8000-0000000000e1", "reason": "Did the same course elsewhere in 2019."}))]
pub struct WaiverRequest {
    /// Whom it lets attend.
    person_id: PersonId,
    /// The prerequisite group, as the course names it.
    requirement: GroupId,
    /// Why; it stays on record.
    reason: String,
}

/// Lets a person attend a session although a group of its prerequisite is not met.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/waivers", tag = "Register", params(("id" = SessionId, Path)),
    request_body = WaiverRequest, responses((status = 201, description = "Waived", body = WaiverView)))]
pub async fn waive(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    once: Once,
    body: Body<WaiverRequest>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::Waive).await?;
    let ask = WaiveRequirement {
        actor: caller.actor,
        session: session.0,
        person: body.value.person_id,
        requirement: body.value.requirement,
        reason: body.value.reason,
    };
    let answer = app.usecases.waive_requirement(ask, once.key(caller.id(), body.hash)).await?;
    Ok(crate::web::api::created(&answer))
}
