//! A certificate waits to be printed while no typeface draws the name on it; the form its holder gives goes onto it.

use crate::{
    domain::ids::PersonId,
    store::{read::certificates::papers, write::certificates::certificate},
    usecases::{change::Change, error::Failure},
};

/// Puts the name as it can be printed onto each certificate in force that could not be printed until now. None of
/// them ever left the service, so that none is replaced; those that were printed keep the name they were issued in.
pub(crate) fn put_printable_name(
    change: &mut Change<'_, '_>,
    person: PersonId,
    by: PersonId,
) -> Result<(), Failure> {
    let form = papers::certificate_name(change.tx.conn(), person)?;
    let alphabet = &change.settings.alphabet;
    let Some(form) = form.filter(|form| alphabet.prints(form)) else { return Ok(()) };
    let waiting: Vec<_> = certificate::names_in_force(change.tx.conn(), person)?
        .into_iter()
        .filter(|(_, name)| !alphabet.prints(name))
        .collect();
    for (id, _) in waiting {
        certificate::rename(change.tx, id, &form)?;
        change.note(Some(by), "certificate_name_given", ("certificate", id), None);
    }
    Ok(())
}
