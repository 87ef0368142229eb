//! Requests that nobody else answered in time, and have come to the coordinators.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::access::Action,
    store::{error::Error, read::service::work_board as rows},
    web::{
        error::ApiResult,
        extract::Member,
        pages::{service::work_board::starts, sessions::date_words::since},
        render::Page,
    },
};

/// The longest waiting first.
pub async fn list(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ReadWorkBoard)?;
    let now = app.clock.now();
    let found = app.reads.run(rows::requests).await?;
    let lines = found
        .iter()
        .map(|ask| {
            Ok(json!({
                "address": format!("/bookings/{}/approval", ask.booking),
                "name": ask.person.1,
                "person": format!("/manage/people/{}", ask.person.0),
                "course": format!("{}, {}", ask.course, starts(ask.starts_at, &ask.timezone)?),
                "since": ask.since.map(|at| since(at, now)),
            }))
        })
        .collect::<Result<Vec<Value>, Error>>()?;
    Page::new(&member.visit, "manage/approvals", "Requests nobody answered")
        .facts(json!({"requests": lines}))
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}
