//! Who was refused a place for lack of what the course asks for.

use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::unknown;
use crate::{
    domain::{
        access::Actor,
        figures::{Facts, Period},
        grammar::listed,
        ids::{CourseId, GroupId},
        uptake::Scope,
    },
    store::{
        AnyConnection,
        read::reports::{
            behind,
            blocked::{self, Refused},
        },
    },
    usecases::{UseCases, error::Failure},
};

/// What a prerequisite is called that was edited since.
const BEFORE: &str = "what it asked for before";

/// Which refusals: of these months, whole, and of one course or all.
#[derive(Debug, Clone, Default)]
pub struct BlockedAsk {
    /// A day of the first month; this year's first when `None`.
    pub from: Option<NaiveDate>,
    /// A day of the last month; today when `None`.
    pub to: Option<NaiveDate>,
    /// The slug of one course.
    pub course: Option<String>,
}

/// A prerequisite that people were refused by in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BlockedRow {
    /// The course they asked for.
    #[schema(example = "development")]
    pub course_slug: String,
    /// What it is called.
    #[schema(example = "Development")]
    pub course_title: String,
    /// The prerequisite they lacked.
    pub requirement: GroupId,
    /// What it asks for.
    #[schema(example = "Introduction")]
    pub requirement_label: String,
    /// The month.
    #[schema(example = "2027-01")]
    pub month: String,
    /// How many people, each counted once.
    pub people: usize,
}

impl UseCases {
    /// How many people asked for a place and were refused by which prerequisite, month by month.
    ///
    /// # Errors
    /// A course that is not there; days that are no period.
    pub async fn read_blocked(&self, actor: Actor, ask: BlockedAsk) -> Result<Vec<BlockedRow>, Failure> {
        let (now, today) = (self.db.clock().now(), self.figures_day());
        self.with_facts(move |c, facts| {
            let scope = behind::scope(c, facts, &actor, now)?;
            let found = refused(c, facts, &scope, &ask, today)?;
            let groups: Vec<GroupId> =
                found.iter().map(|one| one.group).collect::<HashSet<_>>().into_iter().collect();
            let labels = blocked::labels(c, &groups)?;
            let mut rows: BTreeMap<(NaiveDate, CourseId, GroupId), usize> = BTreeMap::new();
            for one in &found {
                *rows.entry((one.month, one.course, one.group)).or_default() += 1;
            }
            let row = |((month, course, group), people): ((NaiveDate, CourseId, GroupId), usize)| {
                let course = facts.course_at.get(&course).and_then(|at| facts.courses.get(*at))?;
                let label = labels.iter().find(|(id, _)| *id == group);
                Some(BlockedRow {
                    course_slug: course.slug.clone(),
                    course_title: course.title.clone(),
                    requirement: group,
                    requirement_label: label
                        .map_or_else(|| BEFORE.to_owned(), |(_, ways)| listed(ways, "or")),
                    month: month.format("%Y-%m").to_string(),
                    people,
                })
            };
            Ok(rows.into_iter().rev().filter_map(row).collect())
        })
        .await
    }
}

/// Those that are asked about, as far as somebody sees them.
pub(super) fn refused(
    connection: &mut AnyConnection,
    facts: &Facts,
    scope: &Scope,
    ask: &BlockedAsk,
    today: NaiveDate,
) -> Result<Vec<Refused>, Failure> {
    let course = match &ask.course {
        Some(slug) => {
            let course = facts.courses.iter().find(|of| of.slug == *slug);
            Some(course.ok_or_else(|| unknown("course", "course"))?.id)
        }
        None => None,
    };
    let period = Period::of(ask.from, ask.to, today)?;
    let first = period.from.with_day(1).unwrap_or(period.from);
    let mut found = blocked::refused(connection, (first, period.to), course)?;
    found.retain(|one| {
        let person = facts.person_at.get(&one.person).copied();
        scope.has(person.unwrap_or(u32::MAX), facts.organisation(one.organisation))
    });
    Ok(found)
}
