//! The sessions of the courses.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::session_requests::{SessionEdit, SessionRequest};
use crate::{
    app::App,
    domain::{
        access::{Actor, Relation},
        ids::{Session, SessionId},
    },
    store::{
        error::Error,
        read::{
            people::relations,
            revised::Revised,
            sessions::{
                clock,
                session::{self, SessionFilter, SessionView, Viewer},
                session_rows, zoom,
            },
        },
    },
    usecases::sessions::{create_session::CreateSession, edit_session::EditSession},
    web::{
        access::shown_to,
        api::{
            answers::{Ready, created_revised, refuse_stale, revised},
            catalogue::courses::known_characters,
        },
        error::{ApiError, ApiResult},
        extract::{
            Body, Caller, IfMatch, IfNoneMatch, Listed, MaybeCaller, Once, Paging, Params, PathId, PathSlug,
        },
        kept::{Kept, Made, name_of},
    },
};

/// Which sessions to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SessionQuery {
    /// Of the course of this slug.
    #[param(example = "introduction")]
    course: Option<String>,
    /// First date at this time or later; now unless said.
    from: Option<DateTime<Utc>>,
    /// First date at this time or earlier.
    to: Option<DateTime<Utc>>,
    /// Only those that can be booked now.
    with_places: Option<bool>,
    /// Items of a page, at most 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Lists sessions by their first date.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "Catalogue", params(SessionQuery),
    responses((status = 200, description = "A page of sessions", body = crate::web::api::page_schemas::SessionPage),
        (status = 304, description = "As the caller has it")))]
pub async fn list(
    request: HttpRequest,
    app: Data<App>,
    kept: Data<Kept>,
    caller: MaybeCaller,
    has: IfNoneMatch,
    query: Params<SessionQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.0;
    let paging = Paging::read(query.limit, query.cursor.as_deref())?;
    let actor = caller.0.map(|caller| caller.actor);
    // There are ever other times to ask for; what is kept is what everybody asks for.
    let for_all = actor.is_none() && query.from.is_none() && query.to.is_none();
    let make = async |actor, now| -> ApiResult<Made<Ready>> {
        let (page, until) = listed(&app, actor, query, &paging, now).await?;
        Ok(Ready::page(&request, page)?.until(until))
    };
    if for_all {
        let ready = kept.get(&app, name_of(&request), async |now| make(None, now).await).await?;
        return Ok(ready.answer(&has));
    }
    Ok(make(actor, app.clock.now()).await?.value.answer(&has))
}

/// A page of sessions as this caller sees it, and when the clock changes what everybody sees of it.
async fn listed(
    app: &App,
    actor: Option<Actor>,
    query: SessionQuery,
    paging: &Paging,
    now: DateTime<Utc>,
) -> ApiResult<(Listed<Revised<SessionView>>, Option<DateTime<Utc>>)> {
    let filter = SessionFilter {
        viewer: match &actor {
            None => Viewer::Public,
            Some(actor) if actor.is_coordinator => Viewer::All,
            Some(actor) => Viewer::Person(actor.person_id),
        },
        course: query.course.map(known_characters),
        from: query.from.unwrap_or(now),
        to: query.to,
        bookable_at: query.with_places.unwrap_or(false).then_some(now),
        after: paging.after.as_deref().map(position).transpose()?,
        limit: i64::try_from(paging.limit + 1).unwrap_or(i64::MAX),
    };
    let (items, until) = app
        .reads
        .run(move |c| {
            let mut items = session::sessions(c, &filter)?;
            let until = if actor.is_none() { clock::next_turn(c, now)? } else { None };
            let ids: Vec<SessionId> = items.iter().map(|item| item.view.id).collect();
            let stands = match &actor {
                Some(actor) => relations::to_sessions(c, actor.person_id, &ids)?,
                None => HashMap::new(),
            };
            for item in &mut items {
                let relation = stands.get(&item.view.id).copied().unwrap_or_default();
                zoom::as_seen_by(c, &mut item.view, (actor.as_ref(), relation), now)?;
            }
            let shown = |mut item: Revised<SessionView>| {
                let relation = stands.get(&item.view.id).copied().unwrap_or_default();
                let visible = shown_to(&mut item, actor.as_ref(), relation);
                visible.then_some(item)
            };
            Ok::<_, Error>((items.into_iter().filter_map(shown).collect::<Vec<_>>(), until))
        })
        .await?;
    let page = Listed::cut(items, paging, |item| {
        let first = item.view.dates.first().map(|date| date.starts_at);
        format!("{} {}", first.unwrap_or_default().naive_utc().and_utc().timestamp_micros(), item.view.id)
    });
    Ok((page, until))
}

fn position(cursor: &str) -> ApiResult<(NaiveDateTime, SessionId)> {
    let parsed = cursor.split_once(' ').and_then(|(at, id)| {
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        Some((at.naive_utc(), id.parse().ok()?))
    });
    parsed.ok_or_else(|| {
        ApiError::new("invalid_cursor", "Pass the value of \"next\" from the page before, unchanged.")
    })
}

/// One session. Drafts and private sessions are there only for those who run, book or coordinate them.
#[utoipa::path(get, path = "/api/v1/sessions/{id}", tag = "Catalogue", params(("id" = SessionId, Path)),
    responses((status = 200, description = "The session", body = SessionView),
        (status = 304, description = "As the caller has it")))]
pub async fn read(
    app: Data<App>,
    id: PathId<Session>,
    caller: MaybeCaller,
    has: IfNoneMatch,
) -> ApiResult<HttpResponse> {
    let (id, actor, now) = (id.0, caller.0.map(|caller| caller.actor), app.clock.now());
    let (mut item, relation) = app
        .reads
        .run(move |c| {
            let mut item = session::session(c, id)?;
            let relation = match &actor {
                Some(actor) => relations::to_session(c, actor.person_id, id)?,
                None => Relation::default(),
            };
            zoom::as_seen_by(c, &mut item.view, (actor.as_ref(), relation), now)?;
            Ok::<_, Error>((item, relation))
        })
        .await?;
    if shown_to(&mut item, actor.as_ref(), relation) {
        revised(&has, &item)
    } else {
        Err(ApiError::not_there())
    }
}

/// Schedules a session of a course, as a draft.
#[utoipa::path(post, path = "/api/v1/courses/{slug}/sessions", tag = "Catalogue", request_body = SessionRequest,
    params(("slug" = String, Path, example = "introduction")),
    responses((status = 201, description = "The draft", body = SessionView)))]
pub async fn create(
    app: Data<App>,
    slug: PathSlug,
    caller: Caller,
    once: Once,
    body: ApiResult<Body<SessionRequest>>,
) -> ApiResult<HttpResponse> {
    let Body { value, hash } = body?;
    let (dates, terms) = value.parts();
    let ask = CreateSession { by: caller.id(), course: slug.0, dates, terms };
    let answer = app.usecases.create_session(ask, once.key(caller.id(), hash)).await?;
    created_revised(&answer, &format!("/api/v1/sessions/{}", answer.value.view.id))
}

/// Nothing needs to be said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Publishes a draft.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/publish", tag = "Catalogue", request_body = Option<Nothing>,
    params(("id" = SessionId, Path)),
    responses((status = 200, description = "The session", body = SessionView)))]
pub async fn publish(
    app: Data<App>,
    id: PathId<Session>,
    caller: Caller,
    body: ApiResult<Body<Nothing>>,
) -> ApiResult<HttpResponse> {
    body?;
    let session = app.usecases.publish_session(caller.id(), id.0).await?;
    revised(&IfNoneMatch(None), &session)
}

/// Changes a session. In `dates` an entry with `id` moves that date, one without is new, one left out is cancelled. Whom the
/// new times bring into collision with another booking of theirs stands in `collisions`; they are told in their mail.
#[utoipa::path(patch, path = "/api/v1/sessions/{id}", tag = "Catalogue", request_body = SessionEdit,
    params(("id" = SessionId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag the change was made against")),
    responses((status = 200, description = "The session", body = SessionView)))]
pub async fn edit(
    app: Data<App>,
    id: PathId<Session>,
    caller: Caller,
    IfMatch(revision): IfMatch,
    body: ApiResult<Body<SessionEdit>>,
) -> ApiResult<HttpResponse> {
    let session = id.0;
    let stands = app.reads.run(move |c| session_rows::session(c, session)).await?.revision;
    refuse_stale(revision, stands)?;
    let (dates, terms) = body?.value.parts();
    let collisions = match &dates {
        Some(dates) => {
            let spans = dates.iter().map(|date| date.span()).collect();
            app.usecases.find_collisions(session, spans).await?
        }
        None => Vec::new(),
    };
    let ask = EditSession { by: caller.id(), session, revision, dates, terms };
    let mut edited = app.usecases.edit_session(ask).await?;
    edited.view.collisions = collisions;
    revised(&IfNoneMatch(None), &edited)
}
