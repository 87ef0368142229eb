//! The mails on the work board: what became of them, and sending a failed one again.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        ids::{MailId, OutboxMail},
        words::MailState,
    },
    store::read::mail::outbox::{self, MailView},
    web::{
        api::{position, word},
        error::ApiResult,
        extract::{Body, Caller, Listed, Paging, Params, PathId, page_answer},
    },
};

/// Which mails.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MailQuery {
    /// In this state alone: `queued`, `sending`, `sent`, `failed`, `superseded` or `suppressed`.
    state: Option<String>,
    /// At most so many, 1 to 200.
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Lists mails, the newest first: to whom and what became of them, never what they say.
#[utoipa::path(get, path = "/api/v1/mails", tag = "Work board", params(MailQuery),
    responses((status = 200, description = "A page of mails", body = crate::web::api::page_schemas::MailPage)))]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    caller: Caller,
    query: Params<MailQuery>,
) -> ApiResult<HttpResponse> {
    caller.may(Action::ReadWorkBoard, &Relation::default())?;
    let MailQuery { state, limit, cursor } = query.0;
    let state = state.map(|state| word::<MailState>("state", &state)).transpose()?;
    let paging = Paging::read(limit, cursor.as_deref())?;
    let before: Option<MailId> = position(&paging)?;
    let one_more = i64::try_from(paging.limit + 1).unwrap_or(i64::MAX);
    let mails = app.reads.run(move |c| outbox::list(c, state, before, one_more)).await?;
    Ok(page_answer(&request, &Listed::cut(mails, &paging, |mail| mail.id.to_string())))
}

/// Nothing to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResendRequest {}

/// Sends a failed mail again, to the address its reader has now.
#[utoipa::path(post, path = "/api/v1/mails/{id}/resend", tag = "Work board", params(("id" = MailId, Path)),
    request_body = ResendRequest,
    responses((status = 200, description = "Queued again", body = MailView)))]
pub async fn resend(
    app: Data<App>,
    id: PathId<OutboxMail>,
    caller: Caller,
    _body: Body<ResendRequest>,
) -> ApiResult<HttpResponse> {
    caller.may(Action::ReadWorkBoard, &Relation::default())?;
    Ok(HttpResponse::Ok().json(app.usecases.resend_mail(caller.actor, id.0).await?))
}
