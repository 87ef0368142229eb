//! What became of a course: answers, whom we asked, and who agrees to what.

use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, PersonId},
        impact::{Impact, ImpactSide, ImpactStage},
    },
    store::{
        error::Error,
        read::feedback::impacts::ImpactRow,
        schema::{impact_asks, impact_consents, impact_mails_off, impacts},
        write_tx::WriteTx,
    },
};

/// Keeps an answer; there is one of each side at each time.
///
/// # Errors
/// When the database fails.
pub fn add(
    tx: &mut WriteTx<'_>,
    (booking, stage, side): (BookingId, ImpactStage, ImpactSide),
    impact: &Impact,
) -> Result<ImpactRow, Error> {
    let row = ImpactRow {
        booking_id: booking,
        stage,
        answered_by: side,
        in_use: impact.in_use,
        difference: impact.difference,
        words: impact.words.clone(),
        plan: impact.plan,
        answered_at: tx.now().naive_utc(),
        id: Some(tx.new_id()),
    };
    diesel::insert_into(impacts::table).values(&row).execute(tx.conn())?;
    Ok(row)
}

/// Notes that somebody is asked.
///
/// # Errors
/// When the database fails.
pub fn note_asked(
    tx: &mut WriteTx<'_>,
    (booking, stage, side): (BookingId, ImpactStage, ImpactSide),
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::insert_into(impact_asks::table)
        .values((
            impact_asks::booking_id.eq(booking),
            impact_asks::stage.eq(stage),
            impact_asks::asked.eq(side),
            impact_asks::asked_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Notes whether the person agrees that their manager is asked.
///
/// # Errors
/// When the database fails.
pub fn set_agreed(tx: &mut WriteTx<'_>, booking: BookingId, agrees: bool) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::delete(impact_consents::table.find(booking)).execute(tx.conn())?;
    if agrees {
        diesel::insert_into(impact_consents::table)
            .values((impact_consents::booking_id.eq(booking), impact_consents::agreed_at.eq(now)))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Notes whether somebody wants mail about it.
///
/// # Errors
/// When the database fails.
pub fn set_mails_off(tx: &mut WriteTx<'_>, person: PersonId, off: bool) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::delete(impact_mails_off::table.find(person)).execute(tx.conn())?;
    if off {
        diesel::insert_into(impact_mails_off::table)
            .values((impact_mails_off::person_id.eq(person), impact_mails_off::since.eq(now)))
            .execute(tx.conn())?;
    }
    Ok(())
}
