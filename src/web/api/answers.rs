//! Answers that several handlers give: something made, something with a revision, a list of such.

use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, http::header};
use serde::Serialize;

use crate::{
    crypto::tokens::sha256,
    store::{error::Error as StoreError, read::revised::Revised},
    usecases::{error::Refused, idempotency::Answer},
    web::{
        error::ApiResult,
        extract::{IfNoneMatch, Listed, page_answer},
    },
};

/// 201 with what was made, where it is, and its `ETag`; says when the same request was answered before.
pub fn created_revised<T: Serialize>(answer: &Answer<Revised<T>>, location: &str) -> ApiResult<HttpResponse> {
    let body = body(&answer.value.view)?;
    let mut response = HttpResponse::Created();
    if answer.replayed {
        response.insert_header(("idempotency-replayed", "true"));
    }
    Ok(response
        .insert_header((header::LOCATION, location))
        .insert_header((header::ETAG, etag(answer.value.revision, &body)))
        .content_type("application/json")
        .body(body))
}

/// 200 with an `ETag` (`"REVISION.HASH"`), or 304 when the caller has it already.
pub fn revised<T: Serialize>(has: &IfNoneMatch, shown: &Revised<T>) -> ApiResult<HttpResponse> {
    let body = body(&shown.view)?;
    Ok(unless_known(has, &etag(shown.revision, &body), |answer| {
        answer.content_type("application/json").body(body)
    }))
}

/// A page of such things; its revision is the highest of theirs.
pub fn revised_page<T: Serialize>(
    request: &HttpRequest,
    has: &IfNoneMatch,
    page: Listed<Revised<T>>,
) -> ApiResult<HttpResponse> {
    let revision = page.items.iter().map(|item| item.revision).max().unwrap_or(0);
    let items = page.items.into_iter().map(|item| item.view).collect();
    let page = Listed { items, next: page.next };
    let tag = etag(revision, &body(&page)?);
    if has.has(&tag) {
        return Ok(unless_known(has, &tag, HttpResponseBuilder::finish));
    }
    let mut answer = page_answer(request, &page);
    if let Ok(value) = tag.parse() {
        answer.headers_mut().insert(header::ETAG, value);
    }
    private(answer.headers_mut());
    Ok(answer)
}

/// 412 unless the edit was made against the revision that stands.
pub fn refuse_stale(wanted: Option<i32>, stands: i32) -> ApiResult<()> {
    match wanted {
        Some(wanted) if wanted != stands => Err(crate::usecases::Failure::from(Refused::Stale).into()),
        _ => Ok(()),
    }
}

fn unless_known(
    has: &IfNoneMatch,
    tag: &str,
    answer: impl FnOnce(&mut HttpResponseBuilder) -> HttpResponse,
) -> HttpResponse {
    let mut response =
        if has.has(tag) { HttpResponse::NotModified().finish() } else { answer(&mut HttpResponse::Ok()) };
    if let Ok(value) = tag.parse() {
        response.headers_mut().insert(header::ETAG, value);
    }
    private(response.headers_mut());
    response
}

/// What is shown depends on who asks. A program may remember it and ask by its tag whether it still stands; a browser or
/// a cache on the way keeps nothing of it.
fn private(headers: &mut header::HeaderMap) {
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    headers.insert(header::VARY, header::HeaderValue::from_static("Authorization"));
}

fn body<T: Serialize>(view: &T) -> ApiResult<String> {
    Ok(serde_json::to_string(view).map_err(|e| StoreError::Broken(e.to_string()))?)
}

/// What names this state of a thing, `"REVISION.HASH"`: an edit compares the revision, a read the whole.
pub fn etag(revision: i32, body: &str) -> String {
    let hash = sha256(body.as_bytes()).iter().take(8).fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
    format!("\"{revision}.{hash:016x}\"")
}
