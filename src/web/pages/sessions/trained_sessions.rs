//! A trainer's dates: today first, with what to prepare and the one thing to open.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::session_words::{self as words, people};
use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        times::{self, ZoneNote, day_in},
        words::SessionState,
    },
    store::read::sessions::{
        session::DateView,
        trainer_dates::{self, TrainedSession},
    },
    web::{error::ApiResult, extract::Member, render::Page},
};

/// Where a session stands among a trainer's.
enum Place {
    /// One of its dates is today.
    Today(usize),
    /// Its next date is to come.
    Coming,
    /// All its dates are over, and attendance is not finished.
    Open,
    /// Finished.
    Past,
}

fn place(session: &TrainedSession, now: DateTime<Utc>) -> Place {
    let view = &session.session;
    let zone = words::zone(view);
    if view.state == SessionState::Delivered {
        return Place::Past;
    }
    if view.state == SessionState::Cancelled {
        return Place::Coming;
    }
    let today = day_in(now, zone);
    let is_today = |date: &DateView| day_in(date.starts_at, zone) == today;
    // Of two dates on one day the one that is not over comes first.
    let on = view.dates.iter().position(|date| is_today(date) && date.ends_at > now);
    match on.or_else(|| view.dates.iter().rposition(is_today)) {
        Some(index) => Place::Today(index),
        None if view.dates.iter().all(|date| date.ends_at <= now) => Place::Open,
        None => Place::Coming,
    }
}

fn attendance(session: &TrainedSession, date: Option<&DateView>) -> String {
    let address = format!("/sessions/{}/attendance", session.session.id);
    match date.filter(|_| session.session.dates.len() > 1) {
        Some(date) => format!("{address}?date={}", date.id),
        None => address,
    }
}

fn coming(session: &TrainedSession) -> String {
    let count = usize::try_from(session.people).unwrap_or_default();
    match count {
        0 => "Nobody is booked yet".to_owned(),
        count => format!("{} of {} places taken", count, session.session.capacity),
    }
}

/// "2 people need something", as far as it is not arranged.
fn to_arrange(session: &TrainedSession) -> Option<String> {
    match session.needs.iter().filter(|need| !need.arranged).count() {
        0 => None,
        1 => Some("1 person needs something to be arranged".to_owned()),
        count => Some(format!("{count} people need something to be arranged")),
    }
}

fn today(session: &TrainedSession, index: usize, now: DateTime<Utc>) -> Value {
    let view = &session.session;
    let zone = words::zone(view);
    let date = &view.dates[index];
    let joining = view.joining.as_ref().and_then(Option::as_ref);
    let count = usize::try_from(session.people).unwrap_or_default();
    json!({
        "title": view.course.title,
        "when": times::clock_range(date.starts_at, date.ends_at, zone, ZoneNote::WhenElsewhere),
        "which": words::which(view, index),
        "count": if count == 0 { "Nobody is booked".to_owned() } else { format!("{} coming", people(count)) },
        "location": view.location,
        "joining": joining,
        "needs": session.needs.iter().map(|need| json!({
            "person": need.person, "words": need.words, "arranged": need.arranged,
        })).collect::<Vec<_>>(),
        "attendance": attendance(session, Some(date)),
        "over": date.ends_at <= now,
        "roster": format!("/sessions/{}/roster", view.id),
    })
}

fn row(session: &TrainedSession, now: DateTime<Utc>) -> Value {
    let view = &session.session;
    let zone = words::zone(view);
    let next = view.dates.iter().position(|date| date.ends_at > now);
    let (kind, label) = match view.state {
        SessionState::Cancelled => ("bad", "called off"),
        SessionState::Delivered => ("good", "finished"),
        _ if next.is_none() => ("waiting", "attendance is open"),
        _ if view.places_left <= 0 => ("good", "full"),
        _ => ("open", "places left"),
    };
    let when = match next.filter(|_| view.state != SessionState::Delivered) {
        Some(index) => words::date(&view.dates[index], zone),
        None => words::dates(view),
    };
    json!({
        "title": view.course.title,
        "when": when,
        "which": next.and_then(|index| words::which(view, index)),
        "kind": kind,
        "label": label,
        "count": match view.state {
            SessionState::Delivered => format!("{} on the list", people(usize::try_from(session.people).unwrap_or(0))),
            _ => coming(session),
        },
        "waiting": (view.waitlist_length > 0).then(|| format!("{} on the waiting list", view.waitlist_length)),
        "needs": to_arrange(session),
        "disputes": (session.disputes > 0).then(|| {
            let count = usize::try_from(session.disputes).unwrap_or_default();
            let say = if count == 1 { "says" } else { "say" };
            format!("{} {say} “This is wrong”", people(count))
        }),
        "disputes_address": format!("/sessions/{}/disputes", view.id),
        "roster": format!("/sessions/{}/roster", view.id),
        "attendance": attendance(session, None),
        "started": view.dates.first().is_some_and(|first| first.starts_at <= now),
    })
}

/// The trainer's dates.
pub async fn list(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.may(Action::ListTrainedSessions, &Relation::default())?;
    let (trainer, now) = (member.caller.id(), app.clock.now());
    let sessions = app.reads.run(move |c| trainer_dates::trained_by(c, trainer, now)).await?;
    let mut groups: [Vec<Value>; 4] = Default::default();
    let [on_today, to_come, still_open, past] = &mut groups;
    for session in &sessions {
        match place(session, now) {
            Place::Today(index) => on_today.push(today(session, index, now)),
            Place::Coming => to_come.push(row(session, now)),
            Place::Open => still_open.push(row(session, now)),
            // What was finished last is asked for first.
            Place::Past => past.insert(0, row(session, now)),
        }
    }
    let [on_today, to_come, still_open, past] = groups;
    let facts = json!({
        "today": on_today, "coming": to_come, "open": still_open, "past": past,
        "none": sessions.is_empty(),
        "day": times::day(day_in(now, times::LONDON)),
    });
    Page::new(&member.visit, "my_dates", "My dates").here("/my-dates").facts(facts).answer(&app)
}
