//! What somebody says of the courses on their CPD record: what they meant to do with each, and what they learnt.

use std::collections::HashMap;

use crate::{
    app::App,
    domain::{action_plans::told, ids::BookingId},
    store::{
        error::Error,
        read::{
            certificates::{
                cpd::CpdEntry,
                reflections::{self, Reflection},
            },
            practice::action_plans::{PlannedActionView, actions_of},
        },
    },
    web::error::ApiResult,
};

/// What somebody says of the courses on their record: what they meant to do, and what they learnt.
pub(in crate::web) struct Said {
    plans: HashMap<BookingId, Vec<PlannedActionView>>,
    reflections: HashMap<BookingId, Reflection>,
}

impl Said {
    /// Of these courses.
    pub(in crate::web) async fn of(app: &App, bookings: Vec<BookingId>) -> ApiResult<Self> {
        let read = app.reads.run(move |c| {
            Ok::<_, Error>(Self {
                plans: actions_of(c, &bookings)?,
                reflections: reflections::of_bookings(c, &bookings)?,
            })
        });
        Ok(read.await?)
    }

    /// What was meant to be done after a course, an action a line.
    pub(in crate::web) fn meant(&self, booking: BookingId) -> Vec<String> {
        let actions = self.plans.get(&booking).into_iter().flatten();
        actions.map(|action| told(&action.text, action.state, action.note.as_deref())).collect()
    }

    /// What was said of a course.
    pub(in crate::web) fn reflection(&self, booking: BookingId) -> Reflection {
        self.reflections.get(&booking).cloned().unwrap_or_default()
    }
}

/// The bookings on a record.
pub(in crate::web) fn bookings_of(entries: &[&CpdEntry]) -> Vec<BookingId> {
    entries.iter().filter_map(|entry| entry.booking_id).collect()
}

impl Said {
    /// All of it that stands on a transcript, a paragraph each.
    pub(in crate::web) fn in_paragraphs(&self, booking: BookingId) -> Vec<String> {
        let Reflection { learnt, difference, peer, .. } = self.reflection(booking);
        let named =
            [("What I learnt", learnt), ("The difference it made", difference), ("With a peer", peer)];
        let said =
            named.into_iter().filter_map(|(name, words)| Some(format!("{name}: {}", on_one_line(&words?))));
        let meant = self.meant(booking).into_iter().map(|action| format!("Action plan: {action}"));
        said.chain(meant).collect()
    }
}

fn on_one_line(words: &str) -> String {
    words.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
