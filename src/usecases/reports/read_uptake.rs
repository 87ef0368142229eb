//! Who came: the figures of a period, by one thing.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{figures::unknown, kept_means::KeptMeans};
use crate::{
    domain::{
        access::Actor,
        figure_means::Means,
        figures::{By, Facts, Measure, Period, first_of},
        ids::{OrganisationId, PersonId},
        uptake::{Ask, Counts, Key, Scope, uptake},
        words::OrganisationKind,
    },
    store::{AnyConnection, read::reports::behind},
    usecases::{
        UseCases,
        error::{Failure, Refused},
    },
};

/// Which figures are asked for.
#[derive(Debug, Clone)]
pub struct UptakeAsk {
    /// The first day; the year's first when `None`.
    pub from: Option<NaiveDate>,
    /// The last day; today when `None`.
    pub to: Option<NaiveDate>,
    /// What the table has a row for.
    pub by: By,
    /// On the course of this slug alone.
    pub course: Option<String>,
    /// On the ladder of this slug alone.
    pub ladder: Option<String>,
    /// Under this organisation alone.
    pub organisation: Option<OrganisationId>,
    /// Under organisations of this kind alone.
    pub organisation_kind: Option<OrganisationKind>,
    /// On this trainer's sessions alone.
    pub trainer: Option<PersonId>,
}

/// The figures of one row.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct UptakeRow {
    /// What it is for, in a word: an organisation's id, a slug, `2027-01`; `none` for what belongs to none, `total` for
    /// all of it.
    #[schema(example = "introduction")]
    pub key: String,
    /// What people call it.
    #[schema(example = "Introduction")]
    pub label: String,
    /// Sessions on which somebody had a place.
    pub sessions: i32,
    /// Places held through to the date.
    pub booked: i32,
    /// Of those, completed.
    pub attended: i32,
    /// Of those, there for part of it.
    pub partly_attended: i32,
    /// Of those, not there.
    pub no_show: i32,
    /// Places given up at short notice.
    pub short_notice: i32,
    /// Different people who had a place.
    pub people: i32,
    /// Certificates in force that were given for these places.
    pub certificates: i32,
    /// CPD in whole minutes.
    pub cpd_minutes: i64,
    /// The mean of what people answered on scales from 1 to 5, of whole months; null below five people, and where it
    /// would tell what fewer than five answered.
    #[schema(example = 4.4)]
    pub feedback_mean: Option<f64>,
    /// How much is in use and makes a difference after six weeks, from 1 to 5; null as with feedback.
    #[schema(example = 3.9)]
    pub impact_weeks_6_mean: Option<f64>,
    /// The same after six months.
    #[schema(example = 3.7)]
    pub impact_months_6_mean: Option<f64>,
    /// Places there were; null where sessions are not counted as a whole.
    #[schema(example = 40)]
    pub places_offered: Option<i32>,
    /// How many of them were held.
    #[schema(example = 33)]
    pub places_filled: Option<i32>,
    /// People who wait for a place, or have one offered.
    pub waiting: i32,
}

/// The figures of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct UptakeReport {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    /// What the rows are for.
    pub by: By,
    /// The rows, in the order in which people look for them.
    pub rows: Vec<UptakeRow>,
    /// All of it, everybody counted once.
    pub total: UptakeRow,
}

impl UseCases {
    /// The figures that somebody sees: a coordinator of everything, the head of an organisation of what was booked under
    /// it, a manager of their people, a trainer of their own sessions.
    ///
    /// # Errors
    /// A filter that names nothing; `by` trainer for somebody who is neither coordinator nor trainer.
    pub async fn read_uptake(&self, actor: Actor, ask: UptakeAsk) -> Result<UptakeReport, Failure> {
        let (now, today) = (self.db.clock().now(), self.figures_day());
        let figures = Arc::clone(&self.figures);
        self.with_facts(move |c, facts| {
            let scope = behind::scope(c, facts, &actor, now)?;
            let ask = read_ask(facts, &actor, &ask, scope, today)?;
            report(c, facts, &figures.means, &ask)
        })
        .await
    }
}

/// What is asked, in the places of the facts.
pub(super) fn read_ask(
    facts: &Facts,
    actor: &Actor,
    ask: &UptakeAsk,
    scope: Scope,
    today: NaiveDate,
) -> Result<Ask, Failure> {
    let mut scope = scope;
    if ask.by == By::Trainer && !actor.is_coordinator {
        if !actor.is_trainer {
            return Err(Refused::NeverYourRole.into());
        }
        // A trainer's own row, whomever they manage beside that.
        scope = Scope { trainer: scope.trainer, ..Scope::default() };
    }
    let course = ask.course.as_deref().map(|slug| {
        facts.courses.iter().position(|of| of.slug == slug).ok_or_else(|| unknown("course", "course"))
    });
    let ladder = ask.ladder.as_deref().map(|slug| {
        facts.ladders.iter().position(|of| of.slug == slug).ok_or_else(|| unknown("ladder", "ladder"))
    });
    let organisation = ask.organisation.map(|id| {
        facts.organisation_at.get(&id).copied().ok_or_else(|| unknown("organisation", "organisation"))
    });
    Ok(Ask {
        period: Period::of(ask.from, ask.to, today)?,
        by: ask.by,
        course: course.transpose()?,
        ladder: ladder.transpose()?,
        organisation: organisation.transpose()?,
        kind: ask.organisation_kind,
        trainer: ask.trainer,
        scope,
    })
}

fn report(
    connection: &mut AnyConnection,
    facts: &Facts,
    kept: &KeptMeans,
    ask: &Ask,
) -> Result<UptakeReport, Failure> {
    let counted = uptake(facts, ask);
    let of = |measure| kept.of(facts, ask, measure);
    let means = [of(Measure::Feedback), of(Measure::Weeks6), of(Measure::Months6)];
    let trainers = counted.rows.keys().filter_map(|key| match key {
        Key::Trainer(trainer) => *trainer,
        _ => None,
    });
    let names = behind::names(connection, trainers)?;
    let mut keyed: Vec<(Key, UptakeRow)> = counted
        .rows
        .iter()
        .map(|(key, counts)| {
            let means = means.each_ref().map(|of: &Means| of.rows.get(key).copied());
            (*key, row((key.word(facts), label(*key, facts, &names)), counts, means))
        })
        .collect();
    sort(&mut keyed, facts);
    let total =
        row(("total".to_owned(), "All together".to_owned()), &counted.total, means.map(|of| of.total));
    Ok(UptakeReport {
        from: ask.period.from,
        to: ask.period.to,
        by: ask.by,
        rows: keyed.into_iter().map(|(_, row)| row).collect(),
        total,
    })
}

fn row(
    (key, label): (String, String),
    counts: &Counts,
    [feedback_mean, impact_weeks_6_mean, impact_months_6_mean]: [Option<f64>; 3],
) -> UptakeRow {
    UptakeRow {
        key,
        label,
        sessions: counts.sessions,
        booked: counts.booked,
        attended: counts.attended,
        partly_attended: counts.partly_attended,
        no_show: counts.no_show,
        short_notice: counts.short_notice,
        people: counts.people,
        certificates: counts.certificates,
        cpd_minutes: counts.cpd_minutes,
        feedback_mean,
        impact_weeks_6_mean,
        impact_months_6_mean,
        places_offered: counts.places.map(|(offered, _)| offered),
        places_filled: counts.places.map(|(_, filled)| filled),
        waiting: counts.waiting,
    }
}

/// Organisations, kinds and trainers by name, courses by step, what is of none last.
fn sort(rows: &mut [(Key, UptakeRow)], facts: &Facts) {
    rows.sort_by_cached_key(|(key, row)| {
        let none = row.key == "none";
        let step = match key {
            Key::Course(at) => {
                facts.courses.get(*at).map(|course| course.step.map_or((1, 0, 0), |(l, s)| (0, l, s)))
            }
            _ => None,
        };
        let named = matches!(key, Key::Organisation(_) | Key::Kind(_) | Key::Trainer(_) | Key::Course(_));
        let name = if named { row.label.to_lowercase() } else { String::new() };
        (none, step, name, *key)
    });
}

/// What people call a kind of organisation, many of them.
#[must_use]
pub const fn kinds(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Council => "Councils",
        OrganisationKind::School => "Schools",
        OrganisationKind::Health => "Health",
        OrganisationKind::Police => "Police",
        OrganisationKind::Voluntary => "Voluntary and community",
        OrganisationKind::Other => "Others",
    }
}

/// What a row is called.
pub(super) fn label(key: Key, facts: &Facts, names: &HashMap<PersonId, String>) -> String {
    match key {
        Key::Organisation(at) => {
            facts.organisation_of(at).map_or_else(|| "No organisation".to_owned(), |of| of.name.clone())
        }
        Key::Kind(kind) => kind.map_or("No organisation", kinds).to_owned(),
        Key::Course(at) => facts.courses.get(at).map_or_else(String::new, |course| course.title.clone()),
        Key::Ladder(at) => at
            .and_then(|at| facts.ladders.get(at))
            .map_or_else(|| "On no ladder".to_owned(), |ladder| ladder.name.clone()),
        Key::Month(month) => first_of(month).format("%B %Y").to_string(),
        Key::Year(year) => year.to_string(),
        Key::Trainer(None) => "Nobody yet".to_owned(),
        Key::Trainer(Some(trainer)) => {
            names.get(&trainer).cloned().unwrap_or_else(|| "somebody whose name is gone".to_owned())
        }
    }
}
