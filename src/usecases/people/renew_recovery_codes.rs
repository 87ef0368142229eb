//! Making new recovery codes.

use super::{
    factor_added::make_recovery_codes,
    people_events::{FactorChange, SecondFactorChanged},
    prove_again::Myself,
};
use crate::{
    store::{read::people::second_factors::has_one, write::service::locks},
    usecases::{
        UseCases,
        error::{Failure, forbidden},
        events::Event,
    },
};

impl UseCases {
    /// Makes new recovery codes; those before are void.
    ///
    /// # Errors
    /// As [`UseCases::prove_again`]; 409 `no_second_factor`.
    pub async fn renew_recovery_codes(&self, me: Myself) -> Result<Vec<String>, Failure> {
        self.prove_again(&me).await?;
        self.change(move |change| {
            locks::lock_people(change.tx, &[me.person])?;
            if !has_one(change.conn(), me.person)? {
                return forbidden(
                    "no_second_factor",
                    "Set up an app or a passkey first: codes come with it.",
                );
            }
            let codes = make_recovery_codes(change, me.person)?;
            let what = FactorChange::RecoveryCodesMade;
            let by = Some(me.person);
            change.say(Event::SecondFactorChanged(SecondFactorChanged { person: me.person, what, by }));
            Ok(codes)
        })
        .await
    }
}
