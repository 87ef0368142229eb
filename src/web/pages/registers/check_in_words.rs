//! What several pages say of checking in.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        check_ins::{Door, in_a_room},
        words::SessionState,
    },
    store::read::sessions::session::{DateView, SessionView},
};

/// Where the screen of a date is, while people can check in.
pub(in crate::web::pages) fn check_in_address(
    view: &SessionView,
    date: &DateView,
    now: DateTime<Utc>,
) -> Option<String> {
    let open = view.state == SessionState::Published
        && in_a_room(view.delivery)
        && Door { starts_at: date.starts_at, ends_at: date.ends_at }.is_open(now);
    open.then(|| format!("/sessions/{}/check-in?date={}", view.id, date.id))
}

/// "12 minutes late".
pub(super) fn late_words(minutes: i32) -> Option<String> {
    match minutes {
        ..=0 => None,
        1 => Some("1 minute late".to_owned()),
        minutes => Some(format!("{minutes} minutes late")),
    }
}
