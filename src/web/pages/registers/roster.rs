//! Who is coming to a session: for its trainers and the coordinators, on the page, as a file, and on paper.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    documents::sign_in_sheet::{self, SignInSheet},
    domain::{
        access::{Access, Action, Actor, Relation, may},
        booking_states::{has_result, shown},
        ids::{Booking, BookingId, Session, SessionId},
        people::Folded,
        times::{self, LONDON, day_in},
        words::{BookingState, SessionState},
    },
    store::{
        error::Error as StoreError,
        read::{
            bookings::conditions::{self, HangsOn},
            people::relations,
            registers::rosters::{self, RosterEntry, RosterView, WaitingEntry},
        },
    },
    web::{
        access::may_for_booking,
        api::registers::{register::may_for_session, roster_file::csv_file},
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId},
        pages::sessions::session_words::{self as words, people},
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
    q: Option<String>,
}

/// The roster and how the caller stands to its session, if they may do this to it.
async fn load(
    app: &App,
    member: &Member,
    id: SessionId,
    action: Action,
) -> ApiResult<(RosterView, Relation)> {
    member.caller.could(action)?;
    let actor = member.caller.id();
    let relation = app.reads.run(move |c| relations::to_session(c, actor, id)).await?;
    member.caller.may(action, &relation)?;
    Ok((app.reads.run(move |c| rosters::roster(c, id)).await?, relation))
}

fn done(word: Option<&str>) -> Option<&'static str> {
    match word? {
        "arranged" => Some("Marked as arranged. They read so on their booking."),
        "waived" => Some("They may attend anyway. Your reason stays on record."),
        "added" => Some("Added. Mark them in the attendance list like everybody else."),
        _ => None,
    }
}

/// Who is coming.
pub async fn show(
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let (roster, relation) = load(&app, &member, session.0, Action::ReadRoster).await?;
    let ids: Vec<BookingId> = roster.entries.iter().map(|entry| entry.booking_id).collect();
    let conditions = app.reads.run(move |c| conditions::of_bookings(c, &ids)).await?;
    let Asked { done: what, q } = asked.0;
    let q = q.unwrap_or_default();
    let now = app.clock.now();
    let actor = &member.caller.actor;
    let can = |action| may(Some(actor), action, &relation) == Access::Yes;
    let view = &roster.session;
    let zone = words::zone(view);
    let open = view.state == SessionState::Published;
    let started = view.dates.first().is_some_and(|first| first.starts_at <= now);
    let may_waive = can(Action::Waive) && open && !started;
    let address = |rest: &str| format!("/sessions/{}/{rest}", view.id);
    let disputes = roster.entries.iter().filter(|entry| entry.dispute.is_some()).count();
    let facts = json!({
        "course": view.course.title,
        "dates": view.dates.iter().map(|date| words::date(date, zone)).collect::<Vec<_>>(),
        "location": view.location,
        "joining": view.joining.as_ref().and_then(Option::as_ref),
        "summary": summary(&roster),
        "q": q,
        "anybody": !roster.entries.is_empty(),
        "entries": roster
            .entries
            .iter()
            .filter(|entry| is_named(entry, &q))
            .map(|entry| entry_facts(entry, view.id, &conditions, may_waive))
            .collect::<Vec<_>>(),
        "waiting": roster.waitlist.iter().map(waiting_facts).collect::<Vec<_>>(),
        "csv": address("roster.csv"),
        "sheet": address("sign-in-sheet.pdf"),
        "attendance": (can(Action::WriteRegister) && (open || view.state == SessionState::Delivered))
            .then(|| address("attendance")),
        "walk_in": (can(Action::AddWalkIn) && open && started).then(|| address("walk-ins")),
        "waive": may_waive.then(|| address("waive")),
        "disputes": (disputes > 0).then(|| json!({
            "address": address("disputes"),
            "words": if disputes == 1 { "1 person says “This is wrong” about their result".to_owned() }
                else { format!("{} say “This is wrong” about their result", people(disputes)) },
        })),
        "cancelled": view.state == SessionState::Cancelled,
    });
    Page::new(&member.visit, "roster", "Who is coming")
        .facts(facts)
        .notice(done(what.as_deref()))
        .back(back_of(actor).0, back_of(actor).1)
        .here(back_of(actor).0)
        .answer(&app)
        .map(private)
}

/// What is said of people here is for whoever asked and no cache on the way.
fn private(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    answer
}

/// The list that leads to a session.
pub(in crate::web::pages) fn back_of(actor: &Actor) -> (&'static str, &'static str) {
    if actor.is_trainer { ("/my-dates", "My dates") } else { ("/manage/dates", "Dates") }
}

fn summary(roster: &RosterView) -> String {
    let view = &roster.session;
    let count = roster.entries.len();
    let mut parts = vec![match count {
        0 => "Nobody is booked yet".to_owned(),
        count => format!("{} of {} places taken", count, view.capacity),
    }];
    let line = roster.waitlist.iter().filter(|entry| entry.state == BookingState::Waitlisted).count();
    if line > 0 {
        parts.push(format!("{line} on the waiting list"));
    }
    parts.join(", ")
}

/// Whether somebody is among those looked for.
fn is_named(entry: &RosterEntry, q: &str) -> bool {
    let wanted = Folded::of(q);
    let person = &entry.person;
    [Some(&person.name), person.email.as_ref(), person.organisation.as_ref()]
        .into_iter()
        .flatten()
        .any(|text| Folded::of(text).as_str().contains(wanted.as_str()))
}

/// "as long as they attend Introduction on Tuesday 12 January 2027".
fn as_long_as(condition: &HangsOn) -> String {
    let zone = condition.timezone.parse().unwrap_or(LONDON);
    let on = times::day(day_in(condition.starts_at, zone));
    if condition.failed {
        format!("In doubt: they have not done {} ({on}).", condition.course)
    } else {
        format!("Booked, as long as they attend {} on {on}.", condition.course)
    }
}

fn entry_facts(entry: &RosterEntry, session: SessionId, conditions: &[HangsOn], may_waive: bool) -> Value {
    let hangs_on: Vec<Value> = conditions
        .iter()
        .filter(|condition| condition.booking == entry.booking_id)
        .map(|condition| {
            let waive = format!(
                "/sessions/{session}/waive?person={}&requirement={}",
                entry.person.id, condition.group
            );
            json!({
                "words": as_long_as(condition),
                "failed": condition.failed,
                "waive": may_waive.then_some(waive),
            })
        })
        .collect();
    // Everybody is booked until there is a result: that needs no word of its own.
    let result = has_result(entry.state).then(|| {
        let kind = match entry.state {
            BookingState::Attended => "good",
            BookingState::PartlyAttended => "waiting",
            _ => "quiet",
        };
        json!({"kind": kind, "label": shown(entry.state)})
    });
    json!({
        "name": entry.person.name,
        "email": entry.person.email,
        "organisation": entry.person.organisation,
        "reference": entry.reference,
        "result": result,
        "conditions": hangs_on,
        "note": entry.note,
        "needs": entry.access_needs,
        "arranged": entry.access_needs_arranged,
        "arrange": format!("/bookings/{}/access-needs/arranged", entry.booking_id),
    })
}

fn waiting_facts(entry: &WaitingEntry) -> Value {
    json!({
        "name": entry.person.name,
        "organisation": entry.person.organisation,
        "label": match entry.state {
            BookingState::Offered => "a place is offered",
            other => shown(other),
        },
        "position": entry.position,
    })
}

/// The roster for a spreadsheet, without access needs.
pub async fn csv(app: Data<App>, session: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    let (roster, _) = load(&app, &member, session.0, Action::ReadRoster).await?;
    let file = format!("attachment; filename=\"roster-{}.csv\"", roster.session.course.slug);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, file))
        .body(csv_file(&roster)?))
}

/// The sheet that goes round the room.
pub async fn sheet(app: Data<App>, session: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    let (roster, _) = load(&app, &member, session.0, Action::ReadRoster).await?;
    let view = &roster.session;
    let sheet = SignInSheet {
        course_title: view.course.title.clone(),
        dates: view.dates.iter().map(|date| (date.starts_at, date.ends_at)).collect(),
        timezone: view.timezone.clone(),
        place: view.location.clone(),
        trainers: view.trainers.iter().map(|trainer| trainer.name.clone()).collect(),
        people: roster
            .entries
            .iter()
            .map(|entry| (entry.person.name.clone(), entry.person.organisation.clone().unwrap_or_default()))
            .collect(),
        reference: view.id.to_string(),
        made_at: app.clock.now(),
    };
    let name = format!("inline; filename=\"sign-in-sheet-{}.pdf\"", view.course.slug);
    let broken = |e: String| StoreError::Broken(format!("a sign-in sheet cannot be printed: {e}"));
    let file = actix_web::web::block(move || sign_in_sheet::render(&sheet, app.fonts()?))
        .await
        .map_err(|e| broken(e.to_string()))?
        .map_err(|e| broken(e.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

/// Marks what somebody needs as arranged.
pub async fn arrange(app: Data<App>, booking: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let caller = &form.caller;
    caller.could(Action::ArrangeAccessNeeds)?;
    may_for_booking(&app, caller, booking.0, Action::ArrangeAccessNeeds).await?;
    let id = booking.0;
    let session = app.reads.run(move |c| rosters::session_of(c, id)).await?;
    if form.posted.again() {
        return see(format!("/sessions/{session}/roster"));
    }
    app.usecases.arrange_access_needs(caller.actor, id).await?;
    see(format!("/sessions/{session}/roster?done=arranged"))
}

/// Goes on only if the caller may do this to the session; says which roster it leads back to.
pub(in crate::web::pages) async fn allowed(
    app: &App,
    member: &Member,
    session: SessionId,
    action: Action,
) -> ApiResult<String> {
    may_for_session(app, &member.caller, session, action).await?;
    Ok(format!("/sessions/{session}/roster"))
}
