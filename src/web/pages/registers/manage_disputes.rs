//! "This is wrong": what people said and nobody has answered.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    app::App,
    store::read::service::work_board::{self as rows, Disputed},
    web::{
        error::ApiResult,
        extract::Member,
        page_facts::PageFacts,
        pages::{service::work_board::starts, sessions::date_words::since},
        render::Page,
    },
};

/// Results said to be wrong that nobody has answered.
#[derive(Serialize)]
pub(in crate::web) struct ManageDisputesFacts {
    /// They.
    disputes: Vec<DisputeLine>,
}

/// One of them.
#[derive(Serialize)]
struct DisputeLine {
    /// Where it is answered.
    address: String,
    /// Who says so.
    name: String,
    /// The course, and when it was.
    course: String,
    /// What they say.
    words: String,
    /// For how long it has waited.
    since: String,
}

impl PageFacts for ManageDisputesFacts {
    const TEMPLATE: &'static str = "registers/manage_disputes";

    fn samples() -> Vec<Self> {
        let line = DisputeLine {
            address: "/disputes/1/answer".to_owned(),
            name: "Amira Khan".to_owned(),
            course: "Introduction to restorative practice, Tuesday 12 January".to_owned(),
            words: "I was there, and joined by telephone.".to_owned(),
            since: "for 3 days".to_owned(),
        };
        vec![Self { disputes: vec![line] }, Self { disputes: Vec::new() }]
    }
}

fn line(of: &Disputed, now: DateTime<Utc>) -> DisputeLine {
    DisputeLine {
        address: format!("/disputes/{}/answer", of.id),
        name: of.person.1.clone(),
        course: format!("{}, {}", of.course, starts(of.starts_at, of.timezone)),
        words: of.words.clone(),
        since: since(of.opened_at, now),
    }
}

/// Those nobody has answered.
pub async fn list(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let now = app.clock.now();
    let found = app.reads.run(rows::open_disputes).await?;
    let disputes = found.iter().map(|of| line(of, now)).collect();
    Page::of(&member.visit, "Results said to be wrong", &ManageDisputesFacts { disputes })?
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}
