//! Organisations as coordinators keep them: those nobody can choose yet too.

use chrono::{DateTime, Utc};
use diesel::{dsl::count_star, prelude::*};

use super::{
    belonging::{london_day, not_over_on},
    organisations::OrganisationRecord,
    person_views::after_in,
};
use crate::{
    domain::{
        ids::{Organisation, OrganisationId},
        people::Folded,
        words::OrganisationKind,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{memberships, organisations},
        search::anywhere,
    },
};

/// An organisation of the list.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The organisation.
    pub record: OrganisationRecord,
    /// People who belong to it and have not left.
    pub members: i64,
}

type Row = (OrganisationId, String, OrganisationKind, Option<String>, bool, bool);

fn record_of((id, name, kind, domain, needs_approval, listed): Row) -> OrganisationRecord {
    OrganisationRecord { id, name, kind, domain, needs_approval, listed }
}

/// Where an organisation stands in the list.
#[must_use]
pub fn position(kept: &Kept) -> String {
    format!("{}\n{}", Folded::of(&kept.record.name).as_str(), kept.record.id)
}

/// Organisations by name, those with `q` in it, after a position; in a constant number of statements.
///
/// # Errors
/// When the database fails.
pub fn list(
    connection: &mut AnyConnection,
    q: Option<&str>,
    after: Option<&str>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Kept>, Error> {
    let mut query = organisations::table
        .order((organisations::name_folded, organisations::id))
        .limit(limit)
        .select((
            organisations::id,
            organisations::name,
            organisations::kind,
            organisations::domain,
            organisations::needs_approval,
            organisations::listed,
        ))
        .into_boxed();
    if let Some(q) = q.filter(|q| !q.trim().is_empty()) {
        query = query.filter(organisations::name_folded.like(anywhere(Folded::of(q).as_str())).escape('\\'));
    }
    if let Some((name, id)) = after_in::<Organisation>(after) {
        query = query.filter(organisations::name_folded.ge(name.clone()));
        query = query.filter(organisations::name_folded.gt(name).or(organisations::id.gt(id)));
    }
    let rows: Vec<Row> = query.load(connection)?;
    let ids: Vec<OrganisationId> = rows.iter().map(|row| row.0).collect();
    let counts: Vec<(OrganisationId, i64)> = memberships::table
        .filter(memberships::organisation_id.eq_any(&ids))
        .filter(not_over_on(london_day(now)))
        .group_by(memberships::organisation_id)
        .select((memberships::organisation_id, count_star()))
        .load(connection)?;
    let members = |id| counts.iter().find(|(of, _)| *of == id).map_or(0, |(_, count)| *count);
    Ok(rows.into_iter().map(|row| Kept { members: members(row.0), record: record_of(row) }).collect())
}

/// One organisation, and its revision.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn record(
    connection: &mut AnyConnection,
    id: OrganisationId,
) -> Result<(OrganisationRecord, i32), Error> {
    let (row, revision): (Row, i32) = organisations::table
        .find(id)
        .select((
            (
                organisations::id,
                organisations::name,
                organisations::kind,
                organisations::domain,
                organisations::needs_approval,
                organisations::listed,
            ),
            organisations::revision,
        ))
        .first(connection)?;
    Ok((record_of(row), revision))
}

/// The names of these organisations.
///
/// # Errors
/// When the database fails.
pub fn names(
    connection: &mut AnyConnection,
    ids: &[OrganisationId],
) -> Result<Vec<(OrganisationId, String)>, Error> {
    Ok(organisations::table
        .filter(organisations::id.eq_any(ids))
        .order((organisations::name_folded, organisations::id))
        .select((organisations::id, organisations::name))
        .load(connection)?)
}

/// The organisations of these folded names: id, folded name.
///
/// # Errors
/// When the database fails.
pub fn called(
    connection: &mut AnyConnection,
    folded: &[String],
) -> Result<Vec<(OrganisationId, String)>, Error> {
    Ok(organisations::table
        .filter(organisations::name_folded.eq_any(folded))
        .select((organisations::id, organisations::name_folded))
        .load(connection)?)
}
