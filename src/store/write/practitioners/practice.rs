//! Being listed, being supported, and being told that something lapses.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::{
    domain::ids::{CourseId, PersonId},
    store::{
        error::Error,
        schema::{lapse_notices, lapse_notices_off, practice_supports as supports, practitioners},
        write_tx::WriteTx,
    },
};

/// Lists somebody; false when they are listed already.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &mut WriteTx<'_>, person: PersonId) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    once(tx, |tx| {
        diesel::insert_into(practitioners::table)
            .values((practitioners::person_id.eq(person), practitioners::listed_at.eq(now)))
            .execute(tx.conn())
            .map_err(Error::from)
    })
}

/// Takes somebody off the list; false when they are not on it.
///
/// # Errors
/// When the database fails.
pub fn take_off(tx: &mut WriteTx<'_>, person: PersonId) -> Result<bool, Error> {
    Ok(diesel::delete(practitioners::table.find(person)).execute(tx.conn())? == 1)
}

/// Keeps whom somebody names, instead of whomever they named before. The hub (`None`) supports from now on, a colleague
/// once they say yes.
///
/// # Errors
/// When the database fails.
pub fn name(tx: &mut WriteTx<'_>, person: PersonId, supporter: Option<PersonId>) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::delete(supports::table.find(person)).execute(tx.conn())?;
    diesel::insert_into(supports::table)
        .values((
            supports::person_id.eq(person),
            supports::supporter_id.eq(supporter),
            supports::asked_at.eq(now),
            supports::agreed_at.eq(supporter.is_none().then_some(now)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Says yes to supporting somebody who asks; false when nobody asks.
///
/// # Errors
/// When the database fails.
pub fn agree(tx: &mut WriteTx<'_>, supporter: PersonId, person: PersonId) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let asked = supports::table
        .find(person)
        .filter(supports::supporter_id.eq(supporter))
        .filter(supports::agreed_at.is_null());
    Ok(diesel::update(asked).set(supports::agreed_at.eq(Some(now))).execute(tx.conn())? == 1)
}

/// Ends that somebody is, or asks to be, supported by whomever; false when they are not.
///
/// # Errors
/// When the database fails.
pub fn end_own(tx: &mut WriteTx<'_>, person: PersonId) -> Result<bool, Error> {
    Ok(diesel::delete(supports::table.find(person)).execute(tx.conn())? == 1)
}

/// Ends that one supports another, or is asked to; false when that is not so.
///
/// # Errors
/// When the database fails.
pub fn end_of(tx: &mut WriteTx<'_>, supporter: PersonId, person: PersonId) -> Result<bool, Error> {
    let theirs = supports::table.find(person).filter(supports::supporter_id.eq(supporter));
    Ok(diesel::delete(theirs).execute(tx.conn())? == 1)
}

/// Switches the mails about what lapses off, or on again.
///
/// # Errors
/// When the database fails.
pub fn switch_mails(tx: &mut WriteTx<'_>, person: PersonId, on: bool) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    if on {
        diesel::delete(lapse_notices_off::table.find(person)).execute(tx.conn())?;
    } else {
        once(tx, |tx| {
            diesel::insert_into(lapse_notices_off::table)
                .values((lapse_notices_off::person_id.eq(person), lapse_notices_off::since.eq(now)))
                .execute(tx.conn())
                .map_err(Error::from)
        })?;
    }
    Ok(())
}

/// Keeps that somebody is told of what lapses; false when they were told before.
///
/// # Errors
/// When the database fails.
pub fn tell_once(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    (course, lapses_on): (CourseId, NaiveDate),
) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    once(tx, |tx| {
        diesel::insert_into(lapse_notices::table)
            .values((
                lapse_notices::person_id.eq(person),
                lapse_notices::course_id.eq(course),
                lapse_notices::lapses_on.eq(lapses_on),
                lapse_notices::told_at.eq(now),
            ))
            .execute(tx.conn())
            .map_err(Error::from)
    })
}

/// Adds a row unless there is one of its key; false when there is.
fn once(
    tx: &mut WriteTx<'_>,
    add: impl FnOnce(&mut WriteTx<'_>) -> Result<usize, Error>,
) -> Result<bool, Error> {
    match tx.savepoint(add) {
        Ok(added) => Ok(added == 1),
        Err(Error::Conflict(_)) => Ok(false),
        Err(other) => Err(other),
    }
}
