//! A session's dates as a calendar file.

use actix_web::{HttpResponse, http::header};

use crate::{
    app::App,
    calendar::feed::{FeedEvent, publish},
    domain::{access::Action, ids::SessionId},
    store::{
        error::Error,
        read::{people::relations, sessions::session_rows},
    },
    usecases::bookings::own_calendar::OwnDate,
    web::{error::ApiResult, extract::Caller},
};

/// The calendar file, if the caller is booked.
pub(in crate::web) async fn course_dates(
    app: &App,
    caller: &Caller,
    session: SessionId,
) -> ApiResult<HttpResponse> {
    let actor = caller.id();
    let relation = app
        .reads
        .run(move |c| {
            if session_rows::is_on_demand(c, session)? {
                return Err(Error::Missing);
            }
            relations::to_session(c, actor, session)
        })
        .await?;
    caller.may(Action::ReadCalendar, &relation)?;
    let entries = app.usecases.own_calendar(session, actor).await?;
    let newest = entries.iter().map(|entry| entry.updated_at).max().unwrap_or(app.clock.now());
    let events: Vec<FeedEvent> = entries.into_iter().map(|entry| event(app, entry)).collect();
    let file = publish(&app.settings.provider(), &events, newest);
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"course-dates.ics\""))
        .body(file))
}

/// A date as a calendar's entry.
pub(super) fn event(app: &App, entry: OwnDate) -> FeedEvent {
    FeedEvent {
        uid: entry.uid,
        sequence: entry.sequence,
        starts_at: entry.starts_at,
        ends_at: entry.ends_at,
        summary: entry.summary,
        description: entry.description,
        location: Some(entry.location),
        conference: entry.conference,
        url: Some(entry.url),
        organizer: app.settings.organizer(),
        cancelled: entry.cancelled,
    }
}
