//! Why somebody gave up a place: it may be illness, so that the person and the coordinators alone read it. Whoever else
//! may read the booking, such as a manager or a trainer, reads that it was excused, or nothing.

use super::extract::Caller;
use crate::{
    domain::{short_notice::shown_to_others, words::BookingState},
    store::read::bookings::booking::BookingView,
};

/// The booking as this caller may read it.
pub(in crate::web) fn seen_by(mut view: BookingView, caller: &Caller) -> BookingView {
    if caller.actor.is_coordinator || caller.id() == view.person.id {
        return view;
    }
    let because = view.because;
    for line in view.history.iter_mut().filter(|line| line.state == BookingState::Cancelled) {
        line.reason = shown_to_others(because, line.reason.take());
    }
    view
}
