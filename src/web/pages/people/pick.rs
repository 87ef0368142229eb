//! Choosing a person: a search, and whom it found.

use actix_web::web::Data;
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::ids::PersonId,
    store::read::people::person_views::{self, PeopleQuery, PersonView, Seen},
    web::{error::ApiResult, pages::wording},
};

/// How many are shown; more than that is searched more closely.
const SHOWN: i64 = 20;

/// Whom to look for, and whom was chosen.
#[derive(Deserialize)]
pub struct Picking {
    /// Part of a name or address.
    pub q: Option<String>,
    /// The person chosen.
    pub person: Option<PersonId>,
}

/// The facts of the partial `pick_person`, besides where it searches and what choosing is called.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// What was typed.
    pub q: String,
    /// Whom it found, each with an address that chooses them.
    pub people: Vec<PersonLine>,
    /// Whether anything was typed.
    pub asked: bool,
}

impl Found {
    /// Before anything is typed, with somebody found, and with nobody found.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        vec![
            Self { q: String::new(), people: Vec::new(), asked: false },
            Self { q: "a".to_owned(), people: PersonLine::samples(), asked: true },
            Self { q: "zzz".to_owned(), people: Vec::new(), asked: true },
        ]
    }
}

/// A person as lists name them.
#[derive(Debug, Clone, Serialize)]
pub struct PersonLine {
    /// Their record's address, or the one that chooses them.
    pub address: String,
    /// Their name.
    pub name: String,
    /// Where mail goes.
    pub email: Option<String>,
    /// The organisations they belong to, in one line.
    pub organisations: String,
    /// What they are, besides delegates.
    pub roles: String,
    /// Whether their account is switched off.
    pub disabled: bool,
}

impl PersonLine {
    /// The line of somebody.
    #[must_use]
    pub fn of(person: &PersonView) -> Self {
        let organisations: Vec<&str> = person.organisations.iter().map(|of| of.name.as_str()).collect();
        Self {
            address: format!("/manage/people/{}", person.id),
            name: person.name.clone(),
            email: person.email.clone(),
            organisations: organisations.join(", "),
            roles: wording::roles(&person.roles),
            disabled: person.disabled,
        }
    }

    /// One with everything, and one with nothing but a name.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let full = Self {
            address: "/manage/people/1".to_owned(),
            name: "Amira Khan".to_owned(),
            email: Some("amira.khan@school.example".to_owned()),
            organisations: "Hillside Primary School".to_owned(),
            roles: "trainer".to_owned(),
            disabled: false,
        };
        let bare = Self {
            address: "/manage/people/2".to_owned(),
            name: "Sam Okoro".to_owned(),
            email: None,
            organisations: String::new(),
            roles: String::new(),
            disabled: true,
        };
        vec![full, bare]
    }
}

/// People by part of a name or address, each with an address that chooses them; nobody before anything is typed.
pub async fn found(
    app: &Data<App>,
    q: Option<&str>,
    address: impl Fn(PersonId) -> String,
) -> ApiResult<Found> {
    let Some(q) = q.map(str::trim).filter(|q| !q.is_empty()) else {
        return Ok(Found { q: String::new(), people: Vec::new(), asked: false });
    };
    let (now, typed) = (app.clock.now(), q.to_owned());
    let query = PeopleQuery { q: Some(typed), seen: Seen::Everyone, after: None, limit: SHOWN };
    let people = app.reads.run(move |c| person_views::list(c, &query, now)).await?;
    let people = people
        .iter()
        .map(|person| PersonLine { address: address(person.id), ..PersonLine::of(person) })
        .collect();
    Ok(Found { q: q.to_owned(), people, asked: true })
}
