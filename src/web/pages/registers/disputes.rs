//! "This is wrong": what people say about their results, and what they are answered.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::roster::allowed;
use crate::{
    app::App,
    domain::{
        access::Action,
        booking_states::shown,
        ids::{Row, RowId, Session, SessionId},
        times::{ZoneNote, moment},
        words::BookingState,
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
        page_facts::PageFacts,
        pages::sessions::session_words as words,
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// What people say about their results of one session.
#[derive(Serialize)]
pub(in crate::web) struct DisputesFacts {
    /// The course and its dates.
    lede: String,
    /// What nobody has answered.
    open: Vec<DisputeFacts>,
    /// What is answered.
    answered: Vec<DisputeFacts>,
    /// Where attendance is opened again, for those who may.
    reopen: Option<String>,
}

/// One of them, to be answered.
#[derive(Serialize)]
pub(in crate::web) struct AnswerDisputeFacts {
    /// The course and its dates.
    lede: String,
    /// What was said.
    dispute: DisputeFacts,
}

/// What somebody says about their result.
#[derive(Clone, Serialize)]
struct DisputeFacts {
    /// Their name.
    person: String,
    /// The result.
    result: &'static str,
    /// What they say.
    words: String,
    /// When they said so.
    when: String,
    /// What they were answered.
    answer: Option<String>,
    /// Where it is answered.
    address: String,
}

impl DisputeFacts {
    fn of(dispute: &SessionDispute, view: &SessionView) -> Self {
        Self {
            person: dispute.person.clone(),
            result: shown(dispute.state),
            words: dispute.words.clone(),
            when: moment(dispute.opened_at, view.timezone.tz(), ZoneNote::WhenElsewhere),
            answer: dispute.answer.clone(),
            address: format!("/disputes/{}/answer", dispute.id),
        }
    }

    fn sample(answer: Option<&str>) -> Self {
        Self {
            person: "Amira Khan".to_owned(),
            result: shown(BookingState::NoShow),
            words: "I was there, and joined by telephone.".to_owned(),
            when: "Wednesday 13 January 2027 at 9am".to_owned(),
            answer: answer.map(str::to_owned),
            address: "/disputes/1/answer".to_owned(),
        }
    }
}

/// The course and its dates in the samples.
const LEDE: &str = "Introduction to restorative practice: Tuesday 12 January 2027, 10am to 1pm";

impl PageFacts for DisputesFacts {
    const TEMPLATE: &'static str = "registers/disputes";

    fn samples() -> Vec<Self> {
        let of = |open, answered, reopen: Option<&str>| Self {
            lede: LEDE.to_owned(),
            open,
            answered,
            reopen: reopen.map(str::to_owned),
        };
        let answered = vec![DisputeFacts::sample(Some("You are right: it is put right."))];
        vec![
            of(vec![DisputeFacts::sample(None)], answered, Some("/sessions/1/attendance/reopen")),
            of(Vec::new(), Vec::new(), None),
        ]
    }
}

impl PageFacts for AnswerDisputeFacts {
    const TEMPLATE: &'static str = "registers/dispute";

    fn samples() -> Vec<Self> {
        let of = |answer| Self { lede: LEDE.to_owned(), dispute: DisputeFacts::sample(answer) };
        vec![of(None), of(Some("You are right: it is put right."))]
    }

    fn form_sample() -> Option<Form> {
        Some(answer_form(RowId::from_uuid(uuid::Uuid::from_u128(1))))
    }
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
    let facts_of =
        |of: Vec<&SessionDispute>| of.into_iter().map(|one| DisputeFacts::of(one, &view)).collect();
    let facts = DisputesFacts {
        lede: words::course_and_dates(&view),
        open: facts_of(open),
        answered: facts_of(answered),
        reopen: member.caller.actor.is_coordinator.then(|| format!("/sessions/{id}/attendance/reopen")),
    };
    let notice =
        (asked.0.done.as_deref() == Some("answered")).then_some("Answered. They read it on their booking.");
    Page::of(&member.visit, "“This is wrong”", &facts)?
        .notice(notice)
        .back(back, "Who is coming")
        .answer(&app)
}

/// One of them with its session, if the caller may answer it.
async fn load(app: &App, member: &Member, id: RowId) -> ApiResult<(SessionId, SessionView, SessionDispute)> {
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
) -> ApiResult<Page<'v>> {
    let facts =
        AnswerDisputeFacts { lede: words::course_and_dates(view), dispute: DisputeFacts::of(dispute, view) };
    Ok(Page::of(&member.visit, format!("{} says “This is wrong”", dispute.person), &facts)?
        .form(form)
        .back(format!("/sessions/{session}/disputes"), "All of this course date"))
}

/// The form that answers one.
pub async fn form(app: Data<App>, dispute: PathId<Row>, member: Member) -> ApiResult<HttpResponse> {
    let loaded = load(&app, &member, dispute.0).await?;
    page(&member, &loaded, answer_form(dispute.0))?.answer(&app)
}

/// Answers one.
pub async fn answer(app: Data<App>, dispute: PathId<Row>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let loaded = load(&app, &member, dispute.0).await?;
    let mut shown = answer_form(dispute.0).keep(posted);
    if posted.again() {
        return page(&member, &loaded, shown)?.answer(&app);
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
            page(&member, &loaded, shown)?.answer(&app)
        }
    }
}
