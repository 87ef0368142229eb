//! Somebody who asks for a place: Circles on Tuesday 12 January 2027, 10:00 to 12:30 in London; it is Tuesday
//! 1 December 2026. Each test changes what it is about.

use training_ladder::domain::{
    eligibility::{
        Audience, Booker, BookingFacts, CourseFacts, Eligibility, MembershipFacts, PersonFacts, Request,
        SessionFacts, decide,
    },
    prerequisites::{CompletedCourse, Group, LearningRecord, Requirement, Target},
    refusals::Candidate,
    times::LONDON,
    words::{BookingState, OrganisationKind, SessionState, Word},
};

use super::facts::{at, id, on, span};

pub const CIRCLES: u128 = 3;
pub const INTRODUCTION: u128 = 1;
pub const WHOLE_SCHOOL: u128 = 5;
pub const SESSION: u128 = 300;
pub const COUNCIL: u128 = 50;
pub const SCHOOL: u128 = 51;

pub struct Scene {
    pub course: CourseFacts,
    pub session: SessionFacts,
    pub person: PersonFacts,
    pub request: Request,
    pub candidates: Vec<Candidate>,
}

impl Scene {
    pub fn new() -> Self {
        Self {
            course: CourseFacts {
                id: id(CIRCLES),
                title: "Circles and meetings".to_owned(),
                audience: Audience::default(),
                groups: vec![needs(41, Target::Course(id(INTRODUCTION)), "Introduction")],
            },
            session: SessionFacts {
                id: id(SESSION),
                state: SessionState::Published,
                private: false,
                timezone: LONDON,
                dates: vec![span("2027-01-12 10:00", 150)],
                booking_opens_at: None,
                booking_closes_at: None,
            },
            person: PersonFacts {
                id: id(9),
                name: "Ann Lee".to_owned(),
                disabled: false,
                memberships: vec![member(COUNCIL, OrganisationKind::Council, true)],
                learning: LearningRecord {
                    completions: vec![CompletedCourse {
                        course: id(INTRODUCTION),
                        completed_on: Some(on("2026-06-01")),
                    }],
                    ..LearningRecord::default()
                },
                waived: Vec::new(),
                bookings: Vec::new(),
                runs: Vec::new(),
            },
            request: Request {
                now: at("2026-12-01 09:00"),
                by: Booker::Themselves,
                organisation: None,
                own: None,
                joins_waitlist: false,
            },
            candidates: vec![
                candidate(400, INTRODUCTION, "2027-02-02 10:00", true),
                candidate(401, INTRODUCTION, "2027-01-05 10:00", false),
                candidate(402, INTRODUCTION, "2027-01-19 10:00", true),
                candidate(SESSION, CIRCLES, "2027-01-12 10:00", true),
                candidate(301, CIRCLES, "2027-03-09 10:00", true),
            ],
        }
    }

    pub fn decide(&self) -> Eligibility {
        decide(&self.course, &self.session, &self.person, &self.request, &self.candidates)
    }

    pub fn codes(&self) -> Vec<&'static str> {
        let decided = self.decide();
        assert_eq!(decided.eligible, decided.refusals.is_empty());
        decided.refusals.iter().map(|refusal| refusal.code.as_str()).collect()
    }

    pub fn holds(
        &mut self,
        state: BookingState,
        session: u128,
        course: u128,
        start: &str,
    ) -> &mut BookingFacts {
        self.person.bookings.push(BookingFacts {
            id: id(700 + self.person.bookings.len() as u128),
            session: id(session),
            course: id(course),
            course_title: "Another course".to_owned(),
            state,
            beside_the_limit: false,
            timezone: LONDON,
            dates: vec![span(start, 150)],
        });
        self.person.bookings.last_mut().unwrap()
    }
}

pub fn scene(change: impl FnOnce(&mut Scene)) -> Scene {
    let mut scene = Scene::new();
    change(&mut scene);
    scene
}

pub fn needs(group: u128, target: Target, label: &str) -> Group {
    let requirement =
        Requirement { id: id(group + 100), target, within_months: None, label: label.to_owned() };
    Group { id: id(group), any_of: vec![requirement] }
}

pub fn member(organisation: u128, kind: OrganisationKind, confirmed: bool) -> MembershipFacts {
    MembershipFacts {
        organisation: id(organisation),
        name: format!("Organisation {organisation}"),
        kind,
        confirmed,
    }
}

pub fn candidate(session: u128, course: u128, start: &str, bookable: bool) -> Candidate {
    let course_slug = if course == INTRODUCTION { "introduction" } else { "circles-and-meetings" }.to_owned();
    Candidate {
        session: id(session),
        course: id(course),
        course_slug,
        dates: vec![span(start, 150)],
        bookable,
    }
}
