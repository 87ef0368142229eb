//! Booking a place, or joining the line for one.

use chrono::NaiveDate;

use super::{
    declare::declare,
    gather::{booker_by, check_visible, gather},
    judge_eligibility::judge_by,
    new_view::view_of_new,
    occupy_place::{Arrival, arrive_as},
};
use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, BookingFacts, Request},
        ids::{BookingId, OrganisationId, PersonId, SessionId},
        input::{FieldErrors, LONGEST_NOTE, optional_long_text},
        places::{Availability, availability},
        words::{BookingOrigin, BookingState},
    },
    store::{
        read::bookings::booking::{self as views, BookingView},
        write::{
            bookings::{booking, waiting},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        idempotency::{Answer, OnceKey, earlier, once},
    },
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct BookSession {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// That they may see the session is checked already; otherwise it is not there for whoever may not.
    pub sees: bool,
    /// For whom.
    pub person: PersonId,
    /// Which session.
    pub session: SessionId,
    /// Under which organisation; chosen when `None`.
    pub organisation: Option<OrganisationId>,
    /// Join the line if there is no place.
    pub join_waitlist: bool,
    /// "Book me automatically until" this day.
    pub auto_book_until: Option<NaiveDate>,
    /// What the person wants to say.
    pub note: Option<String>,
    /// What they need to take part; seen by trainers and coordinators alone.
    pub access_needs: Option<String>,
    /// The statements they declare with it, by slug; kept only if the place is.
    pub declares: Vec<String>,
}

impl UseCases {
    /// Books a place.
    ///
    /// # Errors
    /// [`Refused::BookingRefused`] with every reason, [`Refused::SessionFull`].
    pub async fn book_session(
        &self,
        ask: BookSession,
        key: Option<OnceKey>,
    ) -> Result<Answer<BookingView>, Failure> {
        let mut errors = FieldErrors::new();
        let mut text = |field, text: &Option<String>| {
            errors.keep(optional_long_text(field, text.as_deref(), LONGEST_NOTE))
        };
        let note = text("note", &ask.note).flatten();
        let access_needs = text("access_needs", &ask.access_needs).flatten();
        let ask = errors.finish(BookSession { note, access_needs, ..ask })?;
        let (whom, organisation) = ((ask.person, ask.session), ask.organisation);
        let booked = self.change(move |change| once(change, key.as_ref(), |change| book(change, &ask))).await;
        self.note_refusal(&booked, whom, organisation).await;
        booked
    }

    /// The booking a request with this key has made before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn booked_before(&self, key: &OnceKey) -> Result<Option<BookingId>, Failure> {
        let key = key.clone();
        let made = self.db.read(move |c| earlier::<BookingView>(c, &key)).await?;
        Ok(made.map(|made| made.id))
    }
}

fn book(change: &mut Change<'_, '_>, ask: &BookSession) -> Result<BookingView, Failure> {
    locks::lock_people(change.tx, &[ask.person])?;
    // Taking a place ends the person's waiting for the course, so those dates are locked with this one.
    let mut sessions = waiting::beside(change.conn(), ask.person, ask.session)?;
    sessions.push(ask.session);
    locks::lock_sessions(change.tx, &sessions)?;
    for statement in &ask.declares {
        declare(change.tx, ask.person, statement)?;
    }
    let (scene, facts) = gather(change, ask.person, ask.session)?;
    if !ask.sees {
        check_visible(change, &scene, &ask.actor)?;
    }

    let now = change.tx.now();
    let mut by = booker_by(&facts, &ask.actor);
    // A coordinator booking for themselves keeps to the rules of a delegate.
    if by == Booker::Coordinator && ask.actor.person_id == ask.person {
        by = Booker::Themselves;
    }
    let waits = |one: &&BookingFacts| one.session == ask.session && one.state == BookingState::Waitlisted;
    let here = facts.person.bookings.iter().find(waits).map(|one| one.id);
    let (held, waiting) = (facts.count(BookingState::HOLDING), facts.count(&[BookingState::Waitlisted]));
    let space = availability(scene.session.capacity, held, waiting);
    // Somebody waiting may take a place that is open to all; while there is none they wait already.
    let own = match space {
        Availability::Open { .. } => here,
        Availability::Full { .. } => None,
    };
    let full = matches!(space, Availability::Full { .. });
    let request =
        Request { now, by, organisation: ask.organisation, own, joins_waitlist: full && ask.join_waitlist };
    let answer = judge_by(change.conn(), &scene, &facts, &request)?;
    if !answer.eligible {
        return Err(Refused::BookingRefused(answer.refusals).into());
    }
    if full && !ask.join_waitlist {
        return Err(Refused::SessionFull.into());
    }
    let origin = match by {
        Booker::Themselves => BookingOrigin::Self_,
        Booker::Manager => BookingOrigin::Manager,
        Booker::Trainer => BookingOrigin::WalkIn,
        Booker::Coordinator => BookingOrigin::Coordinator,
        Booker::Commission => BookingOrigin::Commission,
    };
    let arrival = Arrival {
        scene: &scene,
        person: ask.person,
        answer: &answer,
        by: ask.actor.person_id,
        booker: by,
        origin,
        note: ask.note.as_deref(),
        access_needs: ask.access_needs.as_deref(),
        auto_book_until: ask.auto_book_until,
        received_from: None,
        facts: Some(&facts),
    };
    let waiting_here = own.map(|id| booking::load(change.conn(), id)).transpose()?;
    let row = arrive_as(change, &arrival, waiting_here, full)?;
    change.follow()?;
    // Nothing has come to a place that was just added, unless places in doubt were judged again by it.
    match arrival.fresh() {
        Some(fresh) if own.is_none() && row.state == BookingState::Booked && !fresh.facts.in_doubt => {
            view_of_new(change, (&scene, &row), (&fresh, &answer))
        }
        _ => Ok(views::view(change.conn(), row.id)?),
    }
}
