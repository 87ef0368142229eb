//! How pages name a session: its dates and the clock they are on.

use chrono_tz::Tz;

use crate::{
    domain::times::{self, ZoneNote, day_in},
    store::read::sessions::session::{DateView, SessionView},
};

/// One date: `Tuesday 12 January 2027, 10am to 1pm`.
pub(in crate::web::pages) fn date(date: &DateView, zone: Tz) -> String {
    times::range(date.starts_at, date.ends_at, zone, ZoneNote::WhenElsewhere)
}

/// All its dates in one line: the date, or how many from when to when.
pub(in crate::web::pages) fn dates(session: &SessionView) -> String {
    let zone = session.timezone.tz();
    match session.dates.as_slice() {
        [] => "No dates yet".to_owned(),
        [one] => date(one, zone),
        [first, .., last] => format!(
            "{} dates, {} to {}",
            session.dates.len(),
            times::day_without_year(day_in(first.starts_at, zone)),
            times::day(day_in(last.starts_at, zone)),
        ),
    }
}

/// Its dates, each whole.
pub(in crate::web::pages) fn each_date(session: &SessionView) -> Vec<String> {
    let zone = session.timezone.tz();
    session.dates.iter().map(|one| date(one, zone)).collect()
}

/// Its course and all its dates in one line.
pub(in crate::web::pages) fn course_and_dates(session: &SessionView) -> String {
    format!("{}: {}", session.course.title, dates(session))
}

/// "date 2 of 6"; nothing when there is only one.
pub(in crate::web::pages) fn which(session: &SessionView, index: usize) -> Option<String> {
    let of = session.dates.len();
    (of > 1).then(|| format!("date {} of {of}", index + 1))
}

/// `1 person`, `18 people`.
pub(in crate::web::pages) fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// `1 certificate`, `18 certificates`.
pub(in crate::web::pages) fn certificates(count: usize) -> String {
    if count == 1 { "1 certificate".to_owned() } else { format!("{count} certificates") }
}
