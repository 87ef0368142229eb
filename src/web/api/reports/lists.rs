//! Where people stop, who was refused, who waits, organisations over the years, and what is wanted.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{answer, form};
use crate::{
    app::App,
    usecases::reports::{
        read_blocked::BlockedAsk,
        read_flow::FlowAsk,
        read_organisations::{OrganisationsAsk, OrganisationsReport},
    },
    web::{
        api::page_schemas::{BlockedPage, DemandPage, FlowPage, WaitingPage},
        error::ApiResult,
        extract::{Caller, Listed, Params},
        files,
    },
};

/// Over which days, of which ladder.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FlowQuery {
    /// The first day on which a step was completed; ever when both are left out.
    from: Option<NaiveDate>,
    /// The last day, included.
    to: Option<NaiveDate>,
    /// The slug of one ladder.
    ladder: Option<String>,
    /// `json` (when left out), `csv` or `xlsx`.
    format: Option<String>,
}

/// Over which months, of which course.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BlockedQuery {
    /// A day of the first month; the year's first when left out.
    from: Option<NaiveDate>,
    /// A day of the last month; today when left out.
    to: Option<NaiveDate>,
    /// The slug of one course.
    course: Option<String>,
    /// `json` (when left out), `csv` or `xlsx`.
    format: Option<String>,
}

/// In which form.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FormQuery {
    /// `json` (when left out), `csv` or `xlsx`.
    format: Option<String>,
}

/// Trained within which days.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganisationsQuery {
    /// The first day; ever when both are left out.
    from: Option<NaiveDate>,
    /// The last day, included.
    to: Option<NaiveDate>,
    /// `json` (when left out), `csv` or `xlsx`.
    format: Option<String>,
}

/// Tells where people stop on a ladder: of those who completed a step how many came back for the next, and after how
/// long.
#[utoipa::path(get, path = "/api/v1/reports/ladder-flow", tag = "Reports", params(FlowQuery),
    responses((status = 200, description = "Every step of every ladder", content((FlowPage = "application/json"),
        (String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn ladder_flow(
    app: Data<App>,
    caller: Caller,
    query: Params<FlowQuery>,
) -> ApiResult<HttpResponse> {
    let FlowQuery { from, to, ladder, format } = query.0;
    let format = form(format.as_deref())?;
    let items = app.usecases.read_ladder_flow(caller.actor, FlowAsk { from, to, ladder }).await?;
    let list = Listed { items, next: None };
    answer(&app, (&list, "ladder-flow"), format, || files::reports::ladder_flow(&list.items)).await
}

/// Counts who asked for a place and was refused for lack of what the course asks for: each person once a course,
/// prerequisite and month.
#[utoipa::path(get, path = "/api/v1/reports/blocked", tag = "Reports", params(BlockedQuery),
    responses((status = 200, description = "Every prerequisite by month, the latest first",
        content((BlockedPage = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn blocked(app: Data<App>, caller: Caller, query: Params<BlockedQuery>) -> ApiResult<HttpResponse> {
    let BlockedQuery { from, to, course, format } = query.0;
    let format = form(format.as_deref())?;
    let items = app.usecases.read_blocked(caller.actor, BlockedAsk { from, to, course }).await?;
    let list = Listed { items, next: None };
    answer(&app, (&list, "refused"), format, || files::reports::blocked(&list.items)).await
}

/// Counts who waits for a place on the dates ahead, and how full these are.
#[utoipa::path(get, path = "/api/v1/reports/waiting", tag = "Reports", params(FormQuery),
    responses((status = 200, description = "Every course with dates ahead, the most waited for first",
        content((WaitingPage = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn waiting(app: Data<App>, caller: Caller, query: Params<FormQuery>) -> ApiResult<HttpResponse> {
    let format = form(query.0.format.as_deref())?;
    let list = Listed { items: app.usecases.read_waiting(caller.actor).await?, next: None };
    answer(&app, (&list, "waiting"), format, || files::reports::waiting(&list.items)).await
}

/// Tells how organisations stand over the years: trained as a whole, supported today, joining next, and how many of
/// their people completed something.
#[utoipa::path(get, path = "/api/v1/reports/organisations", tag = "Reports", params(OrganisationsQuery),
    responses((status = 200, description = "The organisations", content((OrganisationsReport = "application/json"),
        (String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn organisations(
    app: Data<App>,
    caller: Caller,
    query: Params<OrganisationsQuery>,
) -> ApiResult<HttpResponse> {
    let OrganisationsQuery { from, to, format } = query.0;
    let format = form(format.as_deref())?;
    let ask = OrganisationsAsk { from, to };
    let report = app.usecases.read_organisations_report(caller.actor, ask).await?;
    answer(&app, (&report, "organisations"), format, || files::reports::organisations(&report)).await
}

/// Tells how many dates of each course are wanted over the next six months, with the sum in words.
#[utoipa::path(get, path = "/api/v1/reports/demand", tag = "Reports", params(FormQuery),
    responses((status = 200, description = "Every course that is given", content((DemandPage = "application/json"),
        (String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn demand(app: Data<App>, _caller: Caller, query: Params<FormQuery>) -> ApiResult<HttpResponse> {
    let format = form(query.0.format.as_deref())?;
    let list = Listed { items: app.usecases.read_demand().await?, next: None };
    answer(&app, (&list, "demand"), format, || files::reports::demand(&list.items)).await
}
