//! From failures to answers: the only place that knows statuses, for use-cases, store, router and extractors alike.

use std::fmt;

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};

use super::problems::Problem;
use crate::{
    domain::second_factors::Lacks,
    store::error::Error as StoreError,
    usecases::error::{Failure, Refused},
};

/// What a handler answers instead of a success.
#[derive(Debug, Clone)]
pub struct ApiError(Box<Problem>);

/// What handlers return.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// The problem of this code.
    #[must_use]
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Problem::new(code, detail)))
    }

    /// Nothing there, or nothing they may see: said alike.
    #[must_use]
    pub fn not_there() -> Self {
        Self::new("not_found", "There is nothing at this address, or it is not yours to see.")
    }

    /// A part of the service was not put into the server: a fault of ours.
    #[must_use]
    pub fn not_together() -> Self {
        Self::new("internal_error", "The service is not put together.")
    }

    /// Sign-in is missing.
    #[must_use]
    pub fn sign_in() -> Self {
        let problem = Problem::new(
            "unauthenticated",
            "Send an access token: sign in with POST /api/v1/auth/login and pass \
             \"Authorization: Bearer …\" with each request.",
        );
        problem.with_header(header::WWW_AUTHENTICATE, "Bearer").into()
    }

    /// The caller's roles never allow it.
    #[must_use]
    pub fn never_your_role() -> Self {
        Self::new("forbidden", "None of your roles allows this. A coordinator can change what you may do.")
    }

    /// The caller must have a second factor, and has none, or did not show it.
    #[must_use]
    pub fn second_factor_required(lacks: Lacks) -> Self {
        let detail = match lacks {
            Lacks::Showing => {
                "Your role asks for a second factor, and yours was not asked for in this login. Sign in again."
            }
            _ => {
                "Your role asks for a second factor, and you have none yet. Set one up first: POST \
                 /api/v1/me/second-factor/app, or the page /account/second-factor."
            }
        };
        Self::new("second_factor_required", detail)
    }

    /// The problem inside.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.0
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code())
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.0.status()
    }

    fn error_response(&self) -> HttpResponse {
        self.0.response()
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing => Self::not_there(),
            StoreError::Unavailable(why) if why.contains("lock timeout") => Self::new(
                "in_progress",
                "Another request that changes the same thing is still running. Send this one again in a moment.",
            ),
            StoreError::Unavailable(why) => {
                tracing::error!(why, "the database is unavailable");
                let problem = Problem::new(
                    "unavailable",
                    "The database cannot be reached or is too busy. Nothing was changed; try again in a moment.",
                );
                problem.with_header(header::RETRY_AFTER, "5").into()
            }
            StoreError::Again | StoreError::Conflict(_) | StoreError::Broken(_) => {
                tracing::error!(error = %error, "the database failed");
                Self::new(
                    "internal_error",
                    "It is logged under this answer's X-Request-Id. Nothing was changed.",
                )
            }
        }
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        let refused = match failure {
            Failure::Store(error) => return error.into(),
            Failure::Refused(refused) => refused,
        };
        match refused {
            Refused::NotThere => Self::not_there(),
            Refused::NeverYourRole => Self::never_your_role(),
            Refused::Invalid(errors) => {
                let detail = errors.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join(" ");
                Problem::new("invalid_input", detail).with_errors(errors).into()
            }
            Refused::UnreadableReport(problem) => {
                Problem::new("unreadable_report", capitalised(&problem.said())).with_line(problem.line).into()
            }
            Refused::Stale => Self::new(
                "stale",
                "Somebody changed it after you read it. Read it again, then make your change on top.",
            ),
            Refused::BookingRefused(refusals) => {
                let detail = refusals.iter().map(|r| r.message.as_str()).collect::<Vec<_>>().join(" ");
                Problem::new("booking_refused", detail).with_refusals(refusals).into()
            }
            Refused::SessionFull => Self::new(
                "session_full",
                "Every place is taken. Send join_waitlist: true to join the waiting list, or book another date.",
            ),
            Refused::Forbidden { code, detail } => Self::new(code, detail),
            Refused::Credentials(code) => Self::new(code, credentials_detail(code)),
            Refused::Later { code, detail, seconds } => {
                let problem = Problem::new(code, detail);
                problem.with_header(header::RETRY_AFTER, seconds.to_string()).into()
            }
            Refused::SecondFactorNeeded(owed) => Problem::new(
                "second_factor_needed",
                "The first step is right. Send the challenge with a code to POST /api/v1/auth/second-factor within 10 \
                 minutes. A passkey is shown on the sign-in page.",
            )
            .with_owed(owed)
            .into(),
            Refused::TooManyCodes(wait) => {
                let problem = Problem::new(
                    "too_many_requests",
                    format!("There were too many wrong codes. Try again in {} minutes.", wait.num_minutes()),
                );
                problem.with_header(header::RETRY_AFTER, wait.num_seconds().to_string()).into()
            }
            Refused::SignInWith { domain, provider, path } => Problem::new(
                "single_sign_on_required",
                format!("Addresses at {domain} sign in with {provider} alone. Open {path} of this site in a browser."),
            )
            .with_sign_in_at(path)
            .into(),
            Refused::IdempotencyMismatch => Self::new(
                "idempotency_mismatch",
                "This Idempotency-Key was sent before with another body. Use a new key for a new request.",
            ),
        }
    }
}

fn credentials_detail(code: &str) -> &'static str {
    match code {
        "invalid_credentials" => {
            "The e-mail address or the password is wrong. You can also ask for a sign-in link."
        }
        "wrong_code" => {
            "The code is wrong, or was used before. Wait for the next one; each recovery code works once."
        }
        "challenge_over" => {
            "The sign-in was begun too long ago, is finished, or had too many wrong codes. Begin again."
        }
        "invalid_refresh_token" => "The refresh token is unknown, used or expired. Sign in again.",
        _ => "The link or code is unknown, used or expired. Ask for a new one.",
    }
}

/// A sentence from what goes on behind a colon.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
