//! Certificates: finding one by name or number, and withdrawing it.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::{
        access::Action,
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

fn line(one: &CertificateView) -> Value {
    json!({
        "address": format!("/manage/certificates/{}", one.id),
        "pdf": format!("/certificates/{}.pdf", one.id),
        "name": one.person_name,
        "person": format!("/manage/people/{}", one.person_id),
        "course": one.course_title,
        "on": times::day(one.completed_on),
        "number": one.number,
        "state": wording::of_certificate(one.state),
    })
}

/// The newest first, or those of a name, number or code.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    member.caller.could(Action::RevokeCertificate)?;
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
    Page::new(&member.visit, "manage/certificates", "Certificates")
        .facts(
            json!({"q": q, "certificates": listed.items.iter().map(line).collect::<Vec<_>>(), "next": next}),
        )
        .notice(notice)
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}

fn withdraw_form(id: CertificateId) -> Form {
    Form::new(format!("/manage/certificates/{id}"), "Withdraw this certificate")
        .field(Field::lines("reason", "Why is it withdrawn?", 3).hint("Its holder reads this."))
}

fn page<'v>(visit: &'v Visit, one: &CertificateView, form: Form) -> Page<'v> {
    Page::new(visit, "manage/certificate", format!("Certificate {}", one.number))
        .facts(json!({
            "certificate": line(one),
            "cpd": times::cpd_length(one.cpd_minutes),
            "basis": one.cpd_basis,
            "code": format_code(&one.verification_code),
            "verify": format!("/verify/{}", one.verification_code),
            "issued": times::day(times::day_in(one.issued_at, times::LONDON)),
            "ended": one.ended_at.map(|at| times::day(times::day_in(at, times::LONDON))),
            "reason": one.end_reason,
            "valid": one.state == CertificateState::Valid,
        }))
        .form(form)
        .back("/manage/certificates", "Certificates")
        .here("/work")
}

/// One certificate.
pub async fn show(app: Data<App>, member: Member, id: PathId<Certificate>) -> ApiResult<HttpResponse> {
    member.caller.could(Action::RevokeCertificate)?;
    let one = app.reads.run(move |c| certificate::view(c, id.0)).await?;
    page(&member.visit, &one, withdraw_form(id.0)).answer(&app)
}

/// Withdraws one.
pub async fn withdraw(app: Data<App>, id: PathId<Certificate>, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::RevokeCertificate)?;
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
    page(&form.visit, &one, shown).answer(&app)
}
