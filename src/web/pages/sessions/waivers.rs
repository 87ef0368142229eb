//! "Let this person attend anyway": a trainer or coordinator lets somebody attend without an earlier course.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::session_words::course_and_dates;
use crate::{
    app::App,
    domain::{
        access::Action,
        grammar::sentence_case,
        ids::{GroupId, PersonId, Session, SessionId},
        people::EmailAddress,
        prerequisite_words::group_phrase,
    },
    store::{
        error::Error,
        read::{
            facts::course_facts,
            people::person,
            sessions::{session, session_rows},
        },
    },
    usecases::bookings::waive_requirement::WaiveRequirement,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Posted},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::registers::roster::allowed,
        render::{Page, see},
    },
};

/// For whom, and what is waived.
#[derive(Deserialize)]
pub struct Asked {
    person: Option<PersonId>,
    requirement: Option<GroupId>,
}

/// Letting one person attend without an earlier course.
#[derive(Serialize)]
pub(in crate::web) struct WaiveFacts {
    /// The course and its dates.
    lede: String,
    /// Whether the course asks for anything at all.
    groups: bool,
}

impl PageFacts for WaiveFacts {
    const TEMPLATE: &'static str = "sessions/waive";

    fn samples() -> Vec<Self> {
        let of = |groups| Self {
            lede: "Action learning sets: 6 dates, Tuesday 12 January to Tuesday 8 June 2027".to_owned(),
            groups,
        };
        vec![of(true), of(false)]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/sessions/1/waive", "Let this person attend anyway").field(reason_field()))
    }
}

/// What the page shows.
struct Shown {
    back: String,
    facts: WaiveFacts,
    name: Option<String>,
    form: Form,
}

async fn prepare(app: &App, member: &Member, id: SessionId, asked: &Asked) -> ApiResult<Shown> {
    let back = allowed(app, member, id, Action::Waive).await?;
    let person = asked.person;
    let (view, groups, name) = app
        .reads
        .run(move |c| {
            let view = session::session(c, id)?.view;
            let course = session_rows::session(c, id)?.course_id;
            let name = person.map(|person| person::name(c, person)).transpose()?;
            Ok::<_, Error>((view, course_facts::groups(c, course)?, name))
        })
        .await?;
    let mut form = Form::new(format!("/sessions/{id}/waive"), "Let this person attend anyway");
    form = match person {
        Some(person) => form.field(Field::hidden("person", person.to_string())),
        None => form.field(
            Field::email("email", "Their e-mail address")
                .hint("The address they have here. They can book as soon as you have let them attend.")
                .autocomplete("off"),
        ),
    };
    let choose =
        groups.iter().fold(Field::radios("requirement", "What they may attend without"), |field, group| {
            field.choice(group.id.to_string(), sentence_case(&group_phrase(group)))
        });
    let chosen =
        asked.requirement.or_else(|| groups.first().filter(|_| groups.len() == 1).map(|group| group.id));
    form =
        form.field(choose.value(chosen.map(|id| id.to_string()).unwrap_or_default())).field(reason_field());
    let facts = WaiveFacts { lede: course_and_dates(&view), groups: !groups.is_empty() };
    Ok(Shown { back, facts, name, form })
}

fn reason_field() -> Field {
    Field::lines("reason", "Why", 3)
        .hint("It stays on record. For example: did the same course elsewhere in 2019.")
}

fn page(member: &Member, shown: Shown) -> ApiResult<Page<'_>> {
    let title = match &shown.name {
        Some(name) => format!("Let {name} attend anyway"),
        None => "Let somebody attend anyway".to_owned(),
    };
    Ok(Page::of(&member.visit, title, &shown.facts)?.form(shown.form).back(shown.back, "Who is coming"))
}

/// The form.
pub async fn form(
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let shown = prepare(&app, &member, session.0, &asked.0).await?;
    page(&member, shown)?.answer(&app)
}

/// The person meant: named by the page, or by their address.
async fn meant(app: &App, posted: &Posted, form: &mut Form) -> ApiResult<Option<PersonId>> {
    if let Ok(person) = posted.get("person").parse() {
        return Ok(Some(person));
    }
    let address = match EmailAddress::parse("email", posted.get("email")) {
        Ok(address) => address,
        Err(error) => {
            form.refuse(&error.field, error.message);
            return Ok(None);
        }
    };
    let folded = address.folded().to_owned();
    let account = app.reads.run(move |c| person::account(c, &folded)).await?;
    if account.is_none() {
        form.refuse(
            "email",
            "Nobody here has this address. Ask them to create an account first, or check how it is written.",
        );
    }
    Ok(account.map(|account| account.person))
}

/// Lets them attend.
pub async fn waive(app: Data<App>, session: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let asked = Asked { person: posted.get("person").parse().ok(), requirement: None };
    let mut shown = prepare(&app, &member, session.0, &asked).await?;
    shown.form = shown.form.keep(posted);
    if posted.again() {
        return page(&member, shown)?.answer(&app);
    }
    let person = meant(&app, posted, &mut shown.form).await?;
    let requirement: Option<GroupId> = posted.get("requirement").parse().ok();
    if requirement.is_none() {
        shown.form.refuse("requirement", "Choose what they may attend without.");
    }
    if posted.get("reason").is_empty() {
        shown.form.refuse("reason", "Say why: it stays on record.");
    }
    let (Some(person), Some(requirement), false) = (person, requirement, shown.form.is_wrong()) else {
        return page(&member, shown)?.answer(&app);
    };
    let ask = WaiveRequirement {
        actor: form.caller.actor,
        session: session.0,
        person,
        requirement,
        reason: posted.get("reason").to_owned(),
    };
    match app.usecases.waive_requirement(ask, None).await {
        Ok(_) => see(format!("{}?done=waived", shown.back)),
        Err(failure) => {
            shown.form.refused(failure)?;
            page(&member, shown)?.answer(&app)
        }
    }
}
