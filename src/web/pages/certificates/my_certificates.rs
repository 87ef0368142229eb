//! What can I show? This year's CPD hours, the list by year, certificates to download and to share.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, block},
};
use chrono::Datelike;
use serde::Serialize;

use super::{hand_in_facts::shapes, reflection_facts::ReflectionFacts};
use crate::{
    app::App,
    documents::transcript,
    domain::{
        access::{Action, Relation},
        certificates::format_code,
        ids::{Certificate, CertificateId},
        times,
        words::{BookingState, CertificateState, Word as _},
    },
    store::{
        error::Error,
        read::certificates::{
            certificate::{self as certificates, CertificateView},
            cpd::CpdEntry,
        },
    },
    web::{
        access::{may_for_certificate, sees_former_names},
        error::ApiResult,
        extract::{Caller, Member, PathId},
        files::{
            self,
            reflections::{Said, bookings_of},
        },
        page_facts::{Link, PageFacts, State},
        pages::{people::printed_name::unprintable, wording},
        render::{Page, see},
    },
};

/// Somebody's own certificates and CPD.
#[derive(Serialize)]
pub(in crate::web) struct MyCertificatesFacts {
    /// Their name, for the page on paper.
    name: String,
    /// This year.
    this_year: i32,
    /// What it came to so far.
    this_year_cpd: String,
    /// What all years came to.
    all_cpd: String,
    /// The years, the last first.
    years: Vec<Year>,
    /// Certificates that were replaced or withdrawn.
    ended: Vec<EndedLine>,
    /// The shapes in which it can be handed in.
    hand_in: Vec<Link>,
    /// The letters of the name on certificates in force that cannot be printed.
    cannot_print: Option<String>,
}

/// A year of CPD.
#[derive(Serialize)]
struct Year {
    /// Which.
    year: String,
    /// What it came to, if anything.
    cpd: Option<String>,
    /// What was done in it.
    entries: Vec<Entry>,
}

/// Something that was done.
#[derive(Clone, Serialize)]
struct Entry {
    /// The course's title.
    title: String,
    /// When, if that is known.
    on: Option<String>,
    /// What it counts, if anything.
    cpd: Option<String>,
    /// Whether they left early.
    left_early: bool,
    /// Whether it is from before this service.
    before: bool,
    /// Its certificate.
    certificate: Option<Paper>,
    /// What they say of it, unless it is from before.
    reflection: Option<ReflectionFacts>,
}

/// A certificate with its addresses.
#[derive(Clone, Serialize)]
struct Paper {
    /// Its number.
    number: String,
    /// Its page.
    page: String,
    /// The paper itself.
    pdf: String,
    /// Where anyone can check it, its code in groups of four.
    verify: String,
    /// The id of the field that the address stands in.
    field: String,
    /// The code for that.
    code: String,
}

/// A certificate that no longer holds.
#[derive(Serialize)]
struct EndedLine {
    /// The course's title.
    title: String,
    /// Its number.
    number: String,
    /// What became of it.
    state: State,
    /// Its page.
    address: String,
}

/// One certificate.
#[derive(Serialize)]
pub(in crate::web) struct CertificateFacts {
    /// The name it was issued in, unless that was removed.
    name: Option<String>,
    /// Whether it still speaks for its holder.
    state: State,
    /// The day it was replaced or withdrawn.
    ended: Option<String>,
    /// Why.
    why: Option<String>,
    /// The one that took its place.
    newer: Option<String>,
    /// The day the course was completed.
    completed: String,
    /// CPD in words.
    cpd: String,
    /// How they were worked out.
    basis: String,
    /// The day it was issued.
    issued: String,
    /// The booking it was earned with.
    booking: String,
    /// Where its holder asks for one with something put right.
    ask: Option<String>,
    /// Its number and addresses.
    certificate: Paper,
}

impl Paper {
    fn of(app: &App, certificate: &CertificateView) -> Self {
        Self {
            number: certificate.number.clone(),
            page: format!("/certificates/{}", certificate.id),
            pdf: format!("/certificates/{}.pdf", certificate.id),
            verify: format!(
                "{}/verify/{}",
                app.settings.base_url,
                format_code(&certificate.verification_code)
            ),
            field: format!("verify-{}", certificate.id),
            code: format_code(&certificate.verification_code),
        }
    }

    fn sample() -> Self {
        Self {
            number: "2027-00042".to_owned(),
            page: "/certificates/1".to_owned(),
            pdf: "/certificates/1.pdf".to_owned(),
            verify: "https://training.example/verify/ABCD-EFGH-JKLM-NPQR-STVW-XYZ2-3456".to_owned(),
            field: "verify-1".to_owned(),
            code: "ABCD-EFGH-JKLM-NPQR-STVW-XYZ2-3456".to_owned(),
        }
    }
}

impl PageFacts for MyCertificatesFacts {
    const TEMPLATE: &'static str = "certificates/my_certificates";

    fn samples() -> Vec<Self> {
        let of = |years: Vec<Year>, ended| Self {
            name: "Amira Khan".to_owned(),
            this_year: 2027,
            this_year_cpd: "5 hours of CPD".to_owned(),
            all_cpd: "5 hours of CPD".to_owned(),
            cannot_print: (!years.is_empty()).then(|| "王 and 明".to_owned()),
            years,
            ended,
            hand_in: shapes(),
        };
        let whole = Entry {
            title: "Introduction to restorative practice".to_owned(),
            on: Some("Tuesday 12 January 2027".to_owned()),
            cpd: Some("3 hours of CPD".to_owned()),
            left_early: false,
            before: false,
            certificate: Some(Paper::sample()),
            reflection: Some(ReflectionFacts::sample()),
        };
        let part = Entry {
            left_early: true,
            certificate: None,
            reflection: Some(ReflectionFacts::empty_sample()),
            ..whole.clone()
        };
        let before =
            Entry { on: None, cpd: None, before: true, certificate: None, reflection: None, ..whole.clone() };
        let this_year = Year {
            year: "2027".to_owned(),
            cpd: Some("5 hours of CPD".to_owned()),
            entries: vec![whole, part],
        };
        let unknown = Year { year: "Date not known".to_owned(), cpd: None, entries: vec![before] };
        let ended = EndedLine {
            title: "Introduction to restorative practice".to_owned(),
            number: "2027-00041".to_owned(),
            state: wording::of_certificate(CertificateState::Superseded),
            address: "/certificates/2".to_owned(),
        };
        vec![of(vec![this_year, unknown], vec![ended]), of(Vec::new(), Vec::new())]
    }
}

impl PageFacts for CertificateFacts {
    const TEMPLATE: &'static str = "certificates/certificate";

    fn samples() -> Vec<Self> {
        let of =
            |name: Option<&str>, state, ended: Option<&str>, why: Option<&str>, newer: Option<&str>| Self {
                name: name.map(str::to_owned),
                state: wording::of_certificate(state),
                ended: ended.map(str::to_owned),
                why: why.map(str::to_owned),
                newer: newer.map(str::to_owned),
                completed: "Tuesday 12 January 2027".to_owned(),
                cpd: "3 hours of CPD".to_owned(),
                basis: "The whole of the course.".to_owned(),
                issued: "Wednesday 13 January 2027".to_owned(),
                booking: "/bookings/1".to_owned(),
                ask: newer.is_none().then(|| "/certificates/1/ask".to_owned()),
                certificate: Paper::sample(),
            };
        let ended = Some("Monday 1 February 2027");
        vec![
            of(Some("Amira Khan"), CertificateState::Valid, None, None, None),
            of(None, CertificateState::Revoked, ended, Some("It was issued in error."), None),
            of(Some("Amira Khan"), CertificateState::Superseded, ended, None, Some("/certificates/2")),
        ]
    }
}

/// One's own certificates and CPD hours.
pub async fn show(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let (record, certificates) = files::cpd_record::record(&app, member.caller.id()).await?;
    let all: Vec<&CpdEntry> = record.years.iter().flat_map(|year| &year.entries).collect();
    let said = Said::of(&app, bookings_of(&all)).await?;
    let this_year = times::day_in(app.clock.now(), times::LONDON).year();
    let line = |entry: &CpdEntry| {
        let certificate =
            certificates.iter().find(|certificate| Some(certificate.id) == entry.certificate_id);
        Entry {
            title: entry.course.title.clone(),
            on: entry.on.map(times::day),
            cpd: counted(entry.cpd_minutes),
            left_early: entry.outcome == BookingState::PartlyAttended.as_str(),
            before: entry.booking_id.is_none(),
            certificate: certificate.map(|certificate| Paper::of(&app, certificate)),
            reflection: entry
                .booking_id
                .map(|booking| ReflectionFacts::of(booking, &entry.course.title, &said)),
        }
    };
    let years = record.years.iter().map(|year| Year {
        year: year.year.map_or_else(|| "Date not known".to_owned(), |year| year.to_string()),
        cpd: counted(year.cpd_minutes),
        entries: year.entries.iter().map(line).collect(),
    });
    let now = record.years.iter().find(|year| year.year == Some(this_year));
    let ended = certificates.iter().filter(|certificate| certificate.state != CertificateState::Valid);
    let in_force = certificates.iter().filter(|certificate| certificate.state == CertificateState::Valid);
    let mut names = in_force.filter_map(|certificate| certificate.person_name.as_deref());
    let facts = MyCertificatesFacts {
        cannot_print: names.find_map(|name| unprintable(&app.settings.alphabet, name, None)),
        name: record.person.name.clone(),
        this_year,
        this_year_cpd: times::cpd_length(now.map_or(0, |year| year.cpd_minutes)),
        all_cpd: times::cpd_length(record.cpd_minutes),
        hand_in: shapes(),
        years: years.collect(),
        ended: ended
            .map(|certificate| EndedLine {
                title: certificate.course_title.clone(),
                number: certificate.number.clone(),
                state: wording::of_certificate(certificate.state),
                address: format!("/certificates/{}", certificate.id),
            })
            .collect(),
    };
    Page::of(&member.visit, "My certificates and CPD", &facts)?.here("/my-certificates").answer(&app)
}

fn counted(minutes: i32) -> Option<String> {
    (minutes > 0).then(|| times::cpd_length(minutes))
}

/// The address that mails have had for the list.
pub async fn moved(_: Member) -> ApiResult<HttpResponse> {
    see("/my-certificates")
}

/// One certificate: what it says, how anybody can check it, and the paper.
pub async fn one(app: Data<App>, id: PathId<Certificate>, member: Member) -> ApiResult<HttpResponse> {
    let caller = &member.caller;
    may_for_certificate(&app, caller, id.0, Action::ReadCertificate).await?;
    let (id, own) = (id.0, caller.id());
    let found = app.reads.run(move |c| certificates::view(c, id)).await?;
    let hidden = !sees_former_names(caller, found.person_id) && found.state == CertificateState::Superseded;
    let found = if sees_former_names(caller, found.person_id) { found } else { found.for_others() };
    let not_shown = || hidden.then(|| "Not shown, since it was replaced".to_owned());
    let own = found.person_id == own;
    let day = |at| times::day(times::day_in(at, times::LONDON));
    let facts = CertificateFacts {
        name: found.person_name.clone().or_else(not_shown),
        state: wording::of_certificate(found.state),
        ended: found.ended_at.map(day),
        why: found.end_reason.clone(),
        newer: found.superseded_by.map(|id| format!("/certificates/{id}")),
        completed: times::day(found.completed_on),
        cpd: times::cpd_length(found.cpd_minutes),
        basis: found.cpd_basis.clone(),
        issued: day(found.issued_at),
        booking: format!("/bookings/{}", found.booking_id),
        ask: (own && found.state == CertificateState::Valid)
            .then(|| format!("/certificates/{}/ask", found.id)),
        certificate: Paper::of(&app, &found),
    };
    let page = Page::of(&member.visit, found.course_title.clone(), &facts)?;
    let page = if own {
        page.here("/my-certificates").back("/my-certificates", "My certificates")
    } else {
        page.back(
            format!("/people/{}", found.person_id),
            found.person_name.clone().unwrap_or_else(|| "Their record".to_owned()),
        )
    };
    page.answer(&app)
}

/// The paper.
pub async fn pdf(app: Data<App>, id: PathId<Certificate>, member: Member) -> ApiResult<HttpResponse> {
    printed(&app, &member.caller, id.0).await
}

async fn printed(app: &Data<App>, caller: &Caller, id: CertificateId) -> ApiResult<HttpResponse> {
    may_for_certificate(app, caller, id, Action::ReadCertificate).await?;
    files::certificate::printed(app.clone(), caller, id).await
}

/// One's whole CPD record on paper.
pub async fn record_pdf(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.may(Action::ListCertificates, &Relation::default())?;
    let paper = files::cpd_record::paper(&app, member.caller.id()).await?;
    let marks = files::marks::marks_of(&app, std::iter::once(paper.mark.as_deref())).await?;
    let broken = |why: String| Error::Broken(format!("a CPD record cannot be printed: {why}"));
    let file = block(move || transcript::render(&paper, &marks, &app.fonts))
        .await
        .map_err(|why| broken(why.to_string()))?
        .map_err(|why| broken(why.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"cpd-record.pdf\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}
