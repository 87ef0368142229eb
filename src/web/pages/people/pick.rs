//! Choosing a person: a search, and whom it found.

use actix_web::web::Data;
use serde::Deserialize;
use serde_json::{Value, json};

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

/// People by part of a name or address, each with an address that chooses them; nobody before anything is typed.
pub async fn found(
    app: &Data<App>,
    q: Option<&str>,
    address: impl Fn(PersonId) -> String,
) -> ApiResult<Value> {
    let Some(q) = q.map(str::trim).filter(|q| !q.is_empty()) else {
        return Ok(json!({"q": "", "people": [], "asked": false}));
    };
    let (now, typed) = (app.clock.now(), q.to_owned());
    let query = PeopleQuery { q: Some(typed), seen: Seen::Everyone, after: None, limit: SHOWN };
    let people = app.reads.run(move |c| person_views::list(c, &query, now)).await?;
    let people: Vec<Value> = people
        .iter()
        .map(|person| {
            let mut line = line(person);
            line["address"] = json!(address(person.id));
            line
        })
        .collect();
    Ok(json!({"q": q, "people": people, "asked": true}))
}

/// A person as lists name them.
pub fn line(person: &PersonView) -> Value {
    let organisations: Vec<&str> = person.organisations.iter().map(|of| of.name.as_str()).collect();
    json!({
        "address": format!("/manage/people/{}", person.id),
        "name": person.name,
        "email": person.email,
        "organisations": organisations.join(", "),
        "roles": wording::roles(&person.roles),
        "disabled": person.disabled,
    })
}
