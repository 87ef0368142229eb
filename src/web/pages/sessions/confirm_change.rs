//! What follows from a change, said before it is made: who will be mailed.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::{
    app::App,
    web::{
        error::ApiResult,
        extract::{Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::Page,
    },
};

/// Sent by the button that means it.
const SURE: &str = "_sure";

/// What follows from a change, each in a sentence.
#[derive(Serialize)]
pub(in crate::web) struct ConfirmChangeFacts {
    /// The sentences.
    lines: Vec<String>,
}

impl PageFacts for ConfirmChangeFacts {
    const TEMPLATE: &'static str = "sessions/confirm_change";

    fn samples() -> Vec<Self> {
        let lines =
            vec!["8 booked: the new place. The invite in the mail updates their calendars.".to_owned()];
        vec![Self { lines }]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/manage/dates/1/edit", "Save and tell them").field(Field::hidden("capacity", "12")))
    }
}

/// Whether what follows has been read.
pub fn is_sure(posted: &Posted) -> bool {
    posted.has(SURE)
}

/// The page that says what follows. What was typed travels on in it.
pub fn page(
    app: &App,
    visit: &Visit,
    (title, button, action): (&str, &str, &str),
    lines: Vec<String>,
    posted: &Posted,
) -> ApiResult<HttpResponse> {
    let kept = posted.to_keep().into_iter().filter(|(name, _)| name != SURE && name != "_step");
    let form =
        kept.fold(Form::new(action, button), |form, (name, value)| form.field(Field::hidden(&name, value)));
    Page::of(visit, title, &ConfirmChangeFacts { lines })?.form(form).here("/manage/dates").answer(app)
}
