//! The buttons of a roster that send once more how to join.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    domain::words::SessionState,
    store::read::{registers::rosters::RosterEntry, sessions::session::SessionView},
};

/// A button that sends once more how to join.
#[derive(Clone, Serialize)]
pub(super) struct SendAgain {
    /// Where it is sent.
    action: String,
    /// What makes pressing it twice harmless.
    key: String,
    /// Whose booking; empty for everybody's.
    booking: String,
}

impl SendAgain {
    /// To everybody, as long as there is something to join.
    pub(super) fn of(view: &SessionView, key: &str, now: DateTime<Utc>) -> Option<Self> {
        let left = view.dates.iter().any(|date| date.ends_at > now);
        let joining = view.joining.as_ref().and_then(Option::as_ref);
        let link = joining.is_some_and(|joining| joining.url.is_some());
        let possible = view.state == SessionState::Published && left && link;
        let action = format!("/sessions/{}/joining", view.id);
        possible.then(|| Self { action, key: key.to_owned(), booking: String::new() })
    }

    /// To one of them. Each button has a key of its own: they stand on one page and do different things.
    pub(super) fn to(&self, entry: &RosterEntry) -> Self {
        let booking = entry.booking_id.to_string();
        Self { key: format!("{}.{booking}", self.key), booking, ..self.clone() }
    }

    /// One for samples.
    pub(super) fn sample(booking: &str) -> Self {
        let action = "/sessions/1/joining".to_owned();
        Self { action, key: "sample".to_owned(), booking: booking.to_owned() }
    }
}
