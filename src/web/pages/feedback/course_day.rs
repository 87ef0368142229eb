//! A course and its day: all that a page tells whoever follows a link.

use crate::{
    domain::times::{ZoneNote, day, day_in, range},
    store::read::feedback::given::Attended,
};

/// When a session was: its day and hours, or from which day to which.
pub(in crate::web::pages) fn when(of: &Attended) -> String {
    let zone = of.timezone.tz();
    let (first, last) = (day_in(of.starts_at, zone), day_in(of.ends_at, zone));
    if first == last {
        return range(of.starts_at, of.ends_at, zone, ZoneNote::WhenElsewhere);
    }
    format!("{} to {}", day(first), day(last))
}
