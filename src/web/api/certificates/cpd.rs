//! CPD records.

use actix_web::{HttpResponse, web::Data};

use crate::{
    app::App,
    domain::{
        access::{Action, Relation},
        ids::{Person, PersonId},
    },
    store::read::{
        certificates::cpd::{self as views, CpdRecord},
        people::relations,
    },
    web::{
        error::ApiResult,
        extract::{Caller, PathId},
    },
};

/// The caller's own CPD record, by year.
#[utoipa::path(get, path = "/api/v1/me/cpd", tag = "Certificates",
    responses((status = 200, description = "The record", body = CpdRecord)))]
pub async fn own(app: Data<App>, caller: Caller) -> ApiResult<HttpResponse> {
    caller.may(Action::ReadMe, &Relation::default())?;
    answer(&app, caller.id()).await
}

/// The CPD record of somebody the caller manages, by year.
#[utoipa::path(get, path = "/api/v1/people/{id}/cpd", tag = "Certificates", params(("id" = PersonId, Path)),
    responses((status = 200, description = "The record", body = CpdRecord)))]
pub async fn of_person(app: Data<App>, person: PathId<Person>, caller: Caller) -> ApiResult<HttpResponse> {
    let (actor, person, now) = (caller.id(), person.0, app.clock.now());
    let relation = app.reads.run(move |c| relations::to_person(c, actor, person, now)).await?;
    caller.may(Action::ReadPerson, &relation)?;
    answer(&app, person).await
}

async fn answer(app: &App, person: PersonId) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(app.reads.run(move |c| views::record(c, person)).await?))
}
