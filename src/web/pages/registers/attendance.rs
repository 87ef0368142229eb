//! Attendance: everyone was here, then the exceptions; one form without script, saved tap by tap with it.

use std::collections::HashSet;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Deserialize;
use serde_json::json;

use super::{
    attendance_list::{AttendanceFacts, NothingToMarkFacts, attendance_form, minutes_of},
    attendance_parts::{address, mark_name, minutes_name, part_of, sent_or_shown},
    roster::{allowed, back_of},
};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{DateId, Session, SessionId},
        times::{clock, day_in},
        words::{Outcome, Word as _},
    },
    store::read::{
        registers::rosters::{self, RosterEntry, RosterView},
        sessions::session::DateView,
    },
    usecases::{
        error::{Failure, Refused},
        registers::record_attendance::{NewMark, RecordAttendance},
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Posted, wants_json},
        forms::Form,
        render::{Page, see},
    },
};

/// Which date, and what was just done.
#[derive(Deserialize)]
pub struct Asked {
    date: Option<String>,
    done: Option<String>,
    /// Which part of a long list, counted from 0.
    part: Option<usize>,
}

/// The date asked for; else today's, else the last that has started, else the first.
fn chosen<'r>(app: &App, roster: &'r RosterView, asked: Option<&str>) -> Option<&'r DateView> {
    let (dates, now, zone) = (&roster.session.dates, app.clock.now(), roster.session.timezone.tz());
    let named = asked.and_then(|asked| asked.parse::<DateId>().ok());
    let today = |date: &&DateView| day_in(date.starts_at, zone) == day_in(now, zone) && date.ends_at > now;
    named
        .and_then(|named| dates.iter().find(|date| date.id == named))
        .or_else(|| dates.iter().find(today))
        .or_else(|| dates.iter().rfind(|date| date.starts_at <= now))
        .or_else(|| dates.first())
}

/// The list of a date names those as well whose place ended later.
fn with_ended(mut roster: RosterView, date: &DateView) -> RosterView {
    let ended = std::mem::take(&mut roster.ended);
    roster.entries.extend(ended.into_iter().filter(|entry| entry.ended_at >= Some(date.ends_at)));
    roster
}

fn page<'v>(
    app: &App,
    member: &'v Member,
    roster: &RosterView,
    (date, part): (&DateView, usize),
    form: Form,
    saved: Option<String>,
) -> ApiResult<Page<'v>> {
    let facts =
        AttendanceFacts::of(roster, (date, part), &form, saved, (app.clock.now(), member.caller.id()));
    Ok(Page::of(&member.visit, "Attendance", &facts)?
        .form(form)
        .back(format!("/sessions/{}/roster", roster.session.id), "Who is coming")
        .here(back_of(&member.caller.actor).0))
}

fn nothing_to_mark(app: &App, member: &Member, roster: &RosterView) -> ApiResult<HttpResponse> {
    let facts = NothingToMarkFacts { course: roster.session.course.title.clone() };
    Page::of(&member.visit, "Attendance", &facts)?
        .back(format!("/sessions/{}/roster", roster.session.id), "Who is coming")
        .answer(app)
}

async fn load(app: &App, member: &Member, id: SessionId) -> ApiResult<RosterView> {
    allowed(app, member, id, Action::WriteRegister).await?;
    Ok(app.reads.run(move |c| rosters::roster(c, id)).await?)
}

/// The list of one date.
pub async fn show(
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let roster = load(&app, &member, session.0).await?;
    let Some(date) = chosen(&app, &roster, asked.0.date.as_deref()).cloned() else {
        return nothing_to_mark(&app, &member, &roster);
    };
    let (roster, date) = (with_ended(roster, &date), &date);
    let saved = match asked.0.done.as_deref() {
        Some("saved" | "length") => Some(format!("Saved {}", time_now(&app, &roster))),
        Some("undone") => Some("Your last change is taken back".to_owned()),
        Some("nothing") => Some("There is nothing of yours to take back".to_owned()),
        _ => None,
    };
    let part = asked.0.part.unwrap_or_default();
    let form = attendance_form(&roster, (date, part), part_of(&roster.entries, part));
    page(&app, &member, &roster, (date, part), form, saved)?.answer(&app)
}

fn time_now(app: &App, roster: &RosterView) -> String {
    clock(app.clock.now().with_timezone(&roster.session.timezone.tz()).time())
}

/// What is said when somebody else marked the same people meanwhile.
const MARKED_MEANWHILE: &str = "Somebody else marked the same people while you did, and nothing is saved yet. What you \
                                marked is below with what stands by now: save again to put yours in its place, or \
                                change it first.";

/// What was sent, without minutes that stayed behind a mark that needs none.
fn without_leftovers(entries: &[&RosterEntry], posted: &Posted) -> Posted {
    let left: HashSet<String> = entries
        .iter()
        .filter(|entry| {
            let mark = posted.get(&mark_name(entry.booking_id));
            !mark.is_empty() && mark != Outcome::Partly.as_str()
        })
        .map(|entry| minutes_name(entry.booking_id))
        .collect();
    let none = left.iter().map(|name| (name.clone(), String::new()));
    posted.with_instead(|name| left.contains(name), none)
}

/// Reads the marks that were sent and are not what stands. "Everyone was here" leaves alone who is marked otherwise.
fn marks(
    roster: &RosterView,
    (date, entries): (&DateView, &[&RosterEntry]),
    posted: &Posted,
    form: &mut Form,
) -> Vec<NewMark> {
    let everyone = posted.has("everyone");
    let mut marks = Vec::new();
    for entry in entries {
        let sent = Some(posted.get(&mark_name(entry.booking_id))).filter(|word| !word.is_empty());
        let Some(word) = sent.or(everyone.then_some(Outcome::Present.as_str())) else { continue };
        let Some(outcome) = Outcome::from_word(word) else {
            form.refuse(&mark_name(entry.booking_id), format!("Say whether {} was here.", entry.person.name));
            continue;
        };
        let minutes = match outcome {
            Outcome::Partly => {
                let typed = posted.get(&minutes_name(entry.booking_id));
                let most = minutes_of(roster, date) - 1;
                match typed.parse::<i32>() {
                    Ok(minutes) if i64::from(minutes) >= 1 && i64::from(minutes) <= most => Some(minutes),
                    _ => {
                        let name = &entry.person.name;
                        let what = format!("Enter how many minutes {name} was here, from 1 to {most}.");
                        form.refuse(&minutes_name(entry.booking_id), what);
                        continue;
                    }
                }
            }
            Outcome::Present | Outcome::Absent => None,
        };
        let seen = entry.attendance.iter().find(|seen| seen.date_id == date.id);
        if seen.is_none_or(|seen| seen.outcome != outcome || seen.minutes != minutes) {
            marks.push(NewMark { booking: entry.booking_id, date: date.id, outcome, minutes });
        }
    }
    marks
}

/// Saves what was marked: all of it, or nothing if something is wrong.
pub async fn save(
    request: HttpRequest,
    app: Data<App>,
    session: PathId<Session>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let roster = load(&app, &member, session.0).await?;
    let named = posted.get("date");
    let part = posted.get("part").parse::<usize>().unwrap_or_default();
    let Some(date) = chosen(&app, &roster, Some(named)).cloned() else {
        return nothing_to_mark(&app, &member, &roster);
    };
    let (roster, date) = (with_ended(roster, &date), &date);
    if !named.is_empty() && named != date.id.to_string() {
        // What was marked belongs to a date that is no more; nothing of it is true of another one.
        let mut shown = attendance_form(&roster, (date, part), part_of(&roster.entries, part));
        shown.refuse("", "The date you marked was called off meanwhile. This is the list of another one.");
        return page(&app, &member, &roster, (date, part), shown, None)?.answer(&app);
    }
    let entries = sent_or_shown(&roster.entries, part, posted);
    let opened = || attendance_form(&roster, (date, part), entries.iter().copied());
    let met = opened().meet(&without_leftovers(&entries, posted));
    let posted = &met.posted;
    let mut shown = opened().keep(posted);
    if posted.again() {
        return page(&app, &member, &roster, (date, part), shown, None)?.answer(&app);
    }
    if met.tell(&mut shown, MARKED_MEANWHILE) {
        if wants_json(&request) {
            return Err(Failure::Refused(Refused::Stale).into());
        }
        return page(&app, &member, &roster, (date, part), shown, None)?.answer(&app);
    }
    let marks = marks(&roster, (date, &entries), posted, &mut shown);
    if shown.is_wrong() && !wants_json(&request) {
        return page(&app, &member, &roster, (date, part), shown, None)?.answer(&app);
    }
    let ask = RecordAttendance { actor: form.caller.actor, session: session.0, marks };
    let saved = app.usecases.record_attendance(ask).await;
    if wants_json(&request) {
        let roster = saved?;
        return Ok(HttpResponse::Ok().json(json!({ "saved": time_now(&app, &roster) })));
    }
    match saved {
        Ok(_) if posted.get("then") == "finish" => see(format!("/sessions/{}/attendance/finish", session.0)),
        Ok(_) if part > 0 => see(format!("{}&part={part}&done=saved", address(session.0, date))),
        Ok(_) => see(format!("{}&done=saved", address(session.0, date))),
        Err(Failure::Refused(Refused::Invalid(_))) => {
            shown.refuse("", "Somebody's place has changed meanwhile. Look at the list again, then save.");
            page(&app, &member, &roster, (date, part), shown, None)?.answer(&app)
        }
        Err(failure) => {
            shown.refused(failure)?;
            page(&app, &member, &roster, (date, part), shown, None)?.answer(&app)
        }
    }
}

/// Takes back what was marked last by whoever asks.
pub async fn undo(app: Data<App>, session: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let roster = load(&app, &form.member(), session.0).await?;
    let Some(date) = chosen(&app, &roster, Some(form.posted.get("date"))) else {
        return nothing_to_mark(&app, &form.member(), &roster);
    };
    let list = address(session.0, date);
    if form.posted.again() {
        return see(list);
    }
    match app.usecases.undo_marks(form.caller.actor, session.0).await {
        Ok(_) => see(format!("{list}&done=undone")),
        Err(Failure::Refused(Refused::Forbidden { code: "nothing_to_undo", .. })) => {
            see(format!("{list}&done=nothing"))
        }
        Err(failure) => Err(failure.into()),
    }
}
