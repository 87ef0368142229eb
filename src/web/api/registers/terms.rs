//! What a session's results and papers go by, beside what its course says today.

use actix_web::{HttpResponse, http::header, web::Data};

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Session, SessionId},
    },
    store::read::sessions::kept_terms::SessionTermsView,
    usecases::registers::bring_terms::BringTerms,
    web::{
        access::may_for_session,
        api::registers::register::RecordedReasonRequest,
        error::ApiResult,
        extract::{Body, Caller, Once, PathId},
    },
};

/// The terms a session keeps since its first place was taken, those its course has today, and whose results would
/// change if these were brought to it.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/terms", tag = "Register", params(("id" = SessionId, Path)),
    responses((status = 200, description = "Both", body = SessionTermsView)))]
pub async fn read(app: Data<App>, session: PathId<Session>, caller: Caller) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::EditSession).await?;
    let terms = app.usecases.terms_of_session(caller.actor, session.0).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(terms))
}

/// Brings today's terms of its course to a session. Results it has are judged again by them: certificates that come to
/// say something else are replaced, those no longer earned withdrawn, and whoever it concerns is told.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/terms", tag = "Register", params(("id" = SessionId, Path)),
    request_body = RecordedReasonRequest,
    responses((status = 200, description = "The session goes by them", body = SessionTermsView)))]
pub async fn bring(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    once: Once,
    body: Body<RecordedReasonRequest>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::ReopenRegister).await?;
    let key = once.key(caller.id(), body.hash);
    let ask = BringTerms { actor: caller.actor, session: session.0, reason: body.value.into_reason() };
    Ok(crate::web::api::done(&app.usecases.bring_terms(ask, key).await?))
}
