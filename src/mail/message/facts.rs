//! The small facts that mails are made of. Each is a snapshot: rendering shows it and looks nothing up.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::{
    ids::TokenId,
    times::Zone,
    words::{TokenKind, words},
};

/// A stretch of time, shown in its zone: "Tuesday 12 January 2027, 10am to 1pm (UK time)".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
    /// The IANA zone it is shown in.
    pub timezone: Zone,
}

/// A moment by which something must happen, shown in its zone: "5pm on Wednesday 6 January 2027".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// The moment.
    pub at: DateTime<Utc>,
    /// The IANA zone it is shown in.
    pub timezone: Zone,
}

/// A day without a time: "Tuesday 12 January 2027".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// The day.
    pub day: NaiveDate,
}

/// A length of time in whole minutes, shown as "2 hours 30 minutes".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minutes {
    /// Whole minutes, never negative.
    pub minutes: i32,
}

/// The address of one of our pages; whoever follows it may have to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Path and query from the site's root, beginning with `/`.
    pub page: String,
}

impl Page {
    /// The page at `path`, which begins with `/`.
    #[must_use]
    pub fn at(path: impl Into<String>) -> Self {
        Self { page: path.into() }
    }
}

/// A link that carries a secret. The secret is not here: it is derived from the token's id when the mail is
/// delivered, so that neither the queue nor its backup can sign anybody in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretLink {
    /// Whose secret is appended.
    pub token_id: TokenId,
    /// What it is for.
    pub path: LinkTo,
}

impl SecretLink {
    /// The link to `path` with the secret of `token_id`.
    #[must_use]
    pub fn new(token_id: TokenId, path: LinkTo) -> Self {
        Self { token_id, path }
    }
}

words! {
    /// What a link with a secret is for: path and query from the site's root, ending where the secret begins.
    LinkTo {
        /// Signing in.
        SignIn = "/sign-in?token=",
        /// Confirming the address of an account somebody made.
        Confirm = "/confirm?token=",
        /// Taking up an account that somebody else made.
        Join = "/join?token=",
        /// Answering the offer of a colleague's place.
        HandOver = "/hand-over?token=",
        /// Saying no to a place that somebody else booked.
        NotComing = "/not-coming?token=",
        /// Saying how a course was.
        Feedback = "/feedback/",
        /// Saying what became of a course.
        Impact = "/impact/",
        /// Wanting no more mail about what became of courses.
        ImpactOff = "/impact-off/",
    }
}

impl LinkTo {
    /// The kind of token whose secret it carries.
    #[must_use]
    pub const fn kind(self) -> TokenKind {
        match self {
            Self::SignIn => TokenKind::SignIn,
            Self::Confirm | Self::Join => TokenKind::ConfirmAddress,
            Self::HandOver => TokenKind::HandOver,
            Self::NotComing => TokenKind::NotComing,
            Self::Feedback => TokenKind::Feedback,
            Self::Impact | Self::ImpactOff => TokenKind::Impact,
        }
    }
}

/// A short code a person types instead of following a link; derived from the token's id at delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypedCode {
    /// Whose code is shown.
    pub code_of: TokenId,
}

/// One date of a course, as a line of text: "Introduction, Tuesday 12 January 2027, 10am to 1pm".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseDate {
    /// The course's title.
    pub course: String,
    /// When it is; of a set, its first date.
    pub when: When,
}

/// A date that can be booked instead or next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextDate {
    /// The course's title.
    pub course: String,
    /// When it is; of a set, its first date.
    pub when: When,
    /// Where to book it.
    pub page: Page,
}

/// Which date of a set this is: "date 2 of 6".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOfSet {
    /// Counted from 1.
    pub number: u32,
    /// How many dates the set has.
    pub of: u32,
}

/// A session as a mail names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionFacts {
    /// The course's title.
    pub course: String,
    /// Every date, earliest first; never empty.
    pub dates: Vec<When>,
    /// "Zoom", a room, or an address.
    pub location: String,
    /// The names of those who run it; may be empty.
    pub trainers: Vec<String>,
}

/// One date of a session as a mail names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateFacts {
    /// The course's title.
    pub course: String,
    /// When it is.
    pub when: When,
    /// Which date of a set it is; `None` for a session of one date.
    pub part: Option<PartOfSet>,
    /// "Zoom", a room, or an address.
    pub location: String,
    /// The names of those who run it; may be empty.
    pub trainers: Vec<String>,
}

/// A booking as its holder knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRef {
    /// The reference people quote.
    pub reference: String,
    /// The booking's page.
    pub page: Page,
}

/// How to join; for booked people only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    /// The link to follow on the day.
    pub url: Option<String>,
    /// The meeting's ID.
    pub meeting_id: Option<String>,
    /// Its passcode.
    pub passcode: Option<String>,
    /// Numbers to dial in by telephone.
    pub dial_in: Option<String>,
    /// Where to try out sound and picture beforehand.
    pub test_url: Option<String>,
    /// Whom to ring when it fails, or how to find the room.
    pub help: Option<String>,
}

/// A place somebody holds, with all they need to take it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What and when.
    pub session: SessionFacts,
    /// Reference and page.
    pub booking: BookingRef,
    /// The earlier dates the place depends on ("Booked, as long as you attend …"); mostly empty.
    pub conditions: Vec<CourseDate>,
    /// How to join, once known.
    pub joining: Option<Joining>,
    /// Whether joining details are still to come.
    pub joining_follows: bool,
    /// The last moment to cancel or move without consequence; `None` once it has passed.
    pub cancel_until: Option<Moment>,
}
