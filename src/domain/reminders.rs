//! When people are reminded of what comes up, and which week a manager's digest covers.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    times::{LONDON, day_in, moment_of, start_of_day},
    words::words,
    working_days::{deadline_before, london_day, n_working_days_after},
};

/// Working days before the first date by which joining details should be known.
pub const DAYS_FOR_JOINING_DETAILS: u32 = 3;

const WEEK: TimeDelta = TimeDelta::days(7);
const DAY: TimeDelta = TimeDelta::days(1);

/// The longest before a date that anything here falls due.
pub const LOOK_AHEAD: TimeDelta = TimeDelta::days(15);

const SEVEN_AM: NaiveTime = NaiveTime::from_hms_opt(7, 0, 0).expect("07:00 is a time");

/// Whether somebody booked since `booked_at` is reminded now that a date is a week away. Whoever books later has just
/// read all of it, and two days before "in a week" would be untrue.
#[must_use]
pub fn week_reminder_due(starts_at: DateTime<Utc>, booked_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let due = starts_at - WEEK;
    booked_at <= due && due <= now && now < starts_at - DAY - DAY
}

/// Whether somebody booked since `booked_at` is reminded now that a date is tomorrow. It waits until they can be told
/// how to join, but not into the day itself, when it is no longer tomorrow.
#[must_use]
pub fn day_reminder_due(
    starts_at: DateTime<Utc>,
    zone: Tz,
    booked_at: DateTime<Utc>,
    can_join: bool,
    now: DateTime<Utc>,
) -> bool {
    let due = starts_at - DAY;
    can_join && booked_at <= due && day_before(starts_at, zone, now)
}

/// Whether the trainers are told now who is coming tomorrow.
#[must_use]
pub fn roster_due(starts_at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> bool {
    day_before(starts_at, zone, now)
}

fn day_before(starts_at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> bool {
    starts_at - DAY <= now && day_in(now, zone) < day_in(starts_at, zone)
}

/// Whether the coordinators are told now that nobody can join yet.
#[must_use]
pub fn joining_details_overdue(first_start: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    deadline_before(first_start, DAYS_FOR_JOINING_DETAILS) <= now && now < first_start
}

/// Working days from the first asking for a register to the second, and from there until the coordinators hear.
pub const DAYS_BETWEEN_ASKING: u32 = 3;

words! {
    /// How far the asking for a register that is not finished has come.
    RegisterStep {
        /// Those who run the session are asked.
        Asked = "asked",
        /// They are asked once more.
        AskedAgain = "asked_again",
        /// The coordinators hear.
        Told = "told",
    }
}

/// Which step is due for a register that is open although the last date ended, or it was opened again, at this moment:
/// from 07:00 in London on the next working day, and then after every three. `None` before the first.
#[must_use]
pub fn register_step(open_since: DateTime<Utc>, now: DateTime<Utc>) -> Option<RegisterStep> {
    let asked = n_working_days_after(london_day(open_since), 1);
    let again = n_working_days_after(asked, DAYS_BETWEEN_ASKING);
    let told = n_working_days_after(again, DAYS_BETWEEN_ASKING);
    let is_due = |day| moment_of(day, SEVEN_AM, LONDON).is_ok_and(|due| due <= now);
    [(told, RegisterStep::Told), (again, RegisterStep::AskedAgain), (asked, RegisterStep::Asked)]
        .into_iter()
        .find(|(day, _)| is_due(*day))
        .map(|(_, step)| step)
}

/// A week of events, told on the Monday after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigestWeek {
    /// Its Monday.
    pub first_day: NaiveDate,
    /// Its Sunday.
    pub last_day: NaiveDate,
    /// The first moment of the Monday, in London.
    pub from: DateTime<Utc>,
    /// The first moment after the Sunday.
    pub until: DateTime<Utc>,
}

/// The week whose digest goes out now: from Monday at 07:00 in London for two days, so that a service that was down
/// still sends it, but nobody gets it in the middle of the next week.
#[must_use]
pub fn digest_due(now: DateTime<Utc>) -> Option<DigestWeek> {
    let today = day_in(now, LONDON);
    let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
    let opens = moment_of(monday, SEVEN_AM, LONDON).ok()?;
    if now < opens || now >= opens + DAY + DAY {
        return None;
    }
    let first_day = monday.checked_sub_days(Days::new(7))?;
    Some(DigestWeek {
        first_day,
        last_day: monday.pred_opt()?,
        from: start_of_day(first_day, LONDON),
        until: start_of_day(monday, LONDON),
    })
}
