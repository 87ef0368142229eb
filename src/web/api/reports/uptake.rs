//! Who came.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{answer, form};
use crate::{
    app::App,
    domain::{
        figures::By,
        ids::{OrganisationId, PersonId},
        words::OrganisationKind,
    },
    usecases::reports::read_uptake::{UptakeAsk, UptakeReport},
    web::{
        api::word,
        error::ApiResult,
        extract::{Caller, Params},
        files,
    },
};

/// Which figures.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UptakeQuery {
    /// The first day; the year's first when left out.
    from: Option<NaiveDate>,
    /// The last day, included; today when left out.
    to: Option<NaiveDate>,
    /// What the rows are for: `organisation`, `organisation_kind`, `course`, `ladder`, `month`, `year` or `trainer`
    /// (for coordinators, and a trainer's own row); `month` when left out.
    by: Option<String>,
    /// On the course of this slug alone.
    course: Option<String>,
    /// On the ladder of this slug alone.
    ladder: Option<String>,
    /// Under this organisation alone.
    organisation: Option<OrganisationId>,
    /// Under organisations of this kind alone.
    organisation_kind: Option<String>,
    /// On this trainer's sessions alone.
    trainer: Option<PersonId>,
    /// `json` (when left out), `csv` or `xlsx`.
    format: Option<String>,
}

/// Counts who came in a period, by one thing: a coordinator sees everything, the head of an organisation what was booked
/// under it, a manager their people, a trainer their own sessions. A booking belongs to the period of its session's
/// first date, by the day in the session's zone, and counts for the organisation it was made under. Means of answers are
/// of whole months, and null where they would tell what fewer than five people answered.
#[utoipa::path(get, path = "/api/v1/reports/uptake", tag = "Reports", params(UptakeQuery),
    responses((status = 200, description = "The figures", content((UptakeReport = "application/json"),
        (String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn read(app: Data<App>, caller: Caller, query: Params<UptakeQuery>) -> ApiResult<HttpResponse> {
    let query = query.0;
    let format = form(query.format.as_deref())?;
    let by = query.by.as_deref().map(|by| word::<By>("by", by)).transpose()?;
    let kind = query.organisation_kind.as_deref();
    let ask = UptakeAsk {
        from: query.from,
        to: query.to,
        by: by.unwrap_or(By::Month),
        course: query.course,
        ladder: query.ladder,
        organisation: query.organisation,
        organisation_kind: kind
            .map(|kind| word::<OrganisationKind>("organisation_kind", kind))
            .transpose()?,
        trainer: query.trainer,
    };
    let report = app.usecases.read_uptake(caller.actor, ask).await?;
    answer(&app, (&report, "who-came"), format, || files::reports::uptake(&report)).await
}
