//! Attendance from the reports of Zoom, Teams and Google Meet: what they say, whom it is of, and marking it.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{BookingId, Row, RowId, Session, SessionId},
    },
    store::read::{
        registers::{
            attendance_imports::{self as imports, AttendanceImportView},
            rosters::RosterView,
        },
        sessions::session_rows,
    },
    usecases::registers::apply_report::{ApplyReport, Decision},
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Body, Caller, PathId, SentReports},
        files::attendance_reports,
    },
};

/// What is sent: the files, and what is said of them.
#[derive(ToSchema)]
#[schema(as = AttendanceReports)]
#[expect(dead_code, reason = "describes the parts that `files::attendance_reports` reads")]
pub struct AttendanceReports {
    /// The report as it was downloaded; further ones of the same meeting as further parts of this name.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
    /// `zoom`, instead of a file: what Zoom itself said of a meeting that was made there; needs the date.
    from: Option<String>,
    /// The date it is of; needed where its times do not tell.
    date_id: Option<String>,
    /// The zone of its times, where they can be read in two, such as `Europe/London` or `UTC`.
    zone: Option<String>,
    /// What comes first in its days, `day` or `month`, where both fit.
    order: Option<String>,
}

/// Brings in the reports of a meeting: who was there, how long, and whose booking that is. Nothing is marked yet; the same
/// files again give what they gave before.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/attendance-imports", tag = "Register",
    params(("id" = SessionId, Path)),
    request_body(content = AttendanceReports, content_type = "multipart/form-data"),
    responses((status = 201, description = "What the reports say", body = AttendanceImportView)))]
pub async fn bring(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    sent: ApiResult<SentReports>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::WriteRegister).await?;
    // A session that is not there is said before anything of the files is.
    let id = session.0;
    app.reads.run(move |c| session_rows::session(c, id)).await?;
    let view = attendance_reports::bring(&app, caller.actor, id, &sent?.0).await?;
    let place = format!("/api/v1/attendance-imports/{}", view.id);
    Ok(HttpResponse::Created().insert_header(("Location", place)).json(view))
}

/// The session an import is of, if the caller may mark its attendance.
async fn allowed(app: &App, caller: &Caller, import: RowId) -> ApiResult<()> {
    caller.could(Action::WriteRegister)?;
    let session = app.reads.run(move |c| imports::session_of(c, import)).await?;
    may_for_session(app, caller, session, Action::WriteRegister).await
}

/// What the reports of a meeting say, and what was decided about it.
#[utoipa::path(get, path = "/api/v1/attendance-imports/{id}", tag = "Register", params(("id" = RowId, Path)),
    responses((status = 200, description = "What the reports say", body = AttendanceImportView)))]
pub async fn read(app: Data<App>, import: PathId<Row>, caller: Caller) -> ApiResult<HttpResponse> {
    let id = import.0;
    allowed(&app, &caller, id).await?;
    Ok(HttpResponse::Ok().json(app.reads.run(move |c| imports::view(c, id)).await?))
}

/// Who the lines are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"decisions": [
    {"key": "7", "booking_id": "01930000-0000-7000-8000-00000000000b"}]}))]
pub struct DecisionsRequest {
    /// Every proposal, and whatever else somebody knows; a line known by an address needs none.
    decisions: Vec<DecisionRequest>,
    /// Those of whom nobody is there are marked absent, unless they are marked already; left out: they are left as they
    /// are.
    others_absent: Option<bool>,
}

/// Who a line is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionRequest {
    /// The line.
    key: String,
    /// Whose booking; null: nobody's. One device may be of several people: then it is named for each.
    booking_id: Option<BookingId>,
}

/// Marks what the reports say: whoever is known by an address, and whom the decisions name.
#[utoipa::path(post, path = "/api/v1/attendance-imports/{id}/apply", tag = "Register", params(("id" = RowId, Path)),
    request_body = DecisionsRequest, responses((status = 200, description = "The roster", body = RosterView)))]
pub async fn apply(
    app: Data<App>,
    import: PathId<Row>,
    caller: Caller,
    body: Body<DecisionsRequest>,
) -> ApiResult<HttpResponse> {
    allowed(&app, &caller, import.0).await?;
    let decision = |one: DecisionRequest| Decision { key: one.key, booking: one.booking_id };
    let ask = ApplyReport {
        actor: caller.actor,
        import: import.0,
        decisions: body.value.decisions.into_iter().map(decision).collect(),
        others_absent: body.value.others_absent.unwrap_or_default(),
    };
    Ok(HttpResponse::Ok().json(app.usecases.apply_report(ask).await?))
}

/// Nothing to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UndoRequest)]
pub struct UndoRequest {}

/// Takes back what an import marked; what somebody marked by hand since stays.
#[utoipa::path(post, path = "/api/v1/attendance-imports/{id}/undo", tag = "Register", params(("id" = RowId, Path)),
    request_body = UndoRequest, responses((status = 200, description = "The roster", body = RosterView)))]
pub async fn undo(
    app: Data<App>,
    import: PathId<Row>,
    caller: Caller,
    _body: Body<UndoRequest>,
) -> ApiResult<HttpResponse> {
    allowed(&app, &caller, import.0).await?;
    Ok(HttpResponse::Ok().json(app.usecases.undo_report(caller.actor, import.0).await?))
}
