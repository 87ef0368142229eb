//! Gathering the facts for `domain::eligibility` and asking it.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, CourseFacts, Eligibility, PersonFacts, Request, SessionFacts, decide},
        ids::{BookingId, CourseId, PersonId, SessionId},
        prerequisites::Target,
        refusals::Candidate,
        words::BookingState,
    },
    store::{
        AnyConnection, WriteTx,
        read::{
            facts::{course_facts, people_facts, place_facts::PlaceFacts, session_facts},
            people::relations,
            sessions::session_rows,
        },
        write::bookings::booking::{self, BookingRow},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused},
        loaded_session::Scene,
    },
};

/// How many places of a session are held and how many people wait.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) held: i32,
    pub(crate) waiting: i32,
}

/// Counts the places of a session.
pub(crate) fn counts(connection: &mut AnyConnection, scene: &Scene) -> Result<Counts, Failure> {
    let number =
        |rows: Vec<(_, i64)>| rows.first().map_or(0, |(_, count)| i32::try_from(*count).unwrap_or(i32::MAX));
    let held = number(session_rows::held(connection, &[scene.id()])?);
    let waiting = number(session_rows::waiting(connection, &[scene.id()])?);
    Ok(Counts { held, waiting })
}

/// In which capacity `actor` books for `person`.
pub(crate) fn booker(
    connection: &mut AnyConnection,
    actor: &Actor,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Booker, Failure> {
    Ok(if actor.is_coordinator {
        Booker::Coordinator
    } else if actor.person_id == person {
        Booker::Themselves
    } else if relations::manages(connection, actor.person_id, person, now)? {
        Booker::Manager
    } else {
        Booker::Trainer
    })
}

/// The answer, and the facts about the person it was made from.
pub(crate) fn judge(
    connection: &mut AnyConnection,
    scene: &Scene,
    person: PersonId,
    request: &Request,
) -> Result<(Eligibility, PersonFacts), Failure> {
    let course = course_facts::course(connection, scene.session.course_id)?;
    let session = session_facts::session(&scene.session, &scene.dates)?;
    let person = people_facts::person(connection, person, Some(scene.id()), request.now)?;
    let answer = decided(connection, (&course, &session), &person, request)?;
    Ok((answer, person))
}

/// The answer from facts that are known already.
pub(crate) fn judge_by(
    connection: &mut AnyConnection,
    scene: &Scene,
    facts: &PlaceFacts,
    request: &Request,
) -> Result<Eligibility, Failure> {
    let session = session_facts::session(&scene.session, &scene.dates)?;
    decided(connection, (&facts.course, &session), &facts.person, request)
}

/// Decides. The dates from which next steps are chosen are looked for only where there is a step to name: whoever is not
/// refused needs none.
fn decided(
    connection: &mut AnyConnection,
    (course, session): (&CourseFacts, &SessionFacts),
    person: &PersonFacts,
    request: &Request,
) -> Result<Eligibility, Failure> {
    let answer = decide(course, session, person, request, &[]);
    if answer.eligible {
        return Ok(answer);
    }
    let candidates = candidates(connection, course, (request.now, &person.free_from()))?;
    Ok(decide(course, session, person, request, &candidates))
}

/// The sessions a next step is chosen from: those that come next now, and after each of these moments.
pub(crate) fn candidates(
    connection: &mut AnyConnection,
    course: &CourseFacts,
    when: (DateTime<Utc>, &[DateTime<Utc>]),
) -> Result<Vec<Candidate>, Failure> {
    let mut of: Vec<CourseId> = vec![course.id];
    for requirement in course.groups.iter().flat_map(|group| &group.any_of) {
        if let Target::Course(id) = requirement.target {
            of.push(id);
        }
    }
    Ok(session_facts::next_candidates(connection, &of, when)?)
}

impl UseCases {
    /// What stands between a person and a session, as `actor` would be told on booking it.
    ///
    /// # Errors
    /// [`Refused::NotThere`](crate::usecases::Refused::NotThere) if there is no such person or session.
    pub async fn judge_eligibility(
        &self,
        actor: Actor,
        person: PersonId,
        session: SessionId,
    ) -> Result<Eligibility, Failure> {
        let now = self.db.clock().now();
        self.db
            .read(move |c| {
                let scene = Scene::load(c, session)?;
                if scene.session.on_demand {
                    return Err(Refused::NotThere.into());
                }
                let mut by = booker(c, &actor, person, now)?;
                if actor.person_id == person {
                    by = Booker::Themselves;
                } else if by == Booker::Trainer {
                    // A trainer asks before the start how somebody stands; only walk-ins are theirs to book.
                    by = Booker::Manager;
                }
                let own = booking::of_person(c, person, &[BookingState::Waitlisted])?
                    .into_iter()
                    .find(|row| row.session_id == session)
                    .map(|row| row.id);
                let request = Request { now, by, organisation: None, own, joins_waitlist: false };
                Ok(judge(c, &scene, person, &request)?.0)
            })
            .await
    }

    /// What stands between a booking and another date of its course, as `actor` would be told on moving it there.
    ///
    /// # Errors
    /// [`Refused::NotThere`](crate::usecases::Refused::NotThere) if there is no such booking or session.
    pub async fn judge_move(
        &self,
        actor: Actor,
        id: BookingId,
        to: SessionId,
    ) -> Result<Eligibility, Failure> {
        let now = self.db.clock().now();
        self.db
            .read(move |c| {
                let row = booking::load(c, id)?;
                let scene = Scene::load(c, to)?;
                let mut by = booker(c, &actor, row.person_id, now)?;
                if actor.person_id == row.person_id {
                    by = Booker::Themselves;
                }
                let request = Request {
                    now,
                    by,
                    organisation: row.organisation_id,
                    own: Some(row.id),
                    joins_waitlist: false,
                };
                Ok(judge(c, &scene, row.person_id, &request)?.0)
            })
            .await
    }
}

/// Judges a place again, whoever made it.
pub(in crate::usecases) fn judge_again(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    booking: &BookingRow,
) -> Result<Eligibility, Failure> {
    judge_again_as(tx, scene, booking, Booker::Commission)
}

/// Judges a place again as its holder is told of it: what speaks against it is said to them.
pub(in crate::usecases) fn judge_again_for_holder(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    booking: &BookingRow,
) -> Result<Eligibility, Failure> {
    judge_again_as(tx, scene, booking, Booker::Themselves)
}

fn judge_again_as(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    booking: &BookingRow,
    by: Booker,
) -> Result<Eligibility, Failure> {
    let request = Request {
        now: tx.now(),
        by,
        organisation: booking.organisation_id,
        own: Some(booking.id),
        joins_waitlist: false,
    };
    Ok(judge(tx.conn(), scene, booking.person_id, &request)?.0)
}
