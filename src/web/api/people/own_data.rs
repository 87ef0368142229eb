//! What is held about a person: handed out to them, and erased.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Person, PersonId},
    },
    store::read::people::relations,
    web::{
        error::ApiResult,
        extract::{Body, Caller, PathId},
        files,
        limits::Limits,
    },
};

/// Everything that is held about whoever asks: rows as JSON, tables as CSV and workbooks, papers as PDF, dates as a calendar.
#[utoipa::path(get, path = "/api/v1/me/export", tag = "Me",
    responses((status = 200, description = "The archive", content_type = "application/zip", body = Vec<u8>)))]
pub async fn export(app: Data<App>, limits: Data<Limits>, caller: Caller) -> ApiResult<HttpResponse> {
    files::own_data::archive(&app, &limits, &caller).await
}

/// When an erasure is carried out.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureAnswer {
    /// The moment; until then it can be taken back.
    due_at: DateTime<Utc>,
}

/// Asks for everything held about whoever asks to be erased, seven days from now. Asked again, it answers the same.
#[utoipa::path(post, path = "/api/v1/me/erasure", tag = "Me",
    responses((status = 202, description = "It will be erased then", body = ErasureAnswer)))]
pub async fn ask_for_erasure(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    let due_at = app.usecases.ask_for_erasure(caller.id()).await?;
    Ok(HttpResponse::Accepted().json(ErasureAnswer { due_at }))
}

/// Takes that back.
#[utoipa::path(delete, path = "/api/v1/me/erasure", tag = "Me",
    responses((status = 204, description = "Nothing will be erased")))]
pub async fn cancel_erasure(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    app.usecases.cancel_erasure(caller.id()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Why somebody's data is erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Asked for it by telephone on 3 March."}))]
pub struct EraseRequest {
    /// Kept with the fact; names of the person are taken out of it.
    reason: String,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasedAnswer {
    /// When the data was erased.
    erased_at: DateTime<Utc>,
}

/// Erases what is held about a person at once: their coming places are freed, their name and addresses go, their
/// certificates stay valid by number.
#[utoipa::path(post, path = "/api/v1/people/{id}/erase", tag = "People", params(("id" = PersonId, Path)),
    request_body = EraseRequest,
    responses((status = 200, description = "Erased", body = ErasedAnswer)))]
pub async fn erase(
    app: Data<App>,
    id: PathId<Person>,
    caller: Caller,
    body: ApiResult<Body<EraseRequest>>,
) -> ApiResult<HttpResponse> {
    let (actor, person, now) = (caller.id(), id.0, app.clock.now());
    let relation = app.reads.run(move |c| relations::to_person(c, actor, person, now)).await?;
    caller.may(Action::EditPerson, &relation)?;
    let erased_at = app.usecases.erase_person(actor, person, &body?.value.reason).await?;
    Ok(HttpResponse::Ok().json(ErasedAnswer { erased_at }))
}
