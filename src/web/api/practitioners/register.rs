//! The register of practitioners.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::Data,
};
use serde::Deserialize;

use super::practitioner_view::PractitionerView;
use crate::{
    app::App,
    domain::ids::OrganisationId,
    store::read::practitioners::register::{RegisterQuery, page, position, register},
    web::{
        error::ApiResult,
        extract::{Caller, Listed, Paging, Params, page_answer},
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
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Who is trained to which step, and current until when: those who said yes to being listed and are current; for
/// coordinators everybody. As CSV or a workbook too.
#[utoipa::path(get, path = "/api/v1/reports/practitioners", tag = "Reports",
    params(("organisation" = Option<OrganisationId>, Query, description = "Members of this organisation alone"),
        ("course" = Option<String>, Query, description = "By the course of this slug alone"),
        ("lapsing" = Option<bool>, Query, description = "Only whose practice lapses within sixty days"),
        ("format" = Option<String>, Query, description = "`json` (when left out), `csv` or `xlsx`; a file has everybody"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "The register, by name", content(
        (crate::web::api::page_schemas::PractitionerPage = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn read(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Params<PractitionersQuery>,
) -> ApiResult<HttpResponse> {
    let PractitionersQuery { organisation, course, lapsing, format, limit, cursor } = query.0;
    let form = asked_form(format.as_deref())?;
    let paging = Paging::read(limit, cursor.as_deref())?;
    let (whole, now) = (caller.actor.is_coordinator, app.clock.now());
    let query = RegisterQuery {
        people: None,
        listed: !whole,
        organisation,
        course,
        lapsing: lapsing.unwrap_or(false),
    };
    if let Some(form) = form {
        let found = app.reads.run(move |c| register(c, &query, now)).await?;
        return practitioners::table(&app, &found, whole, form).await;
    }
    let (after, limit) = (paging.after.clone(), paging.limit + 1);
    let found = app.reads.run(move |c| page(c, &query, (after.as_deref(), limit), now)).await?;
    let Listed { items, next } = Listed::cut(found, &paging, position);
    let items = items.into_iter().map(|one| PractitionerView::of(one, whole)).collect();
    let mut answer = page_answer(&request, &Listed::<PractitionerView> { items, next });
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}
