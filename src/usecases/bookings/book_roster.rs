//! Booking a whole list onto a private session: everybody, or nobody and every reason.

use super::{
    judge_eligibility::{counts, judge},
    occupy_place::{Arrival, arrive},
    open_booking::sessions_of_waiting,
};
use crate::{
    domain::{
        commissions::check_length,
        eligibility::{Booker, Request},
        ids::{BookingId, CourseId, OrganisationId, PersonId, SessionId},
        refusals::Refusal,
        words::BookingOrigin,
    },
    store::{WriteTx, write::service::locks},
    usecases::{
        change::Change,
        error::{Failure, Refused, forbidden},
        loaded_session::Scene,
    },
};
use std::rc::Rc;

/// Somebody to be booked.
pub(crate) struct OnList {
    pub(crate) person: PersonId,
    /// As the reader of a refusal knows them.
    pub(crate) name: String,
    /// Whether that reader may learn what stands in their record.
    pub(crate) details: bool,
}

/// Locks what booking these people onto a session touches; the people must be locked.
pub(crate) fn lock_for_roster(
    tx: &mut WriteTx<'_>,
    session: SessionId,
    course: Option<CourseId>,
    people: &[PersonId],
) -> Result<(), Failure> {
    let mut sessions = vec![session];
    if let Some(course) = course {
        for person in people {
            sessions.extend(sessions_of_waiting(tx, *person, course)?);
        }
    }
    locks::lock_sessions(tx, &sessions)?;
    Ok(())
}

/// Books these people. They and the session must be locked.
pub(crate) fn book_roster(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    people: &[OnList],
    organisation: Option<OrganisationId>,
    by: PersonId,
) -> Result<Vec<BookingId>, Failure> {
    change.settle(scene)?;
    let held = usize::try_from(counts(change.tx.conn(), scene)?.held).unwrap_or(usize::MAX);
    let would_be = held.saturating_add(people.len());
    if let Err(too_many) = check_length(&scene.course.title, scene.session.capacity, would_be) {
        return forbidden("too_many_people", too_many.to_string());
    }
    let booker = Booker::Commission;
    let request =
        Request { now: change.tx.now(), by: booker, organisation, own: None, joins_waitlist: false };
    let (mut answers, mut refusals) = (Vec::new(), Vec::<Refusal>::new());
    for one in people {
        let (answer, _) = judge(change.tx.conn(), scene, one.person, &request)?;
        for refusal in &answer.refusals {
            let why = if one.details {
                refusal.message.as_str()
            } else {
                "They cannot have a place as it stands. Ask them, or the training team."
            };
            let refusal = Refusal { message: format!("{}: {why}", one.name), ..refusal.clone() };
            if !refusals.contains(&refusal) {
                refusals.push(refusal);
            }
        }
        answers.push((one.person, answer));
    }
    if !refusals.is_empty() {
        return Err(Refused::BookingRefused(refusals).into());
    }
    let mut booked = Vec::new();
    for (person, answer) in &answers {
        let arrival = Arrival {
            scene,
            person: *person,
            answer,
            by,
            booker,
            origin: BookingOrigin::Commission,
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
