//! When to try again: soon at first, then every few hours, for three days; what the mail server's policy refuses at least
//! every quarter of an hour, for as long as it takes nothing else either.

use chrono::{DateTime, TimeDelta, Utc};

/// After this many attempts, which take about three days, a mail has failed.
pub const MOST_ATTEMPTS: u32 = 25;

/// The wait after the first attempt; each further one is twice as long, up to [`LONGEST_MINUTES`].
const FIRST_MINUTES: i64 = 1;
const LONGEST_MINUTES: i64 = 4 * 60;

/// When to try again after `attempts` attempts, the last of them at `now`; `None` when it is time to give up.
///
/// `jitter` is two random bytes: the wait is between three and five quarters of the plan, so that mails that failed
/// together do not all come back together.
#[must_use]
pub fn next_attempt(attempts: u32, now: DateTime<Utc>, jitter: [u8; 2]) -> Option<DateTime<Utc>> {
    if attempts >= MOST_ATTEMPTS {
        return None;
    }
    let doublings = attempts.saturating_sub(1).min(16);
    let seconds = 60 * (FIRST_MINUTES << doublings).min(LONGEST_MINUTES);
    let chance = i64::from(u16::from_be_bytes(jitter));
    let wait = seconds * 3 / 4 + seconds * chance / (2 * i64::from(u16::MAX));
    Some(now + TimeDelta::seconds(wait))
}

/// After this many refusals by the mail server's policy, which take about three days, a mail has failed if the server
/// takes others.
pub const MOST_REFUSALS: u32 = 300;

/// A mail that the mail server's policy refuses waits no longer than this: it is to leave soon once it is let.
const LONGEST_OF_REFUSED: TimeDelta = TimeDelta::minutes(15);

/// When to try a mail again that the mail server's policy refused for the `attempts`-th time; as [`next_attempt`], but
/// never later than in a quarter of an hour.
#[must_use]
pub fn next_attempt_of_refused(attempts: u32, now: DateTime<Utc>, jitter: [u8; 2]) -> DateTime<Utc> {
    let latest = now + LONGEST_OF_REFUSED;
    next_attempt(attempts, now, jitter).map_or(latest, |at| at.min(latest))
}
