//! Handing a place to a colleague: one booking ends, the colleague gets one of their own, judged afresh.

use std::sync::Arc;

use super::{
    calendar_invites,
    change_state::enter,
    conditions::review::rejudge_dependents,
    end_booking::send_with_cancels,
    judge_eligibility::{booker, judge},
    occupy_place::{Arrival, arrive},
    open_booking::{check_not_started, open_booking},
};
use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, Request},
        ids::{BookingId, PersonId},
        invites::InviteMethod,
        people::{EmailAddress, PersonName},
        words::{BookingOrigin, BookingState, CancelReason, RefusalCode},
    },
    mail::message::{Message, NoticeEvent, PlaceHandedOver},
    store::{
        WriteTx,
        read::{
            bookings::booking::{self as views, BookingView},
            people::person,
        },
        write::{
            bookings::booking::{self, BookingRow},
            people::person as person_rows,
            service::audit,
        },
    },
    usecases::{
        Settings, UseCases,
        error::{Failure, Refused, forbidden},
        loaded_session::Scene,
        queue_mail::tell_managers,
    },
};

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
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| hand_over(tx, &settings, &ask)).await
    }
}

fn hand_over(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    ask: &SubstituteBooking,
) -> Result<BookingView, Failure> {
    let colleague = colleague(tx, &ask.colleague)?;
    let mut open = open_booking(tx, settings, ask.booking, &[colleague], &[])?;
    check_not_started(tx, &open.scene, &ask.actor)?;
    let (scene, old) = (&open.scene, &mut open.booking);
    if old.state != BookingState::Booked {
        return forbidden(
            "wrong_state",
            format!("Only a booked place can be handed over; this one is {}.", old.state),
        );
    }
    let (now, actor) = (tx.now(), ask.actor.person_id);
    let by = booker(tx.conn(), &ask.actor, colleague, now)?;
    let asks_as = if by == Booker::Coordinator { by } else { Booker::Manager };
    // The place was agreed while booking was open, or for a group: handing it over keeps to the rules of the person
    // alone.
    let request = Request { now, by: asks_as, organisation: None, own: None, joins_waitlist: false };
    let (mut answer, _) = judge(tx.conn(), scene, colleague, &request)?;
    answer
        .refusals
        .retain(|refusal| !matches!(refusal.code, RefusalCode::BookingClosed | RefusalCode::PrivateSession));
    if !answer.refusals.is_empty() {
        return Err(Refused::BookingRefused(answer.refusals).into());
    }
    let old_name = person::name(tx.conn(), old.person_id)?;
    end_old(tx, settings, scene, old, colleague, actor)?;
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
    let id = arrive(tx, settings, &arrival, None, false)?;
    rejudge_dependents(tx, settings, &[old.id])?;
    Ok(views::view(tx.conn(), id)?)
}

/// The colleague's record. One that is made here waits for its holder to confirm the address; the place does not.
fn colleague(tx: &mut WriteTx<'_>, colleague: &Colleague) -> Result<PersonId, Failure> {
    match colleague {
        Colleague::Known(id) => Ok(person_rows::load_person(tx.conn(), *id)?.id),
        Colleague::Named(name, email) => {
            if let Some(account) = person::account(tx.conn(), email.folded())? {
                return Ok(account.person);
            }
            let row = person_rows::add_person(tx, name, "handed a place")?;
            person_rows::add_address(tx, row.id, email, false)?;
            Ok(row.id)
        }
    }
}

fn end_old(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    old: &mut BookingRow,
    colleague: PersonId,
    actor: PersonId,
) -> Result<(), Failure> {
    let colleague_name = person::name(tx.conn(), colleague)?;
    old.give_up_reason = Some(CancelReason::HandedOver);
    enter(tx, old, BookingState::Cancelled, Some(actor), Some("Handed over to a colleague."))?;
    booking::end_conditions(tx, old.id)?;
    audit::record(tx, Some(actor), "booking_handed_over", ("booking", old.id), None)?;
    tell_managers(tx, settings, scene, (old.person_id, Some(actor)), NoticeEvent::HandedOver)?;
    let Some(to) = person::recipient(tx.conn(), old.person_id)? else { return Ok(()) };
    let handed_over_by = match actor {
        by if by == old.person_id => None,
        by => Some(person::name(tx.conn(), by)?),
    };
    let mail = PlaceHandedOver {
        session: scene.facts(),
        reference: old.reference.clone(),
        colleague: colleague_name,
        handed_over_by,
        course_page: scene.course_page(),
    };
    let cancels = calendar_invites::withdraw(tx, settings, scene, old, &to, InviteMethod::Withdraw)?;
    send_with_cancels(tx, settings, scene, old, &to, Message::PlaceHandedOver(mail), cancels)
}
