//! What was mailed to whom and what became of it, and sending a failed mail again.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{MailId, OutboxMail},
        times::{LONDON, ZoneNote, moment},
    },
    store::read::mail::outbox::{self, MailView, STATES},
    web::{
        error::ApiResult,
        extract::{Listed, Member, MembersForm, Paging, Params, PathId, Visit},
        forms::{Field, Form},
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

fn line(mail: &MailView) -> Value {
    json!({
        "address": format!("/manage/mails/{}", mail.id),
        "about": wording::mail(&mail.kind),
        "to": mail.to_name,
        "email": mail.to_email,
        "when": moment(mail.sent_at.unwrap_or(mail.queued_at), LONDON, ZoneNote::WhenElsewhere),
        "state": wording::of_mail(&mail.state),
    })
}

/// The newest first.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ReadWorkBoard)?;
    let Asked { state, cursor } = asked.0;
    let state = state.filter(|state| STATES.contains(&state.as_str()));
    let paging = Paging::read(None, cursor.as_deref())?;
    let before: Option<MailId> = paging.after.as_deref().and_then(|id| id.parse().ok());
    let limit = i64::try_from(paging.limit + 1).unwrap_or(i64::MAX);
    let wanted = state.clone();
    let found = app.reads.run(move |c| outbox::list(c, wanted.as_deref(), before, limit)).await?;
    let listed = Listed::cut(found, &paging, |mail| mail.id.to_string());
    let chosen = state.unwrap_or_default();
    let next = listed.next.map(|cursor| format!("/manage/mails?state={chosen}&cursor={cursor}"));
    let by_state =
        STATES.iter().fold(Field::select("state", "State").choice("", "Any state"), |field, state| {
            field.choice(*state, wording::of_mail(state).label)
        });
    let form = Form::new("/manage/mails", "Show these").field(by_state.value(chosen));
    Page::new(&member.visit, "manage/mails", "Mails")
        .facts(json!({"mails": listed.items.iter().map(line).collect::<Vec<_>>(), "next": next}))
        .form(form)
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}

fn resend_form(id: MailId) -> Form {
    Form::new(format!("/manage/mails/{id}/resend"), "Send it again")
}

fn page<'v>(visit: &'v Visit, mail: &MailView, form: Form) -> Page<'v> {
    let when = |at| moment(at, LONDON, ZoneNote::WhenElsewhere);
    Page::new(visit, "manage/mail", wording::mail(&mail.kind))
        .facts(json!({
            "mail": line(mail),
            "person": mail.person_id.map(|id| format!("/manage/people/{id}")),
            "booking": mail.booking_id.map(|id| format!("/bookings/{id}")),
            "date": mail.session_id.map(|id| format!("/manage/dates/{id}")),
            "queued": when(mail.queued_at),
            "sent": mail.sent_at.map(when),
            "next_attempt": mail.next_attempt_at.map(when),
            "attempts": mail.attempts,
            "possibly_sent": mail.possibly_sent,
            "error": mail.last_error,
            "failed": mail.state == "failed",
        }))
        .form(form)
        .back("/manage/mails", "Mails")
        .here("/work")
}

/// One mail.
pub async fn show(
    app: Data<App>,
    member: Member,
    id: PathId<OutboxMail>,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ReadWorkBoard)?;
    let mail = app.reads.run(move |c| outbox::view(c, id.0)).await?;
    let notice = done.0.done.filter(|done| done == "resent").map(|_| "It is being sent again.");
    page(&member.visit, &mail, resend_form(id.0)).notice(notice).answer(&app)
}

/// Sends a failed one again, to the address its reader has now.
pub async fn resend(app: Data<App>, id: PathId<OutboxMail>, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::ReadWorkBoard)?;
    let mut shown = resend_form(id.0);
    if !form.posted.again() {
        match app.usecases.resend_mail(form.caller.actor, id.0).await {
            Ok(_) => return see(format!("/manage/mails/{}?done=resent", id.0)),
            Err(failure) => shown.refused(failure)?,
        }
    }
    let mail = app.reads.run(move |c| outbox::view(c, id.0)).await?;
    page(&form.visit, &mail, shown).answer(&app)
}
