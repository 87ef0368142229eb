//! What can I show? This year's CPD hours, the list by year, certificates to download and to share.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, block},
};
use chrono::Datelike;
use serde_json::{Value, json};

use crate::{
    app::App,
    documents::transcript,
    domain::{
        access::{Action, Relation},
        certificates::format_code,
        ids::{Certificate, CertificateId, PersonId},
        times,
        words::{BookingState, CertificateState, Word as _},
    },
    store::{
        error::Error,
        read::certificates::{
            certificate::{self as certificates, CertificateFilter, CertificateView},
            cpd::{self, CpdEntry, CpdRecord},
        },
    },
    web::{
        api::certificates::certificate as api,
        error::ApiResult,
        extract::{Caller, Member, PathId},
        render::{Page, see},
    },
};

async fn record(app: &App, person: PersonId) -> ApiResult<(CpdRecord, Vec<CertificateView>)> {
    Ok(app
        .reads
        .run(move |c| {
            let all =
                CertificateFilter { person: Some(person), limit: i64::MAX, ..CertificateFilter::default() };
            Ok::<_, Error>((cpd::record(c, person)?, certificates::list(c, &all)?))
        })
        .await?)
}

/// The address anyone can check a certificate at.
fn verify_address(app: &App, code: &str) -> String {
    format!("{}/verify/{code}", app.settings.base_url)
}

/// One's own certificates and CPD hours.
pub async fn show(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ListCertificates)?;
    let (record, certificates) = record(&app, member.caller.id()).await?;
    let this_year = times::day_in(app.clock.now(), times::LONDON).year();
    let line = |entry: &CpdEntry| {
        let certificate =
            certificates.iter().find(|certificate| Some(certificate.id) == entry.certificate_id);
        json!({
            "title": entry.course.title,
            "on": entry.on.map(times::day),
            "cpd": (entry.cpd_minutes > 0).then(|| times::cpd_length(entry.cpd_minutes)),
            "left_early": entry.outcome == BookingState::PartlyAttended.as_str(),
            "before": entry.booking_id.is_none(),
            "certificate": certificate.map(|certificate| certificate_facts(&app, certificate)),
        })
    };
    let years: Vec<Value> = record
        .years
        .iter()
        .map(|year| {
            json!({
                "year": year.year.map_or_else(|| "Date not known".to_owned(), |year| year.to_string()),
                "cpd": (year.cpd_minutes > 0).then(|| times::cpd_length(year.cpd_minutes)),
                "entries": year.entries.iter().map(line).collect::<Vec<_>>(),
            })
        })
        .collect();
    let now = record.years.iter().find(|year| year.year == Some(this_year));
    let ended = certificates.iter().filter(|certificate| certificate.state != CertificateState::Valid);
    let facts = json!({
        "name": record.person.name,
        "this_year": this_year,
        "this_year_cpd": times::cpd_length(now.map_or(0, |year| year.cpd_minutes)),
        "all_cpd": times::cpd_length(record.cpd_minutes),
        "years": years,
        "ended": ended.map(|certificate| json!({
            "title": certificate.course_title,
            "number": certificate.number,
            "state": state_tag(certificate.state),
            "address": format!("/certificates/{}", certificate.id),
        })).collect::<Vec<_>>(),
    });
    Page::new(&member.visit, "my_certificates", "My certificates and CPD")
        .facts(facts)
        .here("/my-certificates")
        .answer(&app)
}

fn state_tag(state: CertificateState) -> Value {
    let (kind, label) = match state {
        CertificateState::Valid => ("good", "valid"),
        CertificateState::Superseded => ("quiet", "replaced"),
        CertificateState::Revoked => ("bad", "withdrawn"),
    };
    json!({"kind": kind, "label": label})
}

fn certificate_facts(app: &App, certificate: &CertificateView) -> Value {
    json!({
        "number": certificate.number,
        "page": format!("/certificates/{}", certificate.id),
        "pdf": format!("/certificates/{}.pdf", certificate.id),
        "verify": verify_address(app, &certificate.verification_code),
        "code": format_code(&certificate.verification_code),
    })
}

/// The address that mails have had for the list.
pub async fn moved(_: Member) -> ApiResult<HttpResponse> {
    see("/my-certificates")
}

/// One certificate: what it says, how anybody can check it, and the paper.
pub async fn one(app: Data<App>, id: PathId<Certificate>, member: Member) -> ApiResult<HttpResponse> {
    let caller = &member.caller;
    api::may_read(&app, caller, id.0, Action::ReadCertificate).await?;
    let (id, own) = (id.0, caller.id());
    let found = app.reads.run(move |c| certificates::view(c, id)).await?;
    let own = found.person_id == own;
    let facts = json!({
        "name": found.person_name,
        "state": state_tag(found.state),
        "valid": found.state == CertificateState::Valid,
        "ended": found.ended_at.map(|at| times::day(times::day_in(at, times::LONDON))),
        "why": found.end_reason,
        "newer": found.superseded_by.map(|id| format!("/certificates/{id}")),
        "completed": times::day(found.completed_on),
        "cpd": times::cpd_length(found.cpd_minutes),
        "basis": found.cpd_basis,
        "issued": times::day(times::day_in(found.issued_at, times::LONDON)),
        "booking": format!("/bookings/{}", found.booking_id),
        "certificate": certificate_facts(&app, &found),
    });
    let page = Page::new(&member.visit, "certificate", found.course_title.clone()).facts(facts);
    let page = if own {
        page.here("/my-certificates").back("/my-certificates", "My certificates")
    } else {
        page.back(format!("/people/{}", found.person_id), found.person_name.clone().unwrap_or_default())
    };
    page.answer(&app)
}

/// The paper.
pub async fn pdf(app: Data<App>, id: PathId<Certificate>, member: Member) -> ApiResult<HttpResponse> {
    printed(&app, &member.caller, id.0).await
}

async fn printed(app: &Data<App>, caller: &Caller, id: CertificateId) -> ApiResult<HttpResponse> {
    api::may_read(app, caller, id, Action::ReadCertificate).await?;
    api::printed(app.clone(), id).await
}

/// One's whole CPD record on paper.
pub async fn record_pdf(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.may(Action::ListCertificates, &Relation::default())?;
    let (record, certificates) = record(&app, member.caller.id()).await?;
    let notes = |entry: &CpdEntry| {
        let mut notes = Vec::new();
        if entry.outcome == BookingState::PartlyAttended.as_str() {
            notes.push("left early".to_owned());
        }
        if entry.booking_id.is_none() {
            notes.push("from before, as recorded".to_owned());
        }
        let certificate =
            certificates.iter().find(|certificate| Some(certificate.id) == entry.certificate_id);
        notes.extend(certificate.map(|certificate| format!("certificate {}", certificate.number)));
        notes
    };
    let entries = record.years.iter().flat_map(|year| &year.entries).map(|entry| transcript::CpdEntry {
        on: entry.on,
        course_title: entry.course.title.clone(),
        notes: notes(entry),
        minutes: entry.cpd_minutes,
    });
    let paper = transcript::CpdRecord {
        person_name: record.person.name.clone(),
        entries: entries.collect(),
        reference: record.person.id.to_string(),
        made_at: app.clock.now(),
        timezone: "Europe/London".to_owned(),
    };
    let broken = |why: String| Error::Broken(format!("a CPD record cannot be printed: {why}"));
    let file = block(move || transcript::render(&paper, app.fonts()?))
        .await
        .map_err(|why| broken(why.to_string()))?
        .map_err(|why| broken(why.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"cpd-record.pdf\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}
