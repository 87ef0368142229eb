//! How to join a session, as pages show it.

use serde::Serialize;

use crate::store::read::sessions::session::{JoiningView, SessionView};

/// What is said before a place is taken where Zoom makes the meetings.
pub const ZOOM_IS_TOLD: &str = "This date is on Zoom. Zoom is told your name and e-mail address, so that you get a link \
    of your own, and tells us when you joined and left. It is told nothing else.";
/// The same beside a date to move to.
pub const ZOOM_IS_TOLD_THEN: &str = " Zoom is told the name and e-mail address, for a link of one’s own.";
/// The same to somebody who books for others.
pub const ZOOM_IS_TOLD_OF_THEM: &str = "This date is on Zoom. Zoom is told the name and e-mail address of whoever you \
    book, so that each gets a link of their own, and tells us when they joined and left.";

/// How to join: the facts of `templates/partials/pages/joining.hbs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JoiningFacts {
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
    /// What to do when it fails.
    pub help: Option<String>,
}

impl JoiningFacts {
    /// How a session is joined, as far as that is known and shown.
    #[must_use]
    pub fn of_session(session: &SessionView) -> Option<Self> {
        session.joining.as_ref().and_then(Option::as_ref).map(Self::from)
    }

    /// Everything known, and nothing.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let full = Self {
            url: Some("https://zoom.example/j/98765432100".to_owned()),
            meeting_id: Some("987 6543 2100".to_owned()),
            passcode: Some("circle".to_owned()),
            dial_in: Some("0330 088 5830".to_owned()),
            test_url: Some("https://zoom.example/test".to_owned()),
            help: Some("Ring 0117 496 0000".to_owned()),
        };
        let empty =
            Self { url: None, meeting_id: None, passcode: None, dial_in: None, test_url: None, help: None };
        vec![full, empty]
    }
}

impl From<&JoiningView> for JoiningFacts {
    fn from(details: &JoiningView) -> Self {
        let help = details.help.as_ref().map(|help| {
            let number = help.starts_with(|first: char| first.is_ascii_digit() || first == '+');
            if number { format!("Ring {help}") } else { help.clone() }
        });
        Self {
            url: details.url.clone(),
            meeting_id: details.meeting_id.clone(),
            passcode: details.passcode.clone(),
            dial_in: details.dial_in.clone(),
            test_url: details.test_url.clone(),
            help,
        }
    }
}
