//! What was mailed to whom and what became of it, and sending a failed mail again.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        ids::{MailId, OutboxMail},
        times::{LONDON, ZoneNote, moment},
        words::{MailState, Word},
    },
    store::read::mail::outbox::{self, MailView},
    web::{
        error::ApiResult,
        extract::{Listed, Member, MembersForm, Paging, Params, PathId, Visit},
        forms::{Field, Form},
        page_facts::{PageFacts, State},
        pages::wording,
        render::{Page, see},
    },
};

/// Which mails.
#[derive(Deserialize)]
pub struct Asked {
    state: Option<String>,
    cursor: Option<String>,
}

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// What was mailed.
#[derive(Serialize)]
pub(in crate::web) struct MailsFacts {
    /// The newest first.
    mails: Vec<Line>,
    /// The next page of them.
    next: Option<String>,
}

/// A mail in the list.
#[derive(Clone, Serialize)]
struct Line {
    address: String,
    about: String,
    /// Whom it is to, by name.
    to: String,
    email: String,
    /// When it was sent; before that, when it was written.
    when: String,
    state: State,
}

impl Line {
    fn of(mail: &MailView) -> Self {
        Self {
            address: format!("/manage/mails/{}", mail.id),
            about: wording::mail(&mail.kind),
            to: mail.to_name.clone(),
            email: mail.to_email.clone(),
            when: when(mail.sent_at.unwrap_or(mail.queued_at)),
            state: wording::of_mail(mail.state),
        }
    }

    fn sample() -> Self {
        Self {
            address: "/manage/mails/01930000-0000-7000-8000-000000000001".to_owned(),
            about: wording::mail("booked"),
            to: "Amira Khan".to_owned(),
            email: "amira.khan@school.example".to_owned(),
            when: "Tuesday 12 January 2027, 10:02am".to_owned(),
            state: wording::of_mail(MailState::Sent),
        }
    }
}

impl PageFacts for MailsFacts {
    const TEMPLATE: &'static str = "mail/mails";

    fn samples() -> Vec<Self> {
        let next = |cursor: &str| format!("/manage/mails?state=&cursor={cursor}");
        let mails = || vec![Line::sample()];
        vec![
            Self { mails: mails(), next: Some(next("next")) },
            Self { mails: mails(), next: None },
            Self { mails: Vec::new(), next: None },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(by_state("sent"))
    }
}

/// One mail and what became of it.
#[derive(Serialize)]
pub(in crate::web) struct MailFacts {
    mail: Line,
    /// The record of whom it is to.
    person: Option<String>,
    /// The booking it is about.
    booking: Option<String>,
    /// The course date it is about.
    date: Option<String>,
    /// When it was written.
    queued: String,
    sent: Option<String>,
    /// When it is tried again.
    next_attempt: Option<String>,
    attempts: i32,
    /// One try ended without a clear answer.
    possibly_sent: bool,
    /// What the mail server said.
    error: Option<String>,
    failed: bool,
}

impl PageFacts for MailFacts {
    const TEMPLATE: &'static str = "mail/mail";

    fn samples() -> Vec<Self> {
        let mail = Line::sample();
        let sent = Self {
            person: None,
            booking: None,
            date: None,
            queued: mail.when.clone(),
            sent: Some(mail.when.clone()),
            next_attempt: None,
            attempts: 1,
            possibly_sent: false,
            error: None,
            failed: false,
            mail: mail.clone(),
        };
        let failed = Self {
            person: Some("/manage/people/01930000-0000-7000-8000-000000000002".to_owned()),
            booking: Some("/bookings/01930000-0000-7000-8000-000000000003".to_owned()),
            date: Some("/manage/dates/01930000-0000-7000-8000-000000000004".to_owned()),
            queued: mail.when.clone(),
            sent: None,
            next_attempt: Some(mail.when.clone()),
            attempts: 7,
            possibly_sent: true,
            error: Some("550 no such mailbox".to_owned()),
            failed: true,
            mail: Line { state: wording::of_mail(MailState::Failed), ..mail },
        };
        vec![sent, failed]
    }

    fn form_sample() -> Option<Form> {
        Some(resend_form(MailId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

fn when(at: DateTime<Utc>) -> String {
    moment(at, LONDON, ZoneNote::WhenElsewhere)
}

fn by_state(chosen: &str) -> Form {
    let field = MailState::ALL
        .iter()
        .fold(Field::select("state", "State").choice("", "Any state"), |field, state| {
            field.choice(state.as_str(), wording::of_mail(*state).label)
        });
    Form::new("/manage/mails", "Show these").field(field.value(chosen))
}

/// The newest first.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let Asked { state, cursor } = asked.0;
    let state = state.and_then(|state| MailState::from_word(&state));
    let paging = Paging::read(None, cursor.as_deref())?;
    let before: Option<MailId> = paging.after.as_deref().and_then(|id| id.parse().ok());
    let limit = i64::try_from(paging.limit + 1).unwrap_or(i64::MAX);
    let found = app.reads.run(move |c| outbox::list(c, state, before, limit)).await?;
    let listed = Listed::cut(found, &paging, |mail| mail.id.to_string());
    let chosen = state.map_or("", Word::as_str);
    let next = listed.next.map(|cursor| format!("/manage/mails?state={chosen}&cursor={cursor}"));
    let facts = MailsFacts { mails: listed.items.iter().map(Line::of).collect(), next };
    Page::of(&member.visit, "Mails", &facts)?
        .form(by_state(chosen))
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}

fn resend_form(id: MailId) -> Form {
    Form::new(format!("/manage/mails/{id}/resend"), "Send it again")
}

fn page<'v>(visit: &'v Visit, mail: &MailView, form: Form) -> ApiResult<Page<'v>> {
    let facts = MailFacts {
        mail: Line::of(mail),
        person: mail.person_id.map(|id| format!("/manage/people/{id}")),
        booking: mail.booking_id.map(|id| format!("/bookings/{id}")),
        date: mail.session_id.map(|id| format!("/manage/dates/{id}")),
        queued: when(mail.queued_at),
        sent: mail.sent_at.map(when),
        next_attempt: mail.next_attempt_at.map(when),
        attempts: mail.attempts,
        possibly_sent: mail.possibly_sent,
        error: mail.last_error.clone(),
        failed: mail.state == MailState::Failed,
    };
    let page = Page::of(visit, facts.mail.about.clone(), &facts)?;
    Ok(page.form(form).back("/manage/mails", "Mails").here("/work"))
}

/// One mail.
pub async fn show(
    app: Data<App>,
    member: Member,
    id: PathId<OutboxMail>,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let mail = app.reads.run(move |c| outbox::view(c, id.0)).await?;
    let notice = done.0.done.filter(|done| done == "resent").map(|_| "It is being sent again.");
    page(&member.visit, &mail, resend_form(id.0))?.notice(notice).answer(&app)
}

/// Sends a failed one again, to the address its reader has now.
pub async fn resend(app: Data<App>, id: PathId<OutboxMail>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = resend_form(id.0);
    if !form.posted.again() {
        match app.usecases.resend_mail(form.caller.actor, id.0).await {
            Ok(_) => return see(format!("/manage/mails/{}?done=resent", id.0)),
            Err(failure) => shown.refused(failure)?,
        }
    }
    let mail = app.reads.run(move |c| outbox::view(c, id.0)).await?;
    page(&form.visit, &mail, shown)?.answer(&app)
}
