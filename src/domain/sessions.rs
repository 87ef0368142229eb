//! Sessions: their dates, what may be changed when, and what a coordinator may type.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use thiserror::Error;

use super::{
    ids::DateId,
    input::{FieldError, FieldErrors, optional_long_text},
    joining::{Joining, JoiningInput},
    times::parse_timezone,
    words::{Delivery, SessionState},
};

/// The most dates a session can have: a weekly course over a year, with some to spare.
pub const MAX_DATES: usize = 60;

/// The longest a single date can be.
pub const MAX_DATE_HOURS: i64 = 24;

/// How far ahead a date can lie: further is a slip of the keyboard.
pub const MAX_YEARS_AHEAD: i64 = 5;

/// The most people a session can take: a hall, and a guard against a capacity typed into the wrong field.
pub const MAX_CAPACITY: i32 = 1000;

/// The longest address of a session, in characters.
pub const LONGEST_LOCATION: usize = 500;

/// From start to end, the end itself not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
}

impl Span {
    /// Whether the two share any time; one that begins as the other ends does not.
    #[must_use]
    pub fn overlaps(&self, other: Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }
}

/// Whether any of the one's dates shares time with any of the other's.
#[must_use]
pub fn any_overlap(one: &[Span], other: &[Span]) -> bool {
    one.iter().any(|date| other.iter().any(|against| date.overlaps(*against)))
}

/// Start of the first date.
#[must_use]
pub fn first_start(dates: &[Span]) -> Option<DateTime<Utc>> {
    dates.iter().map(|date| date.starts_at).min()
}

/// End of the last date.
#[must_use]
pub fn last_end(dates: &[Span]) -> Option<DateTime<Utc>> {
    dates.iter().map(|date| date.ends_at).max()
}

/// Why a session's state, or what is held, forbids a change: 409.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SessionConflict {
    /// Publishing what is published.
    #[error("This session is published already.")]
    AlreadyPublished,
    /// Changing what was called off.
    #[error("This session was cancelled. Make a new one instead.")]
    Cancelled,
    /// Changing what is finished.
    #[error("This session is finished: its register is closed. Reopen the register first.")]
    Delivered,
    /// Acting on the register of a session that is not published.
    #[error("This session is a draft. Publish it first.")]
    Draft,
    /// Reopening a register that is open.
    #[error("The register of this session is open already.")]
    RegisterOpen,
    /// Publishing without a date.
    #[error("Give this session a date before publishing it.")]
    NoDates,
    /// Publishing after the start.
    #[error("The first date of this session has started. Give it a later date before publishing it.")]
    Started,
    /// A capacity below what is held.
    #[error("{held} places are taken, so the capacity cannot be lower than {held}.")]
    CapacityBelowHeld {
        /// Places held now.
        held: i32,
    },
}

impl SessionConflict {
    /// Stable, for clients.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyPublished => "already_published",
            Self::Cancelled => "session_cancelled",
            Self::Delivered => "session_delivered",
            Self::Draft => "not_published",
            Self::RegisterOpen => "register_open",
            Self::NoDates => "session_without_dates",
            Self::Started => "session_started",
            Self::CapacityBelowHeld { .. } => "capacity_below_held",
        }
    }
}

/// Publishes a draft; no trainer is needed for that.
///
/// # Errors
/// It is no draft, has no date, or has started.
pub fn publish(
    state: SessionState,
    dates: &[Span],
    now: DateTime<Utc>,
) -> Result<SessionState, SessionConflict> {
    match state {
        SessionState::Published => Err(SessionConflict::AlreadyPublished),
        SessionState::Cancelled => Err(SessionConflict::Cancelled),
        SessionState::Delivered => Err(SessionConflict::Delivered),
        SessionState::Draft => match first_start(dates) {
            None => Err(SessionConflict::NoDates),
            Some(start) if start <= now => Err(SessionConflict::Started),
            Some(_) => Ok(SessionState::Published),
        },
    }
}

/// Calls a session off.
///
/// # Errors
/// It was called off, or is finished.
pub fn cancel(state: SessionState) -> Result<SessionState, SessionConflict> {
    editable(state).map(|()| SessionState::Cancelled)
}

/// Whether a session can be changed.
///
/// # Errors
/// It was called off, or is finished.
pub const fn editable(state: SessionState) -> Result<(), SessionConflict> {
    match state {
        SessionState::Draft | SessionState::Published => Ok(()),
        SessionState::Cancelled => Err(SessionConflict::Cancelled),
        SessionState::Delivered => Err(SessionConflict::Delivered),
    }
}

/// Closes the register: the session is delivered.
///
/// # Errors
/// It is not published.
pub const fn close_register(state: SessionState) -> Result<SessionState, SessionConflict> {
    match state {
        SessionState::Published => Ok(SessionState::Delivered),
        SessionState::Draft => Err(SessionConflict::Draft),
        SessionState::Cancelled => Err(SessionConflict::Cancelled),
        SessionState::Delivered => Err(SessionConflict::Delivered),
    }
}

/// Reopens the register: the session is published again.
///
/// # Errors
/// Its register is not closed.
pub const fn reopen_register(state: SessionState) -> Result<SessionState, SessionConflict> {
    match state {
        SessionState::Delivered => Ok(SessionState::Published),
        SessionState::Draft => Err(SessionConflict::Draft),
        SessionState::Cancelled => Err(SessionConflict::Cancelled),
        SessionState::Published => Err(SessionConflict::RegisterOpen),
    }
}

/// Checks a new capacity against the places held.
///
/// # Errors
/// [`SessionConflict::CapacityBelowHeld`].
pub const fn check_capacity(capacity: i32, held: i32) -> Result<(), SessionConflict> {
    if capacity < held { Err(SessionConflict::CapacityBelowHeld { held }) } else { Ok(()) }
}

/// What a coordinator types about a session, its dates apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInput {
    /// IANA name of its zone.
    pub timezone: String,
    /// Places.
    pub capacity: i64,
    /// Zoom, a room or on site.
    pub delivery: Delivery,
    /// Address and room.
    pub location: Option<String>,
    /// How to join.
    pub joining: Option<JoiningInput>,
    /// Booking opens; at once when `None`.
    pub booking_opens_at: Option<DateTime<Utc>>,
    /// Booking closes; at the first date's start when `None`.
    pub booking_closes_at: Option<DateTime<Utc>>,
}

/// The same, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionDetails {
    /// Its zone.
    pub timezone: Tz,
    /// Places, 1 to [`MAX_CAPACITY`].
    pub capacity: i32,
    /// Zoom, a room or on site.
    pub delivery: Delivery,
    /// Address and room.
    pub location: Option<String>,
    /// How to join; `None` while nothing is known.
    pub joining: Option<Joining>,
    /// Booking opens; at once when `None`.
    pub booking_opens_at: Option<DateTime<Utc>>,
    /// Booking closes; at the first date's start when `None`.
    pub booking_closes_at: Option<DateTime<Utc>>,
}

/// Checks what was typed about a session whose first date starts at `first_start`.
///
/// # Errors
/// Every broken rule.
pub fn check_details(
    input: &SessionInput,
    first_start: Option<DateTime<Utc>>,
) -> Result<SessionDetails, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    let timezone = errors.keep(parse_timezone("timezone", &input.timezone));
    let capacity = errors.keep(parse_capacity("capacity", input.capacity));
    let location = errors.keep(optional_long_text("location", input.location.as_deref(), LONGEST_LOCATION));
    let joining = match input.joining.as_ref().map(JoiningInput::check) {
        None => None,
        Some(Ok(joining)) => Some(joining).filter(|joining| !joining.is_empty()),
        Some(Err(broken)) => {
            for error in broken {
                errors.add(error.field, error.message);
            }
            None
        }
    };
    let (opens, closes) = (input.booking_opens_at, input.booking_closes_at);
    if let (Some(opens), Some(closes)) = (opens, closes)
        && closes <= opens
    {
        errors.add("booking_closes_at", "Booking must close after it opens.");
    }
    if let (Some(opens), Some(start)) = (opens, first_start)
        && start <= opens
    {
        errors.add("booking_opens_at", "Booking must open before the first date starts.");
    }
    let details = timezone.zip(capacity).map(|(timezone, capacity)| SessionDetails {
        timezone,
        capacity,
        delivery: input.delivery,
        location: location.flatten(),
        joining,
        booking_opens_at: opens,
        booking_closes_at: closes,
    });
    match details {
        Some(details) => errors.finish(details),
        None => Err(errors.into_vec()),
    }
}

/// A number of places.
///
/// # Errors
/// Not from 1 to [`MAX_CAPACITY`].
pub fn parse_capacity(field: &str, capacity: i64) -> Result<i32, FieldError> {
    i32::try_from(capacity)
        .ok()
        .filter(|capacity| (1..=MAX_CAPACITY).contains(capacity))
        .ok_or_else(|| FieldError::new(field, format!("Enter a number of places from 1 to {MAX_CAPACITY}.")))
}

/// A date as a coordinator gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateInput {
    /// The date this moves or keeps; a new one without.
    pub id: Option<DateId>,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
}

impl DateInput {
    /// From start to end.
    #[must_use]
    pub const fn span(self) -> Span {
        Span { starts_at: self.starts_at, ends_at: self.ends_at }
    }

    /// Checks the date by itself; one that is kept as it was may lie in the past.
    pub(super) fn check(self, index: usize, unchanged: bool, now: DateTime<Utc>, errors: &mut FieldErrors) {
        let length = self.ends_at.signed_duration_since(self.starts_at);
        let ends = format!("dates[{index}].ends_at");
        if length <= TimeDelta::zero() {
            errors.add(ends, "The end must be after the start.");
        } else if length > TimeDelta::hours(MAX_DATE_HOURS) {
            errors.add(ends, format!("A date can last at most {MAX_DATE_HOURS} hours."));
        }
        let starts = format!("dates[{index}].starts_at");
        if !unchanged && self.starts_at <= now {
            errors.add(starts, "The date must be in the future.");
        } else if self.starts_at > now + TimeDelta::days(366 * MAX_YEARS_AHEAD) {
            errors.add(starts, format!("The date must be within the next {MAX_YEARS_AHEAD} years."));
        }
    }
}
