//! Signing somebody out everywhere.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::ids::{Person, PersonId},
    store::read::people::person_views,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// The facts of `people/end_logins`.
#[derive(Serialize)]
pub(in crate::web) struct EndLogins {
    /// Whose they are.
    name: String,
}

impl PageFacts for EndLogins {
    const TEMPLATE: &'static str = "people/end_logins";

    fn samples() -> Vec<Self> {
        vec![Self { name: "Amira Khan".to_owned() }]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of(PersonId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

fn form_of(id: PersonId) -> Form {
    Form::new(format!("/manage/people/{id}/logins"), "Sign them out everywhere").field(
        Field::lines("reason", "Why?", 2).hint("Kept in the history of changes, which coordinators read."),
    )
}

async fn known(app: &App, id: PersonId) -> ApiResult<EndLogins> {
    let now = app.clock.now();
    Ok(EndLogins { name: app.reads.run(move |c| person_views::view(c, id, now)).await?.name })
}

fn page<'v>(visit: &'v Visit, id: PersonId, facts: &EndLogins, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, format!("Sign {} out everywhere", facts.name), facts)?
        .form(form)
        .back(format!("/manage/people/{id}"), facts.name.clone())
        .here("/manage/people"))
}

/// Asks for the reason.
pub async fn form(app: Data<App>, id: PathId<Person>, member: Member) -> ApiResult<HttpResponse> {
    let facts = known(&app, id.0).await?;
    page(&member.visit, id.0, &facts, form_of(id.0))?.answer(&app)
}

/// Does it.
pub async fn end(app: Data<App>, id: PathId<Person>, form: MembersForm) -> ApiResult<HttpResponse> {
    let facts = known(&app, id.0).await?;
    let mut shown = form_of(id.0).keep(&form.posted);
    if !form.posted.again() {
        match app.usecases.end_logins_of(form.caller.id(), id.0, form.posted.get("reason")).await {
            Ok(()) => return see(format!("/manage/people/{}?done=signed-out", id.0)),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, id.0, &facts, shown)?.answer(&app)
}
