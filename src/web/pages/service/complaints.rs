//! Complaints about the use of data: made by anyone, answered by coordinators.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        accounts::personal_address,
        ids::{Row, RowId},
        input::FieldErrors,
        people::PersonName,
        times::{self, LONDON, ZoneNote},
    },
    store::read::people::complaints::{self, ComplaintView},
    usecases::people::complain::Complainant,
    web::{
        attempts::{count_act, count_mail},
        error::ApiResult,
        extract::{AnyonesForm, Member, MembersForm, Params, PathId, Visit},
        forms::{Field, Form},
        limits::{COMPLAINTS_PER_PERSON, Limits},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

const TITLE: &str = "Complain about the use of your data";

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// The facts of `service/complain`.
#[derive(Serialize)]
pub(in crate::web) struct ComplainFacts {
    /// It has just been sent.
    sent: bool,
    /// The answer goes to the account's address.
    signed_in: bool,
}

/// The facts of `service/complaint`.
#[derive(Serialize)]
pub(in crate::web) struct ComplaintFacts {
    /// When it was made, in words.
    made: String,
    /// Who complains; none once that is erased.
    name: Option<String>,
    /// Where the answer goes, as typed by somebody who was not signed in.
    email: Option<String>,
    /// Their record's page.
    record: Option<String>,
    /// What they say; none once that is erased.
    words: Option<String>,
    /// When it was answered.
    answered: Option<String>,
    /// What they were answered.
    answer: Option<String>,
}

impl PageFacts for ComplainFacts {
    const TEMPLATE: &'static str = "service/complain";

    fn samples() -> Vec<Self> {
        let of = |sent, signed_in| Self { sent, signed_in };
        vec![of(false, false), of(false, true), of(true, false), of(true, true)]
    }

    fn form_sample() -> Option<Form> {
        Some(complaint_form(false))
    }
}

impl PageFacts for ComplaintFacts {
    const TEMPLATE: &'static str = "service/complaint";

    fn samples() -> Vec<Self> {
        let text = |text: &str| Some(text.to_owned());
        let of = |record, email, answered: Option<&str>| Self {
            made: "Tuesday 12 January 2027, 9:30am".to_owned(),
            name: text("Amira Khan"),
            email,
            record,
            words: text("My address was on a list that everybody got."),
            answered: answered.map(str::to_owned),
            answer: answered.and(text("You are right. It will not happen again.")),
        };
        let erased = Self { name: None, words: None, answer: None, ..of(None, None, Some("Wednesday")) };
        vec![
            of(text("/manage/people/1"), None, None),
            of(None, text("amira@home.example"), Some("Wednesday 13 January 2027, 4pm")),
            erased,
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(answer_form(RowId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

fn complaint_form(signed_in: bool) -> Form {
    let mut form = Form::new("/complain", "Send my complaint");
    if !signed_in {
        form = form
            .field(Field::text("name", "Your name").autocomplete("name"))
            .field(Field::email("email", "Your e-mail address").hint("We answer you there."));
    }
    form.field(Field::lines("words", "What is not right?", 6))
}

fn complain_page(visit: &Visit, sent: bool, form: Form) -> ApiResult<Page<'_>> {
    let facts = ComplainFacts { sent, signed_in: visit.signed_in.is_some() };
    Ok(Page::of(visit, TITLE, &facts)?.form(form).back("/privacy", "Privacy notice"))
}

/// The form.
pub async fn form(app: Data<App>, visit: Visit, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let sent = asked.0.done.as_deref() == Some("sent");
    complain_page(&visit, sent, complaint_form(visit.signed_in.is_some()))?.answer(&app)
}

/// Takes it down. Somebody not signed in may have only so many mails sent, to whichever address.
pub async fn complain(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = form;
    let mut shown = complaint_form(visit.signed_in.is_some()).keep(&posted);
    if posted.again() {
        return complain_page(&visit, false, shown)?.answer(&app);
    }
    let mut errors = FieldErrors::new();
    let who = if let Some(somebody) = &visit.signed_in {
        Some(Complainant::Person(somebody.caller.id()))
    } else {
        let name = errors.keep(PersonName::parse("name", posted.get("name")));
        let email = errors.keep(personal_address("email", posted.get("email")));
        name.zip(email).map(|(name, email)| Complainant::Typed(name, email))
    };
    if posted.get("words").trim().is_empty() {
        errors.add("words", "Say what is not right.");
    }
    match errors.finish(who) {
        Ok(Some(who)) => {
            match (&who, &visit.signed_in) {
                (Complainant::Typed(_, email), _) => count_mail(&request, &app, &limits, email)?,
                (Complainant::Person(_), Some(somebody)) => {
                    let limit = ("complaints of", COMPLAINTS_PER_PERSON);
                    count_act(&app, &limits, limit, &somebody.caller)?;
                }
                (Complainant::Person(_), None) => {}
            }
            match app.usecases.complain(who, posted.get("words")).await {
                Ok(()) => return see("/complain?done=sent"),
                Err(failure) => shown.refused(failure)?,
            }
        }
        Ok(None) => {}
        Err(errors) => shown.refuse_all(&errors),
    }
    complain_page(&visit, false, shown)?.answer(&app)
}

fn answer_form(id: RowId) -> Form {
    Form::new(format!("/manage/complaints/{id}"), "Send this answer")
        .field(Field::lines("answer", "Your answer", 6).hint("It goes to them by mail."))
}

fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    times::moment(at, LONDON, ZoneNote::WhenElsewhere)
}

fn complaint_page<'v>(visit: &'v Visit, view: &ComplaintView, form: Form) -> ApiResult<Page<'v>> {
    let facts = ComplaintFacts {
        made: moment(view.made_at),
        name: view.name.clone(),
        email: view.email.clone(),
        record: view.person.map(|person| format!("/manage/people/{person}")),
        words: view.words.clone(),
        answered: view.answered_at.map(moment),
        answer: view.answer.clone(),
    };
    Ok(Page::of(visit, "A complaint about the use of data", &facts)?
        .form(form)
        .back("/work", "Work board")
        .here("/work"))
}

/// One of them, with the form that answers it.
pub async fn show(
    app: Data<App>,
    member: Member,
    id: PathId<Row>,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    let view = app.reads.run(move |c| complaints::view(c, id)).await?;
    let done = (asked.0.done.as_deref() == Some("answered")).then_some("Your answer is on its way.");
    complaint_page(&member.visit, &view, answer_form(id))?.notice(done).answer(&app)
}

/// Answers it.
pub async fn answer(app: Data<App>, id: PathId<Row>, form: MembersForm) -> ApiResult<HttpResponse> {
    let id = id.0;
    let view = app.reads.run(move |c| complaints::view(c, id)).await?;
    let mut shown = answer_form(id).keep(&form.posted);
    if !form.posted.again() {
        match app.usecases.answer_complaint(form.caller.id(), id, form.posted.get("answer")).await {
            Ok(()) => return see(format!("/manage/complaints/{id}?done=answered")),
            Err(failure) => shown.refused(failure)?,
        }
    }
    complaint_page(&form.visit, &view, shown)?.answer(&app)
}
