//! What somebody wrote about courses ends with them; how many marks there were stays.

use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, PersonId},
        impact::ImpactSide,
    },
    store::{
        error::Error,
        read::feedback::answer_links::LinkRow,
        schema::{
            answer_links, feedback, feedback_answers, feedback_quotes, feedback_shown_texts, impact_consents,
            impact_mails_off, impacts, quote_decisions,
        },
        write_tx::WriteTx,
    },
};

/// Erases what these people wrote, and the links by which they could write more.
///
/// # Errors
/// When the database fails.
pub fn erase(tx: &mut WriteTx<'_>, records: &[PersonId], own: &[BookingId]) -> Result<(), Error> {
    what_managers_wrote(tx, records)?;
    macro_rules! delete_of_bookings {
        ($own:ident: $($table:ident),+) => {$(
            diesel::delete($table::table.filter($table::booking_id.eq_any($own))).execute(tx.conn())?;
        )+};
    }
    // A statement takes so many values at most.
    for own in own.chunks(500) {
        delete_of_bookings!(own: quote_decisions, feedback_quotes, feedback_shown_texts, impact_consents, answer_links);
        let written = feedback_answers::booking_id.eq_any(own).and(feedback_answers::words.is_not_null());
        diesel::delete(feedback_answers::table.filter(written)).execute(tx.conn())?;
        diesel::update(feedback::table.filter(feedback::booking_id.eq_any(own)))
            .set((feedback::quote_allowed.eq(false), feedback::quote_role.eq(None::<String>)))
            .execute(tx.conn())?;
        diesel::update(impacts::table.filter(impacts::booking_id.eq_any(own)))
            .set(impacts::words.eq(None::<String>))
            .execute(tx.conn())?;
    }
    diesel::delete(answer_links::table.filter(answer_links::person_id.eq_any(records))).execute(tx.conn())?;
    diesel::delete(impact_mails_off::table.filter(impact_mails_off::person_id.eq_any(records)))
        .execute(tx.conn())?;
    Ok(())
}

/// What they wrote as somebody's manager: known by the link they answered by.
fn what_managers_wrote(tx: &mut WriteTx<'_>, records: &[PersonId]) -> Result<(), Error> {
    let theirs: Vec<LinkRow> = answer_links::table
        .filter(answer_links::person_id.eq_any(records))
        .filter(answer_links::used_at.is_not_null())
        .select(LinkRow::as_select())
        .load(tx.conn())?;
    for link in theirs {
        let Some((stage, ImpactSide::Manager)) = link.kind.asks() else { continue };
        diesel::update(impacts::table.find((link.booking_id, stage, ImpactSide::Manager)))
            .set(impacts::words.eq(None::<String>))
            .execute(tx.conn())?;
    }
    Ok(())
}
