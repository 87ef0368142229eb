//! Problem details for HTTP APIs (RFC 9457), and the one table that gives each code its status and title.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;
use serde_json::Value;

use crate::domain::{input::FieldError, refusals::Refusal};

/// Every code a problem answer can carry: code, status, title. The document at `/api/openapi.json` lists them too.
pub const PROBLEMS: &[(&str, u16, &str)] = &[
    ("malformed_request", 400, "The request cannot be read"),
    ("invalid_cursor", 400, "The cursor is not one of ours"),
    ("invalid_header", 400, "A header cannot be read"),
    ("unauthenticated", 401, "You are not signed in"),
    ("invalid_token", 401, "The access token is not valid"),
    ("invalid_credentials", 401, "The e-mail address or the password is wrong"),
    ("invalid_refresh_token", 401, "The refresh token is not valid"),
    ("invalid_link", 401, "The link or code is not valid"),
    ("forbidden", 403, "Your roles do not allow this"),
    ("form_expired", 403, "This form has to be sent again"),
    ("not_found", 404, "There is nothing here"),
    ("method_not_allowed", 405, "This address does not take that method"),
    ("conflict", 409, "The present state does not allow this"),
    ("booking_refused", 409, "The place cannot be booked"),
    ("session_full", 409, "No place is left"),
    ("in_progress", 409, "The same request is still being answered"),
    ("stale", 412, "It has been changed meanwhile"),
    ("too_large", 413, "The request is too large"),
    ("unsupported_media_type", 415, "The request is not JSON"),
    ("invalid_input", 422, "Something in the request is wrong"),
    ("idempotency_mismatch", 422, "The idempotency key was used for another request"),
    ("too_many_requests", 429, "Too many attempts"),
    ("internal_error", 500, "Something went wrong on our side"),
    ("unavailable", 503, "The service is not available right now"),
];

/// An answer that says what happened, why, and what to do.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    title: &'static str,
    code: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    refusals: Vec<Refusal>,
    headers: Vec<(header::HeaderName, String)>,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    refusals: Option<Value>,
}

impl Problem {
    /// A problem of the table. A code that is not in it is the state's own and stands as a 409.
    #[must_use]
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        let (status, title) = PROBLEMS
            .iter()
            .find(|(known, ..)| *known == code)
            .map_or((409, "The present state does not allow this"), |(_, status, title)| (*status, *title));
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            title,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            refusals: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// With the fields that are wrong.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// With every reason why a booking is refused.
    #[must_use]
    pub fn with_refusals(mut self, refusals: Vec<Refusal>) -> Self {
        self.refusals = refusals;
        self
    }

    /// With a header of the answer.
    #[must_use]
    pub fn with_header(mut self, name: header::HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What happened, why, and what to do.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// The headers of its answer.
    #[must_use]
    pub fn headers(&self) -> &[(header::HeaderName, String)] {
        &self.headers
    }

    /// The answer itself.
    #[must_use]
    pub fn response(&self) -> HttpResponse {
        let body = Body {
            r#type: format!("/problems/{}", self.code),
            title: self.title,
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            errors: &self.errors,
            refusals: (self.code == "booking_refused")
                .then(|| serde_json::to_value(&self.refusals).unwrap_or_default()),
        };
        let mut answer = HttpResponse::build(self.status);
        answer.content_type("application/problem+json");
        for (name, value) in &self.headers {
            answer.insert_header((name.clone(), value.as_str()));
        }
        answer.body(serde_json::to_string(&body).unwrap_or_default())
    }
}
