//! Of two results of one person on one session one counts: what they said of the course goes with it.

use diesel::{dsl::exists, prelude::*, select};

use crate::{
    domain::ids::BookingId,
    store::{
        error::Error,
        read::feedback::{
            given::{AnswerRow, FeedbackRow},
            impacts::ImpactRow,
        },
        schema::{
            answer_links, feedback, feedback_answers, feedback_quotes, feedback_shown_people,
            feedback_shown_texts, impact_asks, impact_consents, impacts, quote_decisions,
        },
        write_tx::WriteTx,
    },
};

/// Gives feedback, impact and links of one booking to another. Where that has its own, its own counts.
///
/// # Errors
/// When the database fails.
pub fn give(tx: &mut WriteTx<'_>, from: BookingId, into: BookingId) -> Result<(), Error> {
    give_feedback(tx, from, into)?;
    for row in impacts::table
        .filter(impacts::booking_id.eq(from))
        .select(ImpactRow::as_select())
        .load::<ImpactRow>(tx.conn())?
    {
        let has = impacts::table.find((into, row.stage, row.answered_by));
        diesel::delete(impacts::table.find((from, row.stage, row.answered_by))).execute(tx.conn())?;
        if !select(exists(has)).get_result::<bool>(tx.conn())? {
            diesel::insert_into(impacts::table)
                .values(&ImpactRow { booking_id: into, ..row })
                .execute(tx.conn())?;
        }
    }
    diesel::delete(impact_asks::table.filter(impact_asks::booking_id.eq(from))).execute(tx.conn())?;
    // A yes was said about one booking, and is asked for anew where it is not that of the other.
    diesel::delete(impact_consents::table.find(from)).execute(tx.conn())?;
    diesel::update(answer_links::table.filter(answer_links::booking_id.eq(from)))
        .set(answer_links::booking_id.eq(into))
        .execute(tx.conn())?;
    Ok(())
}

fn give_feedback(tx: &mut WriteTx<'_>, from: BookingId, into: BookingId) -> Result<(), Error> {
    let row: Option<FeedbackRow> =
        feedback::table.find(from).select(FeedbackRow::as_select()).first(tx.conn()).optional()?;
    let Some(row) = row else { return Ok(()) };
    let has: bool = select(exists(feedback::table.find(into))).get_result(tx.conn())?;
    let answers: Vec<AnswerRow> = feedback_answers::table
        .filter(feedback_answers::booking_id.eq(from))
        .select(AnswerRow::as_select())
        .load(tx.conn())?;
    diesel::delete(quote_decisions::table.filter(quote_decisions::booking_id.eq(from))).execute(tx.conn())?;
    diesel::delete(feedback_quotes::table.filter(feedback_quotes::booking_id.eq(from))).execute(tx.conn())?;
    diesel::delete(feedback_answers::table.filter(feedback_answers::booking_id.eq(from)))
        .execute(tx.conn())?;
    diesel::delete(feedback::table.find(from)).execute(tx.conn())?;
    if !has {
        diesel::insert_into(feedback::table)
            .values(&FeedbackRow { booking_id: into, ..row })
            .execute(tx.conn())?;
        for answer in answers {
            diesel::insert_into(feedback_answers::table)
                .values(&AnswerRow { booking_id: into, ..answer })
                .execute(tx.conn())?;
        }
    }
    let shown: bool =
        select(exists(feedback_shown_people::table.filter(feedback_shown_people::booking_id.eq(into))))
            .get_result(tx.conn())?;
    // What was shown stays; it was about one person all the time.
    if shown {
        diesel::delete(feedback_shown_people::table.filter(feedback_shown_people::booking_id.eq(from)))
            .execute(tx.conn())?;
    } else {
        diesel::update(feedback_shown_people::table.filter(feedback_shown_people::booking_id.eq(from)))
            .set(feedback_shown_people::booking_id.eq(into))
            .execute(tx.conn())?;
    }
    diesel::update(feedback_shown_texts::table.filter(feedback_shown_texts::booking_id.eq(from)))
        .set(feedback_shown_texts::booking_id.eq(into))
        .execute(tx.conn())?;
    Ok(())
}
