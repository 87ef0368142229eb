//! A certificate with something on it put right: asked for by its holder, issued again by a coordinator.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Certificate, CertificateId},
        words::CertificateState,
    },
    store::read::certificates::certificate::{self, CertificateView},
    usecases::certificates::reissue_certificate::{AskForReissue, ReissueCertificate},
    web::{
        access::may_for_certificate,
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// Issuing a certificate again.
#[derive(Serialize)]
pub(in crate::web) struct ReissueFacts {
    /// Its number.
    number: String,
    /// The course's title.
    course: String,
    /// What its holder asked for.
    asked: Option<String>,
    /// Whether it is in force.
    valid: bool,
}

/// Asking for one.
#[derive(Serialize)]
pub(in crate::web) struct AskReissueFacts {
    /// Its number.
    number: String,
    /// The course's title.
    course: String,
    /// The name it was issued in.
    name: Option<String>,
    /// What was asked for already.
    asked: Option<String>,
    /// Whether it is in force.
    valid: bool,
}

const NUMBER: &str = "TL-2027-00042";
const COURSE: &str = "Introduction to restorative practice";

impl PageFacts for ReissueFacts {
    const TEMPLATE: &'static str = "certificates/reissue";

    fn samples() -> Vec<Self> {
        let of = |asked: Option<&str>, valid| Self {
            number: NUMBER.to_owned(),
            course: COURSE.to_owned(),
            asked: asked.map(str::to_owned),
            valid,
        };
        vec![of(Some("My name is Siân, with a circumflex."), true), of(None, true), of(None, false)]
    }

    fn form_sample() -> Option<Form> {
        Some(reissue_form(CertificateId::from_uuid(uuid::Uuid::from_u128(1)), "Siân Hughes"))
    }
}

impl PageFacts for AskReissueFacts {
    const TEMPLATE: &'static str = "certificates/ask_reissue";

    fn samples() -> Vec<Self> {
        let of = |name: Option<&str>, asked: Option<&str>, valid| Self {
            number: NUMBER.to_owned(),
            course: COURSE.to_owned(),
            name: name.map(str::to_owned),
            asked: asked.map(str::to_owned),
            valid,
        };
        vec![
            of(Some("Sian Hughes"), None, true),
            of(Some("Sian Hughes"), Some("My name is Siân, with a circumflex."), true),
            of(None, None, false),
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(ask_form_of(CertificateId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

fn reissue_form(id: CertificateId, name: &str) -> Form {
    Form::new(format!("/manage/certificates/{id}/reissue"), "Issue it again")
        .field(Field::text("name", "The name as it should print").value(name))
        .field(Field::lines("reason", "What is put right?", 2).hint("Its holder reads this."))
}

fn ask_form_of(id: CertificateId) -> Form {
    Form::new(format!("/certificates/{id}/ask"), "Ask for a new one").field(
        Field::lines("words", "What should be put right?", 3).hint("For example how your name is written."),
    )
}

fn page<'v>(visit: &'v Visit, one: &CertificateView, form: Form) -> ApiResult<Page<'v>> {
    let facts = ReissueFacts {
        number: one.number.clone(),
        course: one.course_title.clone(),
        asked: one.reissue_words.clone(),
        valid: one.state == CertificateState::Valid,
    };
    Ok(Page::of(visit, format!("Issue certificate {} again", one.number), &facts)?
        .form(form)
        .back(format!("/manage/certificates/{}", one.id), "The certificate")
        .here("/work"))
}

/// The form of a coordinator.
pub async fn form(app: Data<App>, member: Member, id: PathId<Certificate>) -> ApiResult<HttpResponse> {
    let one = app.reads.run(move |c| certificate::view(c, id.0)).await?;
    let form = reissue_form(id.0, one.person_name.as_deref().unwrap_or_default());
    page(&member.visit, &one, form)?.answer(&app)
}

/// Issues it again.
pub async fn reissue(app: Data<App>, id: PathId<Certificate>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = reissue_form(id.0, "").keep(&form.posted);
    if !form.posted.again() {
        let ask = ReissueCertificate {
            actor: form.caller.actor,
            certificate: id.0,
            reason: form.posted.get("reason").to_owned(),
            name: form.posted.optional("name"),
        };
        match app.usecases.reissue_certificate(ask, None).await {
            Ok(new) => return see(format!("/manage/certificates/{}", new.value.id)),
            Err(failure) => shown.refused(failure)?,
        }
    }
    let one = app.reads.run(move |c| certificate::view(c, id.0)).await?;
    page(&form.visit, &one, shown)?.answer(&app)
}

async fn own(app: &App, member: &Member, id: CertificateId) -> ApiResult<CertificateView> {
    may_for_certificate(app, &member.caller, id, Action::AskForReissue).await?;
    Ok(app.reads.run(move |c| certificate::view(c, id)).await?)
}

fn ask_page<'v>(member: &'v Member, one: &CertificateView, form: Form) -> ApiResult<Page<'v>> {
    let facts = AskReissueFacts {
        number: one.number.clone(),
        course: one.course_title.clone(),
        name: one.person_name.clone(),
        asked: one.reissue_words.clone(),
        valid: one.state == CertificateState::Valid,
    };
    Ok(Page::of(&member.visit, "Something on it is wrong", &facts)?
        .form(form)
        .back(format!("/certificates/{}", one.id), "The certificate")
        .here("/my-certificates"))
}

/// The form of its holder.
pub async fn ask_form(app: Data<App>, id: PathId<Certificate>, member: Member) -> ApiResult<HttpResponse> {
    let one = own(&app, &member, id.0).await?;
    ask_page(&member, &one, ask_form_of(id.0))?.answer(&app)
}

/// Asks for it.
pub async fn ask(app: Data<App>, id: PathId<Certificate>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    let one = own(&app, &member, id.0).await?;
    let mut shown = ask_form_of(id.0).keep(&form.posted);
    if !form.posted.again() {
        let words = form.posted.get("words").to_owned();
        let ask = AskForReissue { actor: form.caller.actor, certificate: id.0, words };
        match app.usecases.ask_for_reissue(ask).await {
            Ok(_) => return see(format!("/certificates/{}/ask", id.0)),
            Err(failure) => shown.refused(failure)?,
        }
    }
    ask_page(&member, &one, shown)?.answer(&app)
}
