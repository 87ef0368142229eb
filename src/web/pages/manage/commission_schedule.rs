//! Scheduling what was agreed: how to join, and who may attend although something is lacking.

use actix_web::{HttpResponse, web::Data};
use serde_json::json;

use super::once;
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Commission, GroupId, PersonId},
        joining::JoiningInput,
        voice::sentence_case,
    },
    ports::Random,
    store::read::{commissions::CommissionView, groups::GroupStandingView},
    usecases::schedule_commission::{ScheduleCommission, WaiveFor},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Posted},
        forms::{Field, Form},
        pages::commissions::{address, load, title},
        render::{Page, see},
    },
};

/// Who lacks what, as values and words of boxes.
fn lacking(group: &GroupStandingView) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for one in &group.people {
        for cell in one.requirements.iter().filter(|cell| cell.standing == "lacking") {
            let label = group.requirements.iter().find(|known| known.id == cell.requirement);
            let what = label.map(|known| sentence_case(&known.label)).unwrap_or_default();
            let value = format!("{}:{}", one.person.id, cell.requirement);
            all.push((value, format!("{}: {what}", one.person.name)));
        }
    }
    all
}

fn blank(view: &CommissionView, group: &GroupStandingView) -> Form {
    let form = Form::new(format!("{}/schedule", address(view.id)), "Schedule it and book everybody");
    let lacking = lacking(group);
    let form = if lacking.is_empty() {
        form
    } else {
        let whom = lacking.into_iter().fold(
            Field::boxes("waive", "Let these people attend anyway").optional().hint(
                "They lack what the course asks for. Whoever is not ticked has to have done it, or be booked on \
                 it, before the first date.",
            ),
            |field, (value, label)| field.choice(value, label),
        );
        form.field(whom)
            .field(Field::lines("reason", "Why they may", 2).optional().hint("It stays on record."))
    };
    form.field(
        Field::text("joining.url", "Link").optional().hint("Begins with https://. It can follow later."),
    )
    .field(Field::text("joining.meeting_id", "Meeting ID").optional().width("medium"))
    .field(Field::text("joining.passcode", "Passcode").optional().width("medium"))
    .field(
        Field::lines("joining.help", "Who to ring when it fails", 2)
            .optional()
            .hint("Such as: Ring Chris on 0117 496 0000"),
    )
    .field(Field::boxes("even_if_busy", "").choice_with(
        "yes",
        "Although a trainer has something else at that time",
        Some("Only if that can be arranged.".to_owned()),
    ))
}

fn page<'v>(member: &'v Member, view: &CommissionView, form: Form) -> Page<'v> {
    let lede = match view.people_count {
        0 => "Nobody is on the list yet: ask for the names first.".to_owned(),
        1 => "The date is made, and the one person on the list is booked and mailed.".to_owned(),
        count => format!(
            "The date is made, and all {count} people on the list are booked and mailed. If one of them cannot \
             have a place nothing is made, and you read why."
        ),
    };
    Page::new(&member.visit, "commissions/form", "Schedule it")
        .facts(json!({"lede": lede, "about": title(view)}))
        .form(form)
        .back(address(view.id), title(view))
        .here("/commissions")
}

fn waivers(posted: &Posted) -> Vec<WaiveFor> {
    posted
        .all("waive")
        .iter()
        .filter_map(|value| {
            let (person, requirement) = value.split_once(':')?;
            let (person, requirement): (PersonId, GroupId) =
                (person.parse().ok()?, requirement.parse().ok()?);
            Some(WaiveFor { person, requirement, reason: posted.get("reason").to_owned() })
        })
        .collect()
}

/// What is asked before it is scheduled.
pub async fn form(app: Data<App>, id: PathId<Commission>, member: Member) -> ApiResult<HttpResponse> {
    let view = load(&app, &member, id.0, Action::ScheduleCommission).await?;
    let group = app.usecases.group_standing(member.caller.actor, id.0).await?;
    let form = blank(&view, &group).field(once::field(&Random::machine()));
    page(&member, &view, form).answer(&app)
}

/// Schedules it.
pub async fn schedule(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let view = load(&app, &member, id.0, Action::ScheduleCommission).await?;
    let group = app.usecases.group_standing(member.caller.actor, id.0).await?;
    let mut shown = blank(&view, &group).field(once::field(&Random::machine())).keep(posted);
    if posted.again() {
        return page(&member, &view, shown).answer(&app);
    }
    let waivers = waivers(posted);
    if waivers.iter().any(|waiver| waiver.reason.is_empty()) {
        shown.refuse("reason", "Say why they may attend: it stays on record.");
        return page(&member, &view, shown).answer(&app);
    }
    let joining = JoiningInput {
        url: posted.optional("joining.url"),
        meeting_id: posted.optional("joining.meeting_id"),
        passcode: posted.optional("joining.passcode"),
        dial_in: None,
        test_url: None,
        help: posted.optional("joining.help"),
    };
    let ask = ScheduleCommission {
        actor: form.caller.actor,
        commission: id.0,
        capacity: None,
        joining: Some(joining),
        waivers,
        even_if_busy: posted.has("even_if_busy"),
    };
    let path = format!("{}/schedule", address(id.0));
    match app.usecases.schedule_commission(ask, once::key(&form, &path)).await {
        Ok(_) => see(format!("{}?done=scheduled", address(id.0))),
        Err(failure) => {
            shown.refused(failure)?;
            page(&member, &view, shown).answer(&app)
        }
    }
}
