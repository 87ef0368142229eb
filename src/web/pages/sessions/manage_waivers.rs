//! "Let this person attend anyway."

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{
    known_session::{address, name_of},
    session_people::name,
};
use crate::{
    app::App,
    domain::{
        grammar::sentence_case,
        ids::{GroupId, PersonId, Session, SessionId},
        prerequisite_words::group_phrase,
        prerequisites::Group,
    },
    store::{
        error::Error,
        read::{
            facts::course_facts,
            sessions::{
                session::{self, SessionView},
                session_rows,
            },
        },
    },
    usecases::bookings::waive_requirement::WaiveRequirement,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::people::pick::{Found, Picking, found},
        render::{Page, see},
    },
};

/// Letting somebody attend without what comes before: for whom, then what and why.
#[derive(Serialize)]
pub(in crate::web) struct ManageWaiversFacts {
    /// The date's name.
    date: String,
    /// Where it is chosen whom it concerns.
    action: String,
    /// Whether the course asks for anything at all.
    any: bool,
    /// The name of whom it concerns, once that is chosen.
    person: Option<String>,
    /// The search for them, until then.
    found: Option<Found>,
}

impl ManageWaiversFacts {
    fn of(session: &SessionView, groups: &[Group]) -> ApiResult<Self> {
        Ok(Self {
            date: name_of(session)?,
            action: format!("{}/waivers", address(session.id)),
            any: !groups.is_empty(),
            person: None,
            found: None,
        })
    }
}

impl PageFacts for ManageWaiversFacts {
    const TEMPLATE: &'static str = "sessions/manage_waivers";

    fn samples() -> Vec<Self> {
        let of = |any, person: Option<&str>, found| Self {
            date: "Action learning sets, Tuesday 9 February 2027".to_owned(),
            action: "/manage/dates/1/waivers".to_owned(),
            any,
            person: person.map(str::to_owned),
            found,
        };
        let mut all: Vec<Self> =
            Found::samples().into_iter().map(|found| of(true, None, Some(found))).collect();
        all.extend([of(true, Some("Amira Khan"), None), of(false, None, None)]);
        all
    }

    fn form_sample() -> Option<Form> {
        let (id, person) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
        Some(form_of(SessionId::from_uuid(id), PersonId::from_uuid(person), "Amira Khan", &[]))
    }
}

async fn asked_of(app: &App, id: SessionId) -> ApiResult<(SessionView, Vec<Group>)> {
    Ok(app
        .reads
        .run(move |c| {
            let course = session_rows::session(c, id)?.course_id;
            Ok::<_, Error>((session::session(c, id)?.view, course_facts::groups(c, course)?))
        })
        .await?)
}

fn form_of(id: SessionId, person: PersonId, who: &str, groups: &[Group]) -> Form {
    let choices =
        groups.iter().fold(Field::radios("requirement", "What is not asked of them"), |f, group| {
            f.choice(group.id.to_string(), sentence_case(&group_phrase(group)))
        });
    let only = groups.first().filter(|_| groups.len() == 1).map(|group| group.id.to_string());
    Form::new(format!("{}/waivers", address(id)), format!("Let {who} attend anyway"))
        .field(Field::hidden("person", person.to_string()))
        .field(choices.value(only.unwrap_or_default()))
        .field(Field::lines("reason", "Why?", 3).hint("It stays on record."))
}

fn page<'v>(visit: &'v Visit, session: &SessionView, facts: &ManageWaiversFacts) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, "Let somebody attend anyway", facts)?
        .back(address(session.id), "Back to the date")
        .here("/manage/dates"))
}

/// The search for whom, then what and why.
pub async fn form(
    app: Data<App>,
    member: Member,
    id: PathId<Session>,
    asked: Params<Picking>,
) -> ApiResult<HttpResponse> {
    let (session, groups) = asked_of(&app, id.0).await?;
    let facts = ManageWaiversFacts::of(&session, &groups)?;
    if let Some(person) = asked.0.person {
        let who = name(&app, person).await?;
        let form = form_of(id.0, person, &who, &groups);
        let facts = ManageWaiversFacts { person: Some(who), ..facts };
        return page(&member.visit, &session, &facts)?.form(form).answer(&app);
    }
    let to = |person: PersonId| format!("{}/waivers?person={person}", address(session.id));
    let found = Some(found(&app, asked.0.q.as_deref(), to).await?);
    page(&member.visit, &session, &ManageWaiversFacts { found, ..facts })?.answer(&app)
}

/// Waives one group for one person.
pub async fn waive(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let id = id.0;
    let Ok(person) = form.posted.get("person").parse::<PersonId>() else {
        return see(format!("{}/waivers", address(id)));
    };
    let (session, groups) = asked_of(&app, id).await?;
    let who = name(&app, person).await?;
    let mut shown = form_of(id, person, &who, &groups).keep(&form.posted);
    if !form.posted.again() {
        let requirement = form.posted.get("requirement").parse::<GroupId>().ok();
        if requirement.is_none() {
            shown.refuse("requirement", "Choose what is not asked of them.");
        }
        if form.posted.get("reason").is_empty() {
            shown.refuse("reason", "Say why: it stays on record.");
        }
        if let Some(requirement) = requirement.filter(|_| !shown.is_wrong()) {
            let ask = WaiveRequirement {
                actor: form.caller.actor,
                session: id,
                person,
                requirement,
                reason: form.posted.get("reason").to_owned(),
            };
            match app.usecases.waive_requirement(ask, None).await {
                Ok(_) => return see(format!("{}?done=waived", address(id))),
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    let facts = ManageWaiversFacts { person: Some(who), ..ManageWaiversFacts::of(&session, &groups)? };
    page(&form.visit, &session, &facts)?.form(shown).answer(&app)
}
