//! What people say of training they have already done, as they and the coordinators read it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::{
        ids::{CourseId, CredentialKindId, PersonId, RowId},
        prerequisites::Target,
        words::ClaimState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::booking::PersonBrief,
            certificates::claim_evidence::{self, EvidenceView},
            facts::targets,
        },
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
    /// Which of the courses and credentials that are asked for they say it was; null for any other.
    pub claimed: Option<ClaimedTraining>,
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
    /// The files that show it; those of a decided claim go after a while.
    // Answers that were kept before there were files are given again as well.
    #[serde(default)]
    pub evidence: Vec<EvidenceView>,
}

/// A course or a credential that somebody says they did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimedTraining {
    /// Its slug.
    pub training: String,
    /// A course's title or a credential's name.
    pub title: String,
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
    (Option<CourseId>, Option<CredentialKindId>),
);

/// The claims a filter lets through, oldest first.
///
/// # Errors
/// When the database fails.
pub fn list(connection: &mut AnyConnection, filter: &ClaimFilter) -> Result<Vec<ClaimView>, Error> {
    let mut query = claims::table
        .inner_join(people::table.on(people::id.eq(claims::person_id)))
        .left_join(courses::table.on(claims::course_id.eq(courses::id.nullable())))
        .left_join(credential_kinds::table.on(claims::credential_kind_id.eq(credential_kinds::id.nullable())))
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
            (claims::claimed_course_id, claims::claimed_kind_id),
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
    let ids: Vec<RowId> = rows.iter().map(|row| row.0.0).collect();
    let named = claimed(connection, &rows)?;
    let mut shown: HashMap<RowId, Vec<EvidenceView>> = HashMap::new();
    for (claim, file) in claim_evidence::of_claims(connection, &ids)? {
        shown.entry(claim).or_default().push(file);
    }
    let claimed_of = |row: &Row| row.4.0.map(CourseId::uuid).or(row.4.1.map(CredentialKindId::uuid));
    Ok(rows
        .into_iter()
        .map(|row| {
            let claimed = claimed_of(&row).and_then(|of| named.get(&of).cloned());
            let evidence = shown.remove(&row.0.0).unwrap_or_default();
            ClaimView { claimed, evidence, ..view(row) }
        })
        .collect())
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

/// What the courses and credentials are called that these rows name.
fn claimed(connection: &mut AnyConnection, rows: &[Row]) -> Result<HashMap<Uuid, ClaimedTraining>, Error> {
    let courses = rows.iter().filter_map(|row| row.4.0).map(Target::Course);
    let kinds = rows.iter().filter_map(|row| row.4.1).map(Target::Credential);
    let mut targets: Vec<Target> = courses.chain(kinds).collect();
    targets.sort_unstable();
    targets.dedup();
    let named = targets::named(connection, &targets)?;
    Ok(named
        .into_iter()
        .map(|known| (known.of, ClaimedTraining { training: known.slug, title: known.label }))
        .collect())
}

fn view(((id, words, done_on, state), person, (claimed_at, decided_at), decision, _): Row) -> ClaimView {
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
        claimed: None,
        evidence: Vec::new(),
    }
}
