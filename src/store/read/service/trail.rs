//! The trail as coordinators search it: ids are told by name here, at the moment of reading.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Bool, Nullable},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::{
        ids::{PersonId, RowId},
        trail::TrailKind,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{audit_log, people},
    },
};

/// Which lines.
#[derive(Debug, Clone, Default)]
pub struct TrailFilter {
    /// By or about one of these people.
    pub people: Option<Vec<PersonId>>,
    /// Of this kind.
    pub kind: Option<TrailKind>,
    /// From there.
    pub origin: Option<String>,
    /// At this time or later.
    pub since: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
    /// Older than this line.
    pub before: Option<RowId>,
    /// At most so many.
    pub limit: i64,
}

/// A person on the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrailPerson {
    /// Their id.
    pub id: PersonId,
    /// What they are called now; null once the record is gone or its name erased.
    pub name: Option<String>,
}

/// A line of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrailLine {
    /// Its id.
    pub id: RowId,
    /// When; of what was counted, the first time.
    pub at: DateTime<Utc>,
    /// When it happened last, if it happened more than once.
    pub last_at: Option<DateTime<Utc>>,
    /// How often within the hour; 1 for what is not counted.
    pub times: i32,
    /// What kind of thing it tells.
    pub kind: TrailKind,
    /// What was done.
    #[schema(example = "roles_changed")]
    pub action: String,
    /// Who did it; null for somebody who was not signed in, and for the program itself.
    pub by: Option<TrailPerson>,
    /// The person it is about.
    pub about: Option<TrailPerson>,
    /// The kind of record it is about.
    #[schema(example = "person")]
    pub subject: String,
    /// That record; null where it is about none. Of refused calls the first one.
    pub subject_id: Option<RowId>,
    /// More: what was before and after, what was called, how it was tried.
    #[schema(example = "delegate -> coordinator")]
    pub detail: Option<String>,
    /// A further person it names, such as the line manager.
    pub other: Option<TrailPerson>,
    /// Where it was done from: the network address, under a key of the site unless a setting keeps it as it is.
    pub origin: Option<String>,
}

type Who = (Option<PersonId>, Option<PersonId>);
type What = (String, String, RowId, Option<String>);

#[derive(Queryable)]
struct Row {
    id: RowId,
    when: (NaiveDateTime, Option<NaiveDateTime>, i32),
    who: Who,
    what: What,
    origin: Option<String>,
}

/// Lines, the newest first.
///
/// # Errors
/// When the database fails.
pub fn list(connection: &mut AnyConnection, filter: &TrailFilter) -> Result<Vec<TrailLine>, Error> {
    let mut query = audit_log::table
        .order(audit_log::id.desc())
        .limit(filter.limit)
        .select((
            audit_log::id,
            (audit_log::at, audit_log::last_at, audit_log::times),
            (audit_log::actor_id, audit_log::about_id),
            (audit_log::action, audit_log::subject_kind, audit_log::subject_id, audit_log::detail),
            audit_log::origin,
        ))
        .into_boxed();
    if let Some(of) = &filter.people {
        // What a record did that was put into another since is its holder's.
        let of: Vec<PersonId> = people::table
            .filter(people::id.eq_any(of).or(people::merged_into.eq_any(of)))
            .select(people::id)
            .load(connection)?;
        let named: Vec<String> = of.iter().map(ToString::to_string).collect();
        let by_or_about = audit_log::actor_id.eq_any(of.clone()).or(audit_log::about_id.eq_any(of));
        // Said as its index says it, which holds only details as long as an id.
        let as_long = sql::<Nullable<Bool>>("length(audit_log.detail) = 36");
        query = query.filter(by_or_about.or(audit_log::detail.eq_any(named).and(as_long)));
    }
    match filter.kind {
        None => {}
        Some(kind @ TrailKind::Changes) => {
            query = query.filter(audit_log::action.ne_all(kind.told_apart().collect::<Vec<_>>()));
        }
        Some(kind) => query = query.filter(audit_log::action.eq_any(kind.told_apart().collect::<Vec<_>>())),
    }
    if let Some(origin) = &filter.origin {
        query = query.filter(audit_log::origin.eq(Some(origin.clone())));
    }
    if let Some(since) = filter.since {
        query = query.filter(audit_log::at.ge(since.naive_utc()));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_log::at.lt(until.naive_utc()));
    }
    if let Some(before) = filter.before {
        query = query.filter(audit_log::id.lt(before));
    }
    let rows: Vec<Row> = query.load(connection)?;
    let names = names(connection, &rows)?;
    Ok(rows.into_iter().map(|row| line(row, &names)).collect())
}

/// The person that a detail names, if it is one's id.
fn named(detail: Option<&str>) -> Option<PersonId> {
    Uuid::parse_str(detail?).ok().map(PersonId::from_uuid)
}

fn names(connection: &mut AnyConnection, rows: &[Row]) -> Result<HashMap<PersonId, String>, Error> {
    let mut ids: Vec<PersonId> =
        rows.iter().flat_map(|row| [row.who.0, row.who.1, named(row.what.3.as_deref())]).flatten().collect();
    ids.sort();
    ids.dedup();
    let mut names = HashMap::new();
    // A statement takes only so many values.
    for some in ids.chunks(1000) {
        let found: Vec<(PersonId, String)> = people::table
            .filter(people::id.eq_any(some))
            .filter(people::erased_at.is_null())
            .select((people::id, people::name))
            .load(connection)?;
        names.extend(found);
    }
    Ok(names)
}

fn line(row: Row, names: &HashMap<PersonId, String>) -> TrailLine {
    let person = |id: PersonId| TrailPerson { id, name: names.get(&id).cloned() };
    let (action, subject, subject_id, detail) = row.what;
    let other = named(detail.as_deref());
    TrailLine {
        id: row.id,
        at: row.when.0.and_utc(),
        last_at: row.when.1.map(|at| at.and_utc()),
        times: row.when.2,
        kind: TrailKind::of(&action),
        action,
        by: row.who.0.map(person),
        about: row.who.1.map(person),
        subject,
        subject_id: Some(subject_id).filter(|id| !id.uuid().is_nil()),
        detail: detail.filter(|_| other.is_none()),
        other: other.map(person),
        origin: row.origin,
    }
}
