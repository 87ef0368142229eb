//! Who did not come, and who gave a place up too late, by organisation: figures alone.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        ids::OrganisationId,
        short_notice::{Absences, Period},
        times::{LONDON, day_in},
    },
    store::read::people::person_views::OrganisationBrief,
    usecases::{error::Failure, reports::count_absences::OrganisationAbsences},
    web::{
        error::ApiResult,
        extract::{Caller, Params},
        files::{short_notice, tables::asked_form},
    },
};

/// Of which period and organisation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortNoticeQuery {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    organisation: Option<OrganisationId>,
    format: Option<String>,
}

/// Who did not come, and who gave up too late.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShortNoticeReport {
    /// The first day of the period.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// The figures of each organisation, by name; places under no organisation last.
    pub rows: Vec<ShortNoticeRow>,
    /// All of them together.
    pub total: AbsenceFigures,
}

/// The figures of one organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShortNoticeRow {
    /// The organisation; null for places under none.
    pub organisation: Option<OrganisationBrief>,
    /// Its figures.
    pub figures: AbsenceFigures,
}

/// How places ended.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct AbsenceFigures {
    /// Places held when their date came.
    pub booked: i64,
    /// Those to which nobody came.
    pub no_show: i64,
    /// Places given up at short notice.
    pub short_notice: i64,
    /// Places given up as late, but excused: they are not counted as short notice.
    pub excused: i64,
}

impl From<Absences> for AbsenceFigures {
    fn from(of: Absences) -> Self {
        Self { booked: of.booked, no_show: of.no_show, short_notice: of.short_notice, excused: of.excused }
    }
}

/// Who did not come and who gave up too late, by organisation and period, with how many were excused: never whom, and
/// never why. Leads see their organisations, managers their people. As CSV or a workbook too.
#[utoipa::path(get, path = "/api/v1/reports/short-notice", tag = "Reports",
    params(("from" = Option<NaiveDate>, Query, description = "The first day; a year before the last when left out"),
        ("to" = Option<NaiveDate>, Query, description = "The last day; today when left out"),
        ("organisation" = Option<OrganisationId>, Query, description = "This organisation alone"),
        ("format" = Option<String>, Query, description = "`json` (when left out), `csv` or `xlsx`")),
    responses((status = 200, description = "The figures", content(
        (ShortNoticeReport = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn read(
    app: Data<App>,
    caller: Caller,
    query: Params<ShortNoticeQuery>,
) -> ApiResult<HttpResponse> {
    let ShortNoticeQuery { from, to, organisation, format } = query.0;
    let form = asked_form(format.as_deref())?;
    let to = to.unwrap_or_else(|| day_in(app.clock.now(), LONDON));
    let from = from.unwrap_or_else(|| Period::year_to(to).from);
    let period = Period::between(from, to).map_err(Failure::from)?;
    let found = app.usecases.absences(caller.actor, period, organisation).await?;
    if let Some(form) = form {
        return short_notice::table(&app, period, &found, form).await;
    }
    let total = found.iter().map(|one| one.figures).fold(Absences::default(), Absences::and);
    let row = |one: OrganisationAbsences| ShortNoticeRow {
        organisation: one.organisation.map(|(id, name)| OrganisationBrief { id, name }),
        figures: one.figures.into(),
    };
    let rows = found.into_iter().map(row).collect();
    Ok(HttpResponse::Ok().json(ShortNoticeReport { from, to, rows, total: total.into() }))
}
