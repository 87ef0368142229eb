//! What a link says that leads nowhere: the same, whatever the reason.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use crate::{
    app::App,
    web::{error::ApiResult, extract::Visit, page_facts::PageFacts, render::Page},
};

/// A link that leads nowhere.
#[derive(Serialize)]
pub(in crate::web) struct LinkOverFacts {}

impl PageFacts for LinkOverFacts {
    const TEMPLATE: &'static str = "feedback/link_over";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

/// The page.
pub(super) fn answer(app: &App, visit: &Visit) -> ApiResult<HttpResponse> {
    Page::of(visit, "This link is over", &LinkOverFacts {})?.status(StatusCode::NOT_FOUND).answer(app)
}
