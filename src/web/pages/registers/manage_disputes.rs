//! "This is wrong": what people said and nobody has answered.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::access::Action,
    store::{
        error::Error,
        read::service::work_board::{self as rows, Disputed},
    },
    web::{
        error::ApiResult,
        extract::Member,
        pages::{service::work_board::starts, sessions::date_words::since, wording},
        render::Page,
    },
};

fn line(of: &Disputed, now: chrono::DateTime<chrono::Utc>) -> Result<Value, Error> {
    Ok(json!({
        "address": format!("/disputes/{}/answer", of.id),
        "name": of.person.1,
        "course": format!("{}, {}", of.course, starts(of.starts_at, &of.timezone)?),
        "words": of.words,
        "since": since(of.opened_at, now),
        "state": wording::of_booking(of.state),
    }))
}

/// Those nobody has answered.
pub async fn list(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ReadWorkBoard)?;
    let now = app.clock.now();
    let found = app.reads.run(rows::open_disputes).await?;
    let lines = found.iter().map(|of| line(of, now)).collect::<Result<Vec<Value>, Error>>()?;
    Page::new(&member.visit, "manage/disputes", "Results said to be wrong")
        .facts(json!({"disputes": lines}))
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}
