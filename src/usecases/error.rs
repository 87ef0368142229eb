//! What a use-case answers when it does not do what was asked.

use chrono::TimeDelta;

use crate::{
    crypto::hashing::NoTurn,
    domain::{
        imports::LineProblem, input::FieldError, refusals::Refusal, second_factors::Owed,
        sessions::SessionConflict,
    },
    store::{self, error::WriteError},
};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A rule or the state of things forbids it; whoever asked is told all of it.
    #[error("refused: {0:?}")]
    Refused(Refused),
    /// The database failed.
    #[error(transparent)]
    Store(store::Error),
}

/// A refusal with what its reader needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// Not there, or not theirs to see.
    NotThere,
    /// Their roles never allow this.
    NeverYourRole,
    /// Well-formed but wrong: every broken rule at once.
    Invalid(Vec<FieldError>),
    /// The edit was made against an older revision.
    Stale,
    /// The person may not have a place, with every reason.
    BookingRefused(Vec<Refusal>),
    /// No place is left and the waiting list was not asked for.
    SessionFull,
    /// A meeting's report cannot be taken as it is, with the line it is about.
    UnreadableReport(LineProblem),
    /// The state forbids it: a stable code and a sentence that says what is possible.
    Forbidden {
        /// Stable, for programs.
        code: &'static str,
        /// What happened, why, and what to do.
        detail: String,
    },
    /// Wrong e-mail or password, or a token that is used, expired or not ours; said alike for all.
    Credentials(&'static str),
    /// They have shown who they are, and have a second factor to show.
    SecondFactorNeeded(Owed),
    /// Too many wrong codes were given for one account; how long none is looked at.
    TooManyCodes(TimeDelta),
    /// Addresses of this domain sign in with their provider alone.
    SignInWith {
        /// What stands behind the `@`.
        domain: String,
        /// What people call the provider.
        provider: String,
        /// Where the sign-in begins, on our site.
        path: String,
    },
    /// The idempotency key was used for another request.
    IdempotencyMismatch,
    /// It may be asked again after a while: too often, or too much at once.
    Later {
        /// `too_many_requests`, or `unavailable` where it is not of the caller's making.
        code: &'static str,
        /// What happened, why, and what to do.
        detail: String,
        /// How long to wait, in seconds.
        seconds: i64,
    },
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Missing => Self::Refused(Refused::NotThere),
            other => Self::Store(other),
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<NoTurn> for Failure {
    fn from(why: NoTurn) -> Self {
        match why {
            NoTurn::TooMany => Self::Refused(Refused::Later {
                code: "unavailable",
                detail: "More people are signing in at this moment than the service can let in at once. Nothing was \
                         changed; try again in a few seconds."
                    .to_owned(),
                seconds: 5,
            }),
            NoTurn::Ended(_) => Self::Store(store::Error::Broken(why.to_string())),
        }
    }
}

impl From<Owed> for Failure {
    fn from(owed: Owed) -> Self {
        Self::Refused(Refused::SecondFactorNeeded(owed))
    }
}

impl From<SessionConflict> for Failure {
    fn from(conflict: SessionConflict) -> Self {
        Self::Refused(Refused::Forbidden { code: conflict.code(), detail: conflict.to_string() })
    }
}

impl From<Vec<FieldError>> for Failure {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::Refused(Refused::Invalid(errors))
    }
}

impl From<FieldError> for Failure {
    fn from(error: FieldError) -> Self {
        Self::Refused(Refused::Invalid(vec![error]))
    }
}

impl WriteError for Failure {
    fn store_error(&self) -> Option<&store::Error> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) => None,
        }
    }
}

/// Shorthand for a refusal because of the state of things.
pub(crate) fn forbidden<T>(code: &'static str, detail: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Refused(Refused::Forbidden { code, detail: detail.into() }))
}

/// The session's state forbids it.
pub(crate) fn refuse<T>(conflict: SessionConflict) -> Result<T, Failure> {
    forbidden(conflict.code(), conflict.to_string())
}
