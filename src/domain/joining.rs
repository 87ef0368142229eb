//! Joining details: how people get into a session on Zoom, and whom they ring when that fails.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    input::{FieldError, FieldErrors, optional_long_text, optional_short_text},
    words::Delivery,
};

/// The longest link, in characters.
pub const LONGEST_LINK: usize = 2_000;
/// The longest meeting number or passcode, in characters.
pub const LONGEST_NUMBER: usize = 100;
/// The longest text of telephone numbers, in characters.
pub const LONGEST_TEXT: usize = 500;

/// Joining details as a coordinator types them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoiningInput {
    /// The link.
    pub url: Option<String>,
    /// The meeting's number.
    pub meeting_id: Option<String>,
    /// The passcode.
    pub passcode: Option<String>,
    /// Telephone numbers to dial in.
    pub dial_in: Option<String>,
    /// Where to try one's sound and picture beforehand.
    pub test_url: Option<String>,
    /// Whom to ring when it fails.
    pub help: Option<String>,
}

/// Joining details, checked; stored as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    /// The link, https.
    pub url: Option<String>,
    /// The meeting's number.
    pub meeting_id: Option<String>,
    /// The passcode.
    pub passcode: Option<String>,
    /// Telephone numbers to dial in.
    pub dial_in: Option<String>,
    /// Where to try one's sound and picture beforehand, https.
    pub test_url: Option<String>,
    /// Whom to ring when it fails.
    pub help: Option<String>,
}

impl JoiningInput {
    /// Checks joining details; what is left empty is not known yet.
    ///
    /// # Errors
    /// Every broken rule, the fields named `joining.…`.
    pub fn check(&self) -> Result<Joining, Vec<FieldError>> {
        let mut errors = FieldErrors::new();
        let url = errors.keep(link("joining.url", self.url.as_deref()));
        let meeting_id = errors.keep(optional_short_text(
            "joining.meeting_id",
            self.meeting_id.as_deref(),
            LONGEST_NUMBER,
        ));
        let passcode =
            errors.keep(optional_short_text("joining.passcode", self.passcode.as_deref(), LONGEST_NUMBER));
        let dial_in =
            errors.keep(optional_long_text("joining.dial_in", self.dial_in.as_deref(), LONGEST_TEXT));
        let test_url = errors.keep(link("joining.test_url", self.test_url.as_deref()));
        let help = errors.keep(optional_long_text("joining.help", self.help.as_deref(), LONGEST_TEXT));
        errors.finish(Joining {
            url: url.flatten(),
            meeting_id: meeting_id.flatten(),
            passcode: passcode.flatten(),
            dial_in: dial_in.flatten(),
            test_url: test_url.flatten(),
            help: help.flatten(),
        })
    }
}

impl Joining {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether how to join is left to Zoom, which makes the meetings: it is to, the session is online, and what somebody
    /// typed by hand is not enough to get in.
    #[must_use]
    pub fn is_left_to_zoom(typed: Option<&Self>, wanted: bool, delivery: Delivery) -> bool {
        wanted && delivery == Delivery::Zoom && !typed.is_some_and(Self::is_enough)
    }

    /// Whether people can get in with this: a link, or a meeting's number or telephone number to dial.
    #[must_use]
    pub const fn is_enough(&self) -> bool {
        self.url.is_some() || self.meeting_id.is_some() || self.dial_in.is_some()
    }
}

/// A link that is safe to put before people: https with a host, and no user name or password in it.
pub(super) fn link(field: &str, typed: Option<&str>) -> Result<Option<String>, FieldError> {
    let Some(text) = optional_short_text(field, typed, LONGEST_LINK)? else { return Ok(None) };
    let safe = Url::parse(&text).ok().filter(|url| {
        url.scheme() == "https"
            && url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
    });
    match safe {
        Some(url) => Ok(Some(url.into())),
        None => Err(FieldError::new(field, "Enter a link that begins with https://.")),
    }
}
