//! A person declares what a requirement asks for.

use crate::{
    domain::{
        ids::PersonId,
        input::FieldError,
        times::{LONDON, day_in},
    },
    store::{
        Error, WriteTx,
        write::{imports::history, service::audit},
    },
    usecases::error::Failure,
};

/// Keeps that a person declares a statement today. The person must be locked.
pub(crate) fn declare(tx: &mut WriteTx<'_>, person: PersonId, declaration: &str) -> Result<(), Failure> {
    let today = day_in(tx.now(), LONDON);
    match history::declare(tx, person, declaration, today) {
        Err(Error::Missing) => {
            return Err(FieldError::new("declaration", "There is no such statement to declare.").into());
        }
        other => other?,
    }
    audit::record(tx, Some(person), "declared", ("person", person), Some(declaration))?;
    Ok(())
}
