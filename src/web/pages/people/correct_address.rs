//! Putting a mistyped address right, as long as nobody has confirmed it.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        accounts::personal_address,
        ids::{Person, PersonId},
    },
    store::{
        error::Error,
        read::people::{person_views, profile},
    },
    usecases::people::edit_person::EditPerson,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// The facts of `people/correct_address`.
#[derive(Serialize)]
pub(in crate::web) struct CorrectAddress {
    /// The address on record; none for somebody who has none.
    wrong: Option<String>,
    /// It is confirmed, and so no coordinator's to correct.
    confirmed: bool,
}

impl PageFacts for CorrectAddress {
    const TEMPLATE: &'static str = "people/correct_address";

    fn samples() -> Vec<Self> {
        let wrong = Some("amira.khan@scool.example".to_owned());
        vec![
            Self { wrong: wrong.clone(), confirmed: false },
            Self { wrong, confirmed: true },
            Self { wrong: None, confirmed: false },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of(PersonId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

fn record(id: PersonId) -> String {
    format!("/manage/people/{id}")
}

fn form_of(id: PersonId) -> Form {
    Form::new(format!("{}/address", record(id)), "Correct the address").field(
        Field::email("email", "The right e-mail address")
            .autocomplete("off")
            .hint("We mail it, and whoever confirms it has this record with its history."),
    )
}

struct Known {
    name: String,
    facts: CorrectAddress,
}

async fn known(app: &App, id: PersonId) -> ApiResult<Known> {
    let now = app.clock.now();
    Ok(app
        .reads
        .run(move |c| {
            let name = person_views::view(c, id, now)?.name;
            let main = profile::addresses(c, id)?.into_iter().find(|address| address.primary);
            let facts = CorrectAddress {
                confirmed: main.as_ref().is_some_and(|address| address.confirmed),
                wrong: main.map(|address| address.email),
            };
            Ok::<_, Error>(Known { name, facts })
        })
        .await?)
}

fn page<'v>(visit: &'v Visit, id: PersonId, known: &Known, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, "Correct an address", &known.facts)?
        .form(form)
        .back(record(id), known.name.clone())
        .here("/manage/people"))
}

/// The form.
pub async fn form(app: Data<App>, member: Member, id: PathId<Person>) -> ApiResult<HttpResponse> {
    page(&member.visit, id.0, &known(&app, id.0).await?, form_of(id.0))?.answer(&app)
}

/// Corrects it.
pub async fn correct(app: Data<App>, id: PathId<Person>, form: MembersForm) -> ApiResult<HttpResponse> {
    let known = known(&app, id.0).await?;
    let mut shown = form_of(id.0).keep(&form.posted);
    if !form.posted.again() {
        match personal_address("email", form.posted.get("email")) {
            Err(wrong) => shown.refuse_all(&[wrong]),
            Ok(email) => {
                let ask = EditPerson { email: Some(email), ..EditPerson::default() };
                match app.usecases.edit_person(form.caller.id(), id.0, ask).await {
                    Ok(_) => return see(format!("{}?done=address", record(id.0))),
                    Err(failure) => shown.refused(failure)?,
                }
            }
        }
    }
    page(&form.visit, id.0, &known, shown)?.answer(&app)
}
