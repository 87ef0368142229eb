//! Organisations over the years: trained as a whole, supported now, joining next.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        access::Actor,
        figures::{Facts, NONE, Period},
        ids::OrganisationId,
        organisation_years::OrganisationWay,
        uptake::{Ask, Scope, each_booking},
        words::{BookingState, OrganisationKind},
    },
    store::read::reports::{
        behind,
        organisation_ways::{self, Ways},
    },
    usecases::{UseCases, error::Failure},
};

/// Which organisations: trained within these days, and how many people then; or ever.
#[derive(Debug, Clone, Copy, Default)]
pub struct OrganisationsAsk {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

impl OrganisationsAsk {
    /// The days, if any were said.
    pub(super) fn period(self, today: NaiveDate) -> Result<Option<Period>, Failure> {
        match (self.from, self.to) {
            (None, None) => Ok(None),
            (from, to) => Ok(Some(Period::of(from, to, today)?)),
        }
    }
}

/// An organisation over the years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrganisationRow {
    /// Its id.
    pub id: OrganisationId,
    /// What it is called.
    #[schema(example = "Hillside Primary School")]
    pub name: String,
    /// What kind of body it is.
    pub kind: OrganisationKind,
    /// Trained as a whole: a commissioned session for all, or said by an import.
    pub trained: bool,
    /// The day on which that was so first; null where nobody knows.
    #[schema(example = "2021-03-11")]
    pub trained_on: Option<NaiveDate>,
    /// In which courses.
    pub courses: Vec<String>,
    /// Supported today: in a running cohort, with an open request, or with a date of its own in the last 12 months.
    pub supported: bool,
    /// Invited to a cohort, or agreed to a request, that has not begun.
    pub joining_next: bool,
    /// Different people who completed something under it.
    pub people_trained: usize,
}

/// A year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrganisationYear {
    /// The year.
    pub year: i32,
    /// Organisations first trained as a whole in it.
    pub trained: usize,
    /// Different people who completed something in it under an organisation.
    pub people: usize,
}

/// Organisations over the years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrganisationsReport {
    /// The day asked on.
    pub on: NaiveDate,
    /// How many are trained as a whole.
    pub trained: usize,
    /// How many are supported today.
    pub supported: usize,
    /// How many join next.
    pub joining_next: usize,
    /// Different people who completed something under any of them.
    pub people_trained: usize,
    /// Year by year, the earliest first.
    pub years: Vec<OrganisationYear>,
    /// Each that is trained, supported or joins next, or had people trained; by name.
    pub items: Vec<OrganisationRow>,
}

impl UseCases {
    /// How organisations stand, as far as somebody sees them: a coordinator all, others those under which their people
    /// booked, or that they lead.
    ///
    /// # Errors
    /// Days that are no period.
    pub async fn read_organisations_report(
        &self,
        actor: Actor,
        ask: OrganisationsAsk,
    ) -> Result<OrganisationsReport, Failure> {
        let (now, today) = (self.db.clock().now(), self.figures_day());
        self.with_facts(move |c, facts| {
            let scope = behind::scope(c, facts, &actor, now)?;
            let scope = Scope { trainer: None, ..scope };
            let period = ask.period(today)?;
            let ways = organisation_ways::ways(c, now.naive_utc())?;
            Ok(report(facts, &scope, &ways, period, today))
        })
        .await
    }
}

/// Who completed something under an organisation, and on which day; everybody who was seen once or more.
pub(super) fn trained_people(
    facts: &Facts,
    scope: &Scope,
    period: Option<Period>,
) -> BTreeSet<(u32, Option<NaiveDate>, u32)> {
    let everything = Ask {
        period: Period { from: NaiveDate::MIN, to: NaiveDate::MAX },
        by: crate::domain::figures::By::Organisation,
        course: None,
        ladder: None,
        organisation: None,
        kind: None,
        trainer: None,
        scope: scope.clone(),
    };
    let mut found = BTreeSet::new();
    let within = |on: Option<NaiveDate>| period.is_none_or(|of| on.is_some_and(|on| of.has(on)));
    each_booking(facts, &everything, |_, booking, day| {
        let on = booking.attended_on.or(Some(day));
        if booking.state == BookingState::Attended && booking.organisation != NONE && within(on) {
            found.insert((booking.organisation, on, booking.person));
        }
    });
    for learning in &facts.brought_in {
        let counts = learning.organisation != NONE && within(learning.on);
        if counts && scope.has(learning.person, learning.organisation) {
            found.insert((learning.organisation, learning.on, learning.person));
        }
    }
    found
}

fn report(
    facts: &Facts,
    scope: &Scope,
    ways: &Ways,
    period: Option<Period>,
    today: NaiveDate,
) -> OrganisationsReport {
    let people = trained_people(facts, scope, period);
    let mut by_organisation: HashMap<u32, BTreeSet<u32>> = HashMap::new();
    let mut by_year: BTreeMap<i32, (usize, BTreeSet<u32>)> = BTreeMap::new();
    for (organisation, on, person) in &people {
        by_organisation.entry(*organisation).or_default().insert(*person);
        if let Some(on) = on {
            by_year.entry(on.year()).or_default().1.insert(*person);
        }
    }
    let nothing = OrganisationWay::default();
    let mut items = Vec::new();
    for (at, organisation) in (0..).zip(&facts.organisations) {
        let people_trained = by_organisation.get(&at).map_or(0, BTreeSet::len);
        if !scope.everything && !scope.organisations.contains(&at) && people_trained == 0 {
            continue;
        }
        // What stands of it as a whole is for whoever leads it; a line manager sees their people.
        let whole = scope.everything || scope.organisations.contains(&at);
        let way = ways.of.get(&organisation.id).filter(|_| whole).unwrap_or(&nothing);
        let first = way.first_trained();
        let trained = way.is_trained() && period.is_none_or(|of| first.is_some_and(|on| of.has(on)));
        let row = OrganisationRow {
            id: organisation.id,
            name: organisation.name.clone(),
            kind: organisation.kind,
            trained,
            trained_on: first.filter(|_| trained),
            courses: if trained { courses(facts, ways, organisation.id) } else { Vec::new() },
            supported: way.supported_on(today),
            joining_next: way.joins_after(today),
            people_trained,
        };
        if row.trained || row.supported || row.joining_next || people_trained > 0 {
            if let Some(on) = row.trained_on {
                by_year.entry(on.year()).or_default().0 += 1;
            }
            items.push(row);
        }
    }
    items.sort_by_cached_key(|row| (row.name.to_lowercase(), row.id));
    let everybody: BTreeSet<u32> = people.iter().map(|(_, _, person)| *person).collect();
    OrganisationsReport {
        on: today,
        trained: items.iter().filter(|row| row.trained).count(),
        supported: items.iter().filter(|row| row.supported).count(),
        joining_next: items.iter().filter(|row| row.joining_next).count(),
        people_trained: everybody.len(),
        years: by_year
            .into_iter()
            .map(|(year, (trained, people))| OrganisationYear { year, trained, people: people.len() })
            .collect(),
        items,
    }
}

fn courses(facts: &Facts, ways: &Ways, of: OrganisationId) -> Vec<String> {
    let mut titles: Vec<String> = ways
        .trainings
        .iter()
        .filter(|(organisation, ..)| *organisation == of)
        .filter_map(|(_, course, _)| facts.courses.get(*facts.course_at.get(course)?))
        .map(|course| course.title.clone())
        .collect();
    titles.dedup();
    titles
}
