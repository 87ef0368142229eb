//! Pages that look alike for everybody who is not signed in, kept as they are sent.

use actix_web::{HttpResponse, web::Bytes};
use chrono::{DateTime, Utc};

use super::{
    error::ApiResult,
    extract::Visit,
    kept::{Kept, Made},
    render::{Page, html_answer},
};
use crate::app::App;

/// A page, and from when on the clock makes it another.
pub type UntilThen<'v> = (Page<'v>, Option<DateTime<Utc>>);

/// Answers with what `make` makes, which is kept for others where nobody is signed in. It holds no form that is sent: what
/// proves where a form comes from is each browser's own.
///
/// # Errors
/// What `make` gives.
pub async fn for_all<'v>(
    app: &App,
    kept: &Kept,
    visit: &'v Visit,
    make: impl AsyncFnOnce(DateTime<Utc>) -> ApiResult<UntilThen<'v>>,
) -> ApiResult<HttpResponse> {
    if visit.signed_in.is_some() || app.templates.is_some() {
        return make(app.clock.now()).await?.0.answer(app);
    }
    let name = format!("{} {}", visit.display, visit.address);
    let html = kept.get(app, &name, async |now| -> ApiResult<Made<Bytes>> {
        let (page, until) = make(now).await?;
        let html = Bytes::from(page.for_nobody().html(app)?);
        Ok(Made { bytes: html.len(), value: html, until })
    });
    Ok(html_answer(Bytes::clone(&*html.await?)))
}
