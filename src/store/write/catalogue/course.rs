//! Courses with their prerequisites and audiences.

use diesel::prelude::*;

use crate::{
    domain::{
        courses::{GroupChanges, NewRequirement, PlannedGroup},
        ids::{CourseId, GroupId, OrganisationId, RequirementId, RowId},
        words::OrganisationKind,
    },
    store::{
        error::Error,
        read::catalogue::courses::CourseRow,
        schema::{course_audiences, courses, prerequisite_groups, requirements},
        write_tx::WriteTx,
    },
};

/// Adds a course.
///
/// # Errors
/// [`Error::Conflict`] when one of this slug exists.
pub fn add_course(tx: &mut WriteTx<'_>, row: &CourseRow) -> Result<(), Error> {
    tx.savepoint(|tx| {
        diesel::insert_into(courses::table).values(row).execute(tx.conn()).map_err(Error::from)
    })?;
    Ok(())
}

/// Stores a changed course as a whole, under the next revision. Its slug stays: it stands in links that were mailed.
///
/// # Errors
/// When the database fails.
pub fn store_course(tx: &mut WriteTx<'_>, row: &CourseRow) -> Result<(), Error> {
    diesel::update(courses::table.find(row.id))
        .set((
            (
                courses::title.eq(&row.title),
                courses::title_folded.eq(&row.title_folded),
                courses::rung_id.eq(row.rung_id),
                courses::summary.eq(&row.summary),
                courses::audience.eq(&row.audience),
                courses::outcomes.eq(&row.outcomes),
                courses::delivery.eq(row.delivery),
                courses::duration_minutes.eq(row.duration_minutes),
                courses::cpd_minutes.eq(row.cpd_minutes),
                courses::capacity.eq(row.capacity),
            ),
            (
                courses::enough_percent.eq(row.enough_percent),
                courses::enough_dates.eq(row.enough_dates),
                courses::notice_days.eq(row.notice_days),
                courses::needs_approval.eq(row.needs_approval),
                courses::by_commission.eq(row.by_commission),
                courses::trains_organisation.eq(row.trains_organisation),
                courses::trains_organisation_from.eq(row.trains_organisation_from),
                courses::invites_trained_organisations.eq(row.invites_trained_organisations),
                courses::badges_show_organisation.eq(row.badges_show_organisation),
                courses::current_months.eq(row.current_months),
                courses::renewed_by.eq(row.renewed_by),
                courses::retired_at.eq(row.retired_at),
                courses::revision.eq(courses::revision + 1),
            ),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Touches a course's row before it is read for an edit, so that a second edit waits for the first and then sees its
/// revision.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn hold_course(tx: &mut WriteTx<'_>, course: CourseId) -> Result<(), Error> {
    let touched = diesel::update(courses::table.find(course))
        .set(courses::revision.eq(courses::revision))
        .execute(tx.conn())?;
    if touched == 0 { Err(Error::Missing) } else { Ok(()) }
}

/// Gives a course the groups it is to have from now on.
///
/// # Errors
/// When the database fails.
pub fn set_groups(tx: &mut WriteTx<'_>, course: CourseId, changes: &GroupChanges) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    for retired in &changes.retired {
        diesel::update(prerequisite_groups::table.find(retired))
            .set(prerequisite_groups::retired_at.eq(now))
            .execute(tx.conn())?;
    }
    for (position, group) in (1_i32..).zip(&changes.groups) {
        match group {
            PlannedGroup::Kept(id) => {
                diesel::update(prerequisite_groups::table.find(id))
                    .set(prerequisite_groups::position.eq(position))
                    .execute(tx.conn())?;
            }
            PlannedGroup::New(any_of) => add_group(tx, course, position, any_of)?,
        }
    }
    Ok(())
}

fn add_group(
    tx: &mut WriteTx<'_>,
    course: CourseId,
    position: i32,
    any_of: &[NewRequirement],
) -> Result<(), Error> {
    let id: GroupId = tx.new_id();
    diesel::insert_into(prerequisite_groups::table)
        .values((
            prerequisite_groups::id.eq(id),
            prerequisite_groups::course_id.eq(course),
            prerequisite_groups::position.eq(position),
        ))
        .execute(tx.conn())?;
    for (position, requirement) in (1_i32..).zip(any_of) {
        let own: RequirementId = tx.new_id();
        let reference = requirement.target.reference();
        diesel::insert_into(requirements::table)
            .values((
                requirements::id.eq(own),
                requirements::group_id.eq(id),
                requirements::position.eq(position),
                requirements::kind.eq(requirement.target.kind()),
                requirements::ref_id.eq(reference.as_bytes().as_slice()),
                requirements::within_months
                    .eq(requirement.within_months.and_then(|months| i32::try_from(months).ok())),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Limits a course to members of these organisations and kinds of organisation; to nobody in particular when both
/// are empty.
///
/// # Errors
/// [`Error::Conflict`] when an organisation does not exist.
pub fn set_audience(
    tx: &mut WriteTx<'_>,
    course: CourseId,
    organisations: &[OrganisationId],
    kinds: &[OrganisationKind],
) -> Result<(), Error> {
    diesel::delete(course_audiences::table.filter(course_audiences::course_id.eq(course)))
        .execute(tx.conn())?;
    let organisations = organisations.iter().map(|id| (Some(*id), None));
    for (organisation, kind) in organisations.chain(kinds.iter().map(|kind| (None, Some(*kind)))) {
        let id: RowId = tx.new_id();
        diesel::insert_into(course_audiences::table)
            .values((
                course_audiences::id.eq(id),
                course_audiences::course_id.eq(course),
                course_audiences::organisation_id.eq(organisation),
                course_audiences::organisation_kind.eq(kind),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}
