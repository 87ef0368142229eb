//! Giving up a place: until when it has no consequence, and what counts as short notice.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{
    input::FieldError,
    times,
    words::{BookingState, CancelReason},
    working_days::deadline_before,
};

/// The last moment at which a place can be given up without consequence: 17:00 London, so many working days before
/// the first date.
#[must_use]
pub fn last_moment(first_start: DateTime<Utc>, notice_days: i32) -> DateTime<Utc> {
    deadline_before(first_start, u32::try_from(notice_days).unwrap_or(0))
}

/// Whether a cancellation is at short notice: of a place that was booked, from the last moment on. Illness, an
/// emergency and handing the place over are recorded apart and never counted.
#[must_use]
pub fn short_notice(
    state: BookingState,
    reason: CancelReason,
    last_moment: DateTime<Utc>,
    now: DateTime<Utc>,
) -> bool {
    state == BookingState::Booked && reason == CancelReason::Other && now >= last_moment
}

/// "until 5pm, Wednesday 6 January", in the session's zone.
#[must_use]
pub fn last_moment_words(last_moment: DateTime<Utc>, zone: Tz) -> String {
    times::until(last_moment, zone)
}

/// Why somebody gives up a place, as they may say it; other reasons are recorded by what happens.
///
/// # Errors
/// Another reason.
pub fn own_reason(because: CancelReason) -> Result<CancelReason, FieldError> {
    match because {
        CancelReason::Other | CancelReason::Illness | CancelReason::Emergency => Ok(because),
        _ => Err(FieldError::new("because", "Say illness, emergency or other.")),
    }
}

/// What the page says before somebody gives up a place.
#[must_use]
pub fn consequence(last_moment: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> String {
    if now < last_moment {
        format!("You can give up your place freely {}.", last_moment_words(last_moment, zone))
    } else {
        "It is too late to give up your place freely: it will be recorded as at short notice, unless \
         you are ill, there is an emergency or you hand it to a colleague."
            .to_owned()
    }
}

/// Whether a booking can still be cancelled, moved or handed over by this caller: from the first date's start on only
/// coordinators do that.
#[must_use]
pub fn may_still_change(first_start: DateTime<Utc>, now: DateTime<Utc>, by_coordinator: bool) -> bool {
    by_coordinator || now < first_start
}
