//! `ladder person remove-second-factor`: for a coordinator who lost their device, and whom no other can help.

use super::{composition, failure::Failure, logging};
use crate::{
    config::{Problem, ServeConfig, Sources},
    domain::people::EmailAddress,
    usecases::error::{Failure as NotDone, Refused},
};

/// Takes it away; the person is told by mail, which the running service sends.
///
/// # Errors
/// When a setting cannot be used or the database cannot be opened; nobody has the address; there is nothing to take
/// away; no reason.
pub fn remove(email: &str, reason: &str, sources: &Sources) -> Result<(), Failure> {
    let address = EmailAddress::parse("email", email).map_err(|error| Problem {
        setting: "--email".to_owned(),
        value: Some(email.to_owned()),
        why: "it cannot be used".to_owned(),
        right: error.message,
    })?;
    let config = ServeConfig::load(sources)?;
    logging::start(&config.core.logging);
    let service = composition::compose(&config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let usecases = service.app.usecases;
    let taken = runtime.block_on(async move {
        let person = usecases.person_of(address).await?.ok_or(NotDone::Refused(Refused::NotThere))?;
        usecases.take_factors_away(None, person, reason).await
    });
    taken.map_err(|failure| {
        let why = match failure {
            NotDone::Refused(Refused::NotThere) => format!("Nobody has the address {email}."),
            NotDone::Refused(Refused::Forbidden { detail, .. }) => detail,
            NotDone::Refused(Refused::Invalid(errors)) => {
                errors.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            }
            other => format!("{other}."),
        };
        Failure::Found(format!("Nothing was taken away. {why}"))
    })?;
    println!("The second factor is taken away and every login ended; the running service mails them why.");
    Ok(())
}
