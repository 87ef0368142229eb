//! Where one is signed in.

use actix_web::{HttpResponse, web::Data};

use crate::{
    app::App,
    domain::ids::{Login, LoginId},
    store::read::people::own_logins::open_logins,
    web::{
        error::ApiResult,
        extract::{Caller, Listed, PathId},
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
