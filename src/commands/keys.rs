//! `ladder keys rotate`: a new key signs access tokens from now on, as after a copy of the database was seen elsewhere.

use super::{composition, failure::Failure, logging};
use crate::config::{ServeConfig, Sources};

/// Makes a new signing key. Nobody is signed out: what the old key signed is good until it runs out.
///
/// # Errors
/// When a setting cannot be used, the database cannot be opened, or the key cannot be made.
pub fn rotate(sources: &Sources) -> Result<(), Failure> {
    let config = ServeConfig::load(sources)?;
    logging::start(&config.core.logging);
    let service = composition::compose(&config)?;
    let now = service.app.clock.now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let made = runtime.block_on(service.app.keys.rotate(now));
    made.map_err(|why| Failure::Found(format!("The key was not changed: {why}.")))?;
    println!(
        "A new key signs access tokens from now on; running copies take it up within a minute. Nobody is signed out."
    );
    Ok(())
}
