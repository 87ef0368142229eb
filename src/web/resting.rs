//! What rests on a place, with the time by which it has to be mended: for API and pages.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        conditions::{mended_by, rests_on_this},
        times::{LONDON, Zone},
    },
    store::read::bookings::{booking::BookingView, rests_on::Dependent},
};

/// Says by when each place that rests on this booking would have to be mended; what has started is left out, since
/// nothing of it is released any more.
pub(in crate::web) fn timed(mut view: BookingView, now: DateTime<Utc>) -> BookingView {
    time(&mut view.depends, now);
    view
}

/// The same of a list of later places.
pub(in crate::web) fn time(depends: &mut Vec<Dependent>, now: DateTime<Utc>) {
    depends.retain(|later| later.starts_at > now);
    for later in depends {
        later.until = mended_by((later.failed, later.until), later.starts_at, now);
    }
}

/// A sentence for each of them.
pub(in crate::web) fn sentences(depends: &[Dependent]) -> Vec<String> {
    let sentence = |later: &Dependent| {
        let zone = later.timezone.map_or(LONDON, Zone::tz);
        rests_on_this(&later.course.title, (later.starts_at, zone), later.until)
    };
    depends.iter().map(sentence).collect()
}
