//! Asking for the form of a name that can be printed, where the name itself cannot be.

use crate::{
    domain::{
        input::FieldErrors,
        people::PersonName,
        printable::{Alphabet, shown},
    },
    web::{extract::Posted, forms::Field},
};

/// The field of that form.
const FIELD: &str = "certificate_name";

/// The question, for a form whose name cannot be printed.
pub(super) fn question(alphabet: &Alphabet, name: &str) -> Option<Field> {
    let missing = alphabet.missing(name);
    let hint = format!(
        "Our fonts do not draw {}. Give the form to print, such as the one in your passport.",
        shown(&missing)
    );
    (!missing.is_empty()).then(|| Field::text(FIELD, "Your name on certificates").hint(hint))
}

/// What was answered; asked again while the name cannot be printed and no form of it can.
pub(super) fn answer(
    posted: &Posted,
    name: Option<&PersonName>,
    alphabet: &Alphabet,
    errors: &mut FieldErrors,
) -> Option<PersonName> {
    let name = name.filter(|name| !alphabet.prints(name.as_str()))?;
    let Some(typed) = posted.optional(FIELD) else {
        errors.keep(alphabet.check(FIELD, name));
        return None;
    };
    let form = errors.keep(PersonName::parse(FIELD, &typed))?;
    errors.keep(alphabet.check(FIELD, &form)).map(|()| form)
}

/// The characters of somebody's name on certificates that cannot be printed, as a sentence names them.
pub(in crate::web::pages) fn unprintable(
    alphabet: &Alphabet,
    name: &str,
    certificate_name: Option<&str>,
) -> Option<String> {
    let missing = alphabet.missing(certificate_name.unwrap_or(name));
    (!missing.is_empty()).then(|| shown(&missing))
}
