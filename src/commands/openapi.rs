//! `ladder openapi`: the API as a document.

use std::io::Write as _;

use super::{arguments::OpenapiArguments, failure::Failure};
use crate::web::openapi::{document, older_form};

/// Prints the document.
///
/// # Errors
/// When it cannot be written.
pub fn run(arguments: &OpenapiArguments) -> Result<(), Failure> {
    // No address is known here; where the document was read from is as good.
    let mut printed = document("/");
    if arguments.form == "3.0" {
        printed = older_form(&printed);
    }
    match writeln!(std::io::stdout(), "{printed:#}") {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => Err(why.into()),
        _ => Ok(()),
    }
}
