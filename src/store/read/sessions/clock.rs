//! What the clock alone changes about the sessions that are shown.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{dsl::min, prelude::*};

use crate::store::{AnyConnection, error::Error, schema::sessions};

/// When next, now or later, a session begins, or booking of one opens or closes; none if there is no such time.
///
/// # Errors
/// When the database fails.
pub fn next_turn(connection: &mut AnyConnection, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Error> {
    type Times = (Option<NaiveDateTime>, Option<NaiveDateTime>, Option<NaiveDateTime>);
    let now = now.naive_utc();
    let begins = sessions::table.filter(sessions::starts_at.ge(now)).select(min(sessions::starts_at));
    let opens =
        sessions::table.filter(sessions::booking_opens_at.ge(now)).select(min(sessions::booking_opens_at));
    let closes =
        sessions::table.filter(sessions::booking_closes_at.ge(now)).select(min(sessions::booking_closes_at));
    let (begins, opens, closes): Times =
        diesel::select((begins.single_value(), opens.single_value(), closes.single_value()))
            .get_result(connection)?;
    Ok([begins, opens, closes].into_iter().flatten().min().map(|at| at.and_utc()))
}
