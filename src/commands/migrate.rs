//! `ladder migrate`: brings the tables up to date, as every start does.

use super::{composition::open_database, failure::Failure, logging};
use crate::config::{CoreConfig, Sources};

/// Migrates and says so.
///
/// # Errors
/// When the database cannot be opened or a migration fails; nothing of it stays then.
pub fn run(sources: &Sources) -> Result<(), Failure> {
    let core = CoreConfig::load(sources)?;
    logging::start(&core.logging);
    open_database(&core)?;
    println!("The tables of {} are up to date.", core.database.url);
    Ok(())
}
