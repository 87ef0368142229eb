//! Where one is signed in; and signing somebody out everywhere.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::ids::{Login, LoginId, Person, PersonId},
    store::read::people::own_logins::open_logins,
    web::{
        error::ApiResult,
        extract::{Body, Caller, Listed, PathId},
    },
};

/// Where one is signed in, the last used first.
#[utoipa::path(get, path = "/api/v1/me/logins", tag = "Me",
    responses((status = 200, description = "The open logins", body = crate::web::api::page_schemas::LoginPage)))]
pub async fn list(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    let (person, login, now) = (caller.id(), caller.login, app.clock.now());
    let items = app.reads.run(move |c| open_logins(c, person, login, now)).await?;
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}

/// Ends one of one's own logins: whoever uses it has to sign in again.
#[utoipa::path(delete, path = "/api/v1/me/logins/{id}", tag = "Me", params(("id" = LoginId, Path)),
    responses((status = 204, description = "Ended")))]
pub async fn end(app: Data<App>, id: PathId<Login>, caller: Caller) -> ApiResult<HttpResponse> {
    app.usecases.end_own_login(caller.id(), id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Why somebody is signed out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Their laptop was stolen on the train."}))]
pub struct EndLoginsRequest {
    /// Kept on the trail.
    reason: String,
}

/// Ends every login of somebody, such as of a device they have lost: they sign in again.
#[utoipa::path(post, path = "/api/v1/people/{id}/logins/end", tag = "People", params(("id" = PersonId, Path)),
    request_body = EndLoginsRequest, responses((status = 204, description = "They are signed out everywhere")))]
pub async fn end_all(
    app: Data<App>,
    id: PathId<Person>,
    caller: Caller,
    body: Body<EndLoginsRequest>,
) -> ApiResult<HttpResponse> {
    app.usecases.end_logins_of(caller.id(), id.0, &body.value.reason).await?;
    Ok(HttpResponse::NoContent().finish())
}
