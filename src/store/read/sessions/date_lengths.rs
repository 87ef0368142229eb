//! How long dates really ran, where that is not what was planned.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        attendance::ScheduledDate,
        ids::{DateId, PersonId, RowId},
    },
    store::{
        AnyConnection,
        error::Error,
        read::bookings::booking::PersonBrief,
        schema::{date_lengths, people},
    },
};

/// A correction of a date's length.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = date_lengths)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct LengthRow {
    pub id: RowId,
    pub date_id: DateId,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub reason: String,
    pub by_person: PersonId,
    pub at: NaiveDateTime,
}

/// How long a date really ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LengthView {
    /// The date.
    pub date_id: DateId,
    /// When it really began.
    pub starts_at: DateTime<Utc>,
    /// When it really ended.
    pub ends_at: DateTime<Utc>,
    /// Why that is not what was planned.
    pub reason: String,
    /// Who said so.
    pub by: PersonBrief,
    /// When.
    pub at: DateTime<Utc>,
}

/// The corrections in force of these dates, one a date.
///
/// # Errors
/// When the database fails.
pub fn of_dates(connection: &mut AnyConnection, ids: &[DateId]) -> Result<Vec<LengthView>, Error> {
    let rows: Vec<(LengthRow, String)> = date_lengths::table
        .inner_join(people::table)
        .filter(date_lengths::date_id.eq_any(ids))
        .order((date_lengths::date_id, date_lengths::at.desc(), date_lengths::id.desc()))
        .select((LengthRow::as_select(), people::name))
        .load(connection)?;
    let mut newest: Vec<LengthView> = Vec::new();
    for (row, name) in rows {
        if newest.last().is_some_and(|last| last.date_id == row.date_id) {
            continue;
        }
        newest.push(LengthView {
            date_id: row.date_id,
            starts_at: row.starts_at.and_utc(),
            ends_at: row.ends_at.and_utc(),
            reason: row.reason,
            by: PersonBrief { id: row.by_person, name },
            at: row.at.and_utc(),
        });
    }
    Ok(newest)
}

/// Dates as they took place: as planned, or as corrected.
#[must_use]
pub fn as_ran(
    planned: impl IntoIterator<Item = ScheduledDate>,
    corrected: &[LengthView],
) -> Vec<ScheduledDate> {
    planned
        .into_iter()
        .map(|date| match corrected.iter().find(|one| one.date_id == date.id) {
            Some(ran) => ScheduledDate { id: date.id, starts_at: ran.starts_at, ends_at: ran.ends_at },
            None => date,
        })
        .collect()
}
