//! What coordinators keep: courses and their dates, people and organisations, mails and certificates.

#![expect(clippy::missing_errors_doc, reason = "every handler answers the problems of web::problems")]

pub mod accreditations;
pub mod approvals;
pub mod certificates;
pub mod claims;
pub mod commission_propose;
pub mod commission_schedule;
mod confirm;
mod course_form;
pub mod courses;
pub mod date;
pub mod date_edit;
mod date_form;
pub mod date_people;
mod date_rows;
pub mod dates;
pub mod disputes;
pub mod imports;
pub mod invitations;
pub mod kinds;
pub mod ladders;
pub mod mails;
pub mod memberships;
pub mod merge;
mod once;
mod organisation_choice;
pub mod organisations;
pub mod people;
pub mod person;
mod pick;
mod pick_training;
mod proposal_parts;
mod requirements;
pub mod series;
mod typed;
pub mod waivers;
pub(super) mod wording;
pub mod work;

use crate::{
    domain::input::FieldError,
    usecases::{Failure, Refused},
};

/// The failure with what is wrong in it under the names of a form's own fields.
fn renamed(failure: Failure, name: impl Fn(&str) -> String) -> Failure {
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
fn stale(what: &str) -> String {
    format!(
        "Somebody else changed {what} while you did. What you typed is below and nothing was saved: look at \
         what has changed meanwhile, then save again to put yours in its place."
    )
}
