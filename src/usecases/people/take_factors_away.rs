//! Taking away somebody's second factor that is lost, so that they get in and set up another.

use super::people_events::{FactorChange, SecondFactorChanged};
use crate::{
    domain::{
        ids::PersonId,
        input::{LONGEST_REASON, short_text},
        people::EmailAddress,
    },
    store::{
        Error, WriteTx,
        read::people::second_factors::has_one,
        write::{
            people::{addresses, factor_challenges, logins, passkeys, person, totp_apps},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        error::{Failure, Refused, forbidden},
        events::Event,
    },
};

impl UseCases {
    /// Takes away every second factor of a person, ends their logins and tells them why. `by` is none where the service
    /// is installed: for a coordinator whom no other can help.
    ///
    /// # Errors
    /// No reason; nobody there; one's own; 409 `no_second_factor`.
    pub async fn take_factors_away(
        &self,
        by: Option<PersonId>,
        person: PersonId,
        reason: &str,
    ) -> Result<(), Failure> {
        let reason = short_text("reason", reason, LONGEST_REASON)?;
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let row = person::load_person(change.conn(), person)?;
            if row.erased_at.is_some() || row.merged_into.is_some() {
                return Err(Refused::NotThere.into());
            }
            if Some(person) == by {
                return forbidden(
                    "own_account",
                    "This is your own account: remove your second factor on your account's page.",
                );
            }
            if !take(change.tx, person)? {
                return forbidden("no_second_factor", "This person has no second factor.");
            }
            let what = FactorChange::TakenAway(reason.clone());
            change.say(Event::SecondFactorChanged(SecondFactorChanged { person, what, by }));
            Ok(())
        })
        .await
    }

    /// Whose an address is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_of(&self, email: EmailAddress) -> Result<Option<PersonId>, Failure> {
        let found = self.db.read(move |c| addresses::find(c, &email)).await?;
        Ok(found.map(|address| address.person_id))
    }
}

fn take(tx: &mut WriteTx<'_>, person: PersonId) -> Result<bool, Error> {
    if !has_one(tx.conn(), person)? {
        return Ok(false);
    }
    totp_apps::remove(tx, person)?;
    totp_apps::forget_recovery_codes(tx, person)?;
    passkeys::remove_all(tx, person)?;
    factor_challenges::end_all_of(tx, person)?;
    logins::end_all(tx, person, "second_factor_taken_away")?;
    Ok(true)
}
