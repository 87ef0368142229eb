//! "Ask for training": three fields and "ring me".

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::address;
use crate::{
    app::App,
    domain::{commissions::RequestInput, ids::OrganisationId},
    ports::Random,
    store::read::{catalogue::courses, facts::people_facts},
    usecases::commissions::ask_for_training::AskForTraining,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::once,
        render::{Page, see},
    },
};

const PATH: &str = "/commissions/new";
const LEDE: &str = "Three answers are enough: we get back to you within two working days.";
/// The choice of somebody who is not sure what they want.
const UNSURE: &str = "unsure";

/// What led here.
#[derive(Deserialize)]
pub struct Asked {
    course: Option<String>,
}

/// What can be asked for, as choices.
pub(super) async fn offered(app: &App) -> ApiResult<Vec<(String, String, String)>> {
    Ok(app.reads.run(courses::by_commission).await?)
}

async fn blank(app: &App, member: &Member) -> ApiResult<Form> {
    let (who, now) = (member.caller.id(), app.clock.now());
    let own = app.reads.run(move |c| people_facts::memberships_of(c, who, now)).await?;
    let own: Vec<_> = own.into_iter().filter(|one| one.confirmed).collect();
    let mut what = Field::select("course", "What is it for?").choice("", "Choose …");
    for (slug, title, _) in offered(app).await? {
        what = what.choice(slug, title);
    }
    what = what.choice(UNSURE, "Something else, or I am not sure");
    let random = Random::machine();
    let mut form = Form::new(PATH, "Ask for this training")
        .field(what)
        .field(
            Field::lines("aims", "What do you want to achieve?", 2)
                .hint("In your own words, as briefly as you like."),
        )
        .field(Field::number("group_size", "About how many people?").optional())
        .field(Field::boxes("ring_me", "").choice_with(
            "yes",
            "Ring me",
            Some("We can work out the rest on the telephone.".to_owned()),
        ))
        .field(Field::text("phone", "Your telephone number").optional().autocomplete("tel").width("medium"))
        .field(once::field(&random));
    if own.len() > 1 {
        let choose =
            own.iter().fold(Field::radios("organisation", "For which organisation?"), |field, one| {
                field.choice(one.organisation.to_string(), one.name.clone())
            });
        form = form.field(choose);
    }
    Ok(form)
}

/// The facts of `commissions/form`: one question about a request, or the request itself.
#[derive(Serialize)]
pub(in crate::web) struct CommissionForm {
    /// What follows from sending it.
    pub(super) lede: &'static str,
    /// The request it is about, once there is one.
    pub(super) about: Option<String>,
}

impl PageFacts for CommissionForm {
    const TEMPLATE: &'static str = "commissions/form";

    fn samples() -> Vec<Self> {
        let about = Some("Introduction for schools".to_owned());
        vec![Self { lede: LEDE, about: None }, Self { lede: "That ends this request.", about }]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new(PATH, "Ask for this training").field(Field::lines("aims", "What do you want?", 4)))
    }
}

fn page(member: &Member, form: Form) -> ApiResult<Page<'_>> {
    let facts = CommissionForm { lede: LEDE, about: None };
    Ok(Page::of(&member.visit, "Ask for training for your team", &facts)?
        .form(form)
        .back("/commissions", "Training for your team")
        .here("/commissions"))
}

/// The form.
pub async fn form(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let mut form = blank(&app, &member).await?;
    if let Some(course) = asked.0.course {
        form.set("course", course);
    }
    page(&member, form)?.answer(&app)
}

/// Asks.
pub async fn ask(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let mut shown = blank(&app, &member).await?.keep(posted);
    if posted.again() {
        return page(&member, shown)?.answer(&app);
    }
    let course = posted.optional("course");
    if course.is_none() {
        shown.refuse("course", "Choose what it is for, or “Something else, or I am not sure”.");
    }
    let size = posted.optional("group_size");
    let group_size = size.as_ref().and_then(|typed| typed.parse::<i64>().ok());
    if size.is_some() && group_size.is_none() {
        shown.refuse("group_size", "Enter a whole number, such as 12.");
    }
    let organisation: Option<OrganisationId> = posted.get("organisation").parse().ok();
    let request = RequestInput {
        course: course.filter(|course| course != UNSURE),
        aims: posted.get("aims").to_owned(),
        group_size,
        ring_me: posted.has("ring_me"),
        phone: posted.optional("phone"),
        ..RequestInput::default()
    };
    if request.aims.is_empty() {
        shown.refuse("aims", "Say in a few words what you want to achieve.");
    }
    if request.ring_me && request.phone.is_none() {
        shown.refuse("phone", "Enter a telephone number on which we can reach you.");
    }
    if shown.is_wrong() {
        return page(&member, shown)?.answer(&app);
    }
    let ask = AskForTraining { actor: form.caller.actor, organisation, request };
    match app.usecases.ask_for_training(ask, once::key(form.caller.id(), posted, PATH)).await {
        Ok(answer) => see(format!("{}?done=asked", address(answer.value.id))),
        Err(failure) => {
            shown.refused(failure)?;
            page(&member, shown)?.answer(&app)
        }
    }
}
