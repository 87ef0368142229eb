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
            people::{person, relations},
            sessions::{session, session_rows},
        },
    },
    usecases::{
        bookings::waive_requirement::WaiveRequirement,
        error::{Failure, Refused},
    },
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
    let (person, all) = (asked.person, member.caller.actor.is_coordinator);
    let (view, groups, name) = app
        .reads
        .run(move |c| {
            let view = session::session(c, id)?.view;
            let course = session_rows::session(c, id)?.course_id;
            let name = match person {
                Some(person) if all || relations::is_on(c, person, id)? => Some(person::name(c, person)?),
                Some(_) => return Err(Error::Missing),
                None => None,
            };
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

/// The person meant.
enum Meant {
    /// Named by the page, or by their address.
    Somebody(PersonId),
    /// Nobody has the address. Whether anybody has is told to coordinators, who see everybody.
    Nobody,
    /// Not said.
    Unsaid,
}

/// The person meant: named by the page, or by their address.
async fn meant(app: &App, member: &Member, posted: &Posted, form: &mut Form) -> ApiResult<Meant> {
    if let Ok(person) = posted.get("person").parse() {
        return Ok(Meant::Somebody(person));
    }
    let address = match EmailAddress::parse("email", posted.get("email")) {
        Ok(address) => address,
        Err(error) => {
            form.refuse(&error.field, error.message);
            return Ok(Meant::Unsaid);
        }
    };
    let folded = address.folded().to_owned();
    let account = app.reads.run(move |c| person::account(c, &folded)).await?;
    Ok(match account {
        Some(account) => Meant::Somebody(account.person),
        None if member.caller.actor.is_coordinator => {
            form.refuse(
                "email",
                "Nobody here has this address. Ask them to create an account first, or check how it is written.",
            );
            Meant::Unsaid
        }
        None => Meant::Nobody,
    })
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
    let person = meant(&app, &member, posted, &mut shown.form).await?;
    let requirement: Option<GroupId> = posted.get("requirement").parse().ok();
    if requirement.is_none() {
        shown.form.refuse("requirement", "Choose what they may attend without.");
    }
    if posted.get("reason").is_empty() {
        shown.form.refuse("reason", "Say why: it stays on record.");
    }
    let (Some(requirement), false) = (requirement, shown.form.is_wrong()) else {
        return page(&member, shown)?.answer(&app);
    };
    let by_address = posted.get("person").is_empty() && !member.caller.actor.is_coordinator;
    let done = if by_address { "waived-if-known" } else { "waived" };
    let person = match person {
        Meant::Somebody(person) => person,
        Meant::Nobody => return see(format!("{}?done={done}", shown.back)),
        Meant::Unsaid => return page(&member, shown)?.answer(&app),
    };
    let ask = WaiveRequirement {
        actor: form.caller.actor,
        session: session.0,
        person,
        requirement,
        reason: posted.get("reason").to_owned(),
    };
    match app.usecases.waive_requirement(ask, None).await {
        Ok(_) => see(format!("{}?done={done}", shown.back)),
        Err(Failure::Refused(Refused::Forbidden { code: "already_waived", .. })) if by_address => {
            see(format!("{}?done={done}", shown.back))
        }
        Err(failure) => {
            shown.form.refused(failure)?;
            page(&member, shown)?.answer(&app)
        }
    }
}
