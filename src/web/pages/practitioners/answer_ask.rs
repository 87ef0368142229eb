//! What somebody asks a practitioner for, and the answer of the hub.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        ids::{Row, RowId},
        times::{self, LONDON, ZoneNote},
    },
    store::read::practitioners::asks::{self, AskView},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// What somebody asks for.
#[derive(Serialize)]
pub(in crate::web) struct AnswerAskFacts {
    /// Who asks.
    who: String,
    /// Their record.
    record: String,
    asked: String,
    what: String,
    place: Option<String>,
    wanted: Option<String>,
    phone: Option<String>,
    /// When it was answered.
    answered: Option<String>,
    answer: Option<String>,
}

impl PageFacts for AnswerAskFacts {
    const TEMPLATE: &'static str = "practitioners/answer_ask";

    fn samples() -> Vec<Self> {
        let open = || Self {
            who: "Amira Khan".to_owned(),
            record: "/manage/people/1".to_owned(),
            asked: "Tuesday 12 January 2027 at 9:30am".to_owned(),
            what: "Two families have fallen out over a garden fence.".to_owned(),
            place: Some("Hillside Primary School".to_owned()),
            wanted: Some("In February".to_owned()),
            phone: Some("0117 496 0123".to_owned()),
            answered: None,
            answer: None,
        };
        let answered = Self {
            place: None,
            wanted: None,
            phone: None,
            answered: Some("Wednesday 13 January 2027 at 4pm".to_owned()),
            answer: Some("Ben Okoro can come.".to_owned()),
            ..open()
        };
        let erased = Self { answer: None, answered: Some("Wednesday".to_owned()), ..open() };
        vec![open(), answered, erased]
    }

    fn form_sample() -> Option<Form> {
        Some(answer_form(RowId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

fn address(id: RowId) -> String {
    format!("/manage/practitioner-asks/{id}")
}

fn answer_form(id: RowId) -> Form {
    Form::new(address(id), "Send this answer")
        .field(Field::lines("answer", "Your answer", 5).hint("It goes to them by mail."))
}

fn page<'v>(visit: &'v Visit, view: &AskView, form: Form) -> ApiResult<Page<'v>> {
    let moment = |at| times::moment(at, LONDON, ZoneNote::WhenElsewhere);
    let facts = AnswerAskFacts {
        who: view.person.1.clone(),
        record: format!("/manage/people/{}", view.person.0),
        asked: moment(view.asked_at),
        what: view.what.clone(),
        place: view.place.clone(),
        wanted: view.wanted.clone(),
        phone: view.phone.clone(),
        answered: view.answered_at.map(moment),
        answer: view.answer.clone(),
    };
    Ok(Page::of(visit, "A practitioner is asked for", &facts)?
        .form(form)
        .back("/work", "Work board")
        .here("/work"))
}

/// One of them, with the form that answers it.
pub async fn show(
    app: Data<App>,
    member: Member,
    id: PathId<Row>,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    let view = app.reads.run(move |c| asks::view(c, id)).await?;
    let notice = (done.0.done.as_deref() == Some("answered")).then_some("Your answer is on its way.");
    page(&member.visit, &view, answer_form(id))?.notice(notice).answer(&app)
}

/// Answers it.
pub async fn answer(app: Data<App>, id: PathId<Row>, form: MembersForm) -> ApiResult<HttpResponse> {
    let id = id.0;
    let view = app.reads.run(move |c| asks::view(c, id)).await?;
    let mut shown = answer_form(id).keep(&form.posted);
    if !form.posted.again() {
        match app.usecases.answer_practitioner_ask(form.caller.id(), id, form.posted.get("answer")).await {
            Ok(()) => return see(format!("{}?done=answered", address(id))),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, &view, shown)?.answer(&app)
}
