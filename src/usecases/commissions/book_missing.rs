//! Booking those of a group who lack something on a session that helps: all of them, or nobody and every reason.

use std::rc::Rc;

use super::{follow_session::review, group_readiness::stand, open_commission::take_hold};
use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, Request},
        ids::{BookingId, CommissionId, PersonId, SessionId},
        input::FieldError,
        places::places_left,
        refusals::Refusal,
        words::{BookingOrigin, CommissionEvent},
    },
    store::{
        WriteTx,
        read::{
            bookings::booking::{self as views, BookingView},
            people::relations,
            sessions::session_rows,
        },
        write::{commissions::commission, service::locks},
    },
    usecases::{
        UseCases,
        bookings::{
            book_roster::lock_for_roster,
            judge_eligibility::{booker, counts, judge},
            occupy_place::{Arrival, arrive},
        },
        change::Change,
        error::{Failure, Refused, forbidden},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
    },
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct BookMissing {
    /// Who asks; their right to change the request is checked already.
    pub actor: Actor,
    /// For which request.
    pub commission: CommissionId,
    /// The session that helps.
    pub session: SessionId,
    /// Whom; everybody it helps when empty.
    pub people: Vec<PersonId>,
}

impl UseCases {
    /// Books those who lack something on a session that helps.
    ///
    /// # Errors
    /// [`Refused::BookingRefused`] with every reason against any of them; `too_few_places`; `nobody_helped`.
    pub async fn book_missing(
        &self,
        ask: BookMissing,
        key: Option<OnceKey>,
    ) -> Result<Answer<Vec<BookingView>>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| book(change, &ask))).await
    }
}

fn book(change: &mut Change<'_, '_>, ask: &BookMissing) -> Result<Vec<BookingView>, Failure> {
    let people = wanted(change.tx, ask)?;
    locks::lock_people(change.tx, &people)?;
    let course = session_rows::session(change.tx.conn(), ask.session)?.course_id;
    lock_for_roster(change.tx, ask.session, Some(course), &people)?;
    let scene = Scene::load(change.tx.conn(), ask.session)?;
    change.settle(&scene)?;
    let left = places_left(scene.session.capacity, counts(change.tx.conn(), &scene)?.held);
    if usize::try_from(left).unwrap_or(0) < people.len() {
        return forbidden(
            "too_few_places",
            format!(
                "{} places are wanted on this date and {left} left. Nobody was booked: choose another date.",
                people.len()
            ),
        );
    }
    let booked = book_all(change, ask, &scene, &people)?;
    let mut work = take_hold(change.tx, &ask.actor, ask.commission)?;
    let words = format!("{} on {}", people.len(), scene.course.title);
    work.keep(change.tx, CommissionEvent::Prepared, Some(&words))?;
    review(change, &mut work.row)?;
    change.follow()?;
    booked.into_iter().map(|id| Ok(views::view(change.tx.conn(), id)?)).collect()
}

/// Those named, or everybody on the list whom the session helps.
fn wanted(tx: &mut WriteTx<'_>, ask: &BookMissing) -> Result<Vec<PersonId>, Failure> {
    let (row, now) = (commission::load(tx.conn(), ask.commission)?, tx.now());
    let Some(group) = stand(tx.conn(), &row, now)? else {
        return forbidden("no_course", "Choose the course first: what people lack depends on it.");
    };
    let mut mine = relations::managed_by(tx.conn(), ask.actor.person_id, now)?;
    mine.push(ask.actor.person_id);
    let (fixes, _) = group.help(tx.conn(), (!ask.actor.is_coordinator).then_some(&*mine), now)?;
    let mut helped: Vec<PersonId> =
        fixes.iter().filter(|fix| fix.session == ask.session).flat_map(|fix| fix.people.clone()).collect();
    helped.sort();
    helped.dedup();
    if !ask.people.is_empty() {
        let strangers: Vec<FieldError> = ask
            .people
            .iter()
            .enumerate()
            .filter(|(_, id)| {
                let theirs = ask.actor.is_coordinator || mine.contains(id);
                !theirs || !group.members.iter().any(|one| one.member.person_id == **id)
            })
            .map(|(index, _)| {
                FieldError::new(
                    format!("person_ids[{index}]"),
                    "Nobody whom you manage has this id on the list: ask the others, or the training team, to book.",
                )
            })
            .collect();
        if !strangers.is_empty() {
            return Err(strangers.into());
        }
        helped.clone_from(&ask.people);
    }
    if helped.is_empty() {
        return forbidden(
            "nobody_helped",
            "Nobody on the list lacks what this date would give them before their own course starts.",
        );
    }
    Ok(helped)
}

fn book_all(
    change: &mut Change<'_, '_>,
    ask: &BookMissing,
    scene: &Rc<Scene>,
    people: &[PersonId],
) -> Result<Vec<BookingId>, Failure> {
    let now = change.tx.now();
    let (mut answers, mut refusals) = (Vec::new(), Vec::<Refusal>::new());
    for (index, person) in people.iter().enumerate() {
        let by = booker(change.tx.conn(), &ask.actor, *person, now)?;
        if by == Booker::Trainer {
            let message = "You do not manage this person: ask them, or the training team, to book.";
            return Err(FieldError::new(format!("person_ids[{index}]"), message).into());
        }
        let request = Request { now, by, organisation: None, own: None, joins_waitlist: false };
        let (answer, facts) = judge(change.tx.conn(), scene, *person, &request)?;
        for refusal in &answer.refusals {
            let message = format!("{}: {}", facts.name, refusal.message);
            refusals.push(Refusal { message, ..refusal.clone() });
        }
        answers.push((*person, by, answer));
    }
    if !refusals.is_empty() {
        return Err(Refused::BookingRefused(refusals).into());
    }
    let mut booked = Vec::new();
    for (person, by, answer) in &answers {
        let arrival = Arrival {
            scene,
            person: *person,
            answer,
            by: ask.actor.person_id,
            booker: *by,
            origin: match by {
                Booker::Themselves => BookingOrigin::Self_,
                Booker::Manager => BookingOrigin::Manager,
                _ => BookingOrigin::Coordinator,
            },
            note: None,
            access_needs: None,
            auto_book_until: None,
            received_from: None,
            facts: None,
        };
        booked.push(arrive(change, &arrival, None, false)?);
    }
    Ok(booked)
}
