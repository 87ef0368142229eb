//! What it means that a step of the conversation failed.

use std::{io, time::Duration};

use lettre::transport::smtp::Error;

use crate::mail::transport::SendError;

/// A step that failed, before it is known what that means.
#[derive(Debug)]
pub(super) enum Failure {
    /// The server said no, or the connection ended.
    Said(Error),
    /// It said nothing for so long.
    Silent(Duration),
    /// There is no way to it.
    Unreachable(io::Error),
}

/// "Sign in first" and "wrong password" (RFC 4954 §6): the site's trouble, not the mail's.
const SIGN_IN_FIRST: [u16; 4] = [530, 534, 535, 538];
/// "Service not available, closing transmission channel" (RFC 5321 §4.2.3): also what a relay says that takes only so
/// many mails over one connection.
const CLOSING: u16 = 421;
/// "Insufficient storage", and what a relay says that takes only so many recipients over one connection.
const ENOUGH: u16 = 452;

impl Failure {
    /// The server's reply code, if it said one.
    pub(super) fn code(&self) -> Option<u16> {
        match self {
            Self::Said(error) => error.status().map(u16::from),
            Self::Silent(_) | Self::Unreachable(_) => None,
        }
    }

    /// Both ends know where they stand: the server said no to a step, and goes on.
    pub(super) fn keeps_step(&self) -> bool {
        self.code().is_some_and(|code| code != CLOSING)
    }

    /// The server refuses by a policy of its own (RFC 3463 §3.8, "security or policy status"): not this mail is wrong,
    /// but the site is not let.
    fn is_policy(&self) -> bool {
        let Self::Said(error) = self else { return false };
        let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        let status = words.split_whitespace().next().unwrap_or_default();
        error.is_permanent()
            && status.strip_prefix("5.7.").is_some_and(|detail| detail.parse::<u16>().is_ok())
    }

    fn is_refusal(&self) -> bool {
        match self {
            Self::Said(error) => {
                error.is_permanent() && self.code().is_none_or(|code| !SIGN_IN_FIRST.contains(&code))
            }
            Self::Silent(_) | Self::Unreachable(_) => false,
        }
    }

    fn reason(&self) -> String {
        match self {
            Self::Said(error) => error.to_string(),
            Self::Silent(limit) => format!("no answer from the mail server within {} s", limit.as_secs_f32()),
            Self::Unreachable(error) => format!("the mail server cannot be reached: {error}"),
        }
    }

    /// Before a mail is spoken of, nothing that goes wrong is the mail's fault.
    pub(super) fn before_the_mail(self) -> SendError {
        SendError::away(&self.reason())
    }
}

/// A mail that was not, or perhaps not, handed over.
#[derive(Debug)]
pub(super) enum Trouble {
    /// A step before the end of the content failed: it was certainly not taken.
    Before(Failure),
    /// What came after the content failed: without a reply code nobody knows whether the server took it.
    After(Failure),
    /// It cannot be handed over to this server at all.
    Never(SendError),
}

impl Trouble {
    /// What it means for the mail.
    pub(super) fn meaning(self) -> SendError {
        match self {
            Self::Never(error) => error,
            Self::After(failure) if failure.code().is_none() => SendError::unclear(&failure.reason()),
            Self::Before(failure) | Self::After(failure) => {
                let reason = failure.reason();
                if failure.is_policy() {
                    SendError::refused(&reason)
                } else if failure.is_refusal() {
                    SendError::permanent(&reason)
                } else {
                    SendError::transient(&reason)
                }
            }
        }
    }

    /// The mail was certainly not taken, and a fresh connection may take it: this one has ended, or the server takes no
    /// more over it.
    pub(super) fn lies_with_the_connection(&self) -> bool {
        match self {
            Self::Before(failure) => failure.code().is_none_or(|code| [CLOSING, ENOUGH].contains(&code)),
            Self::After(failure) => failure.code().is_some_and(|code| [CLOSING, ENOUGH].contains(&code)),
            Self::Never(_) => false,
        }
    }
}
