//! The year so far in four figures and one picture, and the way to every question.

use actix_web::{HttpResponse, web::Data};

use super::{
    asked::{Asked, Fields, form},
    report::ReportFacts,
    uptake::{self, first_figures, picture, this_year},
};
use crate::{
    app::App,
    domain::{
        access::{Action, Actor, ever},
        figures::{By, Period},
    },
    web::{error::ApiResult, extract::Member, files::reports::days, page_facts::Link, render::Page},
};

/// The questions this member may ask.
fn links(actor: &Actor) -> Vec<Link> {
    let mut links = vec![
        Link::to("/reports/uptake?by=organisation", "Who came, by organisation"),
        Link::to(
            "/reports/uptake?by=organisation&organisation_kind=school",
            "School staff who came, by organisation",
        ),
        Link::to("/reports/uptake?by=course", "Who came, by course"),
        Link::to("/reports/ladder-flow", "Where people stop on the ladder"),
        Link::to("/reports/waiting", "Who waits, and how full the dates are"),
        Link::to("/reports/blocked", "Who was refused, and what they lacked"),
    ];
    if ever(actor, Action::ReadOrganisationReports) {
        links.push(Link::to("/reports/organisations", "Organisations: trained, supported now, joining next"));
    }
    if actor.is_coordinator || actor.is_trainer {
        links.push(Link::to("/reports/uptake?by=trainer", "Who came, by trainer"));
    }
    if ever(actor, Action::ReadPractitioners) {
        links.push(Link::to("/reports/practitioners", "Practitioners: who is current, and what lapses next"));
    }
    if ever(actor, Action::ReadShortNotice) {
        links
            .push(Link::to("/reports/short-notice", "Who did not attend, and who cancelled at short notice"));
    }
    if ever(actor, Action::MakeEvidencePack) {
        links.push(Link::to("/reports/evidence", "Evidence for an accreditation"));
    }
    if ever(actor, Action::ReadDemand) {
        links.push(Link::to("/reports/demand", "How many dates are wanted"));
    }
    links
}

/// Numbers.
pub async fn show(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let actor = member.caller.actor;
    let (report, _) = this_year(&app, &member).await?;
    let asked = Asked::default();
    let period = days(Period { from: report.from, to: report.to });
    let whose = if actor.is_coordinator {
        ""
    } else if actor.manages_anyone && actor.is_trainer {
        " Your people, and those on your dates."
    } else if actor.manages_anyone || actor.leads_anywhere {
        " Your people."
    } else {
        " Those on your dates."
    };
    let choices = app.usecases.figure_choices(None).await?;
    let fields = Fields {
        by: Some(By::Organisation),
        course: true,
        ladder: true,
        kind: true,
        trainers: actor.is_coordinator || actor.is_trainer,
    };
    let facts = ReportFacts {
        lede: format!("The year so far, {period}.{whose}"),
        figures: first_figures(&asked, &report),
        picture: picture(&report, &format!("Places month by month, {period}")),
        empty: (report.total.booked == 0)
            .then(|| "Nobody had a place yet this year. What people book appears here.".to_owned()),
        links: links(&actor),
        narrow: true,
        ..ReportFacts::default()
    };
    Page::of(&member.visit, "Numbers", &facts)?
        .form(form(uptake::ADDRESS, &asked, fields, &choices))
        .here("/reports")
        .answer(&app)
}
