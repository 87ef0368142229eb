//! What can go wrong with the database, in four kinds the callers can act on.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such row.
    #[error("no such row")]
    Missing,
    /// A unique index or foreign key refused the row.
    #[error("the row contradicts another: {0}")]
    Conflict(String),
    /// Two writes met; the database asks for the transaction to be run again.
    #[error("the transaction has to be run again")]
    Again,
    /// The database cannot be reached, or too many writes wait for it.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A fault: a query or a stored value is wrong.
    #[error("the database or what it holds is broken: {0}")]
    Broken(String),
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::Missing,
            DieselError::DatabaseError(kind, information) => {
                let message = information.message().to_owned();
                match kind {
                    DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ForeignKeyViolation => {
                        Self::Conflict(message)
                    }
                    DatabaseErrorKind::SerializationFailure => Self::Again,
                    DatabaseErrorKind::ClosedConnection => Self::Unavailable(message),
                    // Neither backend gives these a kind of its own.
                    _ if message.contains("deadlock detected") => Self::Again,
                    _ if is_absence(&message) => Self::Unavailable(message),
                    _ => Self::Broken(message),
                }
            }
            DieselError::BrokenTransactionManager => {
                Self::Unavailable("the connection broke inside a transaction".to_owned())
            }
            other => Self::Broken(other.to_string()),
        }
    }
}

impl From<diesel::r2d2::PoolError> for Error {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

/// Messages that mean "not there now" rather than "wrong": server gone or starting, lock or disk out of reach.
fn is_absence(message: &str) -> bool {
    [
        "server closed the connection",
        "terminating connection",
        "could not connect",
        "connection refused",
        "no connection to the server",
        "the database system is",
        "canceling statement due to lock timeout",
        "canceling statement due to statement timeout",
        "database is locked",
        "database table is locked",
        "unable to open database file",
        "disk I/O error",
        "database or disk is full",
    ]
    .iter()
    .any(|absence| message.contains(absence))
}

/// The error type of a write: made from the store's own, and able to say that the write has to be run again.
pub trait WriteError: From<Error> {
    /// The store's own error inside, if that is what it is.
    fn store_error(&self) -> Option<&Error>;

    /// Whether the database asks for the transaction to be run again.
    fn asks_to_run_again(&self) -> bool {
        matches!(self.store_error(), Some(Error::Again))
    }
}

impl WriteError for Error {
    fn store_error(&self) -> Option<&Error> {
        Some(self)
    }
}
