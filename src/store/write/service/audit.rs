//! The audit trail: who did what to which row, from where. Ids and words of the domain, never names.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::ids::{Id, PersonId, RowId},
    store::{
        AnyConnection,
        backend::insert_all,
        error::Error,
        schema::{
            addresses, audit_log, bookings, certificates, disputes, logins, memberships, training_claims,
            waivers,
        },
        together::Together,
        write_tx::WriteTx,
    },
};

#[derive(Insertable)]
#[diesel(table_name = audit_log, treat_none_as_default_value = false)]
struct Line {
    id: RowId,
    at: NaiveDateTime,
    actor_id: Option<PersonId>,
    action: String,
    subject_kind: String,
    subject_id: RowId,
    detail: Option<String>,
    about_id: Option<PersonId>,
    origin: Option<String>,
    times: i32,
    last_at: Option<NaiveDateTime>,
    bucket: Option<RowId>,
}

/// Writes a line. `actor` is `None` when the program itself acted, as when an offer runs out.
///
/// # Errors
/// When the database fails.
pub fn record<T>(
    tx: &mut WriteTx<'_>,
    actor: Option<PersonId>,
    action: &str,
    subject: (&str, Id<T>),
    detail: Option<&str>,
) -> Result<(), Error> {
    let subject_id = RowId::from_uuid(subject.1.uuid());
    let about = person_of(tx.conn(), subject.0, subject_id)?;
    record_about(tx, actor, action, (subject.0, subject_id), (detail, about))
}

/// As [`record`], of a row of which it is known whom it is about.
///
/// # Errors
/// When the database fails.
pub fn record_about(
    tx: &mut WriteTx<'_>,
    actor: Option<PersonId>,
    action: &str,
    (subject_kind, subject_id): (&str, RowId),
    (detail, about_id): (Option<&str>, Option<PersonId>),
) -> Result<(), Error> {
    let origin = tx.origin().map(str::to_owned);
    let line = Line {
        id: tx.new_id(),
        at: tx.now().naive_utc(),
        actor_id: actor,
        action: action.to_owned(),
        subject_kind: subject_kind.to_owned(),
        subject_id,
        detail: detail.map(str::to_owned),
        about_id,
        origin,
        times: 1,
        last_at: None,
        bucket: None,
    };
    if let Some(line) = tx.let_wait(line) {
        diesel::insert_into(audit_log::table).values(&line).execute(tx.conn())?;
    }
    Ok(())
}

impl Together for Line {
    const PLACE: u8 = 9;

    fn add(rows: &[Self], connection: &mut AnyConnection) -> Result<(), Error> {
        insert_all!(connection, audit_log::table, rows)?;
        Ok(())
    }
}

/// Something that changed nothing, which is counted on one line for its caller, act and hour.
#[derive(Debug, Clone)]
pub struct Counted<'a> {
    /// Who; `None` for somebody who is not signed in.
    pub actor: Option<PersonId>,
    /// What, as a word.
    pub action: &'a str,
    /// The first row it was about.
    pub subject: (&'a str, RowId),
    /// More, as a word.
    pub detail: Option<&'a str>,
    /// From where.
    pub origin: Option<&'a str>,
    /// Names the line that counts it.
    pub bucket: RowId,
    /// How often it happened since it was counted last.
    pub times: i32,
    /// When it happened first of these times.
    pub first: DateTime<Utc>,
    /// When it happened last.
    pub last: DateTime<Utc>,
}

/// Counts it on its line, which is begun if there is none yet.
///
/// # Errors
/// When the database fails.
pub fn count(tx: &mut WriteTx<'_>, seen: &Counted<'_>) -> Result<(), Error> {
    if add(tx, seen)? {
        return Ok(());
    }
    let about_id = person_of(tx.conn(), seen.subject.0, seen.subject.1)?;
    let line = Line {
        id: tx.new_id(),
        at: seen.first.naive_utc(),
        actor_id: seen.actor,
        action: seen.action.to_owned(),
        subject_kind: seen.subject.0.to_owned(),
        subject_id: seen.subject.1,
        detail: seen.detail.map(str::to_owned),
        about_id,
        origin: seen.origin.map(str::to_owned),
        times: seen.times,
        last_at: (seen.times > 1).then(|| seen.last.naive_utc()),
        bucket: Some(seen.bucket),
    };
    let begun = tx.savepoint(|tx| {
        diesel::insert_into(audit_log::table).values(&line).execute(tx.conn()).map_err(Error::from)
    });
    match begun {
        // Another copy of the program began the line at the same moment.
        Err(Error::Conflict(_)) => add(tx, seen).map(drop),
        other => other.map(drop),
    }
}

/// Adds to the line if it is there.
fn add(tx: &mut WriteTx<'_>, seen: &Counted<'_>) -> Result<bool, Error> {
    let of = audit_log::table.filter(audit_log::bucket.eq(Some(seen.bucket)));
    let rows = diesel::update(of)
        .set((
            audit_log::times.eq(audit_log::times + seen.times),
            audit_log::last_at.eq(Some(seen.last.naive_utc())),
        ))
        .execute(tx.conn())?;
    Ok(rows > 0)
}

/// The person a row is about, for the kinds of rows that are about one.
///
/// # Errors
/// When the database fails.
pub fn person_of(connection: &mut AnyConnection, kind: &str, row: RowId) -> Result<Option<PersonId>, Error> {
    macro_rules! holder {
        ($table:ident) => {
            $table::table.find(row).select($table::person_id).first(connection).optional()?
        };
    }
    Ok(match kind {
        "person" => Some(PersonId::from_uuid(row.uuid())),
        "booking" => holder!(bookings),
        "membership" => holder!(memberships),
        "certificate" => holder!(certificates),
        "login" => holder!(logins),
        "address" => holder!(addresses),
        "training_claim" => holder!(training_claims),
        "waiver" => holder!(waivers),
        "dispute" => holder!(disputes),
        _ => None,
    })
}
