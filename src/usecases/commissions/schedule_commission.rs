//! Scheduling what was agreed: a private session with its dates, and everybody on the list booked, in one write; or
//! nothing, and every reason.

use super::{
    open_commission::{Work, facts, members_locked, page, take_hold},
    propose_training::check_trainers,
};
use crate::{
    domain::{
        access::Actor,
        commissions::{ListAnswer, check_length},
        ids::{CommissionId, GroupId, PersonId, SessionId},
        input::{FieldError, LONGEST_REASON, long_text},
        joining::JoiningInput,
        proposals::Terms,
        refusals::Refusal,
        sessions::publish,
        words::{CommissionEvent, CommissionStep, RefusalCode},
    },
    mail::message::{CommissionScheduled, Message},
    store::{
        WriteTx,
        read::{
            catalogue::courses::CourseRow,
            commissions::{
                commission::{self as views, CommissionView},
                proposals,
            },
            facts::{course_facts, people_facts},
            people::{organisations, person, relations},
            sessions::session_rows,
        },
        write::{
            bookings::waivers::{self, WaiverRow},
            commissions::commission::{self, MemberRow},
            people::memberships,
            service::{audit, locks},
            sessions::session,
        },
    },
    usecases::{
        UseCases,
        bookings::{
            book_roster::{OnList, book_roster},
            open_booking::sessions_of_waiting,
        },
        change::Change,
        error::{Failure, Refused, forbidden},
        events::{Event, SessionPublished},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
        sessions::{
            create_session::{course_to_schedule, create},
            session_terms::SessionTerms,
        },
    },
};

/// "Let this person attend anyway", for a session that is about to be made.
#[derive(Debug, Clone)]
pub struct WaiveFor {
    /// Whom.
    pub person: PersonId,
    /// Which group of the prerequisite.
    pub requirement: GroupId,
    /// Why; it stays on record.
    pub reason: String,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ScheduleCommission {
    /// Who schedules; a coordinator.
    pub actor: Actor,
    /// Which request.
    pub commission: CommissionId,
    /// Places; as many as the course takes when `None`.
    pub capacity: Option<i64>,
    /// How to join, once known.
    pub joining: Option<JoiningInput>,
    /// Who may attend although something is lacking.
    pub waivers: Vec<WaiveFor>,
    /// Although a trainer has something else at that time.
    pub even_if_busy: bool,
}

impl UseCases {
    /// Schedules what was agreed.
    ///
    /// # Errors
    /// `wrong_state`, `nobody_named`, `too_many_people`, `trainer_busy`; [`Refused::BookingRefused`] with every reason
    /// against anybody on the list.
    pub async fn schedule_commission(
        &self,
        ask: ScheduleCommission,
        key: Option<OnceKey>,
    ) -> Result<Answer<CommissionView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| schedule(change, &ask))).await
    }
}

fn schedule(change: &mut Change<'_, '_>, ask: &ScheduleCommission) -> Result<CommissionView, Failure> {
    let before = commission::load(change.tx.conn(), ask.commission)?;
    let people: Vec<PersonId> = commission::members_of(change.tx.conn(), ask.commission)?
        .into_iter()
        .map(|one| one.person_id)
        .collect();
    locks::lock_people(change.tx, &people)?;
    let mut waiting = Vec::new();
    for person in people.iter().filter(|_| before.course_id.is_some()) {
        if let Some(course) = before.course_id {
            waiting.extend(sessions_of_waiting(change.tx, *person, course)?);
        }
    }
    locks::lock_sessions(change.tx, &waiting)?;
    let mut work = take_hold(change.tx, &ask.actor, ask.commission)?;
    let mut members = members_locked(change.tx, ask.commission, &people)?;
    // Whoever was named by two addresses has one place.
    let mut seen = Vec::new();
    members.retain(|member| {
        let first = !seen.contains(&member.person_id);
        seen.push(member.person_id);
        first
    });
    work.step(change.tx, CommissionStep::Schedule)?;
    let Some((_, terms)) = proposals::latest(change.tx.conn(), ask.commission)? else {
        return forbidden("wrong_state", "Nothing is proposed yet.");
    };
    let course = course_to_schedule(change.tx, &terms.course)?;
    if members.is_empty() {
        return forbidden("nobody_named", "Nobody is on the list yet. Ask for the names first.");
    }
    if let Err(too_many) = check_length(&course.title, course.capacity, members.len()) {
        return forbidden("too_many_people", too_many.to_string());
    }
    if !ask.even_if_busy {
        check_trainers(change.tx, &work, &terms)?;
    }
    let left = who_left(change.tx, &work, &members)?;

    let session = make_session(change, ask, &work, &course, &terms)?;
    waive(change.tx, ask, session)?;
    let scene = Scene::load(change.tx.conn(), session)?;
    let on_list: Vec<OnList> = members
        .iter()
        .filter(|member| member.answer != Some(ListAnswer::NotComing))
        .map(|member| OnList { person: member.person_id, name: member.name.clone(), details: true })
        .collect();
    let booked = match book_roster(change, &scene, &on_list, work.row.organisation_id, work.by) {
        Ok(booked) if left.is_empty() => booked,
        Ok(_) => return Err(Refused::BookingRefused(left).into()),
        Err(Failure::Refused(Refused::BookingRefused(others))) => {
            return Err(Refused::BookingRefused(left.into_iter().chain(others).collect()).into());
        }
        Err(other) => return Err(other),
    };
    // Before what follows from the bookings: the session keeps what was agreed, and everybody is told who asked.
    work.row.session_id = Some(session);
    commission::store(change.tx, &work.row)?;
    change.follow()?;
    work.keep(change.tx, CommissionEvent::Scheduled, None)?;
    let mut to_be_told = 0;
    for one in &on_list {
        to_be_told += i32::from(person::recipient(change.tx.conn(), one.person)?.is_none());
    }
    let message = Message::CommissionScheduled(CommissionScheduled {
        request: facts(change.tx, &work.row)?,
        session: Scene::load(change.tx.conn(), session)?.facts(),
        booked: i32::try_from(booked.len()).unwrap_or(i32::MAX),
        to_be_told,
        page: page(&work.row),
    });
    work.tell_other_side(change, &message)?;
    let now = change.tx.now();
    Ok(views::view(change.tx.conn(), ask.commission, &ask.actor, now)?)
}

/// Those on the list who have left the organisation since they were named.
fn who_left(tx: &mut WriteTx<'_>, work: &Work, members: &[MemberRow]) -> Result<Vec<Refusal>, Failure> {
    let Some(organisation) = work.row.organisation_id else { return Ok(Vec::new()) };
    let (now, of) = (tx.now(), organisations::name(tx.conn(), organisation)?);
    let mut left = Vec::new();
    for member in members {
        let person = member.person_id;
        let today = people_facts::memberships_of(tx.conn(), person, now)?;
        if today.iter().any(|membership| membership.organisation == organisation)
            || !memberships::ever(tx.conn(), person, organisation)?
            || relations::manages(tx.conn(), work.row.asked_by, person, now)?
        {
            continue;
        }
        left.push(Refusal {
            code: RefusalCode::NotAMember,
            message: format!(
                "{} has left {of} since they were put on the list. Take them off it, or put somebody else on.",
                member.name
            ),
            requirement: None,
            next_step: None,
        });
    }
    Ok(left)
}

fn make_session(
    change: &mut Change<'_, '_>,
    ask: &ScheduleCommission,
    work: &Work,
    course: &CourseRow,
    terms: &Terms,
) -> Result<SessionId, Failure> {
    if ask.capacity.is_some_and(|capacity| capacity > i64::from(course.capacity)) {
        let message = format!("{} takes at most {} people.", course.title, course.capacity);
        return Err(FieldError::new("capacity", message).into());
    }
    let session_terms = SessionTerms {
        timezone: Some(terms.timezone.name().to_owned()),
        capacity: ask.capacity,
        trainer_ids: Some(terms.trainers.clone()),
        delivery: Some(terms.delivery),
        joining: ask.joining.clone().map(Some),
        location: Some(terms.location.clone()),
        private: Some(true),
        ..SessionTerms::default()
    };
    let dates: Vec<_> = terms.dates.iter().map(|date| (date.starts_at, date.ends_at)).collect();
    let id = create(change, work.by, course, &dates, &session_terms)?;
    let draft = Scene::load(change.conn(), id)?;
    let mut row = draft.session.clone();
    let now = change.now();
    row.state = publish(row.state, &session_rows::spans(&draft.dates), now)?;
    row.published_at = Some(now.naive_utc());
    session::store(change.tx, &row)?;
    let scene = Scene::load(change.conn(), id)?;
    change.say(Event::SessionPublished(SessionPublished { scene, by: work.by }));
    Ok(id)
}

fn waive(tx: &mut WriteTx<'_>, ask: &ScheduleCommission, session: SessionId) -> Result<(), Failure> {
    for (index, waiver) in ask.waivers.iter().enumerate() {
        let row = WaiverRow {
            id: tx.new_id(),
            session_id: session,
            person_id: waiver.person,
            group_id: waiver.requirement,
            reason: long_text(&format!("waivers[{index}].reason"), &waiver.reason, LONGEST_REASON)?,
            by_person: ask.actor.person_id,
            at: tx.now().naive_utc(),
        };
        let course = Scene::load(tx.conn(), session)?.course.id;
        let known = course_facts::groups(tx.conn(), course)?;
        let named = commission::members_of(tx.conn(), ask.commission)?;
        if !known.iter().any(|group| group.id == waiver.requirement)
            || !named.iter().any(|member| member.person_id == waiver.person)
        {
            let message = "Name somebody on the list, and a requirement of the course as it is now.";
            return Err(FieldError::new(format!("waivers[{index}]"), message).into());
        }
        waivers::add(tx, &row)?;
        audit::record(tx, Some(row.by_person), "requirement_waived", ("waiver", row.id), None)?;
    }
    Ok(())
}
