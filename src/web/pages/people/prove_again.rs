//! Asking once more for the password before what decides who gets in is changed.

use serde::Serialize;

use super::second_factor::ADDRESS;
use crate::{
    usecases::{
        error::{Failure, Refused},
        people::prove_again::Myself,
    },
    web::{
        error::ApiResult,
        extract::{Caller, Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::Page,
    },
};

/// The facts of `people/prove_again`.
#[derive(Serialize)]
pub(in crate::web) struct ProveAgain {
    /// What is said before the form.
    line: Option<&'static str>,
}

impl PageFacts for ProveAgain {
    const TEMPLATE: &'static str = "people/prove_again";

    fn samples() -> Vec<Self> {
        vec![Self { line: None }, Self { line: Some("The codes you have now no longer work then.") }]
    }

    fn form_sample() -> Option<Form> {
        Some(prove_form("/account/second-factor/app", "Set up an app"))
    }
}

/// A form with the password alone.
pub(super) fn prove_form(action: &str, button: &str) -> Form {
    Form::new(action, button).field(current_password())
}

/// Asks for the present password, where the login is not a fresh one.
pub(super) fn current_password() -> Field {
    Field::password("current_password", "Your present password", "current-password")
        .optional()
        .hint("Not needed within 15 minutes of signing in.")
}

/// The page of such a form.
pub(super) fn prove_page<'v>(visit: &'v Visit, title: &str, form: Form) -> ApiResult<Page<'v>> {
    prove_page_with(visit, title, None, form)
}

/// The same with what comes of it.
pub(super) fn prove_page_with<'v>(
    visit: &'v Visit,
    title: &str,
    line: Option<&'static str>,
    form: Form,
) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, title, &ProveAgain { line })?.form(form).back(ADDRESS, "Your second step"))
}

/// Who sends a form, with the password if they gave it.
pub(super) fn myself(caller: &Caller, posted: &Posted) -> Myself {
    let current_password = posted.optional_as_typed("current_password");
    Myself { person: caller.id(), login: caller.login, current_password }
}

/// Says at the field what is missing.
pub(super) fn refused_for_now(form: &mut Form, failure: Failure) -> ApiResult<()> {
    match failure {
        Failure::Refused(Refused::Forbidden { code: "current_password_needed", .. }) => {
            form.refuse("current_password", "Enter your present password too: you signed in a while ago.");
            Ok(())
        }
        failure => form.refused(failure),
    }
}
