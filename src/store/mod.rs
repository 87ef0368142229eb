//! The only room that knows the database.
//!
//! Reads take [`AnyConnection`] through [`ReadDb::run`]; every change takes a [`WriteTx`], which only
//! [`Db::write`] hands out. Functions live in [`read`], shaped for the page or answer that shows them, and in
//! [`write`], one file a table family.

pub mod any_connection;
mod as_of;
pub mod backend;
pub mod connection;
pub mod error;
pub mod evidence_folder;
mod outcome;
pub mod pool;
mod prepared;
pub mod read;
#[expect(missing_docs, reason = "generated; the migrations say what each table and column means")]
pub mod schema;
mod search;
mod statements;
mod together;
pub mod types;
pub mod write;
pub mod write_tx;

pub use self::error::Error;
pub use self::write_tx::{Row, WriteTx};
pub use self::{
    any_connection::AnyConnection,
    connection::{Db, ReadDb},
    pool::{DbOptions, Locking},
};
