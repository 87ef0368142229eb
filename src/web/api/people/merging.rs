//! Putting two records of one person together: looked at, then done.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        ids::{Person, PersonId},
        input::FieldError,
    },
    store::read::people::person_views::{self, PersonView},
    usecases::{error::Failure, people::merge_people},
    web::{
        error::ApiResult,
        extract::{Body, Caller, Params, PathId},
    },
};

/// Which record stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"into": "01993c5e-7d20-7000-8000-000000000001"}))]
pub struct MergeRequest {
    /// The record that stays.
    into: PersonId,
}

/// Which record would stay.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeParams {
    into: Option<PersonId>,
}

/// Two bookings, by the references people quote.
#[derive(Serialize, ToSchema)]
pub struct MergedPair {
    /// The one that goes.
    goes: String,
    /// The one that stays, or counts.
    stays: String,
}

/// What putting two records together would do.
#[derive(Serialize, ToSchema)]
pub struct MergePreview {
    /// The record that goes.
    goes: PersonView,
    /// The record that stays.
    stays: PersonView,
    /// Bookings that move across.
    bookings: usize,
    /// Certificates that move across.
    certificates: usize,
    /// Coming dates whose calendar entries move to the address of the record that stays.
    calendar_dates: usize,
    /// Of two active bookings on one session the one that is cancelled.
    cancelled: Vec<MergedPair>,
    /// Waiting and offers that end, for the sake of a place on the same course.
    stop_waiting: Vec<MergedPair>,
    /// Of two results on one session the one that counts no more.
    results: Vec<MergedPair>,
    /// Bookings that one person cannot hold side by side: as long as there are any, it is refused.
    clashes: Vec<MergedPair>,
}

fn pairs(pairs: Vec<(String, String)>) -> Vec<MergedPair> {
    pairs.into_iter().map(|(goes, stays)| MergedPair { goes, stays }).collect()
}

/// What putting a duplicate into another record would do; changes nothing.
#[utoipa::path(get, path = "/api/v1/people/{id}/merge", tag = "People",
    params(("id" = PersonId, Path), ("into" = PersonId, Query)),
    responses((status = 200, description = "What would follow", body = MergePreview)))]
pub async fn preview(
    app: Data<App>,
    id: PathId<Person>,
    caller: Caller,
    query: Params<MergeParams>,
) -> ApiResult<HttpResponse> {
    caller.may(Action::EditPerson, &Relation::default())?;
    let Some(into) = query.0.into else {
        let goes = id.0;
        app.reads.run(move |c| person_views::revision(c, goes)).await?;
        let missing = FieldError::new("into", "Say which record would stay.");
        return Err(Failure::from(missing).into());
    };
    let found: merge_people::MergePreview = app.usecases.preview_merge(id.0, into).await?;
    Ok(HttpResponse::Ok().json(MergePreview {
        goes: found.goes,
        stays: found.stays,
        bookings: found.bookings,
        certificates: found.certificates,
        calendar_dates: found.calendar_dates,
        cancelled: pairs(found.cancelled),
        stop_waiting: pairs(found.stop_waiting),
        results: pairs(found.results),
        clashes: pairs(found.clashes),
    }))
}

/// Puts a duplicate into the record that stays: bookings, certificates and history follow. Where both have an
/// active booking on one session the more advanced stays and the other is cancelled; of two results on one session
/// the better one counts, once; nobody waits for a course on which they have a place.
#[utoipa::path(post, path = "/api/v1/people/{id}/merge", tag = "People", params(("id" = PersonId, Path)),
    request_body = MergeRequest,
    responses((status = 200, description = "The record that stays", body = PersonView)))]
pub async fn merge(
    app: Data<App>,
    id: PathId<Person>,
    caller: Caller,
    body: ApiResult<Body<MergeRequest>>,
) -> ApiResult<HttpResponse> {
    caller.may(Action::EditPerson, &Relation::default())?;
    let view = app.usecases.merge_people(caller.id(), id.0, body?.value.into).await?;
    Ok(HttpResponse::Ok().json(view))
}
