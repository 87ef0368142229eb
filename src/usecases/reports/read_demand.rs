//! How many dates of each course are wanted over the next six months.

use std::{cmp::Reverse, collections::HashSet};

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        demand::{Wanted, could_take, dates, in_words},
        figures::{BookingFact, CourseFact, Facts},
        ids::{CourseId, PersonId},
        words::BookingState,
    },
    store::{
        AnyConnection,
        read::{
            facts::people_facts,
            reports::{
                behind,
                wanted::{WantedCourse, courses_given},
            },
        },
    },
    usecases::{UseCases, error::Failure},
};

/// How many people's records are read at once.
const AT_ONCE: usize = 500;
/// How many months ahead is looked.
const AHEAD: u32 = 6;

/// What is wanted of one course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DemandRow {
    /// Its slug.
    #[schema(example = "development")]
    pub course_slug: String,
    /// What it is called.
    #[schema(example = "Development")]
    pub course_title: String,
    /// People who can book it within six months and have not.
    pub eligible: u32,
    /// People who wait for a place or have one offered.
    pub waiting: u32,
    /// Open requests for it.
    pub requests: u32,
    /// Dates that suggests, as full as dates were.
    pub dates: u32,
    /// How many of them are not planned yet.
    pub dates_to_plan: u32,
    /// The sum in words.
    #[schema(example = "34 people can book it by then and have not; 3 people wait.")]
    pub sum: String,
}

impl UseCases {
    /// What is wanted of every course, the most first; for coordinators.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_demand(&self) -> Result<Vec<DemandRow>, Failure> {
        let (now, today) = (self.db.clock().now(), self.figures_day());
        self.with_facts(move |c, facts| {
            let wanted = eligible(c, facts, now)?;
            let mut rows: Vec<DemandRow> =
                wanted.iter().map(|(course, who)| row(facts, course, who.len(), today)).collect();
            rows.sort_by_key(|row| Reverse((row.dates_to_plan, row.dates, row.requests)));
            Ok(rows)
        })
        .await
    }

    /// Who can book a course within six months and has not, by name; none if there is no such course.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_eligible(&self, slug: String) -> Result<Option<EligiblePeople>, Failure> {
        let now = self.db.clock().now();
        self.with_facts(move |c, facts| {
            let found = eligible(c, facts, now)?.into_iter().find(|(of, _)| of.course.slug == slug);
            let Some((course, who)) = found else { return Ok(None) };
            let mut names = behind::names(c, who.iter().copied())?;
            let people = who.iter().map(|id| (*id, names.remove(id).unwrap_or_default())).collect();
            Ok(Some(EligiblePeople { title: course.title, people }))
        })
        .await
    }
}

/// Every course that is given, with who could take it and has not, by name. What is arranged for groups alone nobody
/// books.
fn eligible(
    connection: &mut AnyConnection,
    facts: &Facts,
    now: DateTime<Utc>,
) -> Result<Vec<(WantedCourse, Vec<PersonId>)>, Failure> {
    let mut all: Vec<(WantedCourse, HashSet<CourseId>, Vec<PersonId>)> = courses_given(connection)?
        .into_iter()
        .map(|course| {
            let instead = from_step_on(facts, course.course.facts.id);
            (course, instead, Vec::new())
        })
        .collect();
    let moments = [now, now.checked_add_months(Months::new(AHEAD)).unwrap_or(now)];
    for some in people_facts::everybody(connection)?.chunks(AT_ONCE) {
        for person in people_facts::of(connection, some, None, now)? {
            for (wanted, instead, who) in all.iter_mut().filter(|(of, ..)| !of.course.by_commission) {
                if could_take(&wanted.course.facts, instead, &person, &moments) {
                    who.push(person.id);
                }
            }
        }
    }
    Ok(all.into_iter().map(|(course, _, who)| (course, who)).collect())
}

/// The course, and those of the steps above it: whoever did one of these does not need it.
fn from_step_on(facts: &Facts, id: CourseId) -> HashSet<CourseId> {
    let step = facts.course_at.get(&id).and_then(|at| facts.courses.get(*at)).and_then(|of| of.step);
    let mut higher = HashSet::from([id]);
    if let Some((ladder, step)) = step {
        let above = |of: &&CourseFact| of.step.is_some_and(|(other, at)| other == ladder && at > step);
        higher.extend(facts.courses.iter().filter(above).map(|of| of.id));
    }
    higher
}

/// Who can book a course and has not.
#[derive(Debug, Clone)]
pub struct EligiblePeople {
    /// The course's title.
    pub title: String,
    /// They, by name.
    pub people: Vec<(PersonId, String)>,
}

fn row(facts: &Facts, course: &WantedCourse, eligible: usize, today: NaiveDate) -> DemandRow {
    let number = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    let since = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let at = facts.course_at.get(&course.course.facts.id).copied();
    let (mut offered, mut filled, mut planned, mut free, mut waiting) = (0, 0, 0, 0, 0);
    for session in facts.sessions.values().filter(|of| Some(of.course) == at && !of.cancelled) {
        let Some(places) = session.places.and_then(|places| u32::try_from(places).ok()) else { continue };
        let had = number(session.bookings.iter().filter(|booking| booking.had_place()).count());
        if (since..today).contains(&session.day) {
            offered += places;
            filled += had;
        }
        if session.day >= today {
            let is_offered = |booking: &&BookingFact| booking.state == BookingState::Offered;
            planned += 1;
            free += places.saturating_sub(had + number(session.bookings.iter().filter(is_offered).count()));
            waiting += number(session.bookings.iter().filter(|booking| booking.waits()).count());
        }
    }
    let wanted = Wanted {
        eligible: number(eligible),
        waiting,
        requests: u32::try_from(course.requests).unwrap_or(u32::MAX),
        places: u32::try_from(course.places).unwrap_or(1),
        filled: (offered > 0).then_some((offered, filled)),
        planned: (planned, free),
    };
    let (dates, dates_to_plan) = dates(&wanted);
    DemandRow {
        course_slug: course.course.slug.clone(),
        course_title: course.title.clone(),
        eligible: wanted.eligible,
        waiting: wanted.waiting,
        requests: wanted.requests,
        dates,
        dates_to_plan,
        sum: in_words(&wanted),
    }
}
