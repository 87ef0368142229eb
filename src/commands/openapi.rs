//! `ladder openapi`: the API as a document.

use std::io::Write as _;

use super::failure::Failure;
use crate::web::openapi::document;

/// Prints the document.
///
/// # Errors
/// When it cannot be written.
pub fn run() -> Result<(), Failure> {
    // No address is known here; where the document was read from is as good.
    match writeln!(std::io::stdout(), "{:#}", document("/")) {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => Err(why.into()),
        _ => Ok(()),
    }
}
