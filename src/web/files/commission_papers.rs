//! The papers of training that was asked for: quote, statement, outcome, and its certificates in one file.

use std::sync::Arc;

use actix_web::{HttpResponse, http::header, web::Data};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{certificate::not_printed, marks::marks_of};
use crate::{
    app::App,
    documents::{
        DocumentError,
        certificate::render_all,
        commission_paper::{Letter, Table, render},
    },
    domain::{
        access::Action,
        booking_states::shown,
        delivery,
        grammar::listed,
        ids::CommissionId,
        proposals::price_in_words,
        times::{Zone, ZoneNote, cpd_length, day, day_in, length, range},
    },
    store::error::Error,
    usecases::commissions::outcome::PaperFacts,
    web::{access::may_for_commission, error::ApiResult, extract::Caller},
};

/// Prints the certificates of a request.
pub(in crate::web) async fn certificates(
    app: &Data<App>,
    caller: &Caller,
    id: CommissionId,
    to_print: bool,
) -> ApiResult<HttpResponse> {
    may_for_commission(app, caller, id, Action::ReadCommission).await?;
    let papers = app.usecases.commission_certificates(caller.actor, id, to_print).await?;
    let marks = marks_of(app, papers.iter().map(|paper| paper.mark.as_deref())).await?;
    let (made_at, fonts) = (app.clock.now(), Arc::clone(&app.fonts));
    let file = actix_web::web::block(move || render_all(&papers, (id.to_string(), made_at), &marks, &fonts));
    paper("certificates", file.await.map_err(|e| broken("certificates", &e.to_string()))?, "certificates.pdf")
}

fn broken(kind: &str, why: &str) -> Error {
    Error::Broken(format!("a paper cannot be printed ({kind}): {why}"))
}

fn paper(kind: &str, file: Result<Vec<u8>, DocumentError>, name: &str) -> ApiResult<HttpResponse> {
    let file = file.map_err(|e| not_printed(kind, e))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

/// How facts become a paper.
type Writer = fn(&PaperFacts, String, DateTime<Utc>) -> Letter;

/// Prints a paper of a request.
pub(in crate::web) async fn printed(
    app: &Data<App>,
    caller: &Caller,
    id: CommissionId,
    (kind, write): (&str, Writer),
) -> ApiResult<HttpResponse> {
    may_for_commission(app, caller, id, Action::ReadCommission).await?;
    let facts = app.usecases.commission_papers(caller.actor, id).await?;
    let letter = write(&facts, app.settings.provider(), app.clock.now());
    let name = format!("{kind}-{}.pdf", letter.reference);
    let fonts = Arc::clone(&app.fonts);
    let file = actix_web::web::block(move || render(&letter, &fonts));
    paper(kind, file.await.map_err(|e| broken(kind, &e.to_string()))?, &name)
}

/// The facts every paper begins with.
fn common(facts: &PaperFacts, now: DateTime<Utc>) -> Vec<(String, String)> {
    let outcome = &facts.outcome;
    let mut lines = vec![("Reference", outcome.reference.clone())];
    if let Some(organisation) = &outcome.organisation {
        lines.push(("For", organisation.clone()));
    }
    lines.push(("Asked for by", facts.asked_by.clone()));
    lines.push(("Date", day(day_in(now, Tz::Europe__London))));
    if let Some(code) = &facts.budget_code {
        lines.push(("Budget code", code.clone()));
    }
    if let Some(order) = &facts.purchase_order {
        lines.push(("Purchase order", order.clone()));
    }
    lines.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
}

fn when(dates: impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)>, zone: Zone) -> Vec<String> {
    let zone = zone.tz();
    dates.map(|(starts_at, ends_at)| range(starts_at, ends_at, zone, ZoneNote::WhenElsewhere)).collect()
}

/// What is proposed, as facts: dates, place, trainers, price.
fn offer(facts: &PaperFacts) -> Vec<(String, String)> {
    let Some(terms) = &facts.terms else { return Vec::new() };
    let dates = when(terms.dates.iter().map(|date| (date.starts_at, date.ends_at)), terms.timezone);
    let place = delivery::location(terms.delivery, terms.location.as_deref());
    let mut lines = vec![("When", dates.join("; ")), ("Where", place)];
    if !facts.trainers.is_empty() {
        lines.push(("With", listed(&facts.trainers, "and")));
    }
    lines.push(("Price", price_in_words(terms.price)));
    lines.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
}

/// The paper of a proposal.
pub(in crate::web) fn quote_letter(facts: &PaperFacts, provider: String, now: DateTime<Utc>) -> Letter {
    let mut lines = common(facts, now);
    lines.extend(offer(facts));
    let content = facts.terms.as_ref().filter(|terms| !terms.content.is_empty()).map(|terms| Table {
        heading: "Content".to_owned(),
        columns: vec![("Part".to_owned(), 4), ("Length".to_owned(), 1)],
        rows: terms.content.iter().map(|part| vec![part.outcome.clone(), length(part.minutes)]).collect(),
    });
    let words = match &facts.terms {
        None => "Nothing is proposed yet.".to_owned(),
        Some(_) if facts.agreed => format!("Version {} of our proposal, which was accepted.", facts.version),
        Some(_) => format!(
            "Version {} of our proposal. It holds until it is answered or replaced by a newer version.",
            facts.version
        ),
    };
    Letter {
        kind: "Quote".to_owned(),
        title: facts.outcome.title.clone(),
        facts: lines,
        words: vec![words],
        tables: content.into_iter().collect(),
        provider,
        reference: facts.outcome.reference.clone(),
        made_at: now,
    }
}

/// The paper for the books.
pub(in crate::web) fn statement_letter(facts: &PaperFacts, provider: String, now: DateTime<Utc>) -> Letter {
    let outcome = &facts.outcome;
    let mut lines = common(facts, now);
    lines.extend(offer(facts));
    let words = if outcome.delivered {
        format!(
            "Delivered to {} people: {} attended, {} there for part of it, {} did not attend.",
            outcome.attended + outcome.left_early + outcome.did_not_attend,
            outcome.attended,
            outcome.left_early,
            outcome.did_not_attend
        )
    } else if facts.agreed {
        format!("Agreed for {} people; not delivered yet.", facts.people)
    } else {
        "Not agreed yet.".to_owned()
    };
    Letter {
        kind: "Statement".to_owned(),
        title: outcome.title.clone(),
        facts: lines,
        words: vec![words],
        tables: Vec::new(),
        provider,
        reference: outcome.reference.clone(),
        made_at: now,
    }
}

/// The paper of what became of it.
pub(in crate::web) fn outcome_letter(facts: &PaperFacts, provider: String, now: DateTime<Utc>) -> Letter {
    let outcome = &facts.outcome;
    let mut lines = common(facts, now);
    let dates = when(outcome.dates.iter().map(|date| (date.starts_at, date.ends_at)), outcome.timezone);
    if !dates.is_empty() {
        lines.push(("When".to_owned(), dates.join("; ")));
    }
    let mut words = Vec::new();
    if outcome.delivered {
        let total = i32::try_from(outcome.cpd_minutes).unwrap_or(i32::MAX);
        for (label, count) in [
            ("Attended", outcome.attended),
            ("There for part of it", outcome.left_early),
            ("Did not attend", outcome.did_not_attend),
        ] {
            lines.push((label.to_owned(), count.to_string()));
        }
        lines.push(("CPD altogether".to_owned(), cpd_length(total)));
        if outcome.not_named > 0 {
            words.push(format!("Counted but not named, because they have left: {}.", outcome.not_named));
        }
    } else {
        words.push("This has not taken place yet.".to_owned());
    }
    let people = Table {
        heading: "Person by person".to_owned(),
        columns: [("Name", 4), ("Outcome", 3), ("CPD", 3), ("Certificate", 4), ("Can book next", 5)]
            .map(|(head, share)| (head.to_owned(), share))
            .to_vec(),
        rows: outcome
            .people
            .iter()
            .map(|line| {
                let next = line.next.as_ref().map(|next| {
                    let zone = next.timezone.tz();
                    format!("{}, {}", next.course.title, day(day_in(next.starts_at, zone)))
                });
                vec![
                    line.person.name.clone(),
                    shown(line.outcome).to_owned(),
                    cpd_length(line.cpd_minutes),
                    line.certificate.as_ref().map(|paper| paper.number.clone()).unwrap_or_default(),
                    next.unwrap_or_default(),
                ]
            })
            .collect(),
    };
    Letter {
        kind: "Outcome".to_owned(),
        title: outcome.title.clone(),
        facts: lines,
        words,
        tables: if outcome.people.is_empty() { Vec::new() } else { vec![people] },
        provider,
        reference: outcome.reference.clone(),
        made_at: now,
    }
}
