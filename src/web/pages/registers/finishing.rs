//! Finishing attendance: what it would come to first, then results and certificates for everybody.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
        page_facts::{Link, PageFacts},
        pages::{
            people::waiting::{self, Waiting},
            sessions::session_words::{self as words, certificates, people},
        },
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// What attendance would come to, or came to.
#[derive(Serialize)]
pub(in crate::web) struct FinishFacts {
    /// The course and its dates.
    lede: String,
    /// How much is asked for, in a sentence.
    rule: String,
    /// What is missing before it can be finished.
    missing: Vec<Missing>,
    /// Whether it can be finished now.
    can_finish: bool,
    /// The attendance list.
    attendance: String,
    /// Where it is opened again, for those who may.
    reopen: Option<String>,
    /// Whether it was finished before.
    again: bool,
    /// What the button says.
    button: String,
    /// Those who attended.
    attended: Vec<ResultLine>,
    /// How many they are.
    attended_count: usize,
    /// Those who left early.
    partly: Vec<ResultLine>,
    /// How many they are.
    partly_count: usize,
    /// Those who did not attend.
    absent: Vec<ResultLine>,
    /// How many they are.
    absent_count: usize,
    /// Once it is finished: what waits for the reader next.
    waiting: Waiting,
    /// Once it is finished: where the reader goes on.
    home: Option<Link>,
}

/// Something missing before attendance can be finished.
#[derive(Serialize)]
struct Missing {
    /// In a sentence.
    words: String,
    /// Where to go for it.
    address: Option<String>,
}

/// What somebody's marks come to.
#[derive(Clone, Serialize)]
struct ResultLine {
    /// Their name.
    name: String,
    /// How much of it they were there, unless it was all.
    there: Option<String>,
    /// Why it counts as completed all the same.
    reason: Option<String>,
    /// What they made up for with another group.
    made_up: Option<String>,
    /// Where that is recorded.
    make_up: Option<String>,
    /// Where they are let complete for a reason.
    complete: Option<String>,
}

impl PageFacts for FinishFacts {
    const TEMPLATE: &'static str = "registers/finish";

    fn samples() -> Vec<Self> {
        let plain = || Self {
            lede: "Action learning sets: 6 dates, Tuesday 12 January to Tuesday 8 June 2027".to_owned(),
            rule: "To complete, people are there for at least 5 of the 6 dates.".to_owned(),
            missing: Vec::new(),
            can_finish: false,
            attendance: "/sessions/1/attendance".to_owned(),
            reopen: None,
            again: false,
            button: "Finish attendance".to_owned(),
            attended: Vec::new(),
            attended_count: 0,
            partly: Vec::new(),
            partly_count: 0,
            absent: Vec::new(),
            absent_count: 0,
            waiting: Waiting::default(),
            home: None,
        };
        let whole = ResultLine {
            name: "Amira Khan".to_owned(),
            there: None,
            reason: None,
            made_up: None,
            make_up: None,
            complete: None,
        };
        let part = ResultLine {
            there: Some("8 hours of 12 hours".to_owned()),
            reason: Some("Made up the missing hour by telephone.".to_owned()),
            made_up: Some("made up with another group: Tuesday 9 February".to_owned()),
            make_up: Some("/bookings/1/make-up".to_owned()),
            complete: Some("/bookings/1/complete".to_owned()),
            ..whole.clone()
        };
        let missing = |address: Option<&str>| Missing {
            words: "Nothing is marked yet for Amira Khan.".to_owned(),
            address: address.map(str::to_owned),
        };
        let both = || vec![whole.clone(), part.clone()];
        let open = Self {
            can_finish: true,
            again: true,
            button: "Finish and send 2 certificates".to_owned(),
            attended: both(),
            attended_count: 2,
            partly: both(),
            partly_count: 2,
            absent: both(),
            absent_count: 2,
            ..plain()
        };
        let early = Self { missing: vec![missing(None), missing(Some("/sessions/1/attendance"))], ..plain() };
        let finished = Self {
            reopen: Some("/sessions/1/attendance/reopen".to_owned()),
            attended: vec![ResultLine { complete: None, make_up: None, ..part.clone() }],
            attended_count: 1,
            ..plain()
        };
        let mut samples = vec![plain(), open, early, finished];
        samples.extend(Waiting::samples().into_iter().map(|waiting| Self {
            waiting,
            home: Some(Link::to("/my-dates", "My dates")),
            ..plain()
        }));
        samples
    }
}

fn scheduled(view: &SessionView) -> Vec<ScheduledDate> {
    view.dates
        .iter()
        .map(|date| ScheduledDate { id: date.id, starts_at: date.starts_at, ends_at: date.ends_at })
        .collect()
}

/// What somebody's marks come to.
pub(in crate::web::pages) fn judged(sheet: &RegisterSheet, entry: &RosterEntry) -> Judged {
    let marks: Vec<Mark> =
        entry.attendance.iter().map(|seen| Mark::seen(seen.date_id, seen.outcome, seen.minutes)).collect();
    judge(sheet.rule, &sheet.dates, &marks, entry.completion_reason.is_some())
}

/// What is missing before attendance can be finished, as sentences with where to go.
fn missing(sheet: &RegisterSheet, now: DateTime<Utc>) -> Vec<Missing> {
    let view = &sheet.roster.session;
    let zone = view.timezone.tz();
    let mut lines = Vec::new();
    if !is_finished(&scheduled(view), now) {
        let last = view.dates.last().map(|date| words::date(date, zone));
        let when =
            last.map_or_else(|| "It has no dates yet".to_owned(), |when| format!("The last date is {when}"));
        let words = format!("{when}. Attendance can be finished once it is over.");
        lines.push(Missing { words, address: None });
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
        lines.push(Missing {
            words: format!("Nothing is marked yet for {who}{of}."),
            address: Some(format!("/sessions/{}/attendance?date={}", view.id, date.id)),
        });
    }
    lines
}

struct Groups {
    attended: Vec<ResultLine>,
    partly: Vec<ResultLine>,
    absent: Vec<ResultLine>,
}

/// The dates they attended with another group.
fn made_up(sheet: &RegisterSheet, entry: &RosterEntry) -> Option<String> {
    let zone = sheet.roster.session.timezone.tz();
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
        let not_all = come_to.attended_minutes < come_to.scheduled_minutes;
        let facts = ResultLine {
            name: entry.person.name.clone(),
            there: not_all.then_some(there),
            reason: entry.completion_reason.clone(),
            made_up: made_up(sheet, entry),
            make_up: (is_open && dates > 1 && not_all)
                .then(|| format!("/bookings/{}/make-up", entry.booking_id)),
            complete: (is_open && come_to.attended_minutes > 0)
                .then(|| format!("/bookings/{}/complete", entry.booking_id)),
        };
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

async fn page<'v>(
    app: &App,
    member: &'v Member,
    sheet: &RegisterSheet,
    form: Option<Form>,
) -> ApiResult<Page<'v>> {
    let view = &sheet.roster.session;
    let closed = view.state == SessionState::Delivered;
    let waiting = if closed { waiting::for_caller(app, &member.caller).await? } else { Waiting::default() };
    let (home, home_label) = back_of(&member.caller.actor);
    let missing = if closed { Vec::new() } else { missing(sheet, app.clock.now()) };
    let Groups { attended, partly, absent } = groups(sheet);
    let title = match (closed, missing.is_empty()) {
        (true, _) => "Attendance is finished",
        (false, true) => "Finish attendance",
        (false, false) => "Attendance cannot be finished yet",
    };
    let facts = FinishFacts {
        lede: words::course_and_dates(view),
        rule: sheet.rule.in_words(view.dates.len()),
        can_finish: missing.is_empty() && view.state == SessionState::Published,
        missing,
        attendance: format!("/sessions/{}/attendance", view.id),
        reopen: (closed && member.caller.actor.is_coordinator)
            .then(|| format!("/sessions/{}/attendance/reopen", view.id)),
        again: sheet.certificates > 0 && !closed,
        button: button(sheet, attended.len()),
        attended_count: attended.len(),
        attended,
        partly_count: partly.len(),
        partly,
        absent_count: absent.len(),
        absent,
        waiting,
        home: closed.then(|| Link::to(home, home_label)),
    };
    let page = Page::of(&member.visit, title, &facts)?.here(home);
    let page = if closed {
        page.back(format!("/sessions/{}/roster", view.id), "Who is coming")
    } else {
        page.back(facts.attendance, "Attendance")
    };
    Ok(match form {
        Some(form) => page.form(form),
        None => page,
    })
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
    page(&app, &member, &sheet, None).await?.notice(notice(asked.0.done.as_deref())).answer(&app)
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
            page(&app, &member, &sheet, Some(shown)).await?.answer(&app)
        }
    }
}
