//! Offering a place to a colleague whom one does not manage, and what ends such an offer without a yes.

use super::{
    hand_over_events::{HandOverHappened, HandOverStep},
    open_booking::{Opened, check_not_started, open_booking},
    pass_on_place::check_booked,
};
use crate::{
    domain::{
        access::Actor,
        hand_overs::{HandOverEnd, open_until},
        ids::{BookingId, HandOverId, PersonId},
        input::FieldError,
        people::{EmailAddress, PersonName},
        words::BookingState,
    },
    store::{
        Error,
        read::bookings::{
            booking::{self as views, BookingView},
            hand_overs as offers,
        },
        write::{
            bookings::{
                booking,
                hand_overs::{self, HandOverRow},
            },
            people::addresses,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        events::Event,
        loaded_session::Scene,
        people::write_to_strangers::check_one_more,
    },
};
use std::rc::Rc;

/// Said when a place is handed to whoever has it.
pub(crate) const OWN_ADDRESS: &str = "This is whoever has the place. Name the colleague who is to have it.";

/// A place to be offered.
pub(crate) struct Offer<'a> {
    pub(crate) actor: Actor,
    pub(crate) booking: BookingId,
    pub(crate) name: &'a PersonName,
    pub(crate) email: &'a EmailAddress,
}

impl UseCases {
    /// Takes the offer of a place back: it stays with whoever has it.
    ///
    /// # Errors
    /// `wrong_state` when the place is not on offer.
    pub async fn take_back_hand_over(
        &self,
        actor: Actor,
        booking: BookingId,
    ) -> Result<BookingView, Failure> {
        self.change(move |change| {
            open_booking(change, booking, &[], &[])?;
            let Some(row) = hand_overs::open_of(change.conn(), booking)? else {
                return forbidden(
                    "wrong_state",
                    "The place is not on offer to anybody, so it stays as it is.",
                );
            };
            hand_overs::end(change.tx, row.id, HandOverEnd::TakenBack)?;
            change.note(Some(actor.person_id), "hand_over_taken_back", ("booking", booking), None);
            Ok(views::view(change.conn(), booking)?)
        })
        .await
    }

    /// Ends every offer of a place whose time is over, each in a write of its own, and tells whoever made it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_hand_overs(&self) -> Result<usize, Failure> {
        let now = self.db.clock().now();
        let over = self.db.read(move |c| offers::run_out(c, now)).await?;
        for id in &over {
            let id = *id;
            self.change(move |change| run_out(change, id)).await?;
        }
        Ok(over.len())
    }
}

/// Offers the place. Nothing is looked up about whose address it is, so nothing can be learned about them.
pub(crate) fn offer(change: &mut Change<'_, '_>, ask: &Offer<'_>) -> Result<BookingView, Failure> {
    let Opened { booking, scene, .. } = open_booking(change, ask.booking, &[], &[])?;
    check_not_started(change.tx, &scene, &ask.actor)?;
    check_booked(booking.state)?;
    let own = addresses::of_person(change.conn(), booking.person_id)?;
    if own.iter().any(|address| address.email_folded == ask.email.folded()) {
        return Err(FieldError::new("email", OWN_ADDRESS).into());
    }
    end_if_over(change, booking.id)?;
    if let Some(open) = hand_overs::open_of(change.conn(), booking.id)? {
        let to = open.name.unwrap_or_default();
        return forbidden(
            "wrong_state",
            format!(
                "The place is on offer to {to} already. Take that back first to offer it to somebody else."
            ),
        );
    }
    check_one_more(change, ask.actor.person_id, ask.actor.is_coordinator)?;
    let now = change.now();
    let row = HandOverRow {
        id: change.tx.new_id(),
        booking_id: booking.id,
        session_id: scene.id(),
        made_by: ask.actor.person_id,
        name: Some(ask.name.as_str().to_owned()),
        email: Some(ask.email.as_str().to_owned()),
        email_folded: Some(ask.email.folded().to_owned()),
        made_at: now.naive_utc(),
        open_until: open_until(now, scene.starts_at()).naive_utc(),
        ended_at: None,
        outcome: None,
    };
    hand_overs::add(change.tx, &row)?;
    let by = Some(ask.actor.person_id);
    let id = booking.id;
    let what = HandOverHappened::Made;
    change.say(Event::HandOver(Box::new(HandOverStep { booking, scene, hand_over: row, by, what })));
    change.follow()?;
    Ok(views::view(change.conn(), id)?)
}

/// Ends the booking's open offer if its time is over.
fn end_if_over(change: &mut Change<'_, '_>, booking: BookingId) -> Result<(), Failure> {
    let now = change.now();
    match hand_overs::open_of(change.conn(), booking)? {
        Some(row) if row.open_until.and_utc() <= now => not_taken_up(change, &row, HandOverEnd::RanOut),
        _ => Ok(()),
    }
}

fn run_out(change: &mut Change<'_, '_>, id: HandOverId) -> Result<(), Failure> {
    let row = hand_overs::find(change.conn(), id)?.ok_or(Error::Missing)?;
    open_booking(change, row.booking_id, &[], &[])?;
    end_if_over(change, row.booking_id)
}

/// Nobody took the place: whoever offered it is told so, and nothing more. The booking is locked.
pub(crate) fn not_taken_up(
    change: &mut Change<'_, '_>,
    row: &HandOverRow,
    how: HandOverEnd,
) -> Result<(), Failure> {
    let booking = booking::load(change.conn(), row.booking_id)?;
    if booking.state != BookingState::Booked || booking.session_id != row.session_id {
        return Ok(hand_overs::end(change.tx, row.id, HandOverEnd::Withdrawn)?);
    }
    hand_overs::end(change.tx, row.id, how)?;
    let scene: Rc<Scene> = Scene::load(change.conn(), booking.session_id)?;
    let (by, what): (Option<PersonId>, _) = (None, HandOverHappened::NotTakenUp);
    let step = HandOverStep { booking, scene, hand_over: row.clone(), by, what };
    change.say(Event::HandOver(Box::new(step)));
    Ok(())
}
