//! A session's dates as a calendar file.

use actix_web::{HttpResponse, http::header};

use crate::{
    app::App,
    calendar::feed::{FeedEvent, publish},
    domain::{access::Action, ids::SessionId},
    store::read::{people::relations, sessions::attending as views},
    web::{error::ApiResult, extract::Caller},
};

/// The calendar file, if the caller is booked.
pub(in crate::web) async fn course_dates(
    app: &App,
    caller: &Caller,
    session: SessionId,
) -> ApiResult<HttpResponse> {
    let actor = caller.id();
    let relation = app.reads.run(move |c| relations::to_session(c, actor, session)).await?;
    caller.may(Action::ReadCalendar, &relation)?;
    let entries = app.reads.run(move |c| views::calendar(c, session, actor)).await?;
    let newest = entries.iter().map(|entry| entry.updated_at).max().unwrap_or(app.clock.now());
    let events: Vec<FeedEvent> = entries
        .into_iter()
        .map(|entry| FeedEvent {
            uid: entry.uid,
            sequence: entry.sequence,
            starts_at: entry.starts_at,
            ends_at: entry.ends_at,
            summary: entry.title,
            description: entry.description,
            location: entry.location,
            url: Some(format!("{}/bookings/{}", app.settings.base_url, entry.booking)),
            organizer: app.settings.organizer.clone(),
            cancelled: entry.cancelled,
        })
        .collect();
    let file = publish(&app.settings.provider, &events, newest);
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"course-dates.ics\""))
        .body(file))
}
