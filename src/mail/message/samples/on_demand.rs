//! Mails about courses that may be taken at any time.

use super::{Sample, sample};
use crate::mail::message::{Message, OnDemandBegun, Page};

pub(super) fn on_demand() -> Vec<Sample> {
    vec![sample(
        "on_demand_begun",
        Message::OnDemandBegun(OnDemandBegun {
            course: "Introduction refresher, recorded".to_owned(),
            begun_by: "Maureen Clarke".to_owned(),
            page: Page::at("/bookings/0193-sample/on-demand"),
        }),
    )]
}
