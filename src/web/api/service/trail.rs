//! The trail, for coordinators.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    domain::{
        ids::{PersonId, RowId},
        trail::TrailKind,
    },
    store::read::service::trail::{self, TrailFilter},
    web::{
        api::{position, word},
        error::ApiResult,
        extract::{Caller, Listed, Paging, Params, page_answer},
    },
};

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TrailQuery {
    /// By this person, about them, or naming them.
    person_id: Option<PersonId>,
    /// Of this kind alone: `rights`, `accounts`, `reads`, `sign_ins`, `refusals` or `changes`.
    kind: Option<String>,
    /// Done from there, as a line says it.
    origin: Option<String>,
    /// At this time or later.
    since: Option<DateTime<Utc>>,
    /// Before this time.
    until: Option<DateTime<Utc>>,
    /// At most so many, 1 to 200.
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Lists who did what, from where and when, the newest first. Lines are kept 400 days; reading them is on the trail too.
#[utoipa::path(get, path = "/api/v1/trail", tag = "Trail", params(TrailQuery),
    responses((status = 200, description = "A page of lines", body = crate::web::api::page_schemas::TrailPage)))]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    _caller: Caller,
    query: Params<TrailQuery>,
) -> ApiResult<HttpResponse> {
    let TrailQuery { person_id, kind, origin, since, until, limit, cursor } = query.0;
    let kind = kind.map(|kind| word::<TrailKind>("kind", &kind)).transpose()?;
    let paging = Paging::read(limit, cursor.as_deref())?;
    let before: Option<RowId> = position(&paging)?;
    let limit = i64::try_from(paging.limit + 1).unwrap_or(i64::MAX);
    let people = person_id.map(|person| vec![person]);
    let filter = TrailFilter { people, kind, origin, since, until, before, limit };
    let lines = app.reads.run(move |c| trail::list(c, &filter)).await?;
    Ok(page_answer(&request, &Listed::cut(lines, &paging, |line| line.id.to_string())))
}
