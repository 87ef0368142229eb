//! What is decided for a reason about a register: completing below the threshold, and opening it again.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

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
        page_facts::PageFacts,
        pages::sessions::session_words as words,
        render::{Page, see},
    },
};

/// Letting somebody complete below the threshold.
#[derive(Serialize)]
pub(in crate::web) struct CompleteFacts {
    /// The course and its dates.
    lede: String,
    /// How long they were there, in a sentence.
    there: String,
    /// How much is asked for, in a sentence.
    rule: String,
    /// Whether it is decided already.
    given: bool,
    /// Where it is taken back.
    address: String,
}

/// Opening attendance again.
#[derive(Serialize)]
pub(in crate::web) struct ReopenFacts {
    /// The course and its dates.
    lede: String,
    /// Whether attendance is finished.
    closed: bool,
}

/// The course and its dates in the samples.
const LEDE: &str = "Introduction to restorative practice: Tuesday 12 January 2027, 10am to 1pm";

impl PageFacts for CompleteFacts {
    const TEMPLATE: &'static str = "registers/complete";

    fn samples() -> Vec<Self> {
        let of = |given| Self {
            lede: LEDE.to_owned(),
            there: "Amira Khan was there for 2 hours of 3 hours.".to_owned(),
            rule: "To complete, people are there for at least 80% of the time.".to_owned(),
            given,
            address: "/bookings/1/complete".to_owned(),
        };
        vec![of(true), of(false)]
    }

    fn form_sample() -> Option<Form> {
        Some(reason_form(BookingId::from_uuid(uuid::Uuid::from_u128(1)), None))
    }
}

impl PageFacts for ReopenFacts {
    const TEMPLATE: &'static str = "registers/reopen";

    fn samples() -> Vec<Self> {
        vec![Self { lede: LEDE.to_owned(), closed: true }, Self { lede: LEDE.to_owned(), closed: false }]
    }

    fn form_sample() -> Option<Form> {
        Some(reopen_form(SessionId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

/// A booking's line of its register, if the caller may write there.
pub(in crate::web::pages) async fn entry(
    app: &App,
    member: &Member,
    id: BookingId,
) -> ApiResult<(RegisterSheet, RosterEntry)> {
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

fn reason_form(booking: BookingId, given: Option<&str>) -> Form {
    Form::new(format!("/bookings/{booking}/complete"), "Count as completed").field(
        Field::lines("reason", "Why this is enough", 3)
            .hint("It stays on record. For example: made up the missing hour with me by telephone.")
            .value(given.unwrap_or_default()),
    )
}

fn reason_page<'v>(
    member: &'v Member,
    sheet: &RegisterSheet,
    entry: &RosterEntry,
    form: Form,
) -> ApiResult<Page<'v>> {
    let view = &sheet.roster.session;
    let come_to = judged(sheet, entry);
    let name = &entry.person.name;
    let facts = CompleteFacts {
        lede: words::course_and_dates(view),
        there: format!(
            "{name} was there for {} of {}.",
            length(come_to.attended_minutes),
            length(come_to.scheduled_minutes)
        ),
        rule: sheet.rule.in_words(view.dates.len()),
        given: entry.completion_reason.is_some(),
        address: format!("/bookings/{}/complete", entry.booking_id),
    };
    Ok(Page::of(&member.visit, format!("Let {name} complete for a reason"), &facts)?
        .form(form)
        .back(format!("/sessions/{}/attendance/finish", view.id), "Summary"))
}

/// The form that asks for the reason.
pub async fn complete_form(
    app: Data<App>,
    booking: PathId<Booking>,
    member: Member,
) -> ApiResult<HttpResponse> {
    let (sheet, entry) = entry(&app, &member, booking.0).await?;
    let form = reason_form(entry.booking_id, entry.completion_reason.as_deref());
    reason_page(&member, &sheet, &entry, form)?.answer(&app)
}

/// Lets somebody complete below the threshold, or takes that back.
pub async fn complete(
    app: Data<App>,
    booking: PathId<Booking>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let (sheet, entry) = entry(&app, &member, booking.0).await?;
    let given = entry.completion_reason.as_deref();
    let mut shown = reason_form(entry.booking_id, given).keep(posted);
    let take_back = posted.has("take_back");
    if posted.get("reason").is_empty() && !take_back {
        shown.refuse("reason", "Say why this is enough: it stays on record.");
    }
    if posted.again() || shown.is_wrong() {
        return reason_page(&member, &sheet, &entry, shown)?.answer(&app);
    }
    let reason = posted.optional("reason").filter(|_| !take_back);
    let done = if reason.is_some() { "completed" } else { "taken-back" };
    let ask = CompleteByReason { actor: form.caller.actor, booking: booking.0, reason };
    match app.usecases.complete_by_reason(ask).await {
        Ok(_) => see(format!("/sessions/{}/attendance/finish?done={done}", sheet.roster.session.id)),
        Err(failure) => {
            shown.refused(failure)?;
            reason_page(&member, &sheet, &entry, shown)?.answer(&app)
        }
    }
}

fn reopen_form(id: SessionId) -> Form {
    Form::new(format!("/sessions/{id}/attendance/reopen"), "Open attendance again")
        .field(Field::lines("reason", "What was wrong", 3).hint("It stays on record."))
}

fn reopen_page<'v>(member: &'v Member, view: &SessionView, form: Form) -> ApiResult<Page<'v>> {
    let facts =
        ReopenFacts { lede: words::course_and_dates(view), closed: view.state == SessionState::Delivered };
    Ok(Page::of(&member.visit, "Open attendance again", &facts)?
        .form(form)
        .back(format!("/sessions/{}/attendance/finish", view.id), "Results"))
}

async fn reopened(app: &App, member: &Member, id: SessionId) -> ApiResult<SessionView> {
    allowed(app, member, id, Action::ReopenRegister).await?;
    app.reads.run(move |c| Ok::<_, Error>(session::session(c, id)?.view)).await.map_err(Into::into)
}

/// The form that asks why attendance is opened again.
pub async fn reopen_ask(app: Data<App>, session: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    let view = reopened(&app, &member, session.0).await?;
    reopen_page(&member, &view, reopen_form(session.0))?.answer(&app)
}

/// Opens attendance again.
pub async fn reopen(app: Data<App>, session: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let view = reopened(&app, &member, session.0).await?;
    let mut shown = reopen_form(session.0).keep(posted);
    if posted.again() {
        return reopen_page(&member, &view, shown)?.answer(&app);
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
            reopen_page(&member, &view, shown)?.answer(&app)
        }
    }
}
