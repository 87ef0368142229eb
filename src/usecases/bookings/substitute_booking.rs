//! Handing a place to a colleague: one booking ends, the colleague gets one of their own, judged afresh.

use super::{
    end_booking::end,
    judge_eligibility::{booker, judge},
    occupy_place::{Arrival, arrive},
    open_booking::{check_not_started, open_booking},
};
use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, Request},
        ids::{BookingId, PersonId},
        input::FieldError,
        people::{EmailAddress, PersonName},
        words::{BookingOrigin, BookingState, CancelReason, RefusalCode},
    },
    store::{
        read::{
            bookings::booking::{self as views, BookingView},
            people::person,
        },
        write::{bookings::booking::BookingRow, people::person as person_rows},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        events::Ending,
        loaded_session::Scene,
    },
};
use std::rc::Rc;

/// The colleague.
#[derive(Debug, Clone)]
pub enum Colleague {
    /// Somebody with a record.
    Known(PersonId),
    /// Somebody named by address; a record is made if there is none.
    Named(PersonName, EmailAddress),
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct SubstituteBooking {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which booking.
    pub booking: BookingId,
    /// Who gets the place.
    pub colleague: Colleague,
}

impl UseCases {
    /// Hands a place to a colleague; answers with the colleague's booking.
    ///
    /// # Errors
    /// [`Refused::BookingRefused`] with every reason against the colleague, `wrong_state`, `session_started`.
    pub async fn substitute_booking(&self, ask: SubstituteBooking) -> Result<BookingView, Failure> {
        if let Colleague::Named(_, email) = &ask.colleague
            && email.is_shared_mailbox()
        {
            let why = "Give a personal address: a shared mailbox cannot hold a place.";
            return Err(FieldError::new("email", why).into());
        }
        self.change(move |change| hand_over(change, &ask)).await
    }
}

fn hand_over(change: &mut Change<'_, '_>, ask: &SubstituteBooking) -> Result<BookingView, Failure> {
    let colleague = colleague(change, &ask.colleague)?;
    let mut open = open_booking(change, ask.booking, &[colleague], &[])?;
    check_not_started(change.tx, &open.scene, &ask.actor)?;
    let (scene, old) = (&open.scene, &mut open.booking);
    if old.state != BookingState::Booked {
        return forbidden(
            "wrong_state",
            format!("Only a booked place can be handed over; this one is {}.", old.state),
        );
    }
    let (now, actor) = (change.tx.now(), ask.actor.person_id);
    let by = booker(change.tx.conn(), &ask.actor, colleague, now)?;
    let asks_as = if by == Booker::Coordinator { by } else { Booker::Manager };
    // The place was agreed while booking was open, or for a group: handing it over keeps to the rules of the person
    // alone.
    let request = Request { now, by: asks_as, organisation: None, own: None, joins_waitlist: false };
    let (mut answer, _) = judge(change.tx.conn(), scene, colleague, &request)?;
    answer
        .refusals
        .retain(|refusal| !matches!(refusal.code, RefusalCode::BookingClosed | RefusalCode::PrivateSession));
    if !answer.refusals.is_empty() {
        return Err(Refused::BookingRefused(answer.refusals).into());
    }
    let old_name = person::name(change.tx.conn(), old.person_id)?;
    end_old(change, scene, old, (colleague, actor))?;
    let arrival = Arrival {
        scene,
        person: colleague,
        answer: &answer,
        by: actor,
        booker: if matches!(by, Booker::Coordinator | Booker::Manager) { by } else { Booker::Themselves },
        origin: BookingOrigin::Substitute,
        note: None,
        access_needs: None,
        auto_book_until: None,
        received_from: Some(&old_name),
    };
    let id = arrive(change, &arrival, None, false)?;
    change.follow()?;
    Ok(views::view(change.tx.conn(), id)?)
}

/// The colleague's record. One that is made here waits for its holder to confirm the address; the place does not.
fn colleague(change: &mut Change<'_, '_>, colleague: &Colleague) -> Result<PersonId, Failure> {
    match colleague {
        Colleague::Known(id) => Ok(person_rows::load_person(change.tx.conn(), *id)?.id),
        Colleague::Named(name, email) => {
            if let Some(account) = person::account(change.tx.conn(), email.folded())? {
                return Ok(account.person);
            }
            let row = person_rows::add_person(change.tx, name, "handed a place")?;
            person_rows::add_address(change.tx, row.id, email, false)?;
            change.note(None, "person_added", ("person", row.id), Some("handed a place"));
            Ok(row.id)
        }
    }
}

fn end_old(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    old: &mut BookingRow,
    (colleague, actor): (PersonId, PersonId),
) -> Result<(), Failure> {
    let colleague = person::name(change.conn(), colleague)?;
    old.give_up_reason = Some(CancelReason::HandedOver);
    let why = (Some(actor), Some("Handed over to a colleague."));
    end(change, scene, old, BookingState::Cancelled, why, Ending::HandedOver { colleague })
}
