//! Answers that several handlers give: something made, something with a revision, a list of such.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::Bytes,
};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    crypto::tokens::sha256,
    store::{error::Error as StoreError, read::revised::Revised},
    usecases::{error::Refused, idempotency::Answer},
    web::{
        error::ApiResult,
        extract::{IfNoneMatch, Listed, link_to_next},
        kept::Made,
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

/// An answer as it goes out: its body written once, with what names this state of it.
pub struct Ready {
    body: Bytes,
    tag: HeaderValue,
    link: Option<HeaderValue>,
}

impl Ready {
    /// Something with a revision.
    pub fn one<T: Serialize>(shown: &Revised<T>) -> ApiResult<Self> {
        let body = body(&shown.view)?;
        let tag = header_value(&etag(shown.revision, &body))?;
        Ok(Self { body: body.into(), tag, link: None })
    }

    /// A page of such things; its revision is the highest of theirs.
    pub fn page<T: Serialize>(request: &HttpRequest, page: Listed<Revised<T>>) -> ApiResult<Self> {
        let revision = page.items.iter().map(|item| item.revision).max().unwrap_or(0);
        let items = page.items.into_iter().map(|item| item.view).collect();
        let page = Listed { items, next: page.next };
        let body = body(&page)?;
        let tag = header_value(&etag(revision, &body))?;
        let link = page.next.as_deref().map(|next| header_value(&link_to_next(request, next)));
        Ok(Self { body: body.into(), tag, link: link.transpose()? })
    }

    /// To be kept until the clock makes it another.
    pub fn until(self, until: Option<DateTime<Utc>>) -> Made<Self> {
        let bytes = self.body.len() + self.link.as_ref().map_or(0, HeaderValue::len) + size_of::<Self>();
        Made { value: self, bytes, until }
    }

    /// 200 with its `ETag` (`"REVISION.HASH"`), or 304 when the caller has it already.
    pub fn answer(&self, has: &IfNoneMatch) -> HttpResponse {
        let known = self.tag.to_str().is_ok_and(|tag| has.has(tag));
        let mut answer = if known {
            HttpResponse::NotModified().finish()
        } else {
            HttpResponse::Ok().content_type(JSON).body(self.body.clone())
        };
        let headers = answer.headers_mut();
        headers.insert(header::ETAG, self.tag.clone());
        if let Some(link) = self.link.as_ref().filter(|_| !known) {
            headers.insert(header::LINK, link.clone());
        }
        private(headers);
        answer
    }
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");

fn header_value(text: &str) -> ApiResult<HeaderValue> {
    Ok(HeaderValue::from_str(text).map_err(|why| StoreError::Broken(format!("a header: {why}")))?)
}

/// 200 with an `ETag`, or 304, as [`Ready::answer`].
pub fn revised<T: Serialize>(has: &IfNoneMatch, shown: &Revised<T>) -> ApiResult<HttpResponse> {
    Ok(Ready::one(shown)?.answer(has))
}

/// 412 unless the edit was made against the revision that stands.
pub fn refuse_stale(wanted: Option<i32>, stands: i32) -> ApiResult<()> {
    match wanted {
        Some(wanted) if wanted != stands => Err(crate::usecases::Failure::from(Refused::Stale).into()),
        _ => Ok(()),
    }
}

/// What is shown depends on who asks. A program may remember it and ask by its tag whether it still stands; a browser or
/// a cache on the way keeps nothing of it.
fn private(headers: &mut header::HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Authorization"));
}

fn body<T: Serialize>(view: &T) -> ApiResult<String> {
    Ok(serde_json::to_string(view).map_err(|e| StoreError::Broken(e.to_string()))?)
}

/// What names this state of a thing, `"REVISION.HASH"`: an edit compares the revision, a read the whole.
pub fn etag(revision: i32, body: &str) -> String {
    let hash = sha256(body.as_bytes()).iter().take(8).fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
    format!("\"{revision}.{hash:016x}\"")
}
