//! The talks of a conference day, and who was at which.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{BookingId, DateId, RowId, Session, SessionId},
        talks::TalkInput,
    },
    store::read::{
        registers::rosters::RosterView,
        sessions::talks::{self, TalkView},
    },
    usecases::{
        registers::mark_talks::{MarkTalks, TalksOf},
        sessions::edit_talks::EditTalks,
    },
    web::{
        access::{may_for_session, may_see},
        error::ApiResult,
        extract::{Body, Caller, Listed, MaybeCaller, PathId},
    },
};

/// A talk.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TalkRequest {
    /// Which one it is, if it was there before; a new one when left out.
    id: Option<RowId>,
    /// What it is called.
    title: String,
    /// Who speaks.
    speaker: Option<String>,
    /// When it begins, within one of the session's dates.
    starts_at: DateTime<Utc>,
    /// How long it lasts.
    minutes: i32,
}

/// All talks of a session from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"talks": []}))]
pub struct TalksRequest {
    /// Its talks; what is left out goes, with who was there.
    talks: Vec<TalkRequest>,
}

/// The talks of a date that somebody was at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TalkMarkRequest {
    /// Whose booking.
    booking_id: BookingId,
    /// Of which date.
    date_id: DateId,
    /// The talks; none for somebody who was not there.
    talk_ids: Vec<RowId>,
}

/// Who was at which talks; those not named stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"marks": []}))]
pub struct TalkMarksRequest {
    /// One for each booking and date.
    marks: Vec<TalkMarkRequest>,
}

/// The talks of a conference day, earliest first; none where the session has none.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/talks", tag = "Sessions", params(("id" = SessionId, Path)),
    responses((status = 200, description = "All of them", body = crate::web::api::page_schemas::TalkPage)))]
pub async fn list(app: Data<App>, session: PathId<Session>, caller: MaybeCaller) -> ApiResult<HttpResponse> {
    may_see(&app, caller.0.as_ref(), session.0).await?;
    let all = app.reads.run(move |c| talks::of_session(c, session.0)).await?;
    let items: Vec<TalkView> = all.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}

/// Says which talks a session has, which makes it a conference day: CPD is then given by the talks somebody was at.
#[utoipa::path(put, path = "/api/v1/sessions/{id}/talks", tag = "Sessions", params(("id" = SessionId, Path)),
    request_body = TalksRequest,
    responses((status = 200, description = "All of them", body = crate::web::api::page_schemas::TalkPage)))]
pub async fn edit(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    body: ApiResult<Body<TalksRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::EditSession).await?;
    let talk = |talk: TalkRequest| TalkInput {
        id: talk.id,
        title: talk.title,
        speaker: talk.speaker,
        starts_at: talk.starts_at,
        minutes: talk.minutes,
    };
    let talks = body?.value.talks.into_iter().map(talk).collect();
    let items = app.usecases.edit_talks(EditTalks { by: caller.id(), session: session.0, talks }).await?;
    Ok(HttpResponse::Ok().json(Listed { items, next: None }))
}

/// Records who was at which talks of a conference day; the marks of the register follow from it.
#[utoipa::path(put, path = "/api/v1/sessions/{id}/talk-marks", tag = "Register", params(("id" = SessionId, Path)),
    request_body = TalkMarksRequest, responses((status = 200, description = "The roster", body = RosterView)))]
pub async fn mark(
    app: Data<App>,
    session: PathId<Session>,
    caller: Caller,
    body: ApiResult<Body<TalkMarksRequest>>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &caller, session.0, Action::WriteRegister).await?;
    let of = |mark: TalkMarkRequest| TalksOf {
        booking: mark.booking_id,
        date: mark.date_id,
        talks: mark.talk_ids,
    };
    let marks = body?.value.marks.into_iter().map(of).collect();
    let ask = MarkTalks { actor: caller.actor, session: session.0, marks };
    Ok(HttpResponse::Ok().json(app.usecases.mark_talks(ask).await?))
}
