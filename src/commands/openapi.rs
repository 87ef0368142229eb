//! `ladder openapi`: the API as a document.

use std::io::Write as _;

use super::failure::Failure;
use crate::web::openapi::document;

/// Prints the document.
///
/// # Errors
/// When it cannot be written.
pub fn run() -> Result<(), Failure> {
    let text = document().to_pretty_json().map_err(|why| Failure::Found(why.to_string()))?;
    match writeln!(std::io::stdout(), "{text}") {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => Err(why.into()),
        _ => Ok(()),
    }
}
