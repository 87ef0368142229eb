//! Query parameters, and lists in pages: `{"items": […], "next": "cursor or null"}` with `Link: rel="next"`.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header, web::Query};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    domain::input::FieldError,
    web::{error::ApiError, problems::Problem},
};

/// The most items one page holds.
pub const LARGEST_PAGE: usize = 200;
/// Items of a page when the caller does not say.
pub const PAGE: usize = 50;

/// The query's parameters in the shape of `T`; an unknown or wrong one is named.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Params<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let query = request.query_string();
        if query.contains("%00") {
            return ready(Err(wrong_query("Leave out the character NUL: no text has it.".to_owned())));
        }
        let parsed = Query::<T>::from_query(query).map(|query| Self(query.into_inner()));
        ready(parsed.map_err(|error| wrong_query(format!("The query is wrong: {error}."))))
    }
}

fn wrong_query(message: String) -> ApiError {
    let field = FieldError { field: "query".to_owned(), message: message.clone() };
    Problem::new("invalid_input", message).with_errors(vec![field]).into()
}

/// Where in a list a page begins and how long it is.
#[derive(Debug, Clone)]
pub struct Paging {
    /// Items wanted.
    pub limit: usize,
    /// What the last item of the page before sorted by; opaque to callers.
    pub after: Option<String>,
}

impl Paging {
    /// Reads `limit` and `cursor`.
    ///
    /// # Errors
    /// 422 for a limit outside 1 to 200, 400 for a cursor that is not one of ours.
    pub fn read(limit: Option<usize>, cursor: Option<&str>) -> Result<Self, ApiError> {
        let limit = limit.unwrap_or(PAGE);
        if !(1..=LARGEST_PAGE).contains(&limit) {
            let message = format!("limit is 1 to {LARGEST_PAGE}.");
            let field = FieldError { field: "limit".to_owned(), message: message.clone() };
            return Err(Problem::new("invalid_input", message).with_errors(vec![field]).into());
        }
        let after = cursor
            .map(|cursor| {
                let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
                bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(|| {
                    ApiError::new(
                        "invalid_cursor",
                        "Pass the value of \"next\" from the page before, unchanged.",
                    )
                })
            })
            .transpose()?;
        Ok(Self { limit, after })
    }
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct Listed<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next page; null on the last one.
    pub next: Option<String>,
}

impl<T> Listed<T> {
    /// Cuts a list that was asked for one item longer than the page, and makes the cursor from the last item kept.
    #[must_use]
    pub fn cut(mut items: Vec<T>, paging: &Paging, position: impl Fn(&T) -> String) -> Self {
        let more = items.len() > paging.limit;
        items.truncate(paging.limit);
        let next = items.last().filter(|_| more).map(|last| URL_SAFE_NO_PAD.encode(position(last)));
        Self { items, next }
    }
}

/// The `Link` to the page after this one (RFC 8288).
pub fn link_to_next(request: &HttpRequest, next: &str) -> String {
    let mut query: Vec<String> = request
        .query_string()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="))
        .map(str::to_owned)
        .collect();
    query.push(format!("cursor={next}"));
    format!("<{}?{}>; rel=\"next\"", request.path(), query.join("&"))
}

/// Answers a page, with a `Link` to the next one.
pub fn page_answer<T: Serialize>(request: &HttpRequest, page: &Listed<T>) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    if let Some(next) = &page.next {
        answer.insert_header((header::LINK, link_to_next(request, next)));
    }
    answer.json(page)
}
