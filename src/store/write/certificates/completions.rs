//! What people and organisations have completed.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::{
    domain::ids::{BookingId, CompletionId, CourseId, OrganisationId, PersonId, RowId, SessionId},
    store::{
        AnyConnection,
        backend::insert_all,
        error::Error,
        schema::{completions, organisation_completions},
        together::Together,
        write_tx::WriteTx,
    },
};

/// A person's completion of a course.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = completions, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct CompletionRow {
    pub id: CompletionId,
    pub person_id: PersonId,
    pub course_id: CourseId,
    pub organisation_id: Option<OrganisationId>,
    pub completed_on: Option<NaiveDate>,
    pub cpd_minutes: i32,
    pub booking_id: Option<BookingId>,
    /// `register`, or the file it was brought in from.
    pub source: String,
    pub withdrawn_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
}

/// Adds a completion.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &CompletionRow) -> Result<(), Error> {
    if let Some(row) = tx.let_wait(row.clone()) {
        diesel::insert_into(completions::table).values(&row).execute(tx.conn())?;
    }
    Ok(())
}

impl Together for CompletionRow {
    const PLACE: u8 = 1;

    fn add(rows: &[Self], connection: &mut AnyConnection) -> Result<(), Error> {
        insert_all!(connection, completions::table, rows)?;
        Ok(())
    }
}

/// Withdraws what the register recorded for these bookings.
///
/// # Errors
/// When the database fails.
pub fn withdraw_of_bookings(tx: &mut WriteTx<'_>, ids: &[BookingId]) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(
        completions::table
            .filter(completions::booking_id.eq_any(ids))
            .filter(completions::withdrawn_at.is_null()),
    )
    .set(completions::withdrawn_at.eq(Some(now)))
    .execute(tx.conn())?;
    Ok(())
}

/// Lets what a booking's register recorded stand again: that which was withdrawn when it was opened again at `at`.
///
/// # Errors
/// When the database fails.
pub fn restore_of_booking(
    tx: &mut WriteTx<'_>,
    booking: BookingId,
    at: NaiveDateTime,
) -> Result<Option<CompletionId>, Error> {
    let withdrawn: Option<CompletionId> = completions::table
        .filter(completions::booking_id.eq(booking))
        .filter(completions::withdrawn_at.eq(at))
        .order(completions::id.desc())
        .select(completions::id)
        .first(tx.conn())
        .optional()?;
    if let Some(id) = withdrawn {
        diesel::update(completions::table.find(id))
            .set(completions::withdrawn_at.eq(None::<NaiveDateTime>))
            .execute(tx.conn())?;
    }
    Ok(withdrawn)
}

/// Records that an organisation counts as trained by a session: what was recorded of it before and withdrawn stands
/// again where it says the same.
///
/// # Errors
/// When the database fails.
pub fn record_of_organisation(
    tx: &mut WriteTx<'_>,
    organisation: OrganisationId,
    course: CourseId,
    session: SessionId,
    completed_on: NaiveDate,
) -> Result<(), Error> {
    let before: Option<RowId> = organisation_completions::table
        .filter(organisation_completions::organisation_id.eq(organisation))
        .filter(organisation_completions::session_id.eq(session))
        .filter(organisation_completions::completed_on.eq(completed_on))
        .filter(organisation_completions::withdrawn_at.is_not_null())
        .order(organisation_completions::id.desc())
        .select(organisation_completions::id)
        .first(tx.conn())
        .optional()?;
    let Some(id) = before else {
        return add_of_organisation(tx, organisation, course, session, completed_on);
    };
    diesel::update(organisation_completions::table.find(id))
        .set(organisation_completions::withdrawn_at.eq(None::<NaiveDateTime>))
        .execute(tx.conn())?;
    Ok(())
}

fn add_of_organisation(
    tx: &mut WriteTx<'_>,
    organisation: OrganisationId,
    course: CourseId,
    session: SessionId,
    completed_on: NaiveDate,
) -> Result<(), Error> {
    let (id, now): (RowId, _) = (tx.new_id(), tx.now().naive_utc());
    diesel::insert_into(organisation_completions::table)
        .values((
            organisation_completions::id.eq(id),
            organisation_completions::organisation_id.eq(organisation),
            organisation_completions::course_id.eq(course),
            organisation_completions::completed_on.eq(Some(completed_on)),
            organisation_completions::session_id.eq(Some(session)),
            organisation_completions::source.eq("register"),
            organisation_completions::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Withdraws what a session's register recorded for organisations.
///
/// # Errors
/// When the database fails.
pub fn withdraw_of_organisations(tx: &mut WriteTx<'_>, session: SessionId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(
        organisation_completions::table
            .filter(organisation_completions::session_id.eq(session))
            .filter(organisation_completions::withdrawn_at.is_null()),
    )
    .set(organisation_completions::withdrawn_at.eq(Some(now)))
    .execute(tx.conn())?;
    Ok(())
}
