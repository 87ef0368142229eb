//! Where one is signed in.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::ids::{Login, LoginId},
    store::read::people::own_logins::open_logins,
    web::{
        error::ApiResult,
        extract::{Caller, Listed, PathId},
    },
};

/// A login that is open.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoginView {
    /// Its id.
    id: LoginId,
    /// It serves a browser; otherwise a program uses it.
    in_a_browser: bool,
    /// It is the one this is asked with.
    this_one: bool,
    /// When it began.
    since: DateTime<Utc>,
    /// When it was used last.
    last_seen: DateTime<Utc>,
}

/// Where one is signed in, the last used first.
#[utoipa::path(get, path = "/api/v1/me/logins", tag = "Me",
    responses((status = 200, description = "The open logins", body = crate::web::api::page_schemas::LoginPage)))]
pub async fn list(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    let (person, now) = (caller.id(), app.clock.now());
    let open = app.reads.run(move |c| open_logins(c, person, now)).await?;
    let items: Vec<LoginView> = open
        .into_iter()
        .map(|open| LoginView {
            id: open.id,
            in_a_browser: open.in_a_browser,
            this_one: open.id == caller.login,
            since: open.since,
            last_seen: open.last_seen,
        })
        .collect();
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}

/// Ends one of one's own logins: whoever uses it has to sign in again.
#[utoipa::path(delete, path = "/api/v1/me/logins/{id}", tag = "Me", params(("id" = LoginId, Path)),
    responses((status = 204, description = "Ended")))]
pub async fn end(app: Data<App>, id: PathId<Login>, caller: Caller) -> ApiResult<HttpResponse> {
    app.usecases.end_own_login(caller.id(), id.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
