//! A waiting list brought into another order by a coordinator, for a reason that stays on record.

use super::waitlist::line;
use crate::{
    domain::{
        access::Actor,
        ids::{BookingId, SessionId},
        input::{FieldErrors, LONGEST_REASON, long_text},
        places::{OrderRefused, reorder},
    },
    store::{
        read::registers::rosters::{self, RosterView},
        write::{bookings::booking, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        loaded_session::Scene,
    },
};

/// The order asked for.
#[derive(Debug, Clone)]
pub struct ReorderWaitlist {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// On which session.
    pub session: SessionId,
    /// Everybody who waits, first to last.
    pub order: Vec<BookingId>,
    /// Why; it stays in the history of everybody who moved.
    pub reason: String,
}

impl UseCases {
    /// Brings the waiting list into this order; the next offer follows it, and whoever joins later comes after.
    ///
    /// # Errors
    /// `waitlist_changed` for an order that does not name exactly those who wait; an order that names somebody twice
    /// or puts somebody before those whose place we took away; no reason.
    pub async fn reorder_waitlist(&self, ask: ReorderWaitlist) -> Result<RosterView, Failure> {
        self.change(move |change| bring_into_order(change, &ask)).await
    }
}

fn bring_into_order(change: &mut Change<'_, '_>, ask: &ReorderWaitlist) -> Result<RosterView, Failure> {
    locks::lock_sessions(change.tx, &[ask.session])?;
    let scene = Scene::load_dated(change.tx.conn(), ask.session)?;
    let reason = long_text("reason", &ask.reason, LONGEST_REASON)?;
    change.settle(&scene)?;
    let now = change.tx.now();
    let waiting = line(change.tx, &scene, now)?;
    let places = reorder(&waiting, &ask.order).or_else(refuse)?;
    let by = Some(ask.actor.person_id);
    for (rank, place) in (1..).zip(&places) {
        let mut booking = booking::load(change.tx.conn(), place.booking)?;
        booking.line_rank = Some(rank);
        booking::store(change.tx, &booking)?;
        change.note(by, "waitlist_reordered", ("booking", booking.id), None);
        if place.from != place.to {
            let why = format!("From place {} in the line to place {}: {reason}", place.from, place.to);
            booking::add_event(change.tx, booking.id, ask.session, booking.state, by, Some(&why))?;
        }
    }
    change.note(by, "waitlist_reordered", ("session", ask.session), None);
    change.follow()?;
    Ok(rosters::roster(change.tx.conn(), ask.session)?)
}

fn refuse<T>(refused: OrderRefused) -> Result<T, Failure> {
    let mut errors = FieldErrors::new();
    match refused {
        OrderRefused::NotTheLine { missing, not_waiting } => {
            let named = |ids: &[BookingId]| {
                if ids.is_empty() {
                    return "none".to_owned();
                }
                ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            };
            let detail = format!(
                "The order has to name everybody who waits now and nobody else. Missing: {}. Not waiting: {}. \
                 Read the waiting list again.",
                named(&missing),
                named(&not_waiting)
            );
            return forbidden("waitlist_changed", detail);
        }
        OrderRefused::NamedTwice(id) => errors.add("order", format!("Name each booking once: {id} is twice.")),
        OrderRefused::BeforeDisplaced(id) => errors.add(
            "order",
            format!(
                "Put those whose place we took away first: {id} stands before one of them. They are offered a \
                 place before everybody else, whatever the order."
            ),
        ),
    }
    Err(Failure::from(errors.into_vec()))
}
