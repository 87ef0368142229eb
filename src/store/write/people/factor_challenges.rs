//! What people have begun and are to finish with a code or a passkey.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::{dsl::sum, prelude::*};

use crate::{
    domain::{
        accounts::SecretFacts,
        ids::{PersonId, RowId},
        second_factors::{ChallengePurpose, LoginMethod},
    },
    store::{AnyConnection, error::Error, schema::factor_challenges as challenges, write_tx::WriteTx},
};

/// A challenge's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = challenges)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct ChallengeRow {
    pub id: RowId,
    pub hash: Vec<u8>,
    pub purpose: ChallengePurpose,
    pub person_id: Option<PersonId>,
    pub method: Option<LoginMethod>,
    pub state: Option<String>,
    pub wrong_codes: i32,
    pub created_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub used_at: Option<NaiveDateTime>,
}

impl ChallengeRow {
    /// What is judged about it.
    #[must_use]
    pub fn facts(&self) -> SecretFacts {
        SecretFacts {
            expires_at: self.expires_at.and_utc(),
            used: self.used_at.is_some(),
            wrong_codes: self.wrong_codes,
        }
    }
}

/// What is begun.
#[derive(Debug, Clone)]
pub struct NewChallenge {
    /// What for.
    pub purpose: ChallengePurpose,
    /// Who, if it is known.
    pub person: Option<PersonId>,
    /// How the first step was taken.
    pub method: Option<LoginMethod>,
    /// What the passkey library has to remember.
    pub state: Option<String>,
}

/// Keeps what was begun until it ends; what ended long ago is forgotten.
///
/// # Errors
/// When the database fails.
pub fn begin(
    tx: &mut WriteTx<'_>,
    hash: &[u8; 32],
    new: NewChallenge,
    lives: TimeDelta,
) -> Result<(), Error> {
    let now = tx.now();
    let forgotten = (now - TimeDelta::hours(1)).naive_utc();
    diesel::delete(challenges::table.filter(challenges::expires_at.lt(forgotten))).execute(tx.conn())?;
    let row = ChallengeRow {
        id: tx.new_id(),
        hash: hash.to_vec(),
        purpose: new.purpose,
        person_id: new.person,
        method: new.method,
        state: new.state,
        wrong_codes: 0,
        created_at: now.naive_utc(),
        expires_at: (now + lives).naive_utc(),
        used_at: None,
    };
    diesel::insert_into(challenges::table).values(&row).execute(tx.conn())?;
    Ok(())
}

/// The challenge with this hash.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, hash: &[u8; 32]) -> Result<Option<ChallengeRow>, Error> {
    let of = challenges::table.filter(challenges::hash.eq(&hash[..]));
    Ok(of.select(ChallengeRow::as_select()).first(connection).optional()?)
}

/// The challenge with this hash, its row held until the change ends: two answers to one wait in line.
///
/// # Errors
/// When the database fails.
pub fn hold(tx: &mut WriteTx<'_>, hash: &[u8; 32]) -> Result<Option<ChallengeRow>, Error> {
    // The update that changes nothing takes the row's lock on PostgreSQL; SQLite has one writer anyway.
    diesel::update(challenges::table.filter(challenges::hash.eq(&hash[..])))
        .set(challenges::hash.eq(&hash[..]))
        .execute(tx.conn())?;
    find(tx.conn(), hash)
}

/// Gives a challenge what the passkey library has to remember.
///
/// # Errors
/// When the database fails.
pub fn remember(tx: &mut WriteTx<'_>, id: RowId, state: &str) -> Result<(), Error> {
    diesel::update(challenges::table.find(id)).set(challenges::state.eq(Some(state))).execute(tx.conn())?;
    Ok(())
}

/// Uses a challenge up, and forgets what waited for it.
///
/// # Errors
/// When the database fails.
pub fn use_up(tx: &mut WriteTx<'_>, id: RowId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(challenges::table.find(id))
        .set((challenges::used_at.eq(Some(now)), challenges::state.eq(None::<String>)))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends what a person has begun and not finished.
///
/// # Errors
/// When the database fails.
pub fn end_all_of(tx: &mut WriteTx<'_>, person: PersonId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    let open =
        challenges::table.filter(challenges::person_id.eq(person)).filter(challenges::used_at.is_null());
    diesel::update(open)
        .set((challenges::used_at.eq(Some(now)), challenges::state.eq(None::<String>)))
        .execute(tx.conn())?;
    Ok(())
}

/// Counts a wrong code.
///
/// # Errors
/// When the database fails.
pub fn count_wrong_code(tx: &mut WriteTx<'_>, id: RowId) -> Result<(), Error> {
    diesel::update(challenges::table.find(id))
        .set(challenges::wrong_codes.eq(challenges::wrong_codes + 1))
        .execute(tx.conn())?;
    Ok(())
}

/// How many wrong codes were given for a person's challenges begun since then.
///
/// # Errors
/// When the database fails.
pub fn wrong_codes_since(
    connection: &mut AnyConnection,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<i64, Error> {
    let of = challenges::table
        .filter(challenges::person_id.eq(person))
        .filter(challenges::created_at.gt(since.naive_utc()));
    Ok(of.select(sum(challenges::wrong_codes)).first::<Option<i64>>(connection)?.unwrap_or(0))
}
