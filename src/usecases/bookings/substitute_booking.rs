//! Handing a place to a colleague: at once by whoever manages them, else by an offer that waits for their yes.

use super::{
    hand_over_place::{OWN_ADDRESS, Offer, offer},
    judge_eligibility::booker,
    open_booking::{check_not_started, open_booking},
    pass_on_place::{Passing, check_booked, pass_on},
};
use crate::{
    domain::{
        access::Actor,
        ids::{BookingId, PersonId},
        input::FieldError,
        people::{EmailAddress, PersonName},
    },
    store::{
        read::{
            bookings::booking::{self as views, BookingView},
            people::{person, relations},
        },
        write::people::person as person_rows,
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
    },
};

/// The colleague.
#[derive(Debug, Clone)]
pub enum Colleague {
    /// Somebody with a record, whom the caller manages.
    Known(PersonId),
    /// Somebody named by address.
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
    /// Hands a place to a colleague. Where the caller manages them it is done at once, and the answer is the
    /// colleague's booking. Else the place is offered to them and stays where it is until they say yes; the answer is
    /// the booking with `handed_to`, the same whoever the address belongs to.
    ///
    /// # Errors
    /// [`Refused::BookingRefused`] with every reason against a colleague one manages, `wrong_state`,
    /// `session_started`; [`Refused::NotThere`] for an id of somebody one does not manage.
    pub async fn substitute_booking(&self, ask: SubstituteBooking) -> Result<BookingView, Failure> {
        if let Colleague::Named(_, email) = &ask.colleague
            && email.is_shared_mailbox()
        {
            let why = "Give a personal address: a shared mailbox cannot hold a place.";
            return Err(FieldError::new("email", why).into());
        }
        self.change(move |change| match whom(change, &ask)? {
            Whom::Theirs(colleague) => hand_over(change, &ask, colleague),
            Whom::AnyoneElse(name, email) => {
                offer(change, &Offer { actor: ask.actor, booking: ask.booking, name: &name, email: &email })
            }
        })
        .await
    }
}

/// Who is named, as far as the caller may know.
enum Whom {
    /// Somebody they manage; for a coordinator anybody.
    Theirs(PersonId),
    /// Whoever has this address, if anybody has.
    AnyoneElse(PersonName, EmailAddress),
}

fn whom(change: &mut Change<'_, '_>, ask: &SubstituteBooking) -> Result<Whom, Failure> {
    let (now, actor) = (change.now(), &ask.actor);
    match &ask.colleague {
        Colleague::Known(id) => {
            let theirs = actor.is_coordinator
                || *id == actor.person_id
                || relations::manages(change.conn(), actor.person_id, *id, now)?;
            if !theirs {
                return Err(Refused::NotThere.into());
            }
            Ok(Whom::Theirs(person_rows::load_person(change.conn(), *id)?.id))
        }
        Colleague::Named(name, email) if actor.is_coordinator => {
            record_of(change, name, email).map(Whom::Theirs)
        }
        Colleague::Named(name, email) => {
            match relations::managed_at(change.conn(), actor.person_id, email.folded(), now)? {
                Some(person) => Ok(Whom::Theirs(person)),
                None => Ok(Whom::AnyoneElse(name.clone(), email.clone())),
            }
        }
    }
}

/// The record behind an address, for a coordinator. One that is made here waits for its holder to confirm the address;
/// the place does not.
fn record_of(
    change: &mut Change<'_, '_>,
    name: &PersonName,
    email: &EmailAddress,
) -> Result<PersonId, Failure> {
    if let Some(account) = person::account(change.tx.conn(), email.folded())? {
        return Ok(account.person);
    }
    let row = person_rows::add_person(change.tx, name, "handed a place")?;
    person_rows::add_address(change.tx, row.id, email, false)?;
    change.note(None, "person_added", ("person", row.id), Some("handed a place"));
    Ok(row.id)
}

fn hand_over(
    change: &mut Change<'_, '_>,
    ask: &SubstituteBooking,
    colleague: PersonId,
) -> Result<BookingView, Failure> {
    let open = open_booking(change, ask.booking, &[colleague], &[])?;
    check_not_started(change.tx, &open.scene, &ask.actor)?;
    check_booked(open.booking.state)?;
    if open.booking.person_id == colleague {
        return Err(FieldError::new("email", OWN_ADDRESS).into());
    }
    let now = change.now();
    let by = booker(change.conn(), &ask.actor, colleague, now)?;
    let shown = person::name(change.conn(), colleague)?;
    let passing = Passing { shown, by: ask.actor.person_id, taken_by: ask.actor.person_id, booker: by };
    let id = pass_on(change, open, colleague, &passing)?;
    change.follow()?;
    Ok(views::view(change.conn(), id)?)
}
