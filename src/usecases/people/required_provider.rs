//! Addresses that sign in with their provider alone: neither password nor mailed link opens an account by them.

use crate::{
    domain::{people::EmailAddress, single_sign_on::required_for},
    usecases::{
        Settings,
        error::{Failure, Refused},
    },
};

/// Why an address may not do what was asked, and where it signs in; none where it may. It goes by the domain alone, so
/// that it tells nothing about anybody.
pub(super) fn refusal(settings: &Settings, email: &EmailAddress) -> Option<Failure> {
    let provider = required_for(&settings.providers, email)?;
    Some(
        Refused::SignInWith {
            domain: email.domain().to_owned(),
            provider: provider.name.clone(),
            path: format!("/sign-in/with/{}", provider.number),
        }
        .into(),
    )
}

/// Goes on only if an address may sign in without a provider.
pub(super) fn refuse_if_required(settings: &Settings, email: &EmailAddress) -> Result<(), Failure> {
    refusal(settings, email).map_or(Ok(()), Err)
}
