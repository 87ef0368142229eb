//! Name badges.

use actix_web::{HttpResponse, web::Data};

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Session, SessionId},
    },
    store::read::registers::rosters,
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Caller, PathId},
        files,
    },
};

/// A name badge for everybody with a place, ten to a page of A4, to be cut out: the name, and the organisation if the
/// course says so (`badges_show_organisation`).
#[utoipa::path(get, path = "/api/v1/sessions/{id}/badges", tag = "Register", params(("id" = SessionId, Path)),
    responses((status = 200, description = "The badges", content((Vec<u8> = "application/pdf")))))]
pub async fn print(app: Data<App>, session: PathId<Session>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::ReadRoster).await?;
    let id = session.0;
    let roster = app.reads.run(move |c| rosters::roster(c, id)).await?;
    files::badges::pdf(&app, &roster).await
}
