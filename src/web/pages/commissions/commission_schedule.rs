//! Scheduling what was agreed: how to join, and who may attend although something is lacking.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{address, load, proposal::Proposal, title};
use crate::{
    app::App,
    domain::{
        access::Action,
        grammar::sentence_case,
        ids::{Commission, CommissionId, GroupId, PersonId},
        joining::JoiningInput,
    },
    ports::Random,
    store::read::commissions::{
        commission::CommissionView,
        groups::GroupStandingView,
        proposals::{self, ProposalView},
    },
    usecases::commissions::schedule_commission::{ScheduleCommission, WaiveFor},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Posted},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::once,
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

/// The facts of `commissions/schedule`.
#[derive(Serialize)]
pub(in crate::web) struct ScheduleFacts {
    /// What follows from it.
    lede: String,
    /// What was agreed.
    agreed: Option<Proposal>,
}

impl PageFacts for ScheduleFacts {
    const TEMPLATE: &'static str = "commissions/schedule";

    fn samples() -> Vec<Self> {
        let lede = "The date is made, and the one person on the list is booked and mailed.".to_owned();
        let mut all: Vec<Self> = Proposal::samples()
            .into_iter()
            .map(|agreed| Self { lede: lede.clone(), agreed: Some(agreed) })
            .collect();
        all.push(Self { lede, agreed: None });
        all
    }

    fn form_sample() -> Option<Form> {
        let url = Field::text("joining.url", "Link").optional();
        Some(Form::new("/commissions/1/schedule", "Schedule it and book everybody").field(url))
    }
}

/// What there is to schedule.
struct Ground {
    view: CommissionView,
    group: GroupStandingView,
    agreed: Option<ProposalView>,
}

impl Ground {
    async fn of(app: &App, member: &Member, id: CommissionId) -> ApiResult<Self> {
        let view = load(app, member, id, Action::ScheduleCommission).await?;
        let group = app.usecases.group_standing(member.caller.actor, id).await?;
        let agreed = app.reads.run(move |c| proposals::versions(c, id)).await?.into_iter().next();
        Ok(Self { view, group, agreed })
    }

    fn form(&self) -> Form {
        blank(&self.view, &self.group).field(once::field(&Random::machine()))
    }

    fn page<'v>(&self, member: &'v Member, form: Form) -> ApiResult<Page<'v>> {
        let lede = match self.view.people_count {
            0 => "Nobody is on the list yet: ask for the names first.".to_owned(),
            1 => "The date is made, and the one person on the list is booked and mailed.".to_owned(),
            count => format!(
                "The date is made, and all {count} people on the list are booked and mailed. If one of them \
                 cannot have a place nothing is made, and you read why."
            ),
        };
        // What changed on the way to the agreement is on the request's own page.
        let agreed =
            self.agreed.as_ref().map(|agreed| Proposal { changes: Vec::new(), ..Proposal::of(agreed) });
        Ok(Page::of(&member.visit, "Schedule it", &ScheduleFacts { lede, agreed })?
            .form(form)
            .back(address(self.view.id), title(&self.view))
            .here("/commissions"))
    }
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
    let ground = Ground::of(&app, &member, id.0).await?;
    ground.page(&member, ground.form())?.answer(&app)
}

/// Schedules it.
pub async fn schedule(app: Data<App>, id: PathId<Commission>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let ground = Ground::of(&app, &member, id.0).await?;
    let mut shown = ground.form().keep(posted);
    if posted.again() {
        return ground.page(&member, shown)?.answer(&app);
    }
    let waivers = waivers(posted);
    if waivers.iter().any(|waiver| waiver.reason.is_empty()) {
        shown.refuse("reason", "Say why they may attend: it stays on record.");
        return ground.page(&member, shown)?.answer(&app);
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
    match app.usecases.schedule_commission(ask, once::key(form.caller.id(), &form.posted, &path)).await {
        Ok(_) => see(format!("{}?done=scheduled", address(id.0))),
        Err(failure) => {
            shown.refused(failure)?;
            ground.page(&member, shown)?.answer(&app)
        }
    }
}
