//! "This is wrong": what people say about their results, and what they are answered.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use super::roster::allowed;
use crate::{
    app::App,
    domain::{
        access::Action,
        booking_states::shown,
        ids::{Row, RowId, Session, SessionId},
        times::{ZoneNote, moment},
    },
    store::{
        error::Error,
        read::{
            registers::{
                register::{self, SessionDispute},
                register_answers, rosters,
            },
            sessions::session::{self, SessionView},
        },
    },
    usecases::registers::dispute_result::AnswerDispute,
    web::{
        access::may_for_booking,
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, Params, PathId},
        forms::{Field, Form},
        pages::sessions::session_words as words,
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

fn facts_of(dispute: &SessionDispute, view: &SessionView) -> Value {
    json!({
        "person": dispute.person,
        "result": shown(dispute.state),
        "words": dispute.words,
        "when": moment(dispute.opened_at, words::zone(view), ZoneNote::WhenElsewhere),
        "answer": dispute.answer,
        "address": format!("/disputes/{}/answer", dispute.id),
    })
}

/// All that was said about one session.
pub async fn list(
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let back = allowed(&app, &member, session.0, Action::AnswerDispute).await?;
    let id = session.0;
    let (view, disputes) = app
        .reads
        .run(move |c| Ok::<_, Error>((session::session(c, id)?.view, register::disputes_of_session(c, id)?)))
        .await?;
    let (answered, open): (Vec<_>, Vec<_>) = disputes.iter().partition(|dispute| dispute.answer.is_some());
    let facts = json!({
        "lede": format!("{}: {}", view.course.title, words::dates(&view)),
        "open": open.into_iter().map(|dispute| facts_of(dispute, &view)).collect::<Vec<_>>(),
        "answered": answered.into_iter().map(|dispute| facts_of(dispute, &view)).collect::<Vec<_>>(),
        "reopen": (member.caller.actor.is_coordinator)
            .then(|| format!("/sessions/{id}/attendance/reopen")),
    });
    let notice =
        (asked.0.done.as_deref() == Some("answered")).then_some("Answered. They read it on their booking.");
    Page::new(&member.visit, "disputes", "“This is wrong”")
        .facts(facts)
        .notice(notice)
        .back(back, "Who is coming")
        .answer(&app)
}

/// One of them with its session, if the caller may answer it.
async fn load(app: &App, member: &Member, id: RowId) -> ApiResult<(SessionId, SessionView, SessionDispute)> {
    member.caller.could(Action::AnswerDispute)?;
    let booking = app.reads.run(move |c| register_answers::dispute_booking(c, id)).await?;
    may_for_booking(app, &member.caller, booking, Action::AnswerDispute).await?;
    let (session, view, disputes) = app
        .reads
        .run(move |c| {
            let session = rosters::session_of(c, booking)?;
            let view = session::session(c, session)?.view;
            Ok::<_, Error>((session, view, register::disputes_of_session(c, session)?))
        })
        .await?;
    let found = disputes.into_iter().find(|dispute| dispute.id == id).ok_or_else(ApiError::not_there)?;
    Ok((session, view, found))
}

fn answer_form(id: RowId) -> Form {
    Form::new(format!("/disputes/{id}/answer"), "Send this answer").field(
        Field::lines("answer", "Your answer", 5).hint(
            "They read it on their booking. To change the result itself, attendance is opened again first.",
        ),
    )
}

fn page<'v>(
    member: &'v Member,
    (session, view, dispute): &(SessionId, SessionView, SessionDispute),
    form: Form,
) -> Page<'v> {
    Page::new(&member.visit, "dispute", format!("{} says “This is wrong”", dispute.person))
        .facts(json!({
            "lede": format!("{}: {}", view.course.title, words::dates(view)),
            "dispute": facts_of(dispute, view),
        }))
        .form(form)
        .back(format!("/sessions/{session}/disputes"), "All of this course date")
}

/// The form that answers one.
pub async fn form(app: Data<App>, dispute: PathId<Row>, member: Member) -> ApiResult<HttpResponse> {
    let loaded = load(&app, &member, dispute.0).await?;
    page(&member, &loaded, answer_form(dispute.0)).answer(&app)
}

/// Answers one.
pub async fn answer(app: Data<App>, dispute: PathId<Row>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let loaded = load(&app, &member, dispute.0).await?;
    let mut shown = answer_form(dispute.0).keep(posted);
    if posted.again() {
        return page(&member, &loaded, shown).answer(&app);
    }
    let ask = AnswerDispute {
        actor: form.caller.actor,
        dispute: dispute.0,
        answer: posted.get("answer").to_owned(),
    };
    match app.usecases.answer_dispute(ask, None).await {
        Ok(_) => see(format!("/sessions/{}/disputes?done=answered", loaded.0)),
        Err(failure) => {
            shown.refused(failure)?;
            page(&member, &loaded, shown).answer(&app)
        }
    }
}
