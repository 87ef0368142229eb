//! What people say of training they have already done, as they and the coordinators read it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{PersonId, RowId},
        words::ClaimState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::bookings::booking::PersonBrief,
        schema::{courses, credential_kinds, people, training_claims as claims},
    },
};

/// A claim of training already done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimView {
    /// Its id.
    pub id: RowId,
    /// Whose it is.
    pub person: PersonBrief,
    /// What they say they did.
    pub words: String,
    /// When, as they remember it; a year stands as its first day, null when they do not know.
    pub done_on: Option<NaiveDate>,
    /// `open`, `confirmed` or `declined`.
    pub state: ClaimState,
    /// When they said so.
    pub claimed_at: DateTime<Utc>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// What it was confirmed as: a course's title or a credential's name.
    pub confirmed_as: Option<String>,
    /// The day it counts from; null when nobody knows it.
    pub confirmed_on: Option<NaiveDate>,
    /// Why it was declined.
    pub reason: Option<String>,
}

/// Which claims a list shows.
#[derive(Debug, Clone, Default)]
pub struct ClaimFilter {
    /// Of this person alone.
    pub person: Option<PersonId>,
    /// In this state alone.
    pub state: Option<ClaimState>,
    /// After this one.
    pub after: Option<RowId>,
    /// At most so many.
    pub limit: i64,
}

type Row = (
    (RowId, String, Option<NaiveDate>, ClaimState),
    (PersonId, String),
    (NaiveDateTime, Option<NaiveDateTime>),
    (Option<String>, Option<String>, Option<NaiveDate>, Option<String>),
);

/// The claims a filter lets through, oldest first.
///
/// # Errors
/// When the database fails.
pub fn list(connection: &mut AnyConnection, filter: &ClaimFilter) -> Result<Vec<ClaimView>, Error> {
    let mut query = claims::table
        .inner_join(people::table.on(people::id.eq(claims::person_id)))
        .left_join(courses::table)
        .left_join(credential_kinds::table)
        .order(claims::id)
        .limit(filter.limit)
        .select((
            (claims::id, claims::words, claims::done_on, claims::state),
            (people::id, people::name),
            (claims::claimed_at, claims::decided_at),
            (
                courses::title.nullable(),
                credential_kinds::name.nullable(),
                claims::confirmed_on,
                claims::reason,
            ),
        ))
        .into_boxed();
    if let Some(person) = filter.person {
        query = query.filter(claims::person_id.eq(person));
    }
    if let Some(state) = filter.state {
        query = query.filter(claims::state.eq(state));
    }
    if let Some(after) = filter.after {
        query = query.filter(claims::id.gt(after));
    }
    let rows: Vec<Row> = query.load(connection)?;
    Ok(rows.into_iter().map(view).collect())
}

/// One claim.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn one(connection: &mut AnyConnection, id: RowId) -> Result<ClaimView, Error> {
    let person = claims::table.find(id).select(claims::person_id).first(connection)?;
    let filter = ClaimFilter { person: Some(person), limit: i64::MAX, ..ClaimFilter::default() };
    list(connection, &filter)?.into_iter().find(|claim| claim.id == id).ok_or(Error::Missing)
}

fn view(((id, words, done_on, state), person, (claimed_at, decided_at), decision): Row) -> ClaimView {
    let (course, credential, confirmed_on, reason) = decision;
    ClaimView {
        id,
        person: PersonBrief { id: person.0, name: person.1 },
        words,
        done_on,
        state,
        claimed_at: claimed_at.and_utc(),
        decided_at: decided_at.map(|at| at.and_utc()),
        confirmed_as: course.or(credential),
        confirmed_on,
        reason,
    }
}
