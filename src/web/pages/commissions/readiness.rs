//! Who of a group has done what the course asks for, and booking the rest on what they lack.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use super::{address, load, title};
use crate::{
    app::App,
    domain::{
        access::Action,
        grammar::{listed, sentence_case},
        ids::{Commission, CommissionId},
        input::FieldError,
        times::{LONDON, ZoneNote, day, day_in, range},
    },
    store::read::{
        commissions::{
            commission::CommissionView,
            groups::{CellView, FixView, GroupStandingView, StandingView},
        },
        sessions::session_rows,
    },
    usecases::commissions::book_missing::BookMissing,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId},
        forms::{Field, Form},
        render::{Page, see},
    },
};

fn mark(standing: &str) -> Value {
    let (kind, label) = match standing {
        "met" => ("good", "done"),
        "waived" => ("good", "may attend anyway"),
        "planned" => ("yours", "booked"),
        _ => ("bad", "lacking"),
    };
    json!({"kind": kind, "label": label})
}

fn overall(readiness: &str) -> Value {
    let (kind, label) = match readiness {
        "ready" => ("good", "ready"),
        "planned" => ("yours", "ready once attended"),
        _ => ("bad", "not ready"),
    };
    json!({"kind": kind, "label": label})
}

fn row(one: &StandingView, columns: usize) -> Value {
    let mut cells: Vec<Value> = one.requirements.iter().map(|cell: &CellView| mark(&cell.standing)).collect();
    // Whoever may not see how it comes to that sees as many empty cells.
    cells.resize(columns, json!({"kind": "quiet", "label": "not shown"}));
    json!({"name": one.person.name, "cells": cells, "overall": overall(&one.readiness)})
}

fn fix(one: &FixView, group: &GroupStandingView) -> Value {
    let zone = session_rows::zone(&one.timezone).unwrap_or(LONDON);
    let name = |id| group.people.iter().find(|person| person.person.id == id);
    let names: Vec<String> =
        one.people.iter().filter_map(|id| Some(name(*id)?.person.name.clone())).collect();
    let count = names.len();
    json!({
        "session": one.session_id,
        "course": one.course.title,
        "when": range(one.starts_at, one.ends_at, zone, ZoneNote::WhenElsewhere),
        "for": listed(&names, "and"),
        "places": one.places_left,
        "enough": one.enough_places,
        "button": if count == 1 { format!("Book {} on this date", names[0]) } else { format!("Book all {count} on this date") },
    })
}

fn page<'v>(
    member: &'v Member,
    view: &CommissionView,
    group: &GroupStandingView,
    form: Option<Form>,
) -> Page<'v> {
    let columns = group.requirements.len();
    let page = Page::new(&member.visit, "commissions/readiness", "Who has done what is needed")
        .facts(json!({
            "at": address(view.id),
            "day": day(day_in(group.judged_for, LONDON)),
            "assumed": group.dates_assumed,
            "requirements": group.requirements.iter().map(|one| sentence_case(&one.label)).collect::<Vec<_>>(),
            "people": group.people.iter().map(|one| row(one, columns)).collect::<Vec<_>>(),
            "fixes": group.fixes.iter().map(|one| fix(one, group)).collect::<Vec<_>>(),
            "all_ready": group.people.iter().all(|one| one.readiness == "ready"),
        }))
        .back(address(view.id), title(view))
        .here("/commissions")
        .has_forms();
    match form {
        Some(form) => page.form(form),
        None => page,
    }
}

async fn standing(app: &App, member: &Member, id: CommissionId) -> ApiResult<GroupStandingView> {
    Ok(app.usecases.group_standing(member.caller.actor, id).await?)
}

/// The matrix.
pub async fn show(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    let view = load(&app, &member, id.0, Action::ReadCommission).await?;
    let group = standing(&app, &member, id.0).await?;
    page(&member, &view, &group, None).answer(&app)
}

/// Books those who lack something on a date that helps.
pub async fn book(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let member = form.member();
    let view = load(&app, &member, id.0, Action::EditCommission).await?;
    let at = format!("{}/readiness", address(id.0));
    if form.posted.again() {
        return see(at);
    }
    let mut shown = Form::new(at.clone(), "Book").field(Field::hidden("session", form.posted.get("session")));
    let failure = match form.posted.get("session").parse() {
        Ok(session) => {
            let ask = BookMissing { actor: form.caller.actor, commission: id.0, session, people: Vec::new() };
            match app.usecases.book_missing(ask, None).await {
                Ok(_) => return see(at),
                Err(failure) => failure,
            }
        }
        Err(_) => FieldError::new("session", "Choose one of the dates below.").into(),
    };
    shown.refused(failure)?;
    let group = standing(&app, &member, id.0).await?;
    page(&member, &view, &group, Some(shown)).answer(&app)
}
