//! What organisations completed as a whole: the course, the day, and the people who were there.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::belonging::{holds_on, london_day};
use crate::{
    domain::{
        ids::{OrganisationId, PersonId, RowId, SessionId},
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::bookings::booking::{CourseBrief, PersonBrief},
        schema::{
            bookings, courses, memberships, organisation_completions as completions, organisations, people,
        },
    },
};

/// Training an organisation did as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganisationTraining {
    /// The organisation's name.
    pub organisation: String,
    /// What it completed.
    pub course: CourseBrief,
    /// When; null where nobody knows.
    pub completed_on: Option<NaiveDate>,
    /// At which session; null for training from before.
    pub session_id: Option<SessionId>,
    /// How many of its people were there.
    pub people_count: usize,
    /// Those of them who still belong to it, by name.
    pub people: Vec<PersonBrief>,
}

type Row = (RowId, (OrganisationId, String), (String, String), Option<NaiveDate>, Option<SessionId>);

/// What these organisations completed as a whole, the latest first, in a constant number of statements.
///
/// # Errors
/// When the database fails.
pub fn of(
    connection: &mut AnyConnection,
    ids: &[OrganisationId],
    now: DateTime<Utc>,
) -> Result<Vec<OrganisationTraining>, Error> {
    let mut rows: Vec<Row> = completions::table
        .inner_join(courses::table)
        .inner_join(organisations::table)
        .filter(completions::organisation_id.eq_any(ids))
        .filter(completions::withdrawn_at.is_null())
        .select((
            completions::id,
            (organisations::id, organisations::name),
            (courses::slug, courses::title),
            completions::completed_on,
            completions::session_id,
        ))
        .load(connection)?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.3, row.0)));
    let sessions: Vec<SessionId> = rows.iter().filter_map(|row| row.4).collect();
    let there: Vec<(SessionId, Option<OrganisationId>, PersonId, String)> = bookings::table
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .filter(bookings::session_id.eq_any(&sessions))
        .filter(bookings::state.eq(BookingState::Attended))
        .order((people::name_folded, bookings::id))
        .select((bookings::session_id, bookings::organisation_id, people::id, people::name))
        .load(connection)?;
    let belong: Vec<(OrganisationId, PersonId)> = memberships::table
        .filter(memberships::organisation_id.eq_any(ids))
        .filter(memberships::person_id.eq_any(there.iter().map(|(.., person, _)| *person)))
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(london_day(now)))
        .select((memberships::organisation_id, memberships::person_id))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(_, (id, organisation), (slug, title), completed_on, session_id)| {
            let of_it: Vec<_> = there
                .iter()
                .filter(|(session, of, ..)| Some(*session) == session_id && *of == Some(id))
                .collect();
            OrganisationTraining {
                organisation,
                course: CourseBrief { slug, title },
                completed_on,
                session_id,
                people_count: of_it.len(),
                people: of_it
                    .into_iter()
                    .filter(|(.., person, _)| belong.contains(&(id, *person)))
                    .map(|(.., person, name)| PersonBrief { id: *person, name: name.clone() })
                    .collect(),
            }
        })
        .collect())
}
