//! What is decided for a reason about a register: completing below the threshold, and opening it again.

use actix_web::{HttpResponse, web::Data};
use serde_json::json;

use super::{finishing::judged, roster::allowed};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId, Session, SessionId},
        times::length,
        words::SessionState,
    },
    store::{
        error::Error,
        read::{
            registers::{
                register::{self, RegisterSheet},
                rosters::{self, RosterEntry},
            },
            sessions::session::{self, SessionView},
        },
    },
    usecases::registers::{record_attendance::CompleteByReason, reopen_register::ReopenRegister},
    web::{
        access::may_for_booking,
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        pages::sessions::session_words as words,
        render::{Page, see},
    },
};

/// A booking's line of its register, if the caller may write there.
pub(in crate::web::pages) async fn entry(
    app: &App,
    member: &Member,
    id: BookingId,
) -> ApiResult<(RegisterSheet, RosterEntry)> {
    member.caller.could(Action::WriteRegister)?;
    may_for_booking(app, &member.caller, id, Action::WriteRegister).await?;
    let sheet = app
        .reads
        .run(move |c| {
            let session = rosters::session_of(c, id)?;
            register::sheet(c, session)
        })
        .await?;
    let found = sheet.roster.entries.iter().find(|entry| entry.booking_id == id).cloned();
    // Somebody without a place is on no register.
    let found = found.ok_or_else(ApiError::not_there)?;
    Ok((sheet, found))
}

fn reason_form(entry: &RosterEntry) -> Form {
    Form::new(format!("/bookings/{}/complete", entry.booking_id), "Count as completed").field(
        Field::lines("reason", "Why this is enough", 3)
            .hint("It stays on record. For example: made up the missing hour with me by telephone.")
            .value(entry.completion_reason.clone().unwrap_or_default()),
    )
}

fn reason_page<'v>(member: &'v Member, sheet: &RegisterSheet, entry: &RosterEntry, form: Form) -> Page<'v> {
    let view = &sheet.roster.session;
    let come_to = judged(sheet, entry);
    let name = &entry.person.name;
    let facts = json!({
        "lede": format!("{}: {}", view.course.title, words::dates(view)),
        "there": format!(
            "{name} was there for {} of {}.",
            length(come_to.attended_minutes),
            length(come_to.scheduled_minutes)
        ),
        "rule": sheet.rule.in_words(view.dates.len()),
        "given": entry.completion_reason.is_some(),
        "address": format!("/bookings/{}/complete", entry.booking_id),
    });
    Page::new(&member.visit, "complete", format!("Let {name} complete for a reason"))
        .facts(facts)
        .form(form)
        .back(format!("/sessions/{}/attendance/finish", view.id), "Summary")
}

/// The form that asks for the reason.
pub async fn complete_form(
    app: Data<App>,
    booking: PathId<Booking>,
    member: Member,
) -> ApiResult<HttpResponse> {
    let (sheet, entry) = entry(&app, &member, booking.0).await?;
    reason_page(&member, &sheet, &entry, reason_form(&entry)).answer(&app)
}

/// Lets somebody complete below the threshold, or takes that back.
pub async fn complete(
    app: Data<App>,
    booking: PathId<Booking>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let (sheet, entry) = entry(&app, &member, booking.0).await?;
    let mut shown = reason_form(&entry).keep(posted);
    let take_back = posted.has("take_back");
    if posted.get("reason").is_empty() && !take_back {
        shown.refuse("reason", "Say why this is enough: it stays on record.");
    }
    if posted.again() || shown.is_wrong() {
        return reason_page(&member, &sheet, &entry, shown).answer(&app);
    }
    let reason = posted.optional("reason").filter(|_| !take_back);
    let done = if reason.is_some() { "completed" } else { "taken-back" };
    let ask = CompleteByReason { actor: form.caller.actor, booking: booking.0, reason };
    match app.usecases.complete_by_reason(ask).await {
        Ok(_) => see(format!("/sessions/{}/attendance/finish?done={done}", sheet.roster.session.id)),
        Err(failure) => {
            shown.refused(failure)?;
            reason_page(&member, &sheet, &entry, shown).answer(&app)
        }
    }
}

fn reopen_form(id: SessionId) -> Form {
    Form::new(format!("/sessions/{id}/attendance/reopen"), "Open attendance again")
        .field(Field::lines("reason", "What was wrong", 3).hint("It stays on record."))
}

fn reopen_page<'v>(member: &'v Member, view: &SessionView, form: Form) -> Page<'v> {
    Page::new(&member.visit, "reopen", "Open attendance again")
        .facts(json!({
            "lede": format!("{}: {}", view.course.title, words::dates(view)),
            "closed": view.state == SessionState::Delivered,
        }))
        .form(form)
        .back(format!("/sessions/{}/attendance/finish", view.id), "Results")
}

async fn reopened(app: &App, member: &Member, id: SessionId) -> ApiResult<SessionView> {
    allowed(app, member, id, Action::ReopenRegister).await?;
    app.reads.run(move |c| Ok::<_, Error>(session::session(c, id)?.view)).await.map_err(Into::into)
}

/// The form that asks why attendance is opened again.
pub async fn reopen_ask(app: Data<App>, session: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    let view = reopened(&app, &member, session.0).await?;
    reopen_page(&member, &view, reopen_form(session.0)).answer(&app)
}

/// Opens attendance again.
pub async fn reopen(app: Data<App>, session: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let view = reopened(&app, &member, session.0).await?;
    let mut shown = reopen_form(session.0).keep(posted);
    if posted.again() {
        return reopen_page(&member, &view, shown).answer(&app);
    }
    let ask = ReopenRegister {
        actor: form.caller.actor,
        session: session.0,
        reason: posted.get("reason").to_owned(),
    };
    match app.usecases.reopen_register(ask, None).await {
        Ok(_) => see(format!("/sessions/{}/attendance", session.0)),
        Err(failure) => {
            shown.refused(failure)?;
            reopen_page(&member, &view, shown).answer(&app)
        }
    }
}
