//! What the holder of a booking can do after its course, on the booking's page.

use serde::Serialize;

use crate::{
    app::App,
    domain::ids::BookingId,
    store::{
        error::Error,
        read::feedback::{answer_links, given, impacts},
    },
    web::{error::ApiResult, page_facts::Link},
};

/// What can be done after a course.
#[derive(Serialize)]
pub(in crate::web) struct AfterwardsFacts {
    /// Where it is done.
    links: Vec<Link>,
    /// Where the links that were mailed are taken back, while there are any.
    take_back: Option<String>,
}

impl AfterwardsFacts {
    /// With a mailed link that is open, and without.
    pub(in crate::web) fn samples() -> Vec<Self> {
        let of = |take_back: Option<&str>| Self {
            links: vec![Link::to("/bookings/1/feedback", "Say how it was")],
            take_back: take_back.map(str::to_owned),
        };
        vec![of(Some("/bookings/1/answer-links/take-back")), of(None)]
    }
}

/// What its holder can do now; nothing where they were not there.
pub(in crate::web) async fn facts(app: &App, booking: BookingId) -> ApiResult<Option<AfterwardsFacts>> {
    let now = app.clock.now();
    let read = app.reads.run(move |c| {
        let attended = given::attended(c, booking)?;
        if !attended.was_there() {
            return Ok::<_, Error>(None);
        }
        let row = given::of_booking(c, booking)?;
        let label = match (attended.is_open(row.as_ref(), now), row.is_some()) {
            (true, false) => Some("Say how it was"),
            (true, true) => Some("Change what I said of it"),
            (false, true) => Some("What I said of it"),
            (false, false) => None,
        };
        let stages = impacts::view(c, booking)?.stages;
        let open = answer_links::open_of(c, booking, attended.person, now)?;
        let address = |rest: &str| format!("/bookings/{booking}/{rest}");
        let mut links: Vec<Link> =
            label.map(|label| Link::to(address("feedback"), label)).into_iter().collect();
        if !stages.is_empty() {
            links.push(Link::to(address("impact"), "What became of it?"));
        }
        let take_back = (!open.is_empty()).then(|| address("answer-links/take-back"));
        Ok(Some(AfterwardsFacts { links, take_back }))
    });
    Ok(read.await?)
}
