//! What follows from a change, said before it is made: who will be mailed.

use actix_web::HttpResponse;
use serde_json::json;

use crate::{
    app::App,
    web::{
        error::ApiResult,
        extract::{Posted, Visit},
        forms::{Field, Form},
        render::Page,
    },
};

/// Sent by the button that means it.
const SURE: &str = "_sure";

/// Whether what follows has been read.
pub fn is_sure(posted: &Posted) -> bool {
    posted.has(SURE)
}

/// The page that says what follows. What was typed travels on in it.
pub fn page(
    app: &App,
    visit: &Visit,
    (title, button, action): (&str, &str, &str),
    lines: &[String],
    posted: &Posted,
) -> ApiResult<HttpResponse> {
    let kept = posted.to_keep().into_iter().filter(|(name, _)| name != SURE && name != "_step");
    let form =
        kept.fold(Form::new(action, button), |form, (name, value)| form.field(Field::hidden(&name, value)));
    Page::new(visit, "manage/confirm", title)
        .facts(json!({"lines": lines}))
        .form(form)
        .here("/manage/dates")
        .answer(app)
}
