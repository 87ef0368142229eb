//! Times and lengths as mails say them.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use super::message::{Minutes, Moment, When};

/// "Tuesday 12 January 2027".
pub(super) fn day(day: NaiveDate) -> String {
    format!("{} {} {}", day.format("%A"), day.day(), day.format("%B %Y"))
}

/// "10am", "1:30pm", "midday".
fn clock(at: &DateTime<Tz>) -> String {
    match (at.hour(), at.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, minute) => {
            let (afternoon, hour) = at.hour12();
            let half = if afternoon { "pm" } else { "am" };
            if minute == 0 { format!("{hour}{half}") } else { format!("{hour}:{minute:02}{half}") }
        }
    }
}

fn local(at: DateTime<Utc>, zone: Tz) -> DateTime<Tz> {
    zone.from_utc_datetime(&at.naive_utc())
}

/// "UK time", or the zone's city.
fn zone_name(zone: Tz) -> String {
    if zone == Tz::Europe__London {
        return "UK time".to_owned();
    }
    let name = zone.name();
    format!("{} time", name.rsplit('/').next().unwrap_or(name).replace('_', " "))
}

/// A [`When`] in words: whole, its first day, and its start.
pub(super) struct WhenWords {
    pub shown: String,
    pub day: String,
    pub start: String,
}

/// "Tuesday 12 January 2027, 10am to 1pm (UK time)"; `None` if the zone is unknown.
pub(super) fn when(when: &When) -> Option<WhenWords> {
    let zone: Tz = when.timezone.parse().ok()?;
    let (starts, ends) = (local(when.starts_at, zone), local(when.ends_at, zone));
    let (first, last) = (day(starts.date_naive()), day(ends.date_naive()));
    let until = if first == last { clock(&ends) } else { format!("{last}, {}", clock(&ends)) };
    let start = clock(&starts);
    Some(WhenWords { shown: format!("{first}, {start} to {until} ({})", zone_name(zone)), day: first, start })
}

/// "5pm on Wednesday 6 January 2027", with the zone where it is not the UK's; `None` if the zone is unknown.
pub(super) fn moment(moment: &Moment) -> Option<String> {
    let zone: Tz = moment.timezone.parse().ok()?;
    let at = local(moment.at, zone);
    let words = format!("{} on {}", clock(&at), day(at.date_naive()));
    Some(if zone == Tz::Europe__London { words } else { format!("{words} ({})", zone_name(zone)) })
}

/// "2 hours 30 minutes".
pub(super) fn length(length: Minutes) -> String {
    let counted = |n: i32, unit: &str| match n {
        1 => format!("1 {unit}"),
        n => format!("{n} {unit}s"),
    };
    match (length.minutes / 60, length.minutes % 60) {
        (0, minutes) => counted(minutes, "minute"),
        (hours, 0) => counted(hours, "hour"),
        (hours, minutes) => format!("{} {}", counted(hours, "hour"), counted(minutes, "minute")),
    }
}
