//! Courses as answers and pages show them.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::courses::CourseRow;
use crate::{
    domain::{
        ids::{AccreditationId, CourseId, GroupId, OrganisationId},
        prerequisites::{Requirement, Target},
        words::{Delivery, OrganisationKind, RequirementKind},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            facts::{
                audiences,
                course_facts::{self, AskedFor},
                targets::NamedTarget,
            },
            revised::Revised,
        },
        schema::{accreditation_audiences, accreditation_courses, accreditations, courses, ladders, rungs},
        search::anywhere,
    },
};

/// A course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CourseView {
    /// Its id.
    pub id: CourseId,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The slug of the ladder it is a step of; null for a course on none.
    pub ladder: Option<String>,
    /// Which step of the ladder, from 1.
    pub rung: Option<i32>,
    /// What that step is called.
    pub rung_name: Option<String>,
    /// What it is.
    pub summary: String,
    /// Whom it is for.
    pub audience: String,
    /// What it leaves people able to do.
    pub outcomes: Vec<String>,
    /// `zoom`, `room` or `on_site`.
    pub delivery: Delivery,
    /// Length of a date. A set lasts that long for each of its dates, or so long in all where that is nearer to its dates.
    pub duration_minutes: i32,
    /// CPD for attending all of it.
    pub cpd_minutes: i32,
    /// Places of a session unless it says otherwise.
    pub capacity: i32,
    /// What must be behind somebody: every group, of each any one.
    pub prerequisites: Vec<GroupView>,
    /// The accreditation in force; null when there is none.
    pub accreditation: Option<AccreditationBrief>,
    /// Whether it is not published yet, so that coordinators alone see it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
}

/// Requirements of which any one is enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GroupView {
    /// Its id, another one once it is edited.
    pub id: GroupId,
    /// The ways to meet it.
    pub any_of: Vec<RequirementView>,
}

/// One way to meet a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RequirementView {
    /// `course`, `credential`, `organisation_course` or `declaration`.
    pub kind: RequirementKind,
    /// The course's title, the credential's name or the declaration's statement.
    pub label: String,
    /// The course's slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub course: Option<String>,
    /// The credential's slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// The declaration's slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declaration: Option<String>,
    /// Only what lies within so many months before the first date counts; null for no such limit.
    pub within_months: Option<u32>,
}

/// An accreditation as a course shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccreditationBrief {
    /// The accrediting body.
    pub body: String,
    /// Its reference.
    pub reference: String,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// The kinds of organisation it covers training for; all when empty.
    pub audiences: Vec<OrganisationKind>,
}

/// Which courses a list shows.
#[derive(Debug, Clone, Default)]
pub struct CourseFilter {
    /// Of this ladder.
    pub ladder: Option<String>,
    /// On this rung.
    pub rung: Option<i32>,
    /// With this in the title, folded.
    pub title: Option<String>,
    /// Those that are no longer given, instead of those that are.
    pub retired: bool,
    /// Those that are not published yet instead.
    pub drafts: bool,
    /// After the course of this slug.
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

/// From whose side courses are looked at: an accreditation counts for its provider and its period.
#[derive(Debug, Clone, Copy)]
pub struct Standpoint<'a> {
    /// Who gives the training.
    pub provider: &'a str,
    /// The day.
    pub today: NaiveDate,
}

type Place = (String, i32, i32, String);

/// The courses a filter lets through, ladder by ladder in their order, in a constant number of queries.
///
/// # Errors
/// When the database fails.
pub fn courses(
    connection: &mut AnyConnection,
    filter: &CourseFilter,
    from: Standpoint<'_>,
) -> Result<Vec<Revised<CourseView>>, Error> {
    let mut query = courses::table
        .left_join(rungs::table.inner_join(ladders::table))
        .select((
            CourseRow::as_select(),
            (ladders::slug, ladders::position, rungs::position, rungs::name).nullable(),
        ))
        .into_boxed();
    if let Some(ladder) = &filter.ladder {
        query = query.filter(ladders::slug.nullable().eq(ladder.clone()));
    }
    if let Some(rung) = filter.rung {
        query = query.filter(rungs::position.nullable().eq(rung));
    }
    if let Some(title) = &filter.title {
        query = query.filter(courses::title_folded.like(anywhere(title)).escape('\\'));
    }
    query = match (filter.drafts, filter.retired) {
        (true, _) => query.filter(courses::draft.eq(true)),
        (false, true) => query.filter(courses::retired_at.is_not_null()).filter(courses::draft.eq(false)),
        (false, false) => query.filter(courses::retired_at.is_null()),
    };
    let mut rows: Vec<(CourseRow, Option<Place>)> = query.load(connection)?;
    rows.sort_by(|(a, at), (b, bt)| {
        let key = |place: &Option<Place>| {
            place.as_ref().map_or((i32::MAX, i32::MAX), |(_, ladder, rung, _)| (*ladder, *rung))
        };
        (key(at), &a.title_folded, a.id).cmp(&(key(bt), &b.title_folded, b.id))
    });
    let skipped = match &filter.after {
        Some(after) => rows.iter().position(|(row, _)| row.slug == *after).map_or(rows.len(), |at| at + 1),
        None => 0,
    };
    rows.drain(..skipped);
    rows.truncate(filter.limit);
    views(connection, rows, from)
}

/// The course of this slug.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn course(
    connection: &mut AnyConnection,
    slug: &str,
    from: Standpoint<'_>,
) -> Result<Revised<CourseView>, Error> {
    let rows: Vec<(CourseRow, Option<Place>)> = courses::table
        .left_join(rungs::table.inner_join(ladders::table))
        .filter(courses::slug.eq(slug))
        .select((
            CourseRow::as_select(),
            (ladders::slug, ladders::position, rungs::position, rungs::name).nullable(),
        ))
        .load(connection)?;
    views(connection, rows, from)?.pop().ok_or(Error::Missing)
}

fn views(
    connection: &mut AnyConnection,
    rows: Vec<(CourseRow, Option<Place>)>,
    from: Standpoint<'_>,
) -> Result<Vec<Revised<CourseView>>, Error> {
    let ids: Vec<CourseId> = rows.iter().map(|(row, _)| row.id).collect();
    let AskedFor { groups, targets } = course_facts::asked_for(connection, &ids)?;
    let accreditations = in_force(connection, &ids, from)?;
    rows.into_iter()
        .map(|(row, place)| {
            let outcomes = serde_json::from_str(&row.outcomes)
                .map_err(|e| Error::Broken(format!("outcomes of a course: {e}")))?;
            let prerequisites = groups
                .iter()
                .filter(|(course, _)| *course == row.id)
                .map(|(_, group)| GroupView {
                    id: group.id,
                    any_of: group.any_of.iter().map(|one| requirement(&targets, one)).collect(),
                })
                .collect();
            let accreditation =
                accreditations.iter().find(|(course, _)| *course == row.id).map(|(_, brief)| brief.clone());
            let (ladder, rung, rung_name) = match place {
                Some((ladder, _, rung, name)) => (Some(ladder), Some(rung), Some(name)),
                None => (None, None, None),
            };
            let view = CourseView {
                id: row.id,
                slug: row.slug,
                title: row.title,
                ladder,
                rung,
                rung_name,
                summary: row.summary,
                audience: row.audience,
                outcomes,
                delivery: row.delivery,
                duration_minutes: row.duration_minutes,
                cpd_minutes: row.cpd_minutes,
                capacity: row.capacity,
                prerequisites,
                accreditation,
                draft: row.draft,
            };
            Ok(Revised { revision: row.revision, view })
        })
        .collect()
}

fn requirement(targets: &[NamedTarget], asked: &Requirement) -> RequirementView {
    let reference = asked.target.reference();
    let slug = targets.iter().find(|named| named.of == reference).map(|named| named.slug.clone());
    let mut view = RequirementView {
        kind: asked.target.kind(),
        label: asked.label.clone(),
        course: None,
        credential: None,
        declaration: None,
        within_months: asked.within_months,
    };
    match asked.target {
        Target::Course(_) | Target::OrganisationCourse(_) => view.course = slug,
        Target::Credential(_) => view.credential = slug,
        Target::Declaration(_) => view.declaration = slug,
    }
    view
}

/// The accreditations in force for these courses, the one whose period began last first.
fn in_force(
    connection: &mut AnyConnection,
    ids: &[CourseId],
    from: Standpoint<'_>,
) -> Result<Vec<(CourseId, AccreditationBrief)>, Error> {
    type Row = (CourseId, AccreditationId, String, String, NaiveDate, NaiveDate);
    let rows: Vec<Row> = accreditation_courses::table
        .inner_join(accreditations::table)
        .filter(accreditation_courses::course_id.eq_any(ids))
        .filter(accreditations::provider.eq(from.provider))
        .filter(accreditations::valid_from.le(from.today))
        .filter(accreditations::valid_to.ge(from.today))
        .order((accreditations::valid_from.desc(), accreditations::id))
        .select((
            accreditation_courses::course_id,
            accreditations::id,
            accreditations::body,
            accreditations::reference,
            accreditations::valid_from,
            accreditations::valid_to,
        ))
        .load(connection)?;
    let own: Vec<AccreditationId> = rows.iter().map(|row| row.1).collect();
    let audiences: Vec<(AccreditationId, OrganisationKind)> = accreditation_audiences::table
        .filter(accreditation_audiences::accreditation_id.eq_any(own))
        .order(accreditation_audiences::organisation_kind)
        .select((accreditation_audiences::accreditation_id, accreditation_audiences::organisation_kind))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(course, id, body, reference, first, last)| {
            let audiences = audiences.iter().filter(|(of, _)| *of == id).map(|(_, kind)| *kind).collect();
            (course, AccreditationBrief { body, reference, from: first, to: last, audiences })
        })
        .collect())
}

/// Whom a course is limited to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Restriction {
    /// Members of these organisations.
    #[serde(default)]
    pub organisations: Vec<OrganisationId>,
    /// Members of organisations of these kinds: `council`, `school`, `health`, `police`, `voluntary`, `other`.
    #[serde(default)]
    pub kinds: Vec<OrganisationKind>,
}

/// Whom a course is limited to; nobody in particular when both lists are empty.
///
/// # Errors
/// When the database fails.
pub fn restriction(connection: &mut AnyConnection, course: CourseId) -> Result<Restriction, Error> {
    let whom = audiences::audiences(connection, &[course])?.pop().map(|(_, whom)| whom).unwrap_or_default();
    let organisations = whom.organisations.into_iter().map(|(id, _)| id).collect();
    Ok(Restriction { organisations, kinds: whom.kinds })
}
