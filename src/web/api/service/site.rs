//! What the partnership says of itself.

use actix_web::{HttpResponse, web::Data};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    documents::read_mark,
    domain::{colours::Colour, input::FieldError, site::Mark},
    store::read::{
        revised::Revised,
        service::site::{self as rows, NamedMark, SiteView as Stored},
    },
    usecases::{Failure, service::edit_site::SiteEdit},
    web::{
        api::answers::{refuse_stale, revised},
        error::ApiResult,
        extract::{Body, Caller, IfMatch, IfNoneMatch},
    },
};

/// What the partnership says of itself.
#[derive(Serialize, ToSchema)]
pub struct SiteView {
    /// Its name, as pages, mails and papers say it.
    name: String,
    /// The first sentence of the front page; null where it is ours.
    sentence: Option<String>,
    /// The colour of links and buttons, such as `#0b4f5c`; null where it is ours.
    accent: Option<String>,
    /// Its mark.
    mark: Option<MarkView>,
}

/// A mark.
#[derive(Serialize, ToSchema)]
pub struct MarkView {
    /// Where it is, from the site's root; the address changes with the mark.
    address: String,
    /// `image/png` or `image/svg+xml`.
    media_type: &'static str,
}

impl MarkView {
    fn of(mark: &NamedMark) -> Self {
        Self { address: mark.address(), media_type: mark.mark.kind.media_type() }
    }
}

fn shown(app: &App, stored: Revised<Stored>) -> Revised<SiteView> {
    let Revised { revision, view } = stored;
    let view = SiteView {
        name: view.name.unwrap_or_else(|| app.settings.site.set_up_name().to_owned()),
        sentence: view.sentence,
        accent: view.accent.map(Colour::shown),
        mark: view.mark.as_ref().map(MarkView::of),
    };
    Revised { revision, view }
}

/// What the partnership says of itself: its name, first sentence, colour and mark.
#[utoipa::path(get, path = "/api/v1/site", tag = "Service",
    responses((status = 200, description = "What it says", body = SiteView),
        (status = 304, description = "As the caller has it")))]
pub async fn read(app: Data<App>, has: IfNoneMatch) -> ApiResult<HttpResponse> {
    let stored = app.reads.run(rows::site).await?;
    revised(&has, &shown(&app, stored))
}

/// What is to change; what is left out stays, and what is empty goes back to what the service was set up with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Riverside Restorative Partnership", "accent": "#0b4f5c"}))]
pub struct SiteRequest {
    /// The partnership's name.
    name: Option<String>,
    /// The first sentence of the front page.
    sentence: Option<String>,
    /// The colour of links and buttons; one in which words are too faint is refused, and a near one that would do is
    /// named.
    accent: Option<String>,
    /// A PNG or SVG file of at most 190 KB in base64; empty to take the mark away.
    mark: Option<String>,
}

/// Changes what the partnership says of itself.
#[utoipa::path(patch, path = "/api/v1/site", tag = "Service", request_body = SiteRequest,
    params(("If-Match" = Option<String>, Header, description = "The ETag the change was made against")),
    responses((status = 200, description = "What it says now", body = SiteView)))]
pub async fn edit(
    app: Data<App>,
    caller: Caller,
    IfMatch(revision): IfMatch,
    body: ApiResult<Body<SiteRequest>>,
) -> ApiResult<HttpResponse> {
    let stands = app.reads.run(rows::site).await?.revision;
    refuse_stale(revision, stands)?;
    let SiteRequest { name, sentence, accent, mark } = body?.value;
    let mark = mark.map(|text| mark_of(&text)).transpose()?;
    let edit = SiteEdit { name, sentence, accent, mark };
    let stored = app.usecases.edit_site(caller.id(), revision, edit).await?;
    revised(&IfNoneMatch(None), &shown(&app, stored))
}

fn mark_of(text: &str) -> Result<Option<Mark>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |why: String| Failure::from(vec![FieldError::new("mark", why)]);
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| wrong("Send the file in base64 (RFC 4648, section 4).".to_owned()))?;
    read_mark(&bytes).map(Some).map_err(wrong)
}
