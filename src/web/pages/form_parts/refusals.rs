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
        "Somebody else changed {what} while you did. What you typed is below and nothing was saved: look at \
         what has changed meanwhile, then save again to put yours in its place."
    )
}
