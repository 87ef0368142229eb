//! Beginning a course that may be taken at any time.

use super::{
    judge_eligibility::{booker, candidates},
    occupy_place::{Arrival, insert},
};
use crate::{
    domain::{
        access::Actor,
        eligibility::{Booker, Eligibility, Request},
        ids::{CourseId, PersonId},
        on_demand::may_begin,
        words::{BookingOrigin, BookingState},
    },
    mail::message::{Message, OnDemandBegun, Page},
    store::{
        AnyConnection,
        read::{
            bookings::booking::{self as views, BookingView},
            catalogue::{courses, on_demand},
            facts::{course_facts, people_facts, session_facts},
            people::person,
        },
        write::service::locks,
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        events::{BookingStep, Happened},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
        queue_mail::{Letter, post_to_person},
    },
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct BeginOnDemand {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// For whom.
    pub person: PersonId,
    /// Which course.
    pub course: String,
}

impl UseCases {
    /// Begins a course for somebody. No place is held by it, so nobody's yes is asked for.
    ///
    /// # Errors
    /// [`Refused::NotThere`] for a course that is not taken at any time, or no longer; [`Refused::BookingRefused`] with
    /// every reason.
    pub async fn begin_on_demand(
        &self,
        ask: BeginOnDemand,
        key: Option<OnceKey>,
    ) -> Result<Answer<BookingView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| begin(change, &ask))).await
    }

    /// What stands between somebody and beginning a course now, as `actor` would be told.
    ///
    /// # Errors
    /// [`Refused::NotThere`] if there is no such person, or the course is not taken at any time.
    pub async fn judge_on_demand(
        &self,
        actor: Actor,
        of: PersonId,
        course: CourseId,
    ) -> Result<Eligibility, Failure> {
        let now = self.db.clock().now();
        self.db
            .read(move |c| {
                let Some(row) = on_demand::of_course(c, course)? else {
                    return Err(Refused::NotThere.into());
                };
                let scene = Scene::load(c, row.session_id)?;
                let by = capacity(c, &actor, of, now)?;
                let request = Request { now, by, organisation: None, own: None, joins_waitlist: false };
                judge(c, &scene, of, &request)
            })
            .await
    }
}

/// In which capacity somebody begins it: a coordinator for themselves keeps to the rules of a delegate.
fn capacity(
    connection: &mut AnyConnection,
    actor: &Actor,
    of: PersonId,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Booker, Failure> {
    if actor.person_id == of { Ok(Booker::Themselves) } else { booker(connection, actor, of, now) }
}

fn judge(
    connection: &mut AnyConnection,
    scene: &Scene,
    of: PersonId,
    request: &Request,
) -> Result<Eligibility, Failure> {
    let course = course_facts::course(connection, scene.session.course_id)?;
    let standing = session_facts::session(&scene.session, &[])?;
    let somebody = people_facts::person(connection, of, Some(scene.id()), request.now)?;
    let candidates = candidates(connection, &course, (request.now, &somebody.free_from()))?;
    Ok(may_begin(&course, &standing, &somebody, request, &candidates))
}

fn begin(change: &mut Change<'_, '_>, ask: &BeginOnDemand) -> Result<BookingView, Failure> {
    let course = courses::by_slug(change.conn(), &ask.course)?;
    let Some(row) = on_demand::of_course(change.conn(), course.id)? else {
        return Err(Refused::NotThere.into());
    };
    if course.draft {
        return Err(Refused::NotThere.into());
    }
    locks::lock_people(change.tx, &[ask.person])?;
    locks::lock_sessions(change.tx, &[row.session_id])?;
    if !row.is_open || course.retired_at.is_some() {
        let detail = "This course cannot be begun at any time just now. Its page says when it is given.";
        return forbidden("not_on_demand", detail);
    }
    let scene = Scene::load(change.conn(), row.session_id)?;
    let now = change.now();
    let by = capacity(change.conn(), &ask.actor, ask.person, now)?;
    let request = Request { now, by, organisation: None, own: None, joins_waitlist: false };
    let answer = judge(change.conn(), &scene, ask.person, &request)?;
    if !answer.eligible {
        return Err(Refused::BookingRefused(answer.refusals).into());
    }
    let origin = match by {
        Booker::Themselves => BookingOrigin::Self_,
        Booker::Coordinator => BookingOrigin::Coordinator,
        _ => BookingOrigin::Manager,
    };
    let arrival = Arrival {
        scene: &scene,
        person: ask.person,
        answer: &answer,
        by: ask.actor.person_id,
        booker: by,
        origin,
        note: None,
        access_needs: None,
        auto_book_until: None,
        received_from: None,
        facts: None,
    };
    let made = insert(change, &arrival, BookingState::Booked, Happened::Begun)?;
    change.follow()?;
    Ok(views::view(change.conn(), made.id)?)
}

/// Tells somebody that a course was begun for them; of what they did themselves they need no mail.
pub(super) fn tell_begun(change: &mut Change<'_, '_>, step: &BookingStep) -> Result<bool, Failure> {
    let Some(by) = step.by.filter(|by| *by != step.booking.person_id) else { return Ok(false) };
    let mail = OnDemandBegun {
        course: step.scene.course.title.clone(),
        begun_by: person::name(change.conn(), by)?,
        page: Page::at(format!("/bookings/{}/on-demand", step.booking.id)),
    };
    post_to_person(change, step.booking.person_id, |to| {
        Letter::new(to, Message::OnDemandBegun(mail)).about_booking(step.booking.id)
    })?;
    Ok(true)
}
