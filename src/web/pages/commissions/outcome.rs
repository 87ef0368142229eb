//! How it went, and the papers of a request.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{address, load, title};
use crate::{
    app::App,
    domain::{
        access::Action,
        booking_states::shown,
        grammar::sentence_case,
        ids::Commission,
        times::{LONDON, ZoneNote, cpd_length, day, day_in, range},
    },
    store::read::{commissions::outcomes::OutcomeLine, sessions::session_rows},
    web::{
        api::commissions::commission_papers::{
            certificates, outcome_letter, printed, quote_letter, statement_letter,
        },
        error::ApiResult,
        extract::{Member, Params, PathId},
        render::Page,
    },
};

fn line(one: &OutcomeLine) -> Value {
    let next = one.next.as_ref().map(|next| {
        let zone = session_rows::zone(&next.timezone).unwrap_or(LONDON);
        json!({
            "address": format!("/sessions/{}", next.session_id),
            "label": next.course.title,
            "when": day(day_in(next.starts_at, zone)),
        })
    });
    json!({
        "name": one.person.name,
        "outcome": sentence_case(shown(one.outcome)),
        "cpd": cpd_length(one.cpd_minutes),
        "certificate": one.certificate.as_ref().map(|paper| {
            json!({"number": paper.number, "address": format!("/certificates/{}.pdf", paper.id)})
        }),
        "to_print": one.to_print,
        "next": next,
    })
}

/// The page.
pub async fn show(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    let view = load(&app, &member, id.0, Action::ReadCommission).await?;
    let outcome = app.usecases.commission_outcome(member.caller.actor, id.0).await?;
    let zone = session_rows::zone(&outcome.timezone).unwrap_or(LONDON);
    let dates: Vec<String> = outcome
        .dates
        .iter()
        .map(|date| range(date.starts_at, date.ends_at, zone, ZoneNote::WhenElsewhere))
        .collect();
    let at = address(id.0);
    Page::new(&member.visit, "commissions/outcome", format!("How it went: {}", title(&view)))
        .facts(json!({
            "at": at,
            "delivered": outcome.delivered,
            "dates": dates,
            "attended": outcome.attended,
            "left_early": outcome.left_early,
            "did_not_attend": outcome.did_not_attend,
            "cpd": cpd_length(i32::try_from(outcome.cpd_minutes).unwrap_or(i32::MAX)),
            "not_named": outcome.not_named,
            "to_print": outcome.people.iter().filter(|one| one.to_print).count(),
            "certificates": outcome.people.iter().filter(|one| one.certificate.is_some()).count(),
            "people": outcome.people.iter().map(line).collect::<Vec<_>>(),
        }))
        .back(at.clone(), title(&view))
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
