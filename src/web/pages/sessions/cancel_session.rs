//! Calling a course date off. Whom that tells is said before.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    known_session::{address, name_of},
    session_words::each_date,
};
use crate::{
    app::App,
    domain::{
        grammar::listed,
        ids::{Session, SessionId},
        words::BookingState,
    },
    store::read::registers::rosters::{self, RosterView},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::wording,
        render::{Page, see},
    },
};

/// What calling a date off would do.
#[derive(Serialize)]
pub(in crate::web) struct CancelSessionFacts {
    /// Whom it tells, and what else follows, in sentences.
    lines: Vec<String>,
    /// Its dates.
    when: Vec<String>,
    /// Its page.
    address: String,
}

impl PageFacts for CancelSessionFacts {
    const TEMPLATE: &'static str = "sessions/date_cancel";

    fn samples() -> Vec<Self> {
        vec![Self {
            lines: lines(Some("This will mail 2 people: 1 booked, 1 on the waiting list.".to_owned()), true),
            when: vec!["Tuesday 12 January 2027, 10am to 1pm".to_owned()],
            address: "/manage/dates/1".to_owned(),
        }]
    }

    fn form_sample() -> Option<Form> {
        Some(cancel_form(SessionId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

/// Whom calling a date off mails, in words; nothing when nobody is.
fn told(roster: &RosterView) -> Option<String> {
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
        return None;
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
    Some(format!("This will mail {}: {}.", wording::people(total), parts.join(", ")))
}

fn cancel_form(id: SessionId) -> Form {
    Form::new(format!("{}/cancel", address(id)), "Cancel this date").field(
        Field::lines("reason", "Why is it cancelled?", 3).hint("Everybody on it reads this in their mail."),
    )
}

fn lines(told: Option<String>, midway: bool) -> Vec<String> {
    let mut lines = match told {
        None => vec!["Nobody is booked on it, so nobody is mailed.".to_owned()],
        Some(told) => vec![
            told,
            "They read your reason and the next dates of the course. It leaves their calendars.".to_owned(),
            "Whoever loses a place comes first when a place comes up on another date.".to_owned(),
            "Their managers hear of it in the way they have chosen.".to_owned(),
        ],
    };
    if midway {
        lines.push(
            "What has taken place stays in calendars, and counts as attended in part. To let it count as the whole \
             course, change the date instead and leave out what is still to come."
                .to_owned(),
        );
    }
    lines
}

fn cancel_page<'v>(
    visit: &'v Visit,
    roster: &RosterView,
    form: Form,
    now: DateTime<Utc>,
) -> ApiResult<Page<'v>> {
    let session = &roster.session;
    let over = session.dates.iter().filter(|date| date.ends_at <= now).count();
    let mut lines = lines(told(roster), (1..session.dates.len()).contains(&over));
    if !session.trainers.is_empty() {
        let names: Vec<&str> = session.trainers.iter().map(|trainer| trainer.name.as_str()).collect();
        lines.push(format!("{}, to run it: told too. It leaves their calendars.", listed(&names, "and")));
    }
    let facts = CancelSessionFacts { lines, when: each_date(session), address: address(session.id) };
    Ok(Page::of(visit, format!("Cancel {}", name_of(session)?), &facts)?
        .form(form)
        .back(address(session.id), "Back to the date")
        .here("/manage/dates"))
}

/// What calling it off would do.
pub async fn cancelling(app: Data<App>, member: Member, id: PathId<Session>) -> ApiResult<HttpResponse> {
    let id = id.0;
    let roster = app.reads.run(move |c| rosters::roster(c, id)).await?;
    cancel_page(&member.visit, &roster, cancel_form(id), app.clock.now())?.answer(&app)
}

/// Calls it off.
pub async fn cancel(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let id = id.0;
    let mut shown = cancel_form(id).keep(&form.posted);
    if !form.posted.again() {
        match form.posted.optional("reason") {
            None => shown.refuse("reason", "Say why it is cancelled: everybody on it reads it."),
            Some(reason) => match app.usecases.cancel_session(form.caller.actor, id, reason).await {
                Ok(_) => return see(format!("{}?done=cancelled", address(id))),
                Err(failure) => shown.refused(failure)?,
            },
        }
    }
    let roster = app.reads.run(move |c| rosters::roster(c, id)).await?;
    cancel_page(&form.visit, &roster, shown, app.clock.now())?.answer(&app)
}
