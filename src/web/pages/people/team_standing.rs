//! Where each of a manager's people stands on every step, in the order that was asked for.

use chrono::{DateTime, NaiveDate, Utc};

use super::my_people_facts::{NextStep, Sorting, TeamCell, TeamLine, TeamRow, TeamTable};
use crate::{
    domain::{
        own_steps::{OwnStanding, Step, StepCourse},
        people::fold,
        sessions::first_start,
        team_order::{Sorted, TeamOrder, in_order, is_done},
        times::{self, day_in},
        words::BookingState,
    },
    store::read::{
        catalogue::{ladders::LadderView, teams::Team},
        people::person_views::PersonView,
    },
    web::page_facts::State,
};

/// The state of one step, with its date.
pub(in crate::web::pages) fn state(standing: &OwnStanding, step: &Step) -> (State, Option<String>) {
    let (state, on) = told(standing, step);
    (state, on.map(short))
}

fn short(on: NaiveDate) -> String {
    on.format("%-d %b %Y").to_string()
}

/// The state of one step, with its day.
pub(super) fn told(standing: &OwnStanding, step: &Step) -> (State, Option<NaiveDate>) {
    match step {
        Step::Done(done) => (State::of("good", "done"), done.on),
        Step::CountedBy(_) => (State::of("good", "done in another way"), None),
        Step::Has { booking, state, .. } => {
            let own = standing.person.bookings.iter().find(|own| own.id == *booking);
            let starts = own.and_then(|own| Some(day_in(first_start(&own.dates)?, own.timezone)));
            let (kind, word) = match state {
                BookingState::Booked => ("yours", "booked"),
                BookingState::Requested => ("waiting", "waiting for a yes"),
                BookingState::Offered => ("open", "a place has come up"),
                _ => ("waiting", "on the waiting list"),
            };
            (State::of(kind, word), starts)
        }
        Step::Open(dates) if dates.iter().all(|date| date.places_left == 0) => {
            (State::of("waiting", "every date is full"), None)
        }
        Step::Open(_) => (State::of("open", "can book now"), None),
        Step::NoDates => (State::of("quiet", "no dates yet"), None),
        Step::ByArrangement => (State::of("quiet", "by arrangement"), None),
        Step::NotYet { .. } => (State::of("quiet", "not yet"), None),
        Step::NotThen { .. } => (State::of("quiet", "not on these dates"), None),
    }
}

/// The steps of a ladder: the name of each, and the course on it.
pub(in crate::web::pages) fn steps<'t>(
    ladder: &'t LadderView,
    courses: &'t [StepCourse],
) -> Vec<(&'t str, &'t StepCourse)> {
    let mut steps = Vec::new();
    for rung in &ladder.rungs {
        for brief in &rung.courses {
            let Some(course) = courses.iter().find(|course| course.slug == brief.slug) else { continue };
            let name = if rung.courses.len() == 1 { &rung.name } else { &brief.title };
            steps.push((name.as_str(), course));
        }
    }
    steps
}

/// Somebody, with where they stand on every step of every ladder.
pub(super) struct Judged<'t> {
    /// What is known of them.
    pub(super) standing: &'t OwnStanding,
    /// Their record, as lists show it.
    pub(super) view: &'t PersonView,
    /// The ladders in the order of lists, and the steps of each.
    pub(super) ladders: Vec<Vec<Step>>,
}

impl<'t> Judged<'t> {
    /// These people in this order, those who have done `lacking` left out.
    pub(super) fn all(
        team: &'t Team,
        views: &'t [PersonView],
        lacking: Option<&str>,
        order: TeamOrder,
        now: DateTime<Utc>,
    ) -> Vec<Self> {
        let on: Vec<Vec<(&str, &StepCourse)>> =
            team.ladders.iter().map(|ladder| steps(ladder, &team.courses)).collect();
        let judged = team.members.iter().filter_map(|standing| {
            let view = views.iter().find(|view| view.id == standing.person.id)?;
            let step = |course: &StepCourse| standing.step(course, &team.courses, now);
            let ladders: Vec<Vec<Step>> =
                on.iter().map(|steps| steps.iter().map(|(_, course)| step(course)).collect()).collect();
            let done = lacking.is_some_and(|slug| {
                let of = |(ladder, step): (&Vec<(&str, &StepCourse)>, &Vec<Step>)| {
                    ladder.iter().zip(step).any(|((_, course), step)| course.slug == slug && is_done(step))
                };
                on.iter().zip(&ladders).any(of)
            });
            (!done).then_some(Self { standing, view, ladders })
        });
        in_order(judged.map(|one| (one.sorted(), one)).collect(), order)
    }

    fn sorted(&self) -> Sorted {
        Sorted {
            name: fold(&self.view.name),
            organisation: self.view.organisations.first().map(|of| fold(&of.name)),
            next: self.ladders.iter().enumerate().find_map(|(ladder, steps)| {
                let (step, starts, _) = self.next_of(steps)?;
                Some((ladder, step, starts))
            }),
        }
    }

    /// The step of a ladder that they can be booked on next: which, when its first date begins, and that date's day.
    pub(super) fn next_of(&self, steps: &[Step]) -> Option<(usize, DateTime<Utc>, NextDate)> {
        steps.iter().enumerate().find_map(|(at, step)| {
            let next = self.first_date(step)?;
            Some((at, next.starts_at, next))
        })
    }

    fn first_date(&self, step: &Step) -> Option<NextDate> {
        let Step::Open(dates) = step else { return None };
        let date = dates.first()?;
        let session = self.standing.sessions.iter().find(|session| session.facts.id == date.session)?;
        let starts_at = first_start(&session.facts.dates)?;
        Some(NextDate {
            starts_at,
            on: day_in(starts_at, session.facts.timezone),
            address: format!("/my-people/book?session={}&person={}", date.session, self.view.id),
        })
    }

    fn cell(&self, name: &str, step: &Step) -> TeamCell {
        let mut lines = Vec::new();
        // That it was done stays visible beside that it is booked again.
        if let Step::Has { before: Some(done), .. } = step {
            lines.push(TeamLine::of(State::of("good", "done"), done.on.map(short)));
        }
        let (state, note) = state(self.standing, step);
        let mut line = TeamLine::of(state, note);
        if let Some(next) = self.first_date(step) {
            line.address = Some(next.address);
            line.whom = format!("{name} for {}", self.view.name);
        }
        lines.push(line);
        TeamCell { column: name.to_owned(), lines }
    }

    /// Where they belong, in one line.
    pub(super) fn organisations(&self) -> String {
        let names: Vec<&str> = self.view.organisations.iter().map(|of| of.name.as_str()).collect();
        names.join(", ")
    }
}

/// The first date of a step that somebody can be booked on.
pub(super) struct NextDate {
    pub(super) starts_at: DateTime<Utc>,
    pub(super) on: NaiveDate,
    /// Where they are booked on it.
    pub(super) address: String,
}

/// Where these people stand on each ladder: the ladders on which somebody has begun come first, the others folded; if
/// nobody has begun any, all are shown. Where people come from different organisations each says which.
pub(super) fn tables(team: &Team, people: &[Judged<'_>], sorting: &Sorting) -> Vec<TeamTable> {
    let organisations: Vec<String> = people.iter().map(Judged::organisations).collect();
    let several = organisations.windows(2).any(|two| two[0] != two[1]);
    let mut tables = Vec::new();
    for (at, ladder) in team.ladders.iter().enumerate() {
        let steps = steps(ladder, &team.courses);
        let begun = people
            .iter()
            .flat_map(|one| &one.ladders[at])
            .any(|step| matches!(step, Step::Done(_) | Step::Has { .. } | Step::CountedBy(_)));
        let row = |one: &Judged<'_>| TeamRow {
            name: one.view.name.clone(),
            address: format!("/people/{}", one.view.id),
            organisation: several.then(|| one.organisations()).filter(|names| !names.is_empty()),
            next: one.next_of(&one.ladders[at]).map(|(step, _, next)| NextStep {
                address: next.address,
                step: steps[step].0.to_owned(),
                when: times::day_without_year(next.on),
            }),
            cells: steps.iter().zip(&one.ladders[at]).map(|((name, _), step)| one.cell(name, step)).collect(),
        };
        let table = TeamTable {
            name: ladder.name.clone(),
            steps: steps.iter().map(|(name, _)| (*name).to_owned()).collect(),
            rows: people.iter().map(row).collect(),
            folded: false,
            sorting: sorting.clone(),
        };
        tables.push((begun, table));
    }
    let any_begun = tables.iter().any(|(begun, _)| *begun);
    tables.sort_by_key(|(begun, _)| !begun);
    tables.into_iter().map(|(begun, table)| TeamTable { folded: any_begun && !begun, ..table }).collect()
}
