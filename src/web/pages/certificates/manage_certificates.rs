//! Certificates: finding one by name or number, and withdrawing it.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        certificates::{format_code, parse_code},
        ids::{Certificate, CertificateId},
        times,
        words::CertificateState,
    },
    store::read::certificates::{
        certificate::{self, CertificateView},
        certificate_list,
    },
    usecases::certificates::revoke_certificate::RevokeCertificate,
    web::{
        error::ApiResult,
        extract::{Listed, Member, MembersForm, Paging, Params, PathId, Visit},
        forms::{Field, Form},
        page_facts::{PageFacts, State},
        pages::wording,
        render::{Page, see},
    },
};

/// What to look for.
#[derive(Deserialize)]
pub struct Asked {
    q: Option<String>,
    cursor: Option<String>,
    done: Option<String>,
}

/// Certificates found.
#[derive(Serialize)]
pub(in crate::web) struct ManageCertificatesFacts {
    /// What to look for.
    q: String,
    /// Those found.
    certificates: Vec<CertificateLine>,
    /// The list's next page.
    next: Option<String>,
}

/// One certificate, as coordinators see it.
#[derive(Serialize)]
pub(in crate::web) struct ManageCertificateFacts {
    /// The certificate.
    certificate: CertificateLine,
    /// CPD in words.
    cpd: String,
    /// How they were worked out.
    basis: String,
    /// The code anyone can check it with.
    code: String,
    /// Where anyone checks it.
    verify: String,
    /// The day it was issued.
    issued: String,
    /// The day it was replaced or withdrawn.
    ended: Option<String>,
    /// Why.
    reason: Option<String>,
    /// What its holder asks to be put right.
    asked: Option<String>,
    /// Whether it still speaks for its holder.
    valid: bool,
}

/// A certificate of a list.
#[derive(Clone, Serialize)]
struct CertificateLine {
    /// Its page.
    address: String,
    /// The paper.
    pdf: String,
    /// The name it was issued in, unless that was removed.
    name: Option<String>,
    /// Its holder's record.
    person: String,
    /// The course's title.
    course: String,
    /// The day the course was completed.
    on: String,
    /// Its number.
    number: String,
    /// Whether it still speaks for its holder.
    state: State,
}

impl CertificateLine {
    fn of(one: &CertificateView) -> Self {
        Self {
            address: format!("/manage/certificates/{}", one.id),
            pdf: format!("/certificates/{}.pdf", one.id),
            name: one.person_name.clone(),
            person: format!("/manage/people/{}", one.person_id),
            course: one.course_title.clone(),
            on: times::day(one.completed_on),
            number: one.number.clone(),
            state: wording::of_certificate(one.state),
        }
    }

    fn sample(state: CertificateState, name: Option<&str>) -> Self {
        Self {
            address: "/manage/certificates/1".to_owned(),
            pdf: "/certificates/1.pdf".to_owned(),
            name: name.map(str::to_owned),
            person: "/manage/people/1".to_owned(),
            course: "Introduction to restorative practice".to_owned(),
            on: "Tuesday 12 January 2027".to_owned(),
            number: "2027-00042".to_owned(),
            state: wording::of_certificate(state),
        }
    }
}

impl PageFacts for ManageCertificatesFacts {
    const TEMPLATE: &'static str = "certificates/manage_certificates";

    fn samples() -> Vec<Self> {
        let found = vec![
            CertificateLine::sample(CertificateState::Valid, Some("Amira Khan")),
            CertificateLine::sample(CertificateState::Revoked, None),
        ];
        let next = Some("/manage/certificates?q=&cursor=1".to_owned());
        vec![
            Self { q: String::new(), certificates: found, next },
            Self { q: "zoe".to_owned(), certificates: Vec::new(), next: None },
        ]
    }
}

impl PageFacts for ManageCertificateFacts {
    const TEMPLATE: &'static str = "certificates/manage_certificate";

    fn samples() -> Vec<Self> {
        let valid = Self {
            certificate: CertificateLine::sample(CertificateState::Valid, Some("Amira Khan")),
            cpd: "3 hours of CPD".to_owned(),
            basis: "The whole of the course.".to_owned(),
            code: "ABCD-EFGH-JKLM-NPQR-STVW-XYZ2-3456".to_owned(),
            verify: "/verify/ABCDEFGHJKLMNPQRSTVWXYZ23456".to_owned(),
            issued: "Wednesday 13 January 2027".to_owned(),
            ended: None,
            reason: None,
            asked: Some("My name is Siân, with a circumflex.".to_owned()),
            valid: true,
        };
        let unasked = Self {
            certificate: CertificateLine::sample(CertificateState::Valid, Some("Amira Khan")),
            cpd: valid.cpd.clone(),
            basis: valid.basis.clone(),
            code: valid.code.clone(),
            verify: valid.verify.clone(),
            issued: valid.issued.clone(),
            ended: None,
            reason: None,
            asked: None,
            valid: true,
        };
        let withdrawn = Self {
            certificate: CertificateLine::sample(CertificateState::Revoked, None),
            cpd: valid.cpd.clone(),
            basis: valid.basis.clone(),
            code: valid.code.clone(),
            verify: valid.verify.clone(),
            issued: valid.issued.clone(),
            ended: Some("Monday 1 February 2027".to_owned()),
            reason: Some("It was issued in error.".to_owned()),
            asked: None,
            valid: false,
        };
        vec![valid, unasked, withdrawn]
    }

    fn form_sample() -> Option<Form> {
        Some(withdraw_form(CertificateId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

/// The newest first, or those of a name, number or code.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let Asked { q, cursor, done } = asked.0;
    let q = q.unwrap_or_default();
    let paging = Paging::read(None, cursor.as_deref())?;
    let before: Option<CertificateId> = paging.after.as_deref().and_then(|id| id.parse().ok());
    let (typed, limit) = (q.clone(), i64::try_from(paging.limit + 1).unwrap_or(i64::MAX));
    let found =
        app.reads.run(move |c| certificate_list::find(c, &typed, parse_code(&typed), before, limit)).await?;
    let listed = Listed::cut(found, &paging, |one| one.id.to_string());
    let next = listed.next.map(|cursor| {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &q)
            .append_pair("cursor", &cursor)
            .finish();
        format!("/manage/certificates?{query}")
    });
    let notice = done.filter(|done| done == "withdrawn").map(|_| "Withdrawn. Its holder is being told why.");
    let certificates = listed.items.iter().map(CertificateLine::of).collect();
    Page::of(&member.visit, "Certificates", &ManageCertificatesFacts { q, certificates, next })?
        .notice(notice)
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}

fn withdraw_form(id: CertificateId) -> Form {
    Form::new(format!("/manage/certificates/{id}"), "Withdraw this certificate")
        .field(Field::lines("reason", "Why is it withdrawn?", 3).hint("Its holder reads this."))
}

fn page<'v>(visit: &'v Visit, one: &CertificateView, form: Form) -> ApiResult<Page<'v>> {
    let day = |at| times::day(times::day_in(at, times::LONDON));
    let facts = ManageCertificateFacts {
        certificate: CertificateLine::of(one),
        cpd: times::cpd_length(one.cpd_minutes),
        basis: one.cpd_basis.clone(),
        code: format_code(&one.verification_code),
        verify: format!("/verify/{}", one.verification_code),
        issued: day(one.issued_at),
        ended: one.ended_at.map(day),
        reason: one.end_reason.clone(),
        asked: one.reissue_words.clone(),
        valid: one.state == CertificateState::Valid,
    };
    Ok(Page::of(visit, format!("Certificate {}", one.number), &facts)?
        .form(form)
        .back("/manage/certificates", "Certificates")
        .here("/work"))
}

/// One certificate.
pub async fn show(app: Data<App>, member: Member, id: PathId<Certificate>) -> ApiResult<HttpResponse> {
    let one = app.reads.run(move |c| certificate::view(c, id.0)).await?;
    page(&member.visit, &one, withdraw_form(id.0))?.answer(&app)
}

/// Withdraws one.
pub async fn withdraw(app: Data<App>, id: PathId<Certificate>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = withdraw_form(id.0).keep(&form.posted);
    if !form.posted.again() {
        let reason = form.posted.get("reason").to_owned();
        if reason.is_empty() {
            shown.refuse("reason", "Say why it is withdrawn: its holder reads it.");
        } else {
            let ask = RevokeCertificate { actor: form.caller.actor, certificate: id.0, reason };
            match app.usecases.revoke_certificate(ask, None).await {
                Ok(_) => return see("/manage/certificates?done=withdrawn"),
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    let one = app.reads.run(move |c| certificate::view(c, id.0)).await?;
    page(&form.visit, &one, shown)?.answer(&app)
}
