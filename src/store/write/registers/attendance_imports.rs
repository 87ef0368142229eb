//! Keeping what the reports of a meeting said, and what was decided about it.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, RowId},
        time_together::Span,
    },
    store::{
        error::Error,
        read::registers::attendance_imports::{BeforeRow, ImportRow, LineRow},
        schema::{
            attendance_import_before as before, attendance_import_decisions as decisions,
            attendance_import_lines as lines, attendance_imports as imports,
        },
        write_tx::WriteTx,
    },
};

/// Adds an import with its lines.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &ImportRow, all: &[LineRow]) -> Result<(), Error> {
    diesel::insert_into(imports::table).values(row).execute(tx.conn())?;
    for line in all {
        diesel::insert_into(lines::table).values(line).execute(tx.conn())?;
    }
    Ok(())
}

/// Spans as they are kept: seconds since 1970.
#[must_use]
pub fn kept_spans(spans: &[Span]) -> String {
    let numbers: Vec<(i64, i64)> =
        spans.iter().map(|(from, to)| (from.timestamp(), to.timestamp())).collect();
    serde_json::json!(numbers).to_string()
}

/// Keeps whom the lines of an import were decided to be, in place of what was decided before, and that it was marked.
///
/// # Errors
/// When the database fails.
pub fn decide(tx: &mut WriteTx<'_>, import: RowId, decided: &[(RowId, BookingId)]) -> Result<(), Error> {
    forget_decisions(tx, import)?;
    for (line, booking) in decided {
        diesel::insert_into(decisions::table)
            .values((decisions::line_id.eq(line), decisions::booking_id.eq(booking)))
            .execute(tx.conn())?;
    }
    let now = tx.now().naive_utc();
    diesel::update(imports::table.find(import)).set(imports::applied_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

fn forget_decisions(tx: &mut WriteTx<'_>, import: RowId) -> Result<(), Error> {
    let of = lines::table.filter(lines::import_id.eq(import)).select(lines::id);
    diesel::delete(decisions::table.filter(decisions::line_id.eq_any(of))).execute(tx.conn())?;
    Ok(())
}

/// Keeps what was marked before an import was; what is kept already stands, since it is older.
///
/// # Errors
/// When the database fails.
pub fn keep_before(tx: &mut WriteTx<'_>, row: &BeforeRow) -> Result<(), Error> {
    let known: i64 = before::table.find((row.import_id, row.booking_id)).count().get_result(tx.conn())?;
    if known == 0 {
        diesel::insert_into(before::table).values(row).execute(tx.conn())?;
    }
    Ok(())
}

/// Takes an import back: nothing of it is decided or marked any more.
///
/// # Errors
/// When the database fails.
pub fn take_back(tx: &mut WriteTx<'_>, import: RowId) -> Result<(), Error> {
    forget_decisions(tx, import)?;
    diesel::delete(before::table.filter(before::import_id.eq(import))).execute(tx.conn())?;
    diesel::update(imports::table.find(import))
        .set(imports::applied_at.eq(None::<chrono::NaiveDateTime>))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes what reports said of people who are nobody on the session, once it is older than this; gives how many.
///
/// # Errors
/// When the database fails.
pub fn forget_unknown(tx: &mut WriteTx<'_>, older_than: TimeDelta) -> Result<usize, Error> {
    let until = (tx.now() - older_than).naive_utc();
    let old = imports::table.filter(imports::made_at.lt(until)).select(imports::id);
    let decided = decisions::table.select(decisions::line_id);
    let unknown = lines::table
        .filter(lines::import_id.eq_any(old))
        .filter(lines::booking_id.is_null())
        .filter(lines::id.ne_all(decided));
    Ok(diesel::delete(unknown).execute(tx.conn())?)
}
