//! Removing a second factor of one's own.

use super::{
    people_events::{FactorChange, SecondFactorChanged},
    prove_again::Myself,
};
use crate::{
    domain::ids::RowId,
    store::{
        read::people::second_factors::has_one,
        write::{
            people::{logins, passkeys, totp_apps},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        error::{Failure, Refused, forbidden},
        events::Event,
    },
};

/// Which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnFactor {
    /// The app that shows codes.
    App,
    /// This passkey.
    Passkey(RowId),
}

impl UseCases {
    /// Removes it. With the last one go the recovery codes, and what this login showed of it.
    ///
    /// # Errors
    /// As [`UseCases::prove_again`]; 409 `no_second_factor`; a passkey that is not theirs.
    pub async fn remove_factor(&self, me: Myself, which: OwnFactor) -> Result<(), Failure> {
        self.prove_again(&me).await?;
        self.change(move |change| {
            locks::lock_people(change.tx, &[me.person])?;
            let what = match which {
                OwnFactor::App if totp_apps::remove(change.tx, me.person)? => FactorChange::AppRemoved,
                OwnFactor::App => return forbidden("no_second_factor", "No app is set up."),
                OwnFactor::Passkey(id) => match passkeys::remove(change.tx, me.person, id)? {
                    Some(name) => FactorChange::PasskeyRemoved(name),
                    None => return Err(Refused::NotThere.into()),
                },
            };
            if !has_one(change.conn(), me.person)? {
                totp_apps::forget_recovery_codes(change.tx, me.person)?;
                // What was shown of a factor that is gone proves nothing of the next one.
                logins::forget_shown(change.tx, me.person)?;
            }
            let by = Some(me.person);
            change.say(Event::SecondFactorChanged(SecondFactorChanged { person: me.person, what, by }));
            Ok(())
        })
        .await
    }
}
