//! The one connection type that serves both databases; every query is written once against it.
//!
//! A query's own type ends here: what diesel does to prepare, bind, run and read one is compiled once for each
//! database, and not once for each of the program's queries (see `docs/decisions/0001-build-time.md`).

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use diesel::{
    ConnectionResult, QueryResult,
    backend::Backend,
    connection::{
        CacheSize, Connection, Instrumentation, LoadConnection, SimpleConnection, TransactionManager,
        TransactionManagerStatus,
    },
    expression::QueryMetadata,
    internal::derives::multiconnection::ConnectionSealed,
    pg::PgQueryBuilder,
    query_builder::{AstPass, Query, QueryBuilder, QueryFragment, QueryId},
    sql_types::Untyped,
    sqlite::query_builder::SqliteQueryBuilder,
};

#[expect(missing_docs, reason = "the derive makes items that cannot carry documentation")]
mod either {
    use diesel::{PgConnection, SqliteConnection};

    #[derive(diesel::MultiConnection)]
    pub enum EitherConnection {
        Sqlite(SqliteConnection),
        Postgres(PgConnection),
    }
}
pub use either::{EitherConnection, MultiBackend};

/// A connection to either database.
pub struct AnyConnection {
    either: EitherConnection,
    /// What the queries that diesel knows by their type alone come to: nothing but what is bound differs from run to
    /// run.
    written: HashMap<TypeId, Arc<Written>>,
    /// It did not answer, and is not to be used again.
    gone: bool,
}

impl AnyConnection {
    pub(super) fn new(connection: EitherConnection) -> Self {
        Self { either: connection, written: HashMap::new(), gone: false }
    }

    /// Says that it did not answer: whoever keeps it lets go of it.
    pub(super) fn give_up(&mut self) {
        self.gone = true;
    }

    /// Whether somebody said so.
    pub(super) fn is_gone(&self) -> bool {
        self.gone
    }

    /// Which database it is, for what only one of them can do.
    pub(super) fn either(&self) -> &EitherConnection {
        &self.either
    }

    /// As [`AnyConnection::either`], to be used.
    pub(super) fn either_mut(&mut self) -> &mut EitherConnection {
        &mut self.either
    }

    /// What a query of this type came to before.
    fn written<T: QueryId>(&mut self) -> Arc<Written> {
        match T::query_id() {
            Some(id) => Arc::clone(self.written.entry(id).or_default()),
            None => Arc::default(),
        }
    }
}

/// What a query comes to, found out once.
#[derive(Default)]
struct Written {
    sql: OnceLock<String>,
    may_be_prepared: OnceLock<bool>,
}

/// Any query at all.
struct AnyQuery<'q> {
    query: Box<dyn QueryFragment<MultiBackend> + 'q>,
    written: Arc<Written>,
}

type Builder = <MultiBackend as Backend>::QueryBuilder;

/// The derived connection (diesel 2.3) asks for the SQL, and whether the statement may be kept, in each of the three
/// passes it makes for one run; writing it each time cost a booking a tenth of its processor time.
impl QueryFragment<MultiBackend> for AnyQuery<'_> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.query.walk_ast(pass)
    }

    fn to_sql(&self, out: &mut Builder, backend: &MultiBackend) -> QueryResult<()> {
        if let Some(sql) = self.written.sql.get() {
            out.push_sql(sql);
            return Ok(());
        }
        let mut builder = match out {
            Builder::Sqlite(_) => Builder::Sqlite(SqliteQueryBuilder::default()),
            Builder::Postgres(_) => Builder::Postgres(PgQueryBuilder::default()),
        };
        self.query.to_sql(&mut builder, backend)?;
        out.push_sql(self.written.sql.get_or_init(|| builder.finish()));
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, backend: &MultiBackend) -> QueryResult<bool> {
        if let Some(may_be) = self.written.may_be_prepared.get() {
            return Ok(*may_be);
        }
        let may_be = self.query.is_safe_to_cache_prepared(backend)?;
        Ok(*self.written.may_be_prepared.get_or_init(|| may_be))
    }
}

impl QueryId for AnyQuery<'_> {
    type QueryId = ();
    // Prepared statements are found again by their SQL.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for AnyQuery<'_> {
    type SqlType = Untyped;
}

impl ConnectionSealed for AnyConnection {}

impl SimpleConnection for AnyConnection {
    fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        self.either.batch_execute(query)
    }
}

impl Connection for AnyConnection {
    type Backend = MultiBackend;
    type TransactionManager = Self;

    fn establish(address: &str) -> ConnectionResult<Self> {
        EitherConnection::establish(address).map(Self::new)
    }

    fn execute_returning_count<T>(&mut self, source: &T) -> QueryResult<usize>
    where
        T: QueryFragment<MultiBackend> + QueryId,
    {
        let written = self.written::<T>();
        self.either.execute_returning_count(&AnyQuery { query: Box::new(source), written })
    }

    fn transaction_state(&mut self) -> &mut Self {
        self
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        self.either.instrumentation()
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.either.set_instrumentation(instrumentation);
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.either.set_prepared_statement_cache_size(size);
    }
}

impl LoadConnection for AnyConnection {
    type Cursor<'conn, 'query> = <EitherConnection as LoadConnection>::Cursor<'conn, 'query>;
    type Row<'conn, 'query> = <EitherConnection as LoadConnection>::Row<'conn, 'query>;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> QueryResult<Self::Cursor<'conn, 'query>>
    where
        T: Query + QueryFragment<MultiBackend> + QueryId + 'query,
        MultiBackend: QueryMetadata<T::SqlType>,
    {
        let written = self.written::<T>();
        load_any(&mut self.either, AnyQuery { query: Box::new(source), written })
    }
}

fn load_any<'conn, 'query>(
    connection: &'conn mut EitherConnection,
    query: AnyQuery<'query>,
) -> QueryResult<<EitherConnection as LoadConnection>::Cursor<'conn, 'query>> {
    connection.load(query)
}

impl TransactionManager<Self> for AnyConnection {
    type TransactionStateData = Self;

    fn begin_transaction(connection: &mut Self) -> QueryResult<()> {
        EitherConnection::begin_transaction(&mut connection.either)
    }

    fn rollback_transaction(connection: &mut Self) -> QueryResult<()> {
        EitherConnection::rollback_transaction(&mut connection.either)
    }

    fn commit_transaction(connection: &mut Self) -> QueryResult<()> {
        EitherConnection::commit_transaction(&mut connection.either)
    }

    fn transaction_manager_status_mut(connection: &mut Self) -> &mut TransactionManagerStatus {
        EitherConnection::transaction_manager_status_mut(&mut connection.either)
    }

    fn is_broken_transaction_manager(connection: &mut Self) -> bool {
        EitherConnection::is_broken_transaction_manager(&mut connection.either)
    }
}
