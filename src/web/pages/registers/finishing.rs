//! Finishing attendance: what it would come to first, then results and certificates for everybody.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::roster::{allowed, back_of};
use crate::{
    app::App,
    domain::{
        access::Action,
        attendance::{Judged, Mark, ScheduledDate, is_finished, judge},
        grammar::listed,
        ids::{Session, SessionId},
        times::{day_in, day_without_year, length},
        words::{BookingState, SessionState},
    },
    store::read::{
        registers::{
            register::{self, RegisterSheet},
            rosters::RosterEntry,
        },
        sessions::session::SessionView,
    },
    usecases::registers::close_register::CloseRegister,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId},
        forms::Form,
        pages::sessions::session_words::{self as words, certificates, people},
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

fn scheduled(view: &SessionView) -> Vec<ScheduledDate> {
    view.dates
        .iter()
        .map(|date| ScheduledDate { id: date.id, starts_at: date.starts_at, ends_at: date.ends_at })
        .collect()
}

/// What somebody's marks come to.
pub(in crate::web::pages) fn judged(sheet: &RegisterSheet, entry: &RosterEntry) -> Judged {
    let marks: Vec<Mark> = entry
        .attendance
        .iter()
        .map(|seen| Mark { date: seen.date_id, outcome: seen.outcome, minutes: seen.minutes })
        .collect();
    judge(sheet.rule, &scheduled(&sheet.roster.session), &marks, entry.completion_reason.is_some())
}

/// What is missing before attendance can be finished, as sentences with where to go.
fn missing(sheet: &RegisterSheet, now: DateTime<Utc>) -> Vec<Value> {
    let view = &sheet.roster.session;
    let zone = words::zone(view);
    let mut lines = Vec::new();
    if !is_finished(&scheduled(view), now) {
        let last = view.dates.last().map(|date| words::date(date, zone));
        let when =
            last.map_or_else(|| "It has no dates yet".to_owned(), |when| format!("The last date is {when}"));
        lines.push(json!({
            "words": format!("{when}. Attendance can be finished once it is over."),
            "address": null,
        }));
    }
    for date in view.dates.iter().filter(|date| date.starts_at <= now) {
        let names: Vec<String> = sheet
            .roster
            .entries
            .iter()
            .filter(|entry| !entry.attendance.iter().any(|seen| seen.date_id == date.id))
            .map(|entry| entry.person.name.clone())
            .collect();
        if names.is_empty() {
            continue;
        }
        let of = match view.dates.len() {
            1 => String::new(),
            _ => format!(" on {}", day_without_year(day_in(date.starts_at, zone))),
        };
        let count = names.len();
        let who = if count > 5 {
            format!("{} and {}", names[..4].join(", "), people(count - 4))
        } else {
            listed(&names, "and")
        };
        lines.push(json!({
            "words": format!("Nothing is marked yet for {who}{of}."),
            "address": format!("/sessions/{}/attendance?date={}", view.id, date.id),
        }));
    }
    lines
}

struct Groups {
    attended: Vec<Value>,
    partly: Vec<Value>,
    absent: Vec<Value>,
}

/// The dates they attended with another group.
fn made_up(sheet: &RegisterSheet, entry: &RosterEntry) -> Option<String> {
    let zone = words::zone(&sheet.roster.session);
    let days: Vec<String> = sheet
        .roster
        .session
        .dates
        .iter()
        .filter(|date| {
            entry.attendance.iter().any(|seen| seen.date_id == date.id && seen.made_up_at.is_some())
        })
        .map(|date| day_without_year(day_in(date.starts_at, zone)))
        .collect();
    (!days.is_empty()).then(|| format!("made up with another group: {}", listed(&days, "and")))
}

fn groups(sheet: &RegisterSheet) -> Groups {
    let mut groups = Groups { attended: Vec::new(), partly: Vec::new(), absent: Vec::new() };
    let is_open = sheet.roster.session.state == SessionState::Published;
    let dates = sheet.roster.session.dates.len();
    for entry in &sheet.roster.entries {
        let come_to = judged(sheet, entry);
        let there = format!("{} of {}", length(come_to.attended_minutes), length(come_to.scheduled_minutes));
        let facts = json!({
            "name": entry.person.name,
            "there": (come_to.attended_minutes < come_to.scheduled_minutes).then_some(there),
            "reason": entry.completion_reason,
            "made_up": made_up(sheet, entry),
            "make_up": (is_open && dates > 1 && come_to.attended_minutes < come_to.scheduled_minutes)
                .then(|| format!("/bookings/{}/make-up", entry.booking_id)),
            "complete": (is_open && come_to.attended_minutes > 0)
                .then(|| format!("/bookings/{}/complete", entry.booking_id)),
        });
        match come_to.outcome {
            BookingState::Attended => groups.attended.push(facts),
            BookingState::PartlyAttended => groups.partly.push(facts),
            _ => groups.absent.push(facts),
        }
    }
    groups
}

fn button(sheet: &RegisterSheet, attended: usize) -> String {
    match attended {
        // Certificates that say the same as before are kept: how many are sent is seen afterwards.
        _ if sheet.certificates > 0 => "Finish again and send what changed".to_owned(),
        0 => "Finish attendance".to_owned(),
        count => format!("Finish and send {}", certificates(count)),
    }
}

fn page<'v>(app: &App, member: &'v Member, sheet: &RegisterSheet, form: Option<Form>) -> Page<'v> {
    let view = &sheet.roster.session;
    let closed = view.state == SessionState::Delivered;
    let missing = if closed { Vec::new() } else { missing(sheet, app.clock.now()) };
    let Groups { attended, partly, absent } = groups(sheet);
    let title = match (closed, missing.is_empty()) {
        (true, _) => "Attendance is finished",
        (false, true) => "Finish attendance",
        (false, false) => "Attendance cannot be finished yet",
    };
    let can_finish = !closed && missing.is_empty() && view.state == SessionState::Published;
    let facts = json!({
        "lede": format!("{}: {}", view.course.title, words::dates(view)),
        "rule": sheet.rule.in_words(view.dates.len()),
        "closed": closed,
        "missing": missing,
        "can_finish": can_finish,
        "attendance": format!("/sessions/{}/attendance", view.id),
        "reopen": (closed && member.caller.actor.is_coordinator)
            .then(|| format!("/sessions/{}/attendance/reopen", view.id)),
        "again": sheet.certificates > 0 && !closed,
        "attended_count": attended.len(),
        "partly_count": partly.len(),
        "absent_count": absent.len(),
        "button": button(sheet, attended.len()),
        "attended": attended,
        "partly": partly,
        "absent": absent,
    });
    let page = Page::new(&member.visit, "finish", title).facts(facts).here(back_of(&member.caller.actor).0);
    let page = if closed {
        page.back(format!("/sessions/{}/roster", view.id), "Who is coming")
    } else {
        page.back(format!("/sessions/{}/attendance", view.id), "Attendance")
    };
    match form {
        Some(form) => page.form(form),
        None => page,
    }
}

async fn load(app: &App, member: &Member, id: SessionId) -> ApiResult<RegisterSheet> {
    allowed(app, member, id, Action::CloseRegister).await?;
    Ok(app.reads.run(move |c| register::sheet(c, id)).await?)
}

fn notice(word: Option<&str>) -> Option<String> {
    let word = word?;
    if let Some(count) = word.strip_prefix("finished-").and_then(|count| count.parse().ok()) {
        return Some(match count {
            0 => "Finished. Everybody is told their result.".to_owned(),
            count => {
                format!("Finished. {} on the way, and everybody is told their result.", certificates(count))
            }
        });
    }
    match word {
        "made-up" => Some("They count as here on that date.".to_owned()),
        "completed" => Some("Counts as completed. Your reason stays on record.".to_owned()),
        "taken-back" => Some("Counts as completed only with enough attendance.".to_owned()),
        _ => None,
    }
}

/// The summary.
pub async fn show(
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let sheet = load(&app, &member, session.0).await?;
    page(&app, &member, &sheet, None).notice(notice(asked.0.done.as_deref())).answer(&app)
}

/// Finishes.
pub async fn finish(app: Data<App>, session: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    let sheet = load(&app, &member, session.0).await?;
    let address = format!("/sessions/{}/attendance/finish", session.0);
    // Sent twice, or by somebody else meanwhile: it is done, and the page says so.
    if form.posted.again() || sheet.roster.session.state == SessionState::Delivered {
        return see(address);
    }
    let ask = CloseRegister { actor: form.caller.actor, session: session.0 };
    match app.usecases.close_register(ask, None).await {
        Ok(answer) => see(format!("{address}?done=finished-{}", answer.value.certificates_issued)),
        Err(failure) => {
            let mut shown = Form::new(address, "");
            shown.refused(failure)?;
            page(&app, &member, &sheet, Some(shown)).answer(&app)
        }
    }
}
