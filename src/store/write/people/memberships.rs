//! Memberships: confirmed, ended, found again. Adding one is in `people`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::{
    domain::ids::{MembershipId, OrganisationId, PersonId},
    domain::words::MembershipProof,
    store::{
        AnyConnection, error::Error, read::people::belonging::not_over_on, schema::memberships,
        write_tx::WriteTx,
    },
};

/// A membership's row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = memberships)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct MembershipRow {
    pub id: MembershipId,
    pub person_id: PersonId,
    pub organisation_id: OrganisationId,
    pub from_on: Option<NaiveDate>,
    pub to_on: Option<NaiveDate>,
    pub is_lead: bool,
    pub confirmed_at: Option<NaiveDateTime>,
    pub confirmed_how: Option<MembershipProof>,
    pub created_at: NaiveDateTime,
    pub told_at: Option<NaiveDateTime>,
    pub disputed_at: Option<NaiveDateTime>,
}

/// The membership with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: MembershipId) -> Result<MembershipRow, Error> {
    Ok(memberships::table.find(id).select(MembershipRow::as_select()).first(connection)?)
}

/// The memberships of a person that have not ended before `today`, oldest first.
///
/// # Errors
/// When the database fails.
pub fn current_of(
    connection: &mut AnyConnection,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<MembershipRow>, Error> {
    Ok(memberships::table
        .filter(memberships::person_id.eq(person))
        .filter(not_over_on(today))
        .order(memberships::id)
        .select(MembershipRow::as_select())
        .load(connection)?)
}

/// Confirms a membership, now; one that is confirmed already stays as it was.
///
/// # Errors
/// When the database fails.
pub fn confirm(tx: &mut WriteTx<'_>, id: MembershipId, how: MembershipProof) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(memberships::table.find(id).filter(memberships::confirmed_at.is_null()))
        .set((memberships::confirmed_at.eq(Some(now)), memberships::confirmed_how.eq(Some(how))))
        .execute(tx.conn())?;
    Ok(())
}

/// Says whether the member leads the organisation.
///
/// # Errors
/// When the database fails.
pub fn set_lead(tx: &mut WriteTx<'_>, id: MembershipId, is_lead: bool) -> Result<(), Error> {
    diesel::update(memberships::table.find(id)).set(memberships::is_lead.eq(is_lead)).execute(tx.conn())?;
    Ok(())
}

/// Ends a membership with this day as its last.
///
/// # Errors
/// When the database fails.
pub fn end(tx: &mut WriteTx<'_>, id: MembershipId, last_day: NaiveDate) -> Result<(), Error> {
    diesel::update(memberships::table.find(id))
        .set(memberships::to_on.eq(Some(last_day)))
        .execute(tx.conn())?;
    Ok(())
}

/// Keeps that the person knows of a membership and of who sees what by it.
///
/// # Errors
/// When the database fails.
pub fn told(tx: &mut WriteTx<'_>, id: MembershipId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(memberships::table.find(id).filter(memberships::told_at.is_null()))
        .set(memberships::told_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// The person says that a membership is wrong: it ends with this day as its last, until a coordinator answers.
///
/// # Errors
/// When the database fails.
pub fn dispute(tx: &mut WriteTx<'_>, id: MembershipId, last_day: NaiveDate) -> Result<(), Error> {
    let now = Some(tx.now().naive_utc());
    diesel::update(memberships::table.find(id))
        .set((
            memberships::to_on.eq(Some(last_day)),
            memberships::disputed_at.eq(now),
            memberships::told_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A coordinator has answered whoever said that a membership is wrong: it goes on, or stays ended.
///
/// # Errors
/// When the database fails.
pub fn answer_dispute(tx: &mut WriteTx<'_>, id: MembershipId, goes_on: bool) -> Result<(), Error> {
    let of = memberships::table.find(id);
    diesel::update(of).set(memberships::disputed_at.eq(None::<NaiveDateTime>)).execute(tx.conn())?;
    if goes_on {
        diesel::update(of).set(memberships::to_on.eq(None::<NaiveDate>)).execute(tx.conn())?;
    }
    Ok(())
}

/// Gives every membership of one person to another.
///
/// # Errors
/// When the database fails.
pub fn give_to(tx: &mut WriteTx<'_>, id: MembershipId, person: PersonId) -> Result<(), Error> {
    diesel::update(memberships::table.find(id)).set(memberships::person_id.eq(person)).execute(tx.conn())?;
    Ok(())
}

/// Whether a person is, or ever was, a member of an organisation.
///
/// # Errors
/// When the database fails.
pub fn ever(
    connection: &mut AnyConnection,
    person: PersonId,
    organisation: OrganisationId,
) -> Result<bool, Error> {
    let rows: i64 = memberships::table
        .filter(memberships::person_id.eq(person))
        .filter(memberships::organisation_id.eq(organisation))
        .count()
        .get_result(connection)?;
    Ok(rows > 0)
}
