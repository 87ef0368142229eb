//! What a calendar invite says, as a plain value: stored with the mail it travels in, written out by `calendar`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::words::words;

/// Somebody named in an invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The name people read.
    pub name: String,
    /// The exact address written to.
    pub email: String,
}

words! {
    /// What the invite asks the recipient's calendar to do (RFC 5546 §3.2).
    InviteMethod {
        /// Put the date in the calendar, or change it there.
        Request = "request",
        /// Take the date out for this person alone; the session goes on, so no STATUS is written.
        Withdraw = "withdraw",
        /// The whole session is called off: `STATUS:CANCELLED`.
        CallOff = "call_off",
    }
}

/// One personal invite: one recipient, one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// REQUEST or one of the two kinds of CANCEL.
    pub method: InviteMethod,
    /// Never changes for a booking's date.
    pub uid: String,
    /// Rises with every change and with CANCEL.
    pub sequence: i32,
    /// When this state of the invite was decided.
    pub dtstamp: DateTime<Utc>,
    /// Start of the date.
    pub starts_at: DateTime<Utc>,
    /// End of the date.
    pub ends_at: DateTime<Utc>,
    /// The course's title, without a number such as "date 2 of 6": it would go stale.
    pub summary: String,
    /// What must last when the mail is thrown away; empty in a CANCEL.
    pub description: String,
    /// What people see as the place: the room or address, and of an online date where to join.
    pub location: Option<String>,
    /// Where to join online, for programs that show a button for it (RFC 7986 §5.11). Mails queued before it was
    /// written have none.
    #[serde(default)]
    pub conference: Option<String>,
    /// Where to join, or the booking's page.
    pub url: Option<String>,
    /// Who sends the invite.
    pub organizer: Party,
    /// Who is invited: this person alone.
    pub attendee: Party,
}
