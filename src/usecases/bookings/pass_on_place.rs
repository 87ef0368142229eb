//! A place passes from one person to another: one booking ends, the other person gets one of their own, judged afresh.

use super::{
    end_booking::end,
    judge_eligibility::judge,
    occupy_place::{Arrival, arrive},
    open_booking::Opened,
    waitlist::hand_out,
};
use crate::{
    domain::{
        eligibility::{Booker, Eligibility, Request},
        ids::{BookingId, PersonId},
        places::{FreePlace, OfferEnd},
        words::{BookingOrigin, BookingState, CancelReason, RefusalCode},
    },
    store::{
        AnyConnection,
        read::people::person,
        write::bookings::booking::{self, BookingRow},
    },
    usecases::{
        change::Change,
        error::{Failure, Refused, forbidden},
        events::Ending,
        loaded_session::Scene,
    },
};
use chrono::{DateTime, Utc};
use std::rc::Rc;

/// Only a place that is held can go to somebody else.
pub(crate) fn check_booked(state: BookingState) -> Result<(), Failure> {
    if state == BookingState::Booked {
        return Ok(());
    }
    forbidden("wrong_state", format!("Only a booked place can be handed over; this one is {state}."))
}

/// How a place passes from one person to another.
pub(crate) struct Passing {
    /// The colleague's name as the giver may know it.
    pub(crate) shown: String,
    /// Who handed the place over.
    pub(crate) by: PersonId,
    /// Who took it.
    pub(crate) taken_by: PersonId,
    /// In which capacity.
    pub(crate) booker: Booker,
}

/// Ends the giver's booking and makes the colleague's own, judged afresh, in one step: the place is never free and
/// never counted twice. Both people and the session are locked.
pub(crate) fn pass_on(
    change: &mut Change<'_, '_>,
    open: Opened,
    colleague: PersonId,
    passing: &Passing,
) -> Result<BookingId, Failure> {
    let Opened { scene, booking: mut old, .. } = open;
    let booker = passing.booker;
    let asks_as = match booker {
        Booker::Coordinator | Booker::Themselves => booker,
        _ => Booker::Manager,
    };
    let now = change.now();
    let waiting = waiting_here(change.conn(), &scene, colleague)?;
    let own = waiting.as_ref().map(|row| row.id);
    let answer = judge_colleague(change.conn(), &scene, (colleague, own), (asks_as, now))?;
    if !answer.refusals.is_empty() {
        return Err(Refused::BookingRefused(answer.refusals).into());
    }
    let old_name = person::name(change.conn(), old.person_id)?;
    let freed = end_offer(change, waiting.as_ref())?;
    end_old(change, &scene, &mut old, passing)?;
    let arrival = Arrival {
        scene: &scene,
        person: colleague,
        answer: &answer,
        by: passing.taken_by,
        booker: if matches!(booker, Booker::Coordinator | Booker::Manager) {
            booker
        } else {
            Booker::Themselves
        },
        origin: BookingOrigin::Substitute,
        note: None,
        access_needs: None,
        auto_book_until: None,
        received_from: Some(&old_name),
        facts: None,
    };
    let id = arrive(change, &arrival, waiting, false)?;
    change.follow()?;
    hand_out(change, &scene, &freed)?;
    Ok(id)
}

/// How the colleague stands. The place was agreed while booking was open, or for a group: handing it over keeps to the
/// rules of the person alone.
pub(crate) fn judge_colleague(
    connection: &mut AnyConnection,
    scene: &Scene,
    (colleague, own): (PersonId, Option<BookingId>),
    (by, now): (Booker, DateTime<Utc>),
) -> Result<Eligibility, Failure> {
    let request = Request { now, by, organisation: None, own, joins_waitlist: false };
    let (mut answer, _) = judge(connection, scene, colleague, &request)?;
    let of_the_session = |code| matches!(code, RefusalCode::BookingClosed | RefusalCode::PrivateSession);
    answer.refusals.retain(|refusal| !of_the_session(refusal.code));
    answer.eligible = answer.refusals.is_empty();
    Ok(answer)
}

/// What the colleague has on this very date while they wait for a place: it becomes the place they are handed.
pub(crate) fn waiting_here(
    connection: &mut AnyConnection,
    scene: &Scene,
    colleague: PersonId,
) -> Result<Option<BookingRow>, Failure> {
    let waiting = [BookingState::Waitlisted, BookingState::Offered];
    let found = booking::of_person(connection, colleague, &waiting)?;
    Ok(found.into_iter().find(|row| row.session_id == scene.id()))
}

/// A place that had come up for the colleague goes on to the next in line.
fn end_offer(change: &mut Change<'_, '_>, waiting: Option<&BookingRow>) -> Result<Vec<FreePlace>, Failure> {
    let Some(row) = waiting else { return Ok(Vec::new()) };
    let Some(offer) = booking::open_offer(change.conn(), row.id)? else { return Ok(Vec::new()) };
    booking::end_offer(change.tx, offer.id, OfferEnd::Withdrawn)?;
    Ok(vec![FreePlace::Passed(offer.place_id)])
}

fn end_old(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    old: &mut BookingRow,
    passing: &Passing,
) -> Result<(), Failure> {
    let colleague = passing.shown.clone();
    old.give_up_reason = Some(CancelReason::HandedOver);
    let why = (Some(passing.by), Some("Handed over to a colleague."));
    end(change, scene, old, BookingState::Cancelled, why, Ending::HandedOver { colleague })
}
