//! One course date: everything about it, publishing it, calling it off.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use super::manage_sessions::in_words;
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{CommissionId, Session, SessionId},
        input::long_text,
        times::{self, ZoneNote},
        words::{BookingState, SessionState},
    },
    store::{
        error::Error,
        read::{
            commissions::commission_desk,
            registers::rosters::{self, RosterView, WaitingEntry},
            sessions::{
                date_list::{self, Waived},
                session::{JoiningView, SessionView},
                session_rows,
            },
        },
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::{Field, Form},
        pages::wording,
        render::{Page, see},
    },
};

/// What was just done, as the page's address says it.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

impl Done {
    fn notice(&self) -> Option<&'static str> {
        Some(match self.done.as_deref()? {
            "made" => "Saved as a draft. Nobody sees it until you publish it.",
            "published" => "Published. Everybody it is meant for can book it now.",
            "changed" => "Saved.",
            "cancelled" => "Cancelled. Everybody on it is being told.",
            "booked" => "Booked. They are being told.",
            "waiting" => "Added to the waiting list. They are being told.",
            "ordered" => "The waiting list is in its new order.",
            "waived" => "They can attend anyway. The reason stays on record.",
            _ => return None,
        })
    }
}

/// What the page shows.
pub struct Known {
    /// Who is coming, and the session itself.
    pub roster: RosterView,
    cancelled_because: Option<String>,
    waived: Vec<Waived>,
    commission: Option<(CommissionId, String)>,
}

/// Reads all of it, in a constant number of statements.
pub async fn known(app: &App, id: SessionId) -> ApiResult<Known> {
    Ok(app
        .reads
        .run(move |c| {
            Ok::<_, Error>(Known {
                roster: rosters::roster(c, id)?,
                cancelled_because: date_list::cancel_reason(c, id)?,
                waived: date_list::waived(c, id)?,
                commission: commission_desk::of_session(c, id)?,
            })
        })
        .await?)
}

/// How a date is called on its pages: its course, and the day of its first date.
pub fn name_of(session: &SessionView) -> ApiResult<String> {
    let zone = session_rows::zone(&session.timezone)?;
    let first = session.dates.first().map(|date| times::day(times::day_in(date.starts_at, zone)));
    Ok(first.map_or_else(|| session.course.title.clone(), |day| format!("{}, {day}", session.course.title)))
}

/// The address of a date's page.
pub(in crate::web::pages) fn address(id: SessionId) -> String {
    format!("/manage/dates/{id}")
}

fn joining_lines(joining: &JoiningView) -> Vec<Value> {
    [
        ("Link", &joining.url),
        ("Meeting ID", &joining.meeting_id),
        ("Passcode", &joining.passcode),
        ("Dial in", &joining.dial_in),
        ("When it fails", &joining.help),
        ("Try it beforehand", &joining.test_url),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(json!({"label": label, "value": value.as_ref()?})))
    .collect()
}

fn waiting_line(entry: &WaitingEntry) -> Value {
    json!({
        "person": entry.person.name,
        "address": format!("/manage/people/{}", entry.person.id),
        "organisation": entry.person.organisation,
        "state": wording::of_booking(entry.state),
        "position": entry.position,
        "booking": format!("/bookings/{}", entry.booking_id),
    })
}

fn page<'v>(visit: &'v Visit, known: &Known, form: Form) -> ApiResult<Page<'v>> {
    let session = &known.roster.session;
    let id = session.id;
    let zone = session_rows::zone(&session.timezone)?;
    let moment = |at| times::moment(at, zone, ZoneNote::WhenElsewhere);
    let waiting: Vec<Value> = known.roster.waitlist.iter().map(waiting_line).collect();
    let in_line =
        known.roster.waitlist.iter().filter(|entry| entry.state == BookingState::Waitlisted).count();
    let people: Vec<Value> = known
        .roster
        .entries
        .iter()
        .map(|entry| {
            json!({
                "person": entry.person.name,
                "address": format!("/manage/people/{}", entry.person.id),
                "organisation": entry.person.organisation,
                "state": wording::of_booking(entry.state),
                "conditional": entry.conditional,
                "booking": format!("/bookings/{}", entry.booking_id),
            })
        })
        .collect();
    let waived: Vec<Value> = known
        .waived
        .iter()
        .map(|waived| json!({"person": waived.person.1, "reason": waived.reason, "on": moment(waived.at)}))
        .collect();
    let joining = session.joining.as_ref().and_then(Option::as_ref).map(joining_lines);
    let open = matches!(session.state, SessionState::Draft | SessionState::Published);
    let facts = json!({
        "id": id,
        "address": address(id),
        "course": {"title": session.course.title, "address": format!("/manage/courses/{}", session.course.slug)},
        "state": wording::of_session(session.state),
        "when": in_words(session)?,
        "how": wording::delivery(session.delivery),
        "location": session.location,
        "zoom": session.delivery == crate::domain::words::Delivery::Zoom,
        "trainers": session.trainers.iter().map(|trainer| trainer.name.as_str()).collect::<Vec<_>>().join(", "),
        "taken": session.capacity - session.places_left,
        "capacity": session.capacity,
        "private": session.private,
        "opens": session.booking_opens_at.map(moment),
        "closes": moment(session.booking_closes_at),
        "joining": joining,
        "people": people,
        "waiting": waiting,
        "in_line": in_line,
        "can_reorder": open && in_line > 1,
        "waived": waived,
        "draft": session.state == SessionState::Draft,
        "open": open,
        "can_book": session.state == SessionState::Published,
        "commission": known.commission.as_ref().map(|(id, reference)| {
            json!({"address": format!("/commissions/{id}"), "reference": reference})
        }),
        "cancelled_because": known.cancelled_because,
    });
    Ok(Page::new(visit, "manage/date", name_of(session)?)
        .facts(facts)
        .form(form)
        .back("/manage/dates", "All dates")
        .here("/manage/dates"))
}

fn publish_form(id: SessionId) -> Form {
    Form::new(format!("{}/publish", address(id)), "Publish this date")
}

/// Everything about a date.
pub async fn show(
    app: Data<App>,
    member: Member,
    id: PathId<Session>,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    member.caller.could(Action::EditSession)?;
    let known = known(&app, id.0).await?;
    page(&member.visit, &known, publish_form(id.0))?.notice(done.0.notice()).answer(&app)
}

/// Publishes a draft.
pub async fn publish(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::EditSession)?;
    let mut shown = publish_form(id.0);
    if !form.posted.again() {
        match app.usecases.publish_session(form.caller.id(), id.0).await {
            Ok(_) => return see(format!("{}?done=published", address(id.0))),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, &known(&app, id.0).await?, shown)?.answer(&app)
}

/// Whom calling a date off tells.
fn told(roster: &RosterView) -> Vec<String> {
    let mailed = |state: BookingState| {
        let placed = roster.entries.iter().map(|entry| (entry.state, &entry.person));
        let waiting = roster.waitlist.iter().map(|entry| (entry.state, &entry.person));
        let of = placed.chain(waiting).filter(|(at, person)| *at == state && person.email.is_some());
        i64::try_from(of.count()).unwrap_or(i64::MAX)
    };
    let booked = mailed(BookingState::Booked);
    let requested = mailed(BookingState::Requested);
    let offered = mailed(BookingState::Offered);
    let waiting = mailed(BookingState::Waitlisted);
    let total = booked + requested + offered + waiting;
    if total == 0 {
        return vec!["Nobody is booked on it, so nobody is mailed.".to_owned()];
    }
    let mut parts = Vec::new();
    for (count, what) in [
        (booked, "booked"),
        (requested, "waiting for their manager’s yes"),
        (offered, "with a place offered"),
        (waiting, "on the waiting list"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    vec![format!("This will mail {}: {}.", wording::people(total), parts.join(", "))]
}

fn cancel_form(id: SessionId) -> Form {
    Form::new(format!("{}/cancel", address(id)), "Cancel this date").field(
        Field::lines("reason", "Why is it cancelled?", 3).hint("Everybody on it reads this in their mail."),
    )
}

fn cancel_page<'v>(visit: &'v Visit, roster: &RosterView, form: Form) -> ApiResult<Page<'v>> {
    let session = &roster.session;
    let mut lines = told(roster);
    if lines.first().is_some_and(|line| line.starts_with("This will mail")) {
        lines.push(
            "They read your reason and the next dates of the course. It leaves their calendars.".to_owned(),
        );
        lines.push("Whoever loses a place comes first when a place comes up on another date.".to_owned());
        lines.push("Their managers hear of it in the way they have chosen.".to_owned());
    }
    Ok(Page::new(visit, "manage/date_cancel", format!("Cancel {}", name_of(session)?))
        .facts(json!({"lines": lines, "when": in_words(session)?, "address": address(session.id)}))
        .form(form)
        .back(address(session.id), "Back to the date")
        .here("/manage/dates"))
}

/// What calling it off would do.
pub async fn cancelling(app: Data<App>, member: Member, id: PathId<Session>) -> ApiResult<HttpResponse> {
    member.caller.could(Action::EditSession)?;
    let id = id.0;
    let roster = app.reads.run(move |c| rosters::roster(c, id)).await?;
    cancel_page(&member.visit, &roster, cancel_form(id))?.answer(&app)
}

/// Calls it off.
pub async fn cancel(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::EditSession)?;
    let id = id.0;
    let mut shown = cancel_form(id).keep(&form.posted);
    if !form.posted.again() {
        match long_text("reason", form.posted.get("reason"), 1_000) {
            Err(_) if form.posted.get("reason").is_empty() => {
                shown.refuse("reason", "Say why it is cancelled: everybody on it reads it.");
            }
            Err(wrong) => shown.refuse_all(&[wrong]),
            Ok(reason) => match app.usecases.cancel_session(form.caller.actor, id, reason).await {
                Ok(_) => return see(format!("{}?done=cancelled", address(id))),
                Err(failure) => shown.refused(failure)?,
            },
        }
    }
    let roster = app.reads.run(move |c| rosters::roster(c, id)).await?;
    cancel_page(&form.visit, &roster, shown)?.answer(&app)
}
