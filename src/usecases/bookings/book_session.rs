//! Booking a place, or joining the line for one.

use chrono::NaiveDate;

use super::{
    declare::declare,
    judge_eligibility::{booker, counts, judge},
    occupy_place::{Arrival, arrive},
    open_booking::sessions_of_waiting,
};
use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, Request},
        ids::{BookingId, OrganisationId, PersonId, SessionId},
        input::{FieldErrors, LONGEST_NOTE, optional_long_text},
        places::{Availability, availability},
        words::{BookingOrigin, BookingState},
    },
    store::{
        read::{
            bookings::booking::{self as views, BookingView},
            sessions::session_rows,
        },
        write::{bookings::booking, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        idempotency::{Answer, OnceKey, earlier, once},
        loaded_session::Scene,
    },
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct BookSession {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
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
    let course = session_rows::session(change.tx.conn(), ask.session)?.course_id;
    let mut sessions = sessions_of_waiting(change.tx, ask.person, course)?;
    sessions.push(ask.session);
    locks::lock_sessions(change.tx, &sessions)?;
    for statement in &ask.declares {
        declare(change.tx, ask.person, statement)?;
    }
    let scene = Scene::load(change.tx.conn(), ask.session)?;
    if scene.session.on_demand {
        return Err(Refused::NotThere.into());
    }
    change.settle(&scene)?;

    let now = change.tx.now();
    let mut by = booker(change.tx.conn(), &ask.actor, ask.person, now)?;
    // A coordinator booking for themselves keeps to the rules of a delegate.
    if by == Booker::Coordinator && ask.actor.person_id == ask.person {
        by = Booker::Themselves;
    }
    let here = booking::of_person(change.tx.conn(), ask.person, &[BookingState::Waitlisted])?
        .into_iter()
        .find(|row| row.session_id == ask.session);
    let counts = counts(change.tx.conn(), &scene)?;
    let space = availability(scene.session.capacity, counts.held, counts.waiting);
    // Somebody waiting may take a place that is open to all; while there is none they wait already.
    let own = match space {
        Availability::Open { .. } => here.as_ref().map(|row| row.id),
        Availability::Full { .. } => None,
    };
    let full = matches!(space, Availability::Full { .. });
    let request =
        Request { now, by, organisation: ask.organisation, own, joins_waitlist: full && ask.join_waitlist };
    let (answer, person) = judge(change.tx.conn(), &scene, ask.person, &request)?;
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
    };
    let waiting_here = here.filter(|_| own.is_some());
    let id = arrive(change, &arrival, waiting_here, full)?;
    drop(person);
    change.follow()?;
    Ok(views::view(change.tx.conn(), id)?)
}
