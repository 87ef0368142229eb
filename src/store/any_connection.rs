//! The one connection type that serves both databases; every query is written once against it.
//!
//! A query's own type ends here: what diesel does to prepare, bind, run and read one is compiled once for each
//! database, and not once for each of the program's queries (see `docs/decisions/0001-build-time.md`).

use diesel::{
    ConnectionResult, QueryResult,
    connection::{
        CacheSize, Connection, Instrumentation, LoadConnection, SimpleConnection, TransactionManager,
        TransactionManagerStatus,
    },
    expression::QueryMetadata,
    internal::derives::multiconnection::ConnectionSealed,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::Untyped,
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
pub struct AnyConnection(EitherConnection);

impl AnyConnection {
    pub(super) fn new(connection: EitherConnection) -> Self {
        Self(connection)
    }

    /// Which database it is, for what only one of them can do.
    pub(super) fn either(&self) -> &EitherConnection {
        &self.0
    }

    /// As [`AnyConnection::either`], to be used.
    pub(super) fn either_mut(&mut self) -> &mut EitherConnection {
        &mut self.0
    }
}

/// Any query at all.
struct AnyQuery<'q>(Box<dyn QueryFragment<MultiBackend> + 'q>);

impl QueryFragment<MultiBackend> for AnyQuery<'_> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(pass)
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
        self.0.batch_execute(query)
    }
}

impl Connection for AnyConnection {
    type Backend = MultiBackend;
    type TransactionManager = Self;

    fn establish(address: &str) -> ConnectionResult<Self> {
        EitherConnection::establish(address).map(Self)
    }

    fn execute_returning_count<T>(&mut self, source: &T) -> QueryResult<usize>
    where
        T: QueryFragment<MultiBackend> + QueryId,
    {
        self.0.execute_returning_count(&AnyQuery(Box::new(source)))
    }

    fn transaction_state(&mut self) -> &mut Self {
        self
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        self.0.instrumentation()
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.0.set_instrumentation(instrumentation);
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.0.set_prepared_statement_cache_size(size);
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
        load_any(&mut self.0, AnyQuery(Box::new(source)))
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
        EitherConnection::begin_transaction(&mut connection.0)
    }

    fn rollback_transaction(connection: &mut Self) -> QueryResult<()> {
        EitherConnection::rollback_transaction(&mut connection.0)
    }

    fn commit_transaction(connection: &mut Self) -> QueryResult<()> {
        EitherConnection::commit_transaction(&mut connection.0)
    }

    fn transaction_manager_status_mut(connection: &mut Self) -> &mut TransactionManagerStatus {
        EitherConnection::transaction_manager_status_mut(&mut connection.0)
    }

    fn is_broken_transaction_manager(connection: &mut Self) -> bool {
        EitherConnection::is_broken_transaction_manager(&mut connection.0)
    }
}
