//! The work board: what needs a coordinator today, and the way to everything they keep.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::{
        access::Action,
        reminders::joining_details_overdue,
        times::{self, ZoneNote},
        words::CommissionState,
        work_board::{LOOK_AHEAD, full_with_a_line, short_of_people},
    },
    store::{
        error::Error,
        read::{
            commissions::commission_desk::WaitingCommission,
            service::work_board::{self as rows, Ahead, Board},
            sessions::session_rows,
        },
    },
    web::{
        error::ApiResult,
        extract::Member,
        pages::{sessions::date_words::since, wording},
        render::Page,
    },
};

/// Lines shown of each kind; the rest is behind a link.
const SHOWN: usize = 5;

/// One kind of work: its heading, its lines oldest first, and where all of them are.
fn section(id: &str, heading: &str, lines: Vec<Value>, all: Option<&str>) -> Option<Value> {
    let count = lines.len();
    let more = all.filter(|_| count > SHOWN);
    let shown: Vec<Value> = if more.is_some() { lines.into_iter().take(SHOWN).collect() } else { lines };
    (count > 0).then(|| json!({"id": id, "heading": heading, "count": count, "lines": shown, "all": more}))
}

fn line(address: impl Into<String>, what: impl Into<String>, note: impl Into<String>) -> Value {
    json!({"address": address.into(), "what": what.into(), "note": note.into()})
}

/// When a session starts, in its own zone.
pub(in crate::web::pages) fn starts(at: DateTime<Utc>, zone: &str) -> Result<String, Error> {
    Ok(times::moment(at, session_rows::zone(zone)?, ZoneNote::WhenElsewhere))
}

/// The board.
pub async fn board(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ReadWorkBoard)?;
    let now = app.clock.now();
    let board = app.reads.run(move |c| rows::board(c, now, now + LOOK_AHEAD)).await?;
    let sections = sections(&board, now)?;
    let counts: Vec<Value> = sections
        .iter()
        .map(|of| json!({"id": of["id"], "heading": of["heading"], "count": of["count"]}))
        .collect();
    Page::new(&member.visit, "manage/work", "Work board")
        .facts(json!({"counts": counts, "sections": sections, "today": times::day(times::day_in(now, times::LONDON))}))
        .here("/work")
        .answer(&app)
}

/// What teams have asked for and wait to hear of.
fn asked(board: &Board, now: DateTime<Utc>) -> Vec<Value> {
    let note = |ask: &WaitingCommission| {
        let waits = match (&ask.ring, ask.state) {
            (Some(phone), _) => format!("wants to be rung on {phone}"),
            (None, CommissionState::Agreed) => "agreed, to be scheduled".to_owned(),
            (None, _) => "to be answered".to_owned(),
        };
        format!("{waits}, {}", since(ask.since, now))
    };
    let lines = board.commissions.iter().map(|ask| {
        let course = ask.course.as_deref().unwrap_or("training for a team");
        line(format!("/commissions/{}", ask.id), format!("{}: {course}", ask.asked_by), note(ask))
    });
    lines.collect()
}

fn sections(board: &Board, now: DateTime<Utc>) -> Result<Vec<Value>, Error> {
    let dates = |wanted: &dyn Fn(&Ahead) -> bool, note: &dyn Fn(&Ahead) -> String| {
        board
            .ahead
            .iter()
            .filter(|date| wanted(date))
            .map(|date| {
                let when = starts(date.starts_at, &date.timezone)?;
                Ok(line(format!("/manage/dates/{}", date.id), format!("{}, {when}", date.course), note(date)))
            })
            .collect::<Result<Vec<Value>, Error>>()
    };
    let joining = dates(
        &|date| date.held > 0 && !date.can_join && joining_details_overdue(date.starts_at, now),
        &|date| format!("{} cannot be told how to join", wording::people(date.held.into())),
    )?;
    let short = dates(
        &|date| date.open_to_all && short_of_people(date.capacity, date.held, date.starts_at, now),
        &|date| format!("{} of {} taken", date.held, wording::places(date.capacity)),
    )?;
    let full = dates(&|date| full_with_a_line(date.capacity, date.held, date.waiting), &|date| {
        format!("full, {} waiting", wording::people(date.waiting.into()))
    })?;
    let unfinished = board
        .unfinished
        .iter()
        .map(|date| {
            let when = starts(date.starts_at, &date.timezone)?;
            let over = since(date.ends_at, now);
            Ok(line(
                format!("/sessions/{}/attendance", date.id),
                format!("{}, {when}", date.course),
                format!("over {over}, {} booked", wording::people(date.held.into())),
            ))
        })
        .collect::<Result<Vec<Value>, Error>>()?;
    let requests = board
        .requests
        .iter()
        .map(|ask| {
            Ok(line(
                format!("/bookings/{}/approval", ask.booking),
                format!("{}: {}, {}", ask.person.1, ask.course, starts(ask.starts_at, &ask.timezone)?),
                ask.since.map_or_else(String::new, |at| format!("with you {}", since(at, now))),
            ))
        })
        .collect::<Result<Vec<Value>, Error>>()?;
    let failed = board
        .failed
        .iter()
        .map(|mail| {
            let why = mail.last_error.clone().unwrap_or_default();
            line(
                format!("/manage/mails/{}", mail.id),
                format!("{} to {}", wording::mail(&mail.kind), mail.to_name),
                format!("{}. {why}", mail.to_email),
            )
        })
        .collect();
    let memberships = board
        .memberships
        .iter()
        .map(|of| {
            line("/manage/memberships", of.person.name.clone(), format!("says: {}", of.organisation.name))
        })
        .collect();
    let claims = board
        .claims
        .iter()
        .map(|of| {
            line(format!("/manage/claims/{}", of.id), of.person.name.clone(), since(of.claimed_at, now))
        })
        .collect();
    let disputes = board
        .disputes
        .iter()
        .map(|of| {
            let what = format!("{}: {}", of.person.1, of.course);
            line(format!("/disputes/{}/answer", of.id), what, since(of.opened_at, now))
        })
        .collect();
    Ok([
        section("training", "Training that teams asked for", asked(board, now), Some("/commissions")),
        section("joining", "Joining details missing", joining, None),
        section("requests", "Requests nobody answered", requests, Some("/manage/approvals")),
        section("disputes", "Results said to be wrong", disputes, Some("/manage/disputes")),
        section("mails", "Mails that failed", failed, Some("/manage/mails?state=failed")),
        section("attendance", "Attendance not finished", unfinished, None),
        section("full", "Full, with people waiting", full, None),
        section("short", "Short of people", short, None),
        section("claims", "Training said to be done", claims, Some("/manage/claims")),
        section("memberships", "Memberships to confirm", memberships, Some("/manage/memberships")),
    ]
    .into_iter()
    .flatten()
    .collect())
}
