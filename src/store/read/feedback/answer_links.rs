//! Links by which somebody answers without signing in.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        feedback::LinkKind,
        ids::{BookingId, PersonId, RowId},
    },
    store::{AnyConnection, error::Error, schema::answer_links},
};

/// A link's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = answer_links, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct LinkRow {
    pub id: RowId,
    pub booking_id: BookingId,
    pub kind: LinkKind,
    pub person_id: PersonId,
    pub created_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub used_at: Option<NaiveDateTime>,
    pub withdrawn_at: Option<NaiveDateTime>,
}

impl LinkRow {
    /// Whether it was taken back.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn_at.is_some()
    }

    /// Whether its own time is over.
    #[must_use]
    pub fn is_expired(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.and_utc() < now
    }
}

/// The link of this id.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, id: RowId) -> Result<Option<LinkRow>, Error> {
    Ok(answer_links::table.find(id).select(LinkRow::as_select()).first(connection).optional()?)
}

/// The links of a booking, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_booking(connection: &mut AnyConnection, booking: BookingId) -> Result<Vec<LinkRow>, Error> {
    Ok(answer_links::table
        .filter(answer_links::booking_id.eq(booking))
        .order(answer_links::id)
        .select(LinkRow::as_select())
        .load(connection)?)
}

/// The person's own links of a booking that are neither over nor taken back.
///
/// # Errors
/// When the database fails.
pub fn open_of(
    connection: &mut AnyConnection,
    booking: BookingId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<LinkRow>, Error> {
    let mut all = of_booking(connection, booking)?;
    all.retain(|link| {
        let once = link.kind != LinkKind::Feedback;
        link.person_id == person
            && !link.is_withdrawn()
            && !link.is_expired(now)
            && (!once || link.used_at.is_none())
    });
    Ok(all)
}
