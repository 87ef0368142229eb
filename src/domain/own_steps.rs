//! Where somebody stands on each step of a ladder, and what each step's next move is.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    booking_facts::{Booker, BookingFacts, CourseFacts, PersonFacts, SessionFacts},
    eligibility::{Eligibility, Request, decide},
    ids::{BookingId, CourseId, GroupId, SessionId},
    places::Window,
    prerequisites::{FirstDate, Group, Judgement, Requirement, Standing, Target, judge_group},
    refusals::{Candidate, Refusal},
    sessions::{first_start, last_end},
    times::LONDON,
    words::{BookingState, Delivery, RefusalCode},
};

/// How many dates of a step are offered at once.
pub const DATES_SHOWN: usize = 3;

/// A course as it stands on a ladder.
#[derive(Debug, Clone)]
pub struct StepCourse {
    /// Whom it is for and what it asks for.
    pub facts: CourseFacts,
    /// Its slug.
    pub slug: String,
    /// It is arranged for groups and has no open dates.
    pub by_commission: bool,
}

/// A course somebody has completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completed {
    /// Which.
    pub course: CourseId,
    /// The day; `None` when nobody knows it.
    pub on: Option<NaiveDate>,
    /// CPD in whole minutes.
    pub cpd_minutes: i32,
}

/// A coming session that anybody may see.
#[derive(Debug, Clone)]
pub struct ComingSession {
    /// What the rules need to know of it.
    pub facts: SessionFacts,
    /// Its course.
    pub course: CourseId,
    /// The course's slug.
    pub course_slug: String,
    /// Places nobody holds.
    pub places_left: i32,
    /// How it takes place.
    pub delivery: Delivery,
    /// Where.
    pub location: Option<String>,
}

impl ComingSession {
    /// The session as one that a next step may be chosen from.
    #[must_use]
    pub fn candidate(&self, now: DateTime<Utc>) -> Candidate {
        Candidate {
            session: self.facts.id,
            course: self.course,
            course_slug: self.course_slug.clone(),
            dates: self.facts.dates.clone(),
            bookable: self.window().is_some_and(|window| window.bookable(self.places_left, now)),
        }
    }

    fn window(&self) -> Option<Window> {
        Some(Window {
            state: self.facts.state,
            private: self.facts.private,
            opens_at: self.facts.booking_opens_at,
            closes_at: self.facts.booking_closes_at,
            first_start: first_start(&self.facts.dates)?,
        })
    }
}

/// All that is known of somebody whose ladder is looked at.
#[derive(Debug, Clone)]
pub struct OwnStanding {
    /// Who looks: the person themselves, or somebody who would book for them.
    pub by: Booker,
    /// The person; waivers apart, which belong to one session each.
    pub person: PersonFacts,
    /// What they completed, as far as it is shown; what the rules ask for stands with the person.
    pub completed: Vec<Completed>,
    /// Groups waived for them, with the session.
    pub waived: Vec<(SessionId, GroupId)>,
    /// The coming sessions of every course on a ladder and of those they ask for, by first date.
    pub sessions: Vec<ComingSession>,
}

/// A date that can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDate {
    /// The session.
    pub session: SessionId,
    /// Places left; none means that its waiting list can be joined.
    pub places_left: i32,
    /// The bookings the place would hang on.
    pub conditional_on: Vec<BookingId>,
}

/// Where somebody stands on one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// There is a booking for it.
    Has {
        /// Which.
        booking: BookingId,
        /// Where it stands.
        state: BookingState,
        /// What they completed before, if they take it again.
        before: Option<Completed>,
    },
    /// They completed it.
    Done(Completed),
    /// Other training of theirs stands for it; its name.
    CountedBy(String),
    /// They can book it: these dates have places, or if none has, these have waiting lists; at most [`DATES_SHOWN`].
    Open(Vec<OpenDate>),
    /// They could book it, but no date is planned.
    NoDates,
    /// It is arranged for groups, and nothing stands against their taking part.
    ByArrangement,
    /// Something has to come first.
    NotYet {
        /// Every reason.
        refusals: Vec<Refusal>,
        /// It is arranged for groups.
        by_commission: bool,
    },
    /// They could book it, but on none of the dates there are.
    NotThen {
        /// Every reason against the first of them.
        refusals: Vec<Refusal>,
    },
}

impl OwnStanding {
    /// Where they stand on a step; `others` are all courses of the ladders.
    #[must_use]
    pub fn step(&self, course: &StepCourse, others: &[StepCourse], now: DateTime<Utc>) -> Step {
        let before = self.completed_of(course.facts.id);
        if let Some(booking) = self.booking_of(course.facts.id) {
            return Step::Has { booking: booking.id, state: booking.state, before };
        }
        if let Some(done) = before {
            return Step::Done(done);
        }
        if let Some(name) = self.counted_by(course.facts.id, others, now) {
            return Step::CountedBy(name);
        }
        let candidates: Vec<Candidate> = self.sessions.iter().map(|s| s.candidate(now)).collect();
        self.open(course, &candidates, now)
    }

    /// Every coming date of a course that is open to booking, with the answer somebody would get who moves this booking
    /// there.
    #[must_use]
    pub fn dates_to_move_to(
        &self,
        course: &StepCourse,
        moved: (BookingId, SessionId),
        by: Booker,
        now: DateTime<Utc>,
    ) -> Vec<(&ComingSession, Eligibility)> {
        let candidates: Vec<Candidate> = self.sessions.iter().map(|s| s.candidate(now)).collect();
        let request = Request { now, by, organisation: None, own: Some(moved.0), joins_waitlist: false };
        let open = self.sessions.iter().filter(|session| {
            session.course == course.facts.id
                && session.facts.id != moved.1
                && session.window().is_some_and(|window| window.open(now))
        });
        open.map(|session| (session, self.decide(course, &session.facts, &request, &candidates))).collect()
    }

    /// The latest completion of a course, one without a date last.
    fn completed_of(&self, course: CourseId) -> Option<Completed> {
        self.completed.iter().filter(|done| done.course == course).max_by_key(|done| done.on).copied()
    }

    /// The booking that says most about a course: a place before an offer before a place in a line.
    fn booking_of(&self, course: CourseId) -> Option<&BookingFacts> {
        let weight = |state| match state {
            BookingState::Booked => 0,
            BookingState::Requested => 1,
            BookingState::Offered => 2,
            _ => 3,
        };
        let of_course = self.person.bookings.iter().filter(|booking| booking.course == course);
        of_course.min_by_key(|booking| (weight(booking.state), first_start(&booking.dates)))
    }

    /// The name of what stands for a course: wherever this course would do, something else of theirs does.
    fn counted_by(&self, course: CourseId, others: &[StepCourse], now: DateTime<Utc>) -> Option<String> {
        let wanted = |requirement: &Requirement| {
            requirement.target == Target::Course(course) && requirement.within_months.is_none()
        };
        let groups: Vec<&Group> = others
            .iter()
            .flat_map(|other| &other.facts.groups)
            .filter(|group| group.any_of.iter().any(wanted))
            .collect();
        let standing = Standing {
            record: &self.person.learning,
            organisation: None,
            claimed: &[],
            waived: &[],
            earlier: &[],
        };
        let today = FirstDate::new(now, LONDON);
        let mut name = None;
        for group in groups {
            let Judgement::Met { by } = judge_group(group, &standing, today) else { return None };
            let met_by = group.any_of.iter().find(|requirement| requirement.id == by)?;
            name = name.or_else(|| Some(met_by.label.clone()));
        }
        name
    }

    fn open(&self, course: &StepCourse, candidates: &[Candidate], now: DateTime<Utc>) -> Step {
        let (mut with_places, mut full) = (Vec::new(), Vec::new());
        let mut refused: Option<Eligibility> = None;
        for session in self.sessions.iter().filter(|session| session.course == course.facts.id) {
            if !session.window().is_some_and(|window| window.open(now)) {
                continue;
            }
            let answer = self.judge(course, &session.facts, candidates, now);
            if !answer.eligible {
                refused.get_or_insert(answer);
                continue;
            }
            let date = OpenDate {
                session: session.facts.id,
                places_left: session.places_left,
                conditional_on: answer.conditional_on,
            };
            if session.places_left > 0 { &mut with_places } else { &mut full }.push(date);
            if with_places.len() == DATES_SHOWN {
                break;
            }
        }
        if !with_places.is_empty() {
            return Step::Open(with_places);
        }
        if !full.is_empty() {
            full.truncate(DATES_SHOWN);
            return Step::Open(full);
        }
        let by_commission = course.by_commission;
        let mut refusals = self.standing_refusals(course, candidates, now);
        if !refusals.is_empty() {
            leave_out_implied(&mut refusals, &course.facts.groups);
            return Step::NotYet { refusals, by_commission };
        }
        match refused {
            Some(answer) => Step::NotThen { refusals: answer.refusals },
            None if by_commission => Step::ByArrangement,
            None => Step::NoDates,
        }
    }

    fn judge(
        &self,
        course: &StepCourse,
        session: &SessionFacts,
        candidates: &[Candidate],
        now: DateTime<Utc>,
    ) -> Eligibility {
        let request = Request { now, by: self.by, organisation: None, own: None, joins_waitlist: false };
        self.decide(course, session, &request, candidates)
    }

    fn decide(
        &self,
        course: &StepCourse,
        session: &SessionFacts,
        request: &Request,
        candidates: &[Candidate],
    ) -> Eligibility {
        let waived: Vec<GroupId> =
            self.waived.iter().filter(|(of, _)| *of == session.id).map(|(_, group)| *group).collect();
        if waived.is_empty() {
            return decide(&course.facts, session, &self.person, request, candidates);
        }
        let person = PersonFacts { waived, ..self.person.clone() };
        decide(&course.facts, session, &person, request, candidates)
    }

    /// What would stand against a place if a date came up: all that does not depend on the date.
    fn standing_refusals(
        &self,
        course: &StepCourse,
        candidates: &[Candidate],
        now: DateTime<Utc>,
    ) -> Vec<Refusal> {
        // Later than all that is booked, so that what is planned counts.
        let booked = self.person.bookings.iter().filter_map(|booking| last_end(&booking.dates)).max();
        let starts_at = booked.unwrap_or(now).max(now) + TimeDelta::days(1);
        let session = SessionFacts {
            id: SessionId::from_uuid(Uuid::nil()),
            state: super::words::SessionState::Published,
            private: false,
            timezone: LONDON,
            dates: vec![super::sessions::Span { starts_at, ends_at: starts_at + TimeDelta::hours(1) }],
            booking_opens_at: None,
            booking_closes_at: None,
        };
        let mut refusals = self.judge(course, &session, candidates, now).refusals;
        refusals.retain(|refusal| {
            matches!(
                refusal.code,
                RefusalCode::PrerequisiteUnmet
                    | RefusalCode::PrerequisiteLapsed
                    | RefusalCode::PrerequisiteUnconfirmed
                    | RefusalCode::Audience
                    | RefusalCode::AudienceUnconfirmed
                    | RefusalCode::PersonDisabled
            )
        });
        refusals
    }
}

/// Leaves out what is met by itself once another group that is asked for is met: each way to meet that one would do
/// for it too, being new.
fn leave_out_implied(refusals: &mut Vec<Refusal>, groups: &[Group]) {
    let unmet: Vec<&Group> = groups
        .iter()
        .filter(|group| {
            refusals
                .iter()
                .any(|r| r.requirement == Some(group.id) && r.code == RefusalCode::PrerequisiteUnmet)
        })
        .collect();
    let meets = |narrow: &Group, wide: &Group| {
        narrow.any_of.iter().all(|one| wide.any_of.iter().any(|other| other.target == one.target))
    };
    let implied = |group: &Group| {
        unmet.iter().any(|other| {
            other.id != group.id && meets(other, group) && (!meets(group, other) || other.id < group.id)
        })
    };
    let left_out: Vec<GroupId> = unmet.iter().filter(|group| implied(group)).map(|group| group.id).collect();
    refusals.retain(|refusal| !refusal.requirement.is_some_and(|group| left_out.contains(&group)));
}
