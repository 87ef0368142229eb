//! The page on which somebody who was booked from a list says in one press that they come or do not.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    store::read::sessions::session,
    usecases::error::Failure,
    web::{
        error::ApiResult,
        extract::{AnyonesForm, Params, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::sessions::date_words::{place, whole},
        render::Page,
    },
};

/// What a mailed link brings.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    token: Option<String>,
}

/// The place, and what was said.
#[derive(Serialize)]
pub(in crate::web) struct ListedFacts {
    /// `asks`, `agreed`, `not_coming` or `gone`.
    kind: &'static str,
    /// The place; none when it is gone.
    place: Option<PlaceFacts>,
}

/// A place booked from a list.
#[derive(Serialize)]
struct PlaceFacts {
    person: String,
    /// Who asked for the training.
    asked_by: String,
    course: String,
    dates: Vec<String>,
    place: String,
    /// The booking's page.
    address: String,
}

impl PageFacts for ListedFacts {
    const TEMPLATE: &'static str = "commissions/answer_list";

    fn samples() -> Vec<Self> {
        let place = || PlaceFacts {
            person: "Amira Khan".to_owned(),
            asked_by: "Maureen Clarke".to_owned(),
            course: "Bespoke team session".to_owned(),
            dates: vec!["Tuesday 12 January 2027, 10am to 1pm".to_owned()],
            place: "At the school".to_owned(),
            address: "/bookings/01930000-0000-7000-8000-000000000001".to_owned(),
        };
        let of = |kind, place| Self { kind, place };
        vec![of("asks", Some(place())), of("agreed", Some(place())), of("not_coming", None), of("gone", None)]
    }

    fn form_sample() -> Option<Form> {
        Some(form("a1b2c3"))
    }
}

fn form(token: &str) -> Form {
    Form::new("/not-coming", "I am not coming").field(Field::hidden("token", token))
}

async fn place_of(app: &App, token: &str) -> ApiResult<Option<PlaceFacts>> {
    let Some(listed) = app.usecases.listed_place(token).await? else { return Ok(None) };
    let id = listed.session;
    let view = app.reads.run(move |c| session::session(c, id)).await?.view;
    Ok(Some(PlaceFacts {
        person: listed.person,
        asked_by: listed.asked_by,
        course: view.course.title.clone(),
        dates: view.dates.iter().map(|date| whole(&view, date)).collect(),
        place: place(&view),
        address: format!("/bookings/{}", listed.booking),
    }))
}

fn page<'v>(visit: &'v Visit, facts: &ListedFacts, form: Form) -> ApiResult<Page<'v>> {
    let title = match facts.kind {
        "asks" => "Are you coming?",
        "agreed" => "See you there",
        "not_coming" => "Your place is given up",
        _ => "There is no place to give up",
    };
    Ok(Page::of(visit, title, facts)?.form(form))
}

/// Asks. Mail programs fetch links to look at them: only the button answers.
pub async fn show(app: Data<App>, visit: Visit, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let token = asked.0.token.unwrap_or_default();
    let place = place_of(&app, &token).await?;
    let facts = ListedFacts { kind: if place.is_some() { "asks" } else { "gone" }, place };
    page(&visit, &facts, form(&token))?.answer(&app)
}

/// Keeps the answer.
pub async fn answer(app: Data<App>, sent: AnyonesForm) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = sent;
    let token = posted.get("token").to_owned();
    let comes = posted.get("answer") == "yes";
    let place = place_of(&app, &token).await?;
    let facts = match app.usecases.answer_list(&token, comes).await {
        Ok(()) if comes => ListedFacts { kind: "agreed", place },
        Ok(()) => ListedFacts { kind: "not_coming", place: None },
        Err(Failure::Refused(_)) => ListedFacts { kind: "gone", place: None },
        Err(failure) => return Err(failure.into()),
    };
    page(&visit, &facts, form(&token))?.answer(&app)
}
