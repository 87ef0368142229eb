//! The register of practitioners.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::Deserialize;

use super::practitioner_view::PractitionerView;
use crate::{
    app::App,
    domain::ids::OrganisationId,
    store::read::practitioners::register::{RegisterQuery, register},
    web::{
        error::ApiResult,
        extract::{Caller, Listed, Params},
        files::{practitioners, tables::asked_form},
    },
};

/// Which practitioners.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PractitionersQuery {
    organisation: Option<OrganisationId>,
    course: Option<String>,
    lapsing: Option<bool>,
    format: Option<String>,
}

/// Who is trained to which step, and current until when: those who said yes to being listed and are current; for
/// coordinators everybody. As CSV or a workbook too.
#[utoipa::path(get, path = "/api/v1/reports/practitioners", tag = "Reports",
    params(("organisation" = Option<OrganisationId>, Query, description = "Members of this organisation alone"),
        ("course" = Option<String>, Query, description = "By the course of this slug alone"),
        ("lapsing" = Option<bool>, Query, description = "Only whose practice lapses within sixty days"),
        ("format" = Option<String>, Query, description = "`json` (when left out), `csv` or `xlsx`")),
    responses((status = 200, description = "The register, by name", content(
        (crate::web::api::page_schemas::PractitionerPage = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn read(
    app: Data<App>,
    caller: Caller,
    query: Params<PractitionersQuery>,
) -> ApiResult<HttpResponse> {
    let PractitionersQuery { organisation, course, lapsing, format } = query.0;
    let form = asked_form(format.as_deref())?;
    let (whole, now) = (caller.actor.is_coordinator, app.clock.now());
    let query = RegisterQuery {
        people: None,
        listed: !whole,
        organisation,
        course,
        lapsing: lapsing.unwrap_or(false),
    };
    let found = app.reads.run(move |c| register(c, &query, now)).await?;
    if let Some(form) = form {
        return practitioners::table(&app, &found, whole, form).await;
    }
    let items = found.into_iter().map(|one| PractitionerView::of(one, whole)).collect();
    let page = Listed::<PractitionerView> { items, next: None };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(page))
}
