//! What coordinators set beside what everybody sees of a course or session.

use actix_web::{HttpResponse, web::Data};

use crate::{
    app::App,
    domain::ids::{Session, SessionId},
    store::read::sessions::settings::{self as views, CourseSettings, SessionSettings},
    web::{
        api::answers::revised,
        error::ApiResult,
        extract::{Caller, IfNoneMatch, PathId, PathSlug},
    },
};

/// Reads what is set about a course; `PATCH /courses/{slug}` changes it.
#[utoipa::path(get, path = "/api/v1/courses/{slug}/settings", tag = "Catalogue",
    params(("slug" = String, Path, example = "introduction")),
    responses((status = 200, description = "The settings", body = CourseSettings),
        (status = 304, description = "As the caller has it")))]
pub async fn course(
    app: Data<App>,
    slug: PathSlug,
    _caller: Caller,
    has: IfNoneMatch,
) -> ApiResult<HttpResponse> {
    revised(&has, &app.reads.run(move |c| views::course(c, &slug.0)).await?)
}

/// Reads what is set about a session; `PATCH /sessions/{id}` changes it.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/settings", tag = "Catalogue", params(("id" = SessionId, Path)),
    responses((status = 200, description = "The settings", body = SessionSettings),
        (status = 304, description = "As the caller has it")))]
pub async fn session(
    app: Data<App>,
    id: PathId<Session>,
    _caller: Caller,
    has: IfNoneMatch,
) -> ApiResult<HttpResponse> {
    revised(&has, &app.reads.run(move |c| views::session(c, id.0)).await?)
}
