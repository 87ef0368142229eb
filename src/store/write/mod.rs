//! Changes, one file a table family; each takes the [`WriteTx`](super::WriteTx) it belongs to.

pub mod locks;
