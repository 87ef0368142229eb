//! How it went, and the papers of a request.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::{address, load, title};
use crate::{
    app::App,
    domain::{
        access::Action,
        booking_states::shown,
        grammar::sentence_case,
        ids::Commission,
        times::{ZoneNote, cpd_length, day, day_in, range},
    },
    store::read::commissions::outcomes::OutcomeLine,
    web::{
        error::ApiResult,
        extract::{Member, Params, PathId},
        files::commission_papers::{certificates, outcome_letter, printed, quote_letter, statement_letter},
        page_facts::{Link, PageFacts},
        render::Page,
    },
};

/// The facts of `commissions/outcome`.
#[derive(Serialize)]
pub(in crate::web) struct OutcomeFacts {
    /// The request's page.
    at: String,
    delivered: bool,
    dates: Vec<String>,
    attended: i64,
    left_early: i64,
    did_not_attend: i64,
    /// The CPD time of all of them.
    cpd: String,
    /// How many have left, and are counted only.
    not_named: i64,
    /// How many certificates are printed for their people.
    to_print: usize,
    /// How many certificates there are.
    certificates: usize,
    people: Vec<PersonOutcome>,
}

/// What became of one person.
#[derive(Serialize)]
struct PersonOutcome {
    name: String,
    outcome: String,
    cpd: String,
    certificate: Option<Link>,
    to_print: bool,
    next: Option<NextDate>,
}

/// What somebody can book next.
#[derive(Serialize)]
struct NextDate {
    address: String,
    label: String,
    when: String,
}

impl PageFacts for OutcomeFacts {
    const TEMPLATE: &'static str = "commissions/outcome";

    fn samples() -> Vec<Self> {
        let person = |name: &str, outcome: &str, attended: bool, to_print| PersonOutcome {
            name: name.to_owned(),
            outcome: outcome.to_owned(),
            cpd: "3 hours of CPD".to_owned(),
            certificate: attended.then(|| Link::to("/certificates/1.pdf", "2027-000123")),
            to_print,
            next: attended.then(|| NextDate {
                address: "/sessions/1".to_owned(),
                label: "Facilitation".to_owned(),
                when: "Tuesday 9 February 2027".to_owned(),
            }),
        };
        let counts = |left_early, did_not_attend, not_named, to_print, people: Vec<PersonOutcome>| Self {
            at: "/commissions/1".to_owned(),
            delivered: true,
            dates: vec![
                "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
                "Tuesday 19 January 2027, 10am to 1pm".to_owned(),
            ],
            attended: 10,
            left_early,
            did_not_attend,
            cpd: "30 hours of CPD".to_owned(),
            not_named,
            to_print,
            certificates: people.len(),
            people,
        };
        let people = vec![
            person("Amira Khan", "Attended", true, true),
            person("Maureen Clarke", "Attended", true, false),
            person("Sam Okoro", "Did not attend", false, false),
        ];
        vec![
            counts(1, 1, 2, 1, people),
            counts(0, 0, 0, 0, Vec::new()),
            counts(0, 0, 0, 3, vec![person("Amira Khan", "Attended", true, true)]),
            Self { delivered: false, ..counts(0, 0, 0, 0, Vec::new()) },
        ]
    }
}

fn line(one: &OutcomeLine) -> PersonOutcome {
    let next = one.next.as_ref().map(|next| {
        let zone = next.timezone.tz();
        NextDate {
            address: format!("/sessions/{}", next.session_id),
            label: next.course.title.clone(),
            when: day(day_in(next.starts_at, zone)),
        }
    });
    PersonOutcome {
        name: one.person.name.clone(),
        outcome: sentence_case(shown(one.outcome)),
        cpd: cpd_length(one.cpd_minutes),
        certificate: one
            .certificate
            .as_ref()
            .map(|paper| Link::to(format!("/certificates/{}.pdf", paper.id), &paper.number)),
        to_print: one.to_print,
        next,
    }
}

/// The page.
pub async fn show(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    let view = load(&app, &member, id.0, Action::ReadCommission).await?;
    let outcome = app.usecases.commission_outcome(member.caller.actor, id.0).await?;
    let zone = outcome.timezone.tz();
    let dates: Vec<String> = outcome
        .dates
        .iter()
        .map(|date| range(date.starts_at, date.ends_at, zone, ZoneNote::WhenElsewhere))
        .collect();
    let facts = OutcomeFacts {
        at: address(id.0),
        delivered: outcome.delivered,
        dates,
        attended: outcome.attended,
        left_early: outcome.left_early,
        did_not_attend: outcome.did_not_attend,
        cpd: cpd_length(i32::try_from(outcome.cpd_minutes).unwrap_or(i32::MAX)),
        not_named: outcome.not_named,
        to_print: outcome.people.iter().filter(|one| one.to_print).count(),
        certificates: outcome.people.iter().filter(|one| one.certificate.is_some()).count(),
        people: outcome.people.iter().map(line).collect(),
    };
    Page::of(&member.visit, format!("How it went: {}", title(&view)), &facts)?
        .back(facts.at, title(&view))
        .here("/commissions")
        .answer(&app)
}

/// The outcome on paper.
pub async fn outcome_pdf(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    printed(&app, &member.caller, id.0, ("outcome", outcome_letter)).await
}

/// Which certificates.
#[derive(Deserialize)]
pub struct Wanted {
    to_print: Option<String>,
}

/// Certificates in one file: everybody's, or those that are printed for their people.
pub async fn certificates_pdf(
    app: Data<App>,
    id: PathId<Commission>,
    member: Member,
    wanted: Params<Wanted>,
) -> ApiResult<HttpResponse> {
    certificates(&app, &member.caller, id.0, wanted.0.to_print.is_some()).await
}

/// The quote.
pub async fn quote_pdf(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    printed(&app, &member.caller, id.0, ("quote", quote_letter)).await
}

/// The statement.
pub async fn statement_pdf(
    app: Data<App>,
    id: PathId<Commission>,
    member: Member,
) -> ApiResult<HttpResponse> {
    printed(&app, &member.caller, id.0, ("statement", statement_letter)).await
}
