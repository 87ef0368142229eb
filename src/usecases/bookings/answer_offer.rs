//! Taking or leaving a place that has come up; and what somebody waiting wants to happen.

use chrono::NaiveDate;

use super::{
    change_state::{enter, said},
    end_booking::end,
    judge_eligibility::{booker, judge},
    occupy_place::{Arrival, arrive},
    open_booking::{Opened, open_booking},
};
use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, Request},
        ids::BookingId,
        places::{FreePlace, OfferEnd},
        times::day_in,
        words::BookingState,
    },
    store::{
        read::bookings::booking::{self as views, BookingView},
        write::bookings::booking,
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        events::{Ending, Happened},
    },
};

/// What somebody waiting wants.
#[derive(Debug, Clone)]
pub struct EditWaiting {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which booking.
    pub booking: BookingId,
    /// "Book me automatically until" this day; `Some(None)` switches it off.
    pub auto_book_until: Option<Option<NaiveDate>>,
    /// They still want a place, after offers they did not answer.
    pub still_wanted: bool,
}

impl UseCases {
    /// Takes the place that has come up, judged again as of now.
    ///
    /// # Errors
    /// `offer_expired`, `wrong_state`, [`Refused::BookingRefused`].
    pub async fn accept_offer(&self, actor: Actor, booking: BookingId) -> Result<BookingView, Failure> {
        self.change(move |change| {
            let open = open_offer(change, booking)?;
            let now = change.tx.now();
            let by = booker(change.tx.conn(), &actor, open.booking.person_id, now)?;
            let own = actor.person_id == open.booking.person_id;
            let by = if own { Booker::Themselves } else { by };
            accept(change, open, by, actor.person_id)?;
            change.follow()?;
            Ok(views::view(change.conn(), booking)?)
        })
        .await
    }

    /// Leaves the place to the next in line.
    ///
    /// # Errors
    /// `offer_expired`, `wrong_state`.
    pub async fn decline_offer(&self, actor: Actor, booking: BookingId) -> Result<BookingView, Failure> {
        self.change(move |change| {
            let Opened { booking: mut row, scene, .. } = open_offer(change, booking)?;
            let why = (Some(actor.person_id), Some("The offer was declined."));
            end(change, &scene, &mut row, BookingState::Cancelled, why, Ending::OfferDeclined)?;
            change.follow()?;
            Ok(views::view(change.conn(), booking)?)
        })
        .await
    }

    /// Accepts an offer for somebody who chose "book me automatically", judged again; if refused the place is
    /// passed on and the person told. Does nothing if the offer is gone; asks them if their choice has run out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_automatically(&self, booking: BookingId) -> Result<(), Failure> {
        self.change(move |change| book_automatically(change, booking)).await
    }

    /// Changes what somebody waiting wants.
    ///
    /// # Errors
    /// `wrong_state` for a booking that does not wait.
    pub async fn edit_waiting(&self, ask: EditWaiting) -> Result<BookingView, Failure> {
        self.change(move |change| {
            let mut open = open_booking(change, ask.booking, &[], &[])?;
            let row = &mut open.booking;
            if row.state != BookingState::Waitlisted {
                return forbidden("wrong_state", format!("This booking does not wait; it is {}.", row.state));
            }
            if let Some(until) = ask.auto_book_until {
                row.auto_book_until = until;
            }
            if ask.still_wanted && row.skipped {
                // Their turn comes again at the end of the line.
                (row.skipped, row.unanswered_offers) = (false, 0);
                (row.joined_at, row.line_rank) = (Some(change.tx.now().naive_utc()), None);
            }
            booking::store(change.tx, row)?;
            change.note(Some(ask.actor.person_id), "waiting_edited", ("booking", ask.booking), None);
            Ok(views::view(change.tx.conn(), ask.booking)?)
        })
        .await
    }
}

fn open_offer(change: &mut Change<'_, '_>, id: BookingId) -> Result<Opened, Failure> {
    let open = open_booking(change, id, &[], &[])?;
    if open.booking.state == BookingState::Offered {
        return Ok(open);
    }
    let ended = open.state_before == BookingState::Offered
        || booking::last_offer(change.tx.conn(), id)?
            .is_some_and(|o| o.outcome == Some(OfferEnd::Unanswered));
    if ended && open.booking.state != BookingState::Booked {
        return forbidden(
            "offer_expired",
            "The offer was not answered in time and went on to the next person. You are still on the waiting list.",
        );
    }
    forbidden("wrong_state", format!("No place is on offer here; this booking is {}.", open.booking.state))
}

fn accept(
    change: &mut Change<'_, '_>,
    open: Opened,
    by: Booker,
    actor: crate::domain::ids::PersonId,
) -> Result<(), Failure> {
    let Opened { booking, scene, .. } = open;
    let request = Request {
        now: change.tx.now(),
        by,
        organisation: booking.organisation_id,
        own: Some(booking.id),
        joins_waitlist: false,
    };
    let (answer, _) = judge(change.tx.conn(), &scene, booking.person_id, &request)?;
    if !answer.eligible {
        return Err(Refused::BookingRefused(answer.refusals).into());
    }
    if let Some(offer) = booking::open_offer(change.tx.conn(), booking.id)? {
        booking::end_offer(change.tx, offer.id, OfferEnd::Accepted)?;
    }
    let arrival = Arrival {
        scene: &scene,
        person: booking.person_id,
        answer: &answer,
        by: actor,
        booker: by,
        origin: booking.origin,
        note: None,
        access_needs: None,
        auto_book_until: None,
        received_from: None,
        facts: None,
    };
    arrive(change, &arrival, Some(booking), false)?;
    Ok(())
}

/// Takes an open offer for the person it was made to; refused if there is none any more.
pub(crate) fn accept_for(
    change: &mut Change<'_, '_>,
    open: Opened,
    person: crate::domain::ids::PersonId,
) -> Result<(), Failure> {
    if open.booking.state != BookingState::Offered {
        return forbidden("offer_expired", "The place was held until the address was to be confirmed.");
    }
    accept(change, open, Booker::Themselves, person)
}

fn book_automatically(change: &mut Change<'_, '_>, id: BookingId) -> Result<(), Failure> {
    let open = open_booking(change, id, &[], &[])?;
    let today = day_in(change.tx.now(), open.scene.zone);
    let Some(until) = open.booking.auto_book_until.filter(|_| open.booking.state == BookingState::Offered)
    else {
        return Ok(());
    };
    if until < today {
        return ask_after_all(change, open);
    }
    let person = open.booking.person_id;
    let attempt = change.attempt(|change| {
        let open = open_booking(change, id, &[], &[])?;
        accept(change, open, Booker::Themselves, person)
    });
    let refusals = match attempt {
        Ok(()) => return Ok(()),
        Err(Failure::Refused(Refused::BookingRefused(refusals))) => refusals,
        Err(other) => return Err(other),
    };
    let Opened { mut booking, scene, .. } = open;
    let offer = booking::open_offer(change.tx.conn(), id)?;
    if let Some(offer) = &offer {
        booking::end_offer(change.tx, offer.id, OfferEnd::Declined)?;
    }
    // They keep waiting, but nothing is booked for them again until they choose it anew.
    booking.auto_book_until = None;
    let refusals = refusals.into_iter().map(|refusal| refusal.message).collect();
    let free: Vec<FreePlace> = offer.map(|offer| FreePlace::Passed(offer.place_id)).into_iter().collect();
    let why = (None, Some("It could not be booked automatically."));
    let what = Happened::NotBookedAutomatically { refusals, free };
    enter(change, &scene, &mut booking, BookingState::Waitlisted, why, what)
}

/// The choice ran out between the offer and its acceptance: an offer like any other, of which nobody has told them yet.
fn ask_after_all(change: &mut Change<'_, '_>, open: Opened) -> Result<(), Failure> {
    let Opened { mut booking, scene, .. } = open;
    booking.auto_book_until = None;
    booking::store(change.tx, &booking)?;
    let Some(offer) = booking::open_offer(change.conn(), booking.id)? else {
        change.note(None, "waiting_edited", ("booking", booking.id), None);
        return Ok(());
    };
    let what = Happened::Offered { until: offer.expires_at.and_utc(), automatic: false };
    said(change, &scene, &booking, (Some(booking.state), None), what);
    Ok(())
}
