//! Mails about a place offered to a colleague.

use serde::{Deserialize, Serialize};

use super::facts::{BookingRef, Moment, SecretLink, SessionFacts};

/// To the colleague: somebody would like them to have their place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverOffered {
    /// What and when.
    pub session: SessionFacts,
    /// Whose place it is.
    pub giver: String,
    /// Where to answer, after signing in or up.
    pub link: SecretLink,
    /// Until when.
    pub until: Moment,
}

/// To whoever offered their place: nobody took it up. It says no more, whatever the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverNotTakenUp {
    /// What and when.
    pub session: SessionFacts,
    /// The booking, which stays.
    pub booking: BookingRef,
    /// Whose it is, when it is not the reader's.
    pub whose: Option<String>,
    /// The colleague, as whoever offered the place wrote their name.
    pub colleague: String,
    /// When the place was offered: giving it up is judged by that.
    pub offered_at: Moment,
}
