//! Taking away the second factor of somebody who has lost it.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::ids::{Person, PersonId},
    store::{
        error::Error,
        read::people::{person_views, second_factors::has_one},
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// The facts of `people/second_factor_loss`.
#[derive(Serialize)]
pub(in crate::web) struct FactorLoss {
    /// Whose it is.
    name: String,
    /// Whether they have one.
    has_one: bool,
}

impl PageFacts for FactorLoss {
    const TEMPLATE: &'static str = "people/second_factor_loss";

    fn samples() -> Vec<Self> {
        let of = |has_one| Self { name: "Amira Khan".to_owned(), has_one };
        vec![of(true), of(false)]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of(PersonId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

fn form_of(id: PersonId) -> Form {
    Form::new(format!("/manage/people/{id}/second-factor"), "Take it away").field(
        Field::lines("reason", "Why?", 2)
            .hint("They are told. Make sure that it is really them who ask: ring the number you know."),
    )
}

async fn known(app: &App, id: PersonId) -> ApiResult<FactorLoss> {
    let now = app.clock.now();
    let read = app.reads.run(move |c| {
        Ok::<_, Error>(FactorLoss { name: person_views::view(c, id, now)?.name, has_one: has_one(c, id)? })
    });
    Ok(read.await?)
}

fn page<'v>(visit: &'v Visit, id: PersonId, facts: &FactorLoss, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, format!("The second step of {}", facts.name), facts)?
        .form(form)
        .back(format!("/manage/people/{id}"), facts.name.clone())
        .here("/manage/people"))
}

/// Asks for the reason.
pub async fn form(app: Data<App>, id: PathId<Person>, member: Member) -> ApiResult<HttpResponse> {
    let facts = known(&app, id.0).await?;
    page(&member.visit, id.0, &facts, form_of(id.0))?.answer(&app)
}

/// Takes it away.
pub async fn take_away(app: Data<App>, id: PathId<Person>, form: MembersForm) -> ApiResult<HttpResponse> {
    let facts = known(&app, id.0).await?;
    let mut shown = form_of(id.0).keep(&form.posted);
    if !form.posted.again() {
        let by = Some(form.caller.id());
        match app.usecases.take_factors_away(by, id.0, form.posted.get("reason")).await {
            Ok(()) => return see(format!("/manage/people/{}?done=second-factor", id.0)),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, id.0, &facts, shown)?.answer(&app)
}
