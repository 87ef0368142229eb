//! Copies for those who manage or look after somebody: no link, no invite, no personal note.

use serde::{Deserialize, Serialize};

use super::facts::{CourseDate, Day};

/// Why somebody gets a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyReason {
    /// The person named them as line manager.
    LineManager,
    /// They lead the person's organisation.
    OrganisationLead,
    /// The address is a shared mailbox the person asked to be told.
    SharedMailbox,
}

/// What happened to a person's booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeEvent {
    /// Got a place.
    Booked,
    /// Waits for a yes.
    Requested,
    /// Is on the waiting list.
    Waitlisted,
    /// Changed to this date.
    Moved,
    /// Gave up the place.
    Cancelled,
    /// Gave up the place at short notice.
    CancelledShortNotice,
    /// Handed the place to a colleague.
    HandedOver,
    /// Lost the place because something it needed failed.
    Released,
    /// We called the session off.
    CalledOff,
    /// Attended, and has a certificate.
    Attended,
    /// There for part of it.
    PartlyAttended,
    /// Did not attend.
    NoShow,
}

/// One line of a notice: who, what, which date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// Whose booking it is.
    pub person: String,
    /// What happened.
    pub event: NoticeEvent,
    /// The course and its first date.
    pub date: CourseDate,
}

/// One event, told at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagerNotice {
    /// What happened.
    pub line: NoticeLine,
    /// Why the reader is told.
    pub reason: CopyReason,
}

/// A week's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagerDigest {
    /// First day covered.
    pub first_day: Day,
    /// Last day covered.
    pub last_day: Day,
    /// What happened, oldest first; never empty.
    pub lines: Vec<NoticeLine>,
    /// How many requests wait for the reader's yes.
    pub waiting_for_yes: u32,
    /// Why the reader is told.
    pub reason: CopyReason,
}
