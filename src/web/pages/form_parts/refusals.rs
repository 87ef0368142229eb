//! What a form says when what it asked for was refused.

use crate::{
    domain::input::FieldError,
    usecases::{Failure, Refused},
};

/// The failure with what is wrong in it under the names of a form's own fields.
pub fn renamed(failure: Failure, name: impl Fn(&str) -> String) -> Failure {
    match failure {
        Failure::Refused(Refused::Invalid(errors)) => errors
            .into_iter()
            .map(|error| FieldError::new(name(&error.field), error.message))
            .collect::<Vec<_>>()
            .into(),
        other => other,
    }
}

/// What to say about a form that was filled in while somebody else changed what it is about.
pub fn stale(what: &str) -> String {
    format!(
        "Somebody else changed {what} while you did, and nothing is saved yet. What you typed is below; where you \
         both changed the same, it says what stands by now. Save again to put yours in its place, or change it first."
    )
}
