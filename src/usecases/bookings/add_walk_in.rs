//! Somebody came without a booking: a trainer adds them from the first date's start on.

use super::{
    judge_eligibility::{counts, judge},
    occupy_place::{Arrival, arrive},
    open_booking::sessions_of_waiting,
};
use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, Request},
        ids::{PersonId, SessionId},
        input::{FieldError, FieldErrors},
        people::{EmailAddress, PersonName},
        places::{Availability, availability},
        refusals::{Refusal, TOO_EARLY_TO_COME},
        words::{BookingOrigin, RefusalCode, SessionState},
    },
    store::{
        Error,
        read::{
            bookings::booking::{self as views, BookingView},
            people::person as known,
            sessions::session_rows,
        },
        write::{people::person, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
    },
};

/// Who came.
#[derive(Debug, Clone)]
pub enum Comer {
    /// Somebody with a record.
    Known(PersonId),
    /// Somebody as they say their name; with an address if they have one to give. An address that is known means the
    /// person it belongs to.
    Named {
        /// The name.
        name: String,
        /// The address.
        email: Option<String>,
    },
}

/// Adding somebody who came.
#[derive(Debug, Clone)]
pub struct AddWalkIn {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which session.
    pub session: SessionId,
    /// Who came.
    pub comer: Comer,
}

impl UseCases {
    /// Gives a place to somebody who came without a booking.
    ///
    /// # Errors
    /// [`Refused::BookingRefused`] with every reason, [`Refused::SessionFull`].
    pub async fn add_walk_in(
        &self,
        ask: AddWalkIn,
        key: Option<OnceKey>,
    ) -> Result<Answer<BookingView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| add(change, &ask))).await
    }
}

fn add(change: &mut Change<'_, '_>, ask: &AddWalkIn) -> Result<BookingView, Failure> {
    let meant = meant(&ask.comer)?;
    let scene = Scene::load(change.conn(), ask.session)?;
    if scene.session.state == SessionState::Published && change.now() < scene.starts_at() {
        // Nobody is there yet to have come: who is meant is not looked at.
        let code = RefusalCode::SessionNotStarted;
        let refusal =
            Refusal { code, message: TOO_EARLY_TO_COME.to_owned(), requirement: None, next_step: None };
        return Err(Refused::BookingRefused(vec![refusal]).into());
    }
    let person = person(change, ask.actor.person_id, meant)?;
    locks::lock_people(change.tx, &[person])?;
    let course = session_rows::session(change.tx.conn(), ask.session)?.course_id;
    let mut sessions = sessions_of_waiting(change.tx, person, course)?;
    sessions.push(ask.session);
    locks::lock_sessions(change.tx, &sessions)?;
    let scene = Scene::load(change.tx.conn(), ask.session)?;
    change.settle(&scene)?;
    // A coordinator at the door keeps to a trainer's rules: only from the start on.
    let booker = Booker::Trainer;
    let request =
        Request { now: change.tx.now(), by: booker, organisation: None, own: None, joins_waitlist: false };
    let (answer, _) = judge(change.tx.conn(), &scene, person, &request)?;
    if !answer.eligible {
        return Err(Refused::BookingRefused(answer.refusals).into());
    }
    let counts = counts(change.tx.conn(), &scene)?;
    if let Availability::Full { .. } = availability(scene.session.capacity, counts.held, counts.waiting) {
        return Err(Refused::SessionFull.into());
    }
    let arrival = Arrival {
        scene: &scene,
        person,
        answer: &answer,
        by: ask.actor.person_id,
        booker,
        origin: BookingOrigin::WalkIn,
        note: None,
        access_needs: None,
        auto_book_until: None,
        received_from: None,
        facts: None,
    };
    let id = arrive(change, &arrival, None, false)?;
    change.follow()?;
    Ok(views::view(change.tx.conn(), id)?)
}

/// Who is meant, as far as that is known without looking.
enum Meant {
    Known(PersonId),
    Named(PersonName, Option<EmailAddress>),
}

fn meant(comer: &Comer) -> Result<Meant, Failure> {
    let (name, email) = match comer {
        Comer::Known(id) => return Ok(Meant::Known(*id)),
        Comer::Named { name, email } => (name, email),
    };
    let mut errors = FieldErrors::new();
    let name = errors.keep(PersonName::parse("name", name));
    let email = email.as_deref().and_then(|email| errors.keep(EmailAddress::parse("email", email)));
    if email.as_ref().is_some_and(EmailAddress::is_shared_mailbox) {
        errors.add("email", "This is a shared mailbox. Enter a personal address, or leave it out.");
    }
    let Some(name) = errors.finish(name)? else { return Err(Error::Missing.into()) };
    Ok(Meant::Named(name, email))
}

fn person(change: &mut Change<'_, '_>, by: PersonId, meant: Meant) -> Result<PersonId, Failure> {
    let (name, email) = match meant {
        Meant::Known(id) => {
            return match known::name(change.tx.conn(), id) {
                Ok(_) => Ok(id),
                Err(Error::Missing) => {
                    Err(FieldError::new("person_id", "There is nobody with this id.").into())
                }
                Err(other) => Err(other.into()),
            };
        }
        Meant::Named(name, email) => (name, email),
    };
    if let Some(email) = &email
        && let Some(account) = known::account(change.tx.conn(), email.folded())?
    {
        return Ok(account.person);
    }
    let row = person::add_person(change.tx, &name, "walk_in")?;
    if let Some(email) = &email {
        person::add_address(change.tx, row.id, email, false)?;
    }
    change.note(Some(by), "person_added", ("person", row.id), Some("walk_in"));
    Ok(row.id)
}
