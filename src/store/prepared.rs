//! Statements whose text never changes: written by hand where one question fetches what many would, or where diesel
//! would not keep a statement that always reads the same. Each is prepared once a connection.

use std::marker::PhantomData;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    QueryResult, RunQueryDsl,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::Error as DieselError,
    sql_types::{Binary, Date, Text, Timestamp},
};

use super::any_connection::{AnyConnection, MultiBackend};
use crate::domain::ids::{Id, RowId};

/// A statement, with the places in it where something is bound: `:name` in what it is made from.
pub(super) struct Statement {
    pieces: Vec<(String, Option<String>)>,
}

impl Statement {
    /// Takes it apart. What stands in quotes must hold no colon.
    pub(super) fn of(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(':') {
            let named = &rest[at + 1..];
            let end = named.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(named.len());
            pieces.push((rest[..at].to_owned(), Some(named[..end].to_owned())));
            rest = &named[end..];
        }
        pieces.push((rest.to_owned(), None));
        Self { pieces }
    }

    /// The statement with these values in its places; `ROWS` are the types of its columns.
    pub(super) fn with<'q, ROWS>(&'q self, bound: &'q [(&'static str, Bound)]) -> Prepared<'q, ROWS> {
        Prepared { statement: self, bound, rows: PhantomData }
    }
}

/// A value for a place in a statement.
pub(super) enum Bound {
    /// An identifier.
    Id(RowId),
    /// A moment, in UTC.
    Moment(NaiveDateTime),
    /// A day.
    Day(NaiveDate),
    /// Bytes, such as a hash.
    Bytes(Vec<u8>),
    /// Words.
    Text(String),
}

impl<T> From<Id<T>> for Bound {
    fn from(id: Id<T>) -> Self {
        Self::Id(RowId::from_uuid(id.uuid()))
    }
}

/// A statement to be run.
pub(super) struct Prepared<'q, ROWS> {
    statement: &'q Statement,
    bound: &'q [(&'static str, Bound)],
    rows: PhantomData<ROWS>,
}

impl<ROWS> QueryFragment<MultiBackend> for Prepared<'_, ROWS> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        for (sql, place) in &self.statement.pieces {
            pass.push_sql(sql);
            let Some(place) = place else { continue };
            let missing = || DieselError::QueryBuilderError(format!("nothing is bound to {place}").into());
            let (_, bound) = self.bound.iter().find(|(name, _)| name == place).ok_or_else(missing)?;
            match bound {
                Bound::Id(id) => pass.push_bind_param::<Binary, _>(id)?,
                Bound::Moment(at) => pass.push_bind_param::<Timestamp, _>(at)?,
                Bound::Day(day) => pass.push_bind_param::<Date, _>(day)?,
                Bound::Bytes(bytes) => pass.push_bind_param::<Binary, _>(bytes)?,
                Bound::Text(text) => pass.push_bind_param::<Text, _>(text)?,
            }
        }
        Ok(())
    }
}

impl<ROWS> QueryId for Prepared<'_, ROWS> {
    type QueryId = ();
    // It is found again by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ROWS> Query for Prepared<'_, ROWS> {
    type SqlType = ROWS;
}

impl<ROWS> RunQueryDsl<AnyConnection> for Prepared<'_, ROWS> {}

/// A change that diesel would prepare anew each time, though only what is bound differs from one run to the next.
pub(super) struct Kept<Q>(pub(super) Q);

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for Kept<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &MultiBackend) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> RunQueryDsl<AnyConnection> for Kept<Q> {}
