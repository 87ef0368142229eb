//! Beginning a course that may be taken at any time.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{BookingId, PersonId},
        times::cpd_length,
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            bookings::{
                booking::{PersonBrief, named},
                on_demand as taken,
            },
            catalogue::{
                courses::{self, CourseRow},
                on_demand::{self, OnDemandView},
            },
            people::relations,
        },
    },
    usecases::bookings::begin_on_demand::BeginOnDemand,
    web::{
        access::may_for_person,
        error::{ApiError, ApiResult},
        extract::{MembersForm, Params, PathSlug, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::once,
        render::{Page, see},
    },
};

/// How many of one's people are offered at once.
const SHOWN: usize = 60;

/// A course that may be taken at any time, before it is begun.
#[derive(Serialize)]
pub(in crate::web) struct BeginFacts {
    /// What the course is.
    summary: String,
    /// How many recordings and texts it has, in words.
    parts: String,
    /// The CPD it gives, in words.
    cpd: String,
    /// Whom it is looked at for; none for oneself.
    about: Option<String>,
    /// Where it goes on, when it is begun already.
    goes_on: Option<String>,
    /// Why it cannot be begun, in sentences.
    refusals: Vec<String>,
    /// Where somebody signs in to begin, when nobody is.
    sign_in: Option<String>,
    /// Whether there is a form that begins it.
    begins: bool,
    /// One's own people, each with the page on which it is begun for them.
    people: Vec<ForSomebody>,
}

/// Somebody it can be begun for.
#[derive(Serialize)]
struct ForSomebody {
    name: String,
    address: String,
}

impl PageFacts for BeginFacts {
    const TEMPLATE: &'static str = "bookings/begin_on_demand";

    fn samples() -> Vec<Self> {
        let plain = || Self {
            summary: "A recorded refresher.".to_owned(),
            parts: "2 recordings and texts".to_owned(),
            cpd: "45 minutes of CPD".to_owned(),
            about: None,
            goes_on: None,
            refusals: Vec::new(),
            sign_in: None,
            begins: false,
            people: Vec::new(),
        };
        let somebody = ForSomebody { name: "Amira Khan".to_owned(), address: "?person=1".to_owned() };
        vec![
            Self { sign_in: Some("/sign-in".to_owned()), ..plain() },
            Self { begins: true, people: vec![somebody], ..plain() },
            Self { begins: true, about: Some("Amira Khan".to_owned()), ..plain() },
            Self { goes_on: Some("/bookings/1/on-demand".to_owned()), ..plain() },
            Self {
                goes_on: Some("/bookings/1/on-demand".to_owned()),
                about: Some("Amira Khan".to_owned()),
                ..plain()
            },
            Self { refusals: vec!["You can book this after Introduction.".to_owned()], ..plain() },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(form("refresher", None, "sample"))
    }
}

/// For whom it is begun.
#[derive(Deserialize)]
pub struct Asked {
    person: Option<PersonId>,
}

fn form(slug: &str, person: Option<PersonId>, key: &str) -> Form {
    let button = if person.is_some() { "Begin it for them" } else { "Begin now" };
    let mut form = Form::new(format!("/courses/{slug}/on-demand"), button).field(once::carrying(key));
    if let Some(person) = person {
        form = form.field(Field::hidden("person", person.to_string()));
    }
    form
}

/// What is known of the course.
struct Ground {
    course: CourseRow,
    content: OnDemandView,
}

async fn ground(app: &App, slug: &str) -> ApiResult<Ground> {
    let slug = slug.to_owned();
    let found = app.reads.run(move |c| {
        let course = courses::by_slug(c, &slug)?;
        if course.draft || on_demand::of_course(c, course.id)?.is_none() {
            return Err(Error::Missing);
        }
        Ok(Ground { content: on_demand::content(c, &slug)?.view, course })
    });
    Ok(found.await?)
}

/// What stands on the page for whoever looks at it.
async fn facts(app: &App, visit: &Visit, ground: &Ground, person: Option<PersonId>) -> ApiResult<BeginFacts> {
    let content = &ground.content;
    let mut facts = BeginFacts {
        summary: ground.course.summary.clone(),
        parts: match content.parts.len() {
            1 => "1 recording or text".to_owned(),
            many => format!("{many} recordings and texts"),
        },
        cpd: cpd_length(content.cpd_minutes),
        about: None,
        goes_on: None,
        refusals: Vec::new(),
        sign_in: None,
        begins: false,
        people: Vec::new(),
    };
    let here = format!("/courses/{}/on-demand", ground.course.slug);
    let Some(somebody) = &visit.signed_in else {
        facts.sign_in = Some(format!("/sign-in?return_to={here}"));
        return Ok(facts);
    };
    let (actor, now) = (somebody.caller.actor, app.clock.now());
    let of = person.unwrap_or(actor.person_id);
    let (course, alone) = (ground.course.id, person.is_none());
    let (begun, managed, about): (Option<BookingId>, Vec<PersonBrief>, Option<PersonBrief>) = app
        .reads
        .run(move |c| {
            let begun = taken::of_person(c, of)?
                .into_iter()
                .find(|one| one.course == course && one.finished_on.is_none())
                .map(|one| one.booking);
            let managed = if alone { relations::managed_by(c, actor.person_id, now)? } else { Vec::new() };
            let about = if alone { None } else { named(c, &[of])?.pop() };
            Ok::<_, Error>((begun, named(c, &managed)?, about))
        })
        .await?;
    facts.about = about.map(|person| person.name);
    let mut managed = managed;
    managed.sort_by(|a, b| a.name.cmp(&b.name));
    facts.people = managed
        .into_iter()
        .take(SHOWN)
        .map(|person| ForSomebody { address: format!("{here}?person={}", person.id), name: person.name })
        .collect();
    if let Some(booking) = begun {
        facts.goes_on = Some(format!("/bookings/{booking}/on-demand"));
        return Ok(facts);
    }
    if !content.open || ground.course.retired_at.is_some() {
        facts.refusals.push("This course cannot be begun at any time just now.".to_owned());
        return Ok(facts);
    }
    let answer = app.usecases.judge_on_demand(actor, of, course).await?;
    facts.begins = answer.eligible;
    facts.refusals = answer.refusals.into_iter().map(|refusal| refusal.message).collect();
    Ok(facts)
}

fn page<'v>(visit: &'v Visit, ground: &Ground, facts: &BeginFacts, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, format!("{}: at any time", ground.course.title), facts)?
        .form(form)
        .back(format!("/courses/{}", ground.course.slug), "The course")
        .here("/courses"))
}

/// What it is, and whether it can be begun.
pub async fn show(
    app: Data<App>,
    random: Data<Random>,
    slug: PathSlug,
    visit: Visit,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let ground = ground(&app, &slug.0).await?;
    if let Some(person) = asked.0.person {
        let somebody = visit.signed_in.as_ref().ok_or_else(ApiError::not_there)?;
        may_for_person(&app, &somebody.caller, person, Action::BookPlace).await?;
    }
    let facts = facts(&app, &visit, &ground, asked.0.person).await?;
    let key = crate::crypto::tokens::Token::new(&random);
    page(&visit, &ground, &facts, form(&slug.0, asked.0.person, key.as_str()))?.answer(&app)
}

/// Begins it.
pub async fn begin(app: Data<App>, slug: PathSlug, form_sent: MembersForm) -> ApiResult<HttpResponse> {
    let ground = ground(&app, &slug.0).await?;
    let posted = &form_sent.posted;
    let person: Option<PersonId> = match posted.optional("person") {
        Some(id) => Some(id.parse().map_err(|_| ApiError::not_there())?),
        None => None,
    };
    let of = person.unwrap_or(form_sent.caller.id());
    may_for_person(&app, &form_sent.caller, of, Action::BookPlace).await?;
    let ask = BeginOnDemand { actor: form_sent.caller.actor, person: of, course: slug.0.clone() };
    let key = once::key(form_sent.caller.id(), posted, &format!("/courses/{}/on-demand", slug.0));
    match app.usecases.begin_on_demand(ask, key).await {
        Ok(answer) => see(format!("/bookings/{}/on-demand", answer.value.id)),
        Err(failure) => {
            let mut shown = form(&slug.0, person, posted.get("key"));
            shown.refused(failure)?;
            let facts = facts(&app, &form_sent.visit, &ground, person).await?;
            page(&form_sent.visit, &ground, &facts, shown)?.answer(&app)
        }
    }
}
