//! What is held of somebody as a practitioner ends with their record, and goes across with it.

use diesel::prelude::*;

use crate::{
    domain::ids::PersonId,
    store::{
        error::Error,
        schema::{
            evidence_packs, lapse_notices, lapse_notices_off, practice_supports as supports,
            practitioner_asks as asks, practitioners, session_complaints,
        },
        write_tx::WriteTx,
    },
};

/// What stands where words stood that must not be missing.
const NO_WORDS: &str = "Removed";

/// Erases it: being listed, supporting and being supported, what they asked for and were answered.
///
/// # Errors
/// When the database fails.
pub fn erase(tx: &mut WriteTx<'_>, records: &[PersonId]) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::delete(practitioners::table.filter(practitioners::person_id.eq_any(records)))
        .execute(tx.conn())?;
    let theirs = supports::person_id.eq_any(records).or(supports::supporter_id
        .assume_not_null()
        .eq_any(records)
        .and(supports::supporter_id.is_not_null()));
    diesel::delete(supports::table.filter(theirs)).execute(tx.conn())?;
    diesel::delete(lapse_notices::table.filter(lapse_notices::person_id.eq_any(records)))
        .execute(tx.conn())?;
    diesel::delete(lapse_notices_off::table.filter(lapse_notices_off::person_id.eq_any(records)))
        .execute(tx.conn())?;
    diesel::update(asks::table.filter(asks::person_id.eq_any(records)))
        .set((
            asks::what.eq(NO_WORDS),
            asks::place.eq(None::<String>),
            asks::wanted.eq(None::<String>),
            asks::phone.eq(None::<String>),
            asks::answer.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    // An answer reaches nobody any more.
    let open = asks::person_id.eq_any(records).and(asks::answered_at.is_null());
    diesel::update(asks::table.filter(open)).set(asks::answered_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

/// Gives it to another record of the same person.
///
/// # Errors
/// When the database fails.
pub fn give(tx: &mut WriteTx<'_>, from: PersonId, into: PersonId) -> Result<(), Error> {
    // Being listed is a yes of one record: what the one that stays said counts.
    diesel::delete(practitioners::table.find(from)).execute(tx.conn())?;
    let both = supports::person_id.eq_any([from, into]).and(
        supports::supporter_id
            .assume_not_null()
            .eq_any([from, into])
            .and(supports::supporter_id.is_not_null()),
    );
    diesel::delete(supports::table.filter(both)).execute(tx.conn())?;
    let has: i64 = supports::table.find(into).count().get_result(tx.conn())?;
    if has > 0 {
        diesel::delete(supports::table.find(from)).execute(tx.conn())?;
    } else {
        diesel::update(supports::table.find(from)).set(supports::person_id.eq(into)).execute(tx.conn())?;
    }
    diesel::update(supports::table.filter(supports::supporter_id.eq(from)))
        .set(supports::supporter_id.eq(Some(into)))
        .execute(tx.conn())?;
    // Told once is told; at worst they are told once more.
    diesel::delete(lapse_notices::table.filter(lapse_notices::person_id.eq(from))).execute(tx.conn())?;
    diesel::delete(lapse_notices_off::table.find(from)).execute(tx.conn())?;
    diesel::update(asks::table.filter(asks::person_id.eq(from)))
        .set(asks::person_id.eq(into))
        .execute(tx.conn())?;
    diesel::update(session_complaints::table.filter(session_complaints::noted_by.eq(from)))
        .set(session_complaints::noted_by.eq(into))
        .execute(tx.conn())?;
    diesel::update(evidence_packs::table.filter(evidence_packs::made_by.eq(from)))
        .set(evidence_packs::made_by.eq(into))
        .execute(tx.conn())?;
    Ok(())
}
