//! A course date: when and where it is, and whether the visitor can come.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use super::{
    date_words::{Room, hours, long_day, place, room, room_tag, short_day, trainers, whole},
    structured_data,
};
use crate::{
    app::App,
    domain::{cancellations, ids::Session, times},
    store::read::sessions::session::SessionView,
    web::{
        error::ApiResult,
        extract::{PathId, Visit},
        pages::bookings::can_i_come::{Date, Standing, date, sees_roster, standing},
        render::Page,
    },
};

/// The page of a date.
pub async fn show(app: Data<App>, visit: Visit, id: PathId<Session>) -> ApiResult<HttpResponse> {
    let date = date(&app, &visit, id.0).await?;
    let now = app.clock.now();
    let full = room(&date.session, now) == Room::Full;
    let stands = match &visit.signed_in {
        Some(somebody) => Some(standing(&app, &somebody.caller, &date).await?),
        None => None,
    };
    let can_book = matches!(room(&date.session, now), Room::Places(_) | Room::Full);
    let session = &date.session;
    let hidden = session.private || room_tag(session, now)["label"] == "not published yet";
    let data = (!hidden).then(|| structured_data::block(&structured_data::instance(&app, session)));
    let title = format!("{}, {}", date.course.title, short_day(session));
    Page::new(&visit, "session", title)
        .description(format!(
            "{} on {}, {}. {}",
            date.course.title,
            long_day(session),
            hours(session),
            date.course.summary
        ))
        .facts(json!({
            "json_ld": data,
            "date": facts(&date, now),
            "stands": stands.as_ref().map(|stands| stands.facts(&date, full)),
            "can_book": can_book,
            "full": full,
            "book": format!("/sessions/{}/book", session.id),
            "short_day": short_day(session),
            "roster": sees_roster(&visit, &date).then(|| format!("/sessions/{}/roster", session.id)),
            "yours": stands.as_ref().is_some_and(|stands| matches!(stands, Standing::Here(_))),
        }))
        .back(format!("/courses/{}", date.course.slug), date.course.title.clone())
        .here("/courses")
        .answer(&app)
}

/// What a page says about a date.
#[must_use]
pub fn facts(date: &Date, now: chrono::DateTime<chrono::Utc>) -> Value {
    let session = &date.session;
    let dates: Vec<Value> = session
        .dates
        .iter()
        .enumerate()
        .map(|(index, one)| {
            let label = format!("Date {} of {}", index + 1, session.dates.len());
            json!({"label": label, "when": whole(session, one)})
        })
        .collect();
    json!({
        "course": date.course.title,
        "course_address": format!("/courses/{}", date.course.slug),
        "summary": date.course.summary,
        "when": session.dates.first().map(|one| whole(session, one)),
        "is_set": dates.len() > 1,
        "dates": dates,
        "place": place(session),
        "room": room_tag(session, now),
        "trainers": trainers(session),
        "length": times::length(date.course.duration_minutes),
        "cpd": times::cpd_length(date.course.cpd_minutes),
        "consequence": consequence(session, date.terms.notice_days, now),
    })
}

/// Until when a place can be given up without consequence.
#[must_use]
pub fn consequence(
    session: &SessionView,
    notice_days: i32,
    now: chrono::DateTime<chrono::Utc>,
) -> Option<String> {
    let start = super::date_words::starts_at(session)?;
    let last = cancellations::last_moment(start, notice_days);
    Some(cancellations::consequence(last, super::date_words::zone_of(session), now))
}
