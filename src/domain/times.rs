//! Dates, times and lengths as people write them, and the way from a wall clock to a moment.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::input::FieldError;

/// The zone of working days and deadlines, and the one sessions have unless another is named.
pub const LONDON: Tz = Tz::Europe__London;

/// A zone of the IANA database, as rows and answers carry it: by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zone(Tz);

impl Zone {
    /// [`LONDON`].
    pub const LONDON: Self = Self(LONDON);

    /// The zone.
    #[must_use]
    pub const fn tz(self) -> Tz {
        self.0
    }

    /// Its name, such as `Europe/London`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl From<Tz> for Zone {
    fn from(zone: Tz) -> Self {
        Self(zone)
    }
}

/// The year of moments that never come: what has no date, because it may be taken at any time, stands there and is said
/// as [`AT_ANY_TIME`].
pub(super) const NEVER_YEAR: i32 = 9999;

/// When something without dates is.
pub const AT_ANY_TIME: &str = "at any time";

fn is_never(on: NaiveDate) -> bool {
    use chrono::Datelike as _;
    on.year() >= NEVER_YEAR
}

/// Whether a time says which clock it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneNote {
    /// Only when it is not London's: pages.
    WhenElsewhere,
    /// Always: mails, which are read anywhere.
    Always,
}

/// A wall-clock time that a zone skips, because its clocks go forward over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} does not exist on {} in {}: the clocks go forward over it", clock(*time), day(*on), zone.name())]
pub struct NoSuchTime {
    /// The day.
    pub on: NaiveDate,
    /// The time that is skipped.
    pub time: NaiveTime,
    /// The zone.
    pub zone: Tz,
}

/// Reads the name of a time zone of the IANA database.
///
/// # Errors
/// Not such a name; the message names one that is close, if there is one.
pub fn parse_timezone(field: &str, name: &str) -> Result<Tz, FieldError> {
    let name = name.trim();
    if let Ok(zone) = name.parse::<Tz>() {
        return Ok(zone);
    }
    let wanted = name.replace(' ', "_");
    let close = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).find(|known| {
        known.eq_ignore_ascii_case(&wanted)
            || known.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&wanted))
    });
    let message = close.map_or_else(
        || "Enter a time zone by its IANA name, such as Europe/London.".to_owned(),
        |close| format!("Enter a time zone by its IANA name: did you mean {close}?"),
    );
    Err(FieldError::new(field, message))
}

/// The moment at which a zone's clocks show `time` on `day`; of the two when the clocks go back, the first.
///
/// # Errors
/// The clocks go forward over that time.
pub fn moment_of(on: NaiveDate, time: NaiveTime, zone: Tz) -> Result<DateTime<Utc>, NoSuchTime> {
    zone.from_local_datetime(&on.and_time(time))
        .earliest()
        .map(|at| at.with_timezone(&Utc))
        .ok_or(NoSuchTime { on, time, zone })
}

/// The first moment of a day in a zone: midnight, or when the clocks skip midnight, what they skip to.
#[must_use]
pub fn start_of_day(on: NaiveDate, zone: Tz) -> DateTime<Utc> {
    // No zone skips more than a day, and changes fall on whole quarters of an hour.
    (0..=96)
        .map_while(|quarters| {
            on.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(15 * quarters))
        })
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map_or_else(|| on.and_time(NaiveTime::MIN).and_utc(), |at| at.with_timezone(&Utc))
}

/// The day it is in a zone at a moment.
#[must_use]
pub fn day_in(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// `Tuesday 12 January 2027`.
#[must_use]
pub fn day(on: NaiveDate) -> String {
    if is_never(on) {
        return AT_ANY_TIME.to_owned();
    }
    on.format("%A %-d %B %Y").to_string()
}

/// `Tuesday 12 January`: where the year is plain from what stands beside it.
#[must_use]
pub fn day_without_year(on: NaiveDate) -> String {
    if is_never(on) {
        return AT_ANY_TIME.to_owned();
    }
    on.format("%A %-d %B").to_string()
}

/// `10am`, `1:30pm`, `noon`, `midnight`; seconds are not said.
#[must_use]
pub fn clock(time: NaiveTime) -> String {
    let (afternoon, hour) = time.hour12();
    let half = if afternoon { "pm" } else { "am" };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "noon".to_owned(),
        (_, 0) => format!("{hour}{half}"),
        (_, minute) => format!("{hour}:{minute:02}{half}"),
    }
}

/// The clock a time is on, as people say it: `UK time`, `Paris time`.
#[must_use]
pub fn zone_name(zone: Tz) -> String {
    match zone {
        Tz::Europe__London | Tz::GB | Tz::GBEire | Tz::Europe__Belfast => "UK time".to_owned(),
        Tz::UTC | Tz::Etc__UTC => "UTC".to_owned(),
        other => {
            let name = other.name();
            format!("{} time", name.rsplit('/').next().unwrap_or(name).replace('_', " "))
        }
    }
}

fn noted(text: String, zone: Tz, note: ZoneNote) -> String {
    let name = zone_name(zone);
    if text == AT_ANY_TIME {
        return text;
    }
    if note == ZoneNote::Always || name != "UK time" { format!("{text} ({name})") } else { text }
}

/// `Tuesday 12 January 2027, 10am`.
#[must_use]
pub fn moment(at: DateTime<Utc>, zone: Tz, note: ZoneNote) -> String {
    noted(plain_moment(at, zone), zone, note)
}

fn plain_moment(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    if is_never(local.date_naive()) {
        return AT_ANY_TIME.to_owned();
    }
    format!("{}, {}", day(local.date_naive()), clock(local.time()))
}

/// `Tuesday 12 January 2027, 10am to 1pm`, or with both days when it ends on another one. Midnight belongs to the
/// evening before it.
#[must_use]
pub fn range(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>, zone: Tz, note: ZoneNote) -> String {
    let (start, end) = (starts_at.with_timezone(&zone), ends_at.with_timezone(&zone));
    let (first, mut last) = (start.date_naive(), end.date_naive());
    if is_never(first) {
        return AT_ANY_TIME.to_owned();
    }
    let at_midnight = end.time() == NaiveTime::MIN && last > first;
    if at_midnight {
        last = last.pred_opt().unwrap_or(last);
    }
    let text = if first == last {
        format!("{}, {} to {}", day(first), clock(start.time()), clock(end.time()))
    } else {
        format!("{}, {} to {}, {}", day(first), clock(start.time()), day(last), clock(end.time()))
    };
    noted(text, zone, note)
}

/// `10am to 1pm`, where the day is said beside it.
#[must_use]
pub fn clock_range(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>, zone: Tz, note: ZoneNote) -> String {
    let (start, end) = (starts_at.with_timezone(&zone), ends_at.with_timezone(&zone));
    noted(format!("{} to {}", clock(start.time()), clock(end.time())), zone, note)
}

/// `until 5pm, Wednesday 6 January`; at midnight, `until the end of Tuesday 5 January`.
#[must_use]
pub fn until(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let on = local.date_naive();
    match (local.time() == NaiveTime::MIN, on.pred_opt()) {
        (true, Some(before)) => format!("until the end of {}", day_without_year(before)),
        _ => format!("until {}, {}", clock(local.time()), day_without_year(on)),
    }
}

/// `today at 10am` or `tomorrow at 10am` when it is that near, else the whole date and time.
///
/// Midnight is always said with its day: people disagree about which one `today at midnight` is.
#[must_use]
pub fn when(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz, note: ZoneNote) -> String {
    let local = at.with_timezone(&zone);
    let days = local.date_naive().signed_duration_since(day_in(now, zone)).num_days();
    let near = match days {
        0 => Some("today"),
        1 => Some("tomorrow"),
        _ => None,
    };
    match near.filter(|_| local.time() != NaiveTime::MIN) {
        Some(near) => noted(format!("{near} at {}", clock(local.time())), zone, note),
        None => moment(at, zone, note),
    }
}

fn counted(count: i32, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// `3 hours`, `2 hours 30 minutes`, `45 minutes`. Less than nothing counts as nothing.
#[must_use]
pub fn length(minutes: i32) -> String {
    let (hours, rest) = (minutes.max(0) / 60, minutes.max(0) % 60);
    let (hours_said, rest_said) = (counted(hours, "hour", "hours"), counted(rest, "minute", "minutes"));
    match (hours, rest) {
        (0, _) => rest_said,
        (_, 0) => hours_said,
        _ => format!("{hours_said} {rest_said}"),
    }
}

/// `3 hours of CPD`, `2 hours 30 minutes of CPD`, `45 minutes of CPD`.
#[must_use]
pub fn cpd_length(minutes: i32) -> String {
    format!("{} of CPD", length(minutes))
}
