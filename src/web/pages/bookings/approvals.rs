//! Requests that nobody else answered in time, and have come to the coordinators.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    store::{error::Error, read::service::work_board as rows},
    web::{
        error::ApiResult,
        extract::Member,
        page_facts::PageFacts,
        pages::{service::work_board::starts, sessions::date_words::since},
        render::Page,
    },
};

/// Requests that wait for a coordinator.
#[derive(Serialize)]
pub(in crate::web) struct ApprovalsFacts {
    /// The longest waiting first.
    requests: Vec<Line>,
}

/// One request.
#[derive(Serialize)]
struct Line {
    /// Where it is answered.
    address: String,
    name: String,
    /// The course and its first date.
    course: String,
    /// Since when it has been with the coordinators.
    since: Option<String>,
}

impl PageFacts for ApprovalsFacts {
    const TEMPLATE: &'static str = "bookings/approvals";

    fn samples() -> Vec<Self> {
        let line = Line {
            address: "/bookings/01930000-0000-7000-8000-000000000001/approval".to_owned(),
            name: "Amira Khan".to_owned(),
            course: "Introduction, Tuesday 12 January 2027, 10am".to_owned(),
            since: Some("for 2 days".to_owned()),
        };
        vec![Self { requests: vec![line] }, Self { requests: Vec::new() }]
    }
}

/// The longest waiting first.
pub async fn list(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let now = app.clock.now();
    let found = app.reads.run(rows::requests).await?;
    let line = |ask: &rows::Request| -> Result<Line, Error> {
        Ok(Line {
            address: format!("/bookings/{}/approval", ask.booking),
            name: ask.person.1.clone(),
            course: format!("{}, {}", ask.course, starts(ask.starts_at, ask.timezone)),
            since: ask.since.map(|at| since(at, now)),
        })
    };
    let requests = found.iter().map(line).collect::<Result<_, Error>>()?;
    Page::of(&member.visit, "Requests nobody answered", &ApprovalsFacts { requests })?
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}
