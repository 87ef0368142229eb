//! Ending logins: one of one's own, from a list of them; the one a browser had before it signed in anew; and all of
//! somebody's, by a coordinator.

use crate::{
    domain::{
        ids::{LoginId, PersonId},
        input::{LONGEST_REASON, short_text},
    },
    store::write::{
        people::{logins, person as records},
        service::locks,
    },
    usecases::{
        UseCases,
        error::{Failure, Refused, forbidden},
    },
};

impl UseCases {
    /// Ends one of a person's own logins, this one or another; one that has ended already stays so.
    ///
    /// # Errors
    /// [`Refused::NotThere`] for somebody else's.
    pub async fn end_own_login(&self, person: PersonId, login: LoginId) -> Result<(), Failure> {
        self.end_login(person, login, "ended_by_holder").await
    }

    /// Ends the login of a browser that has signed in anew: its cookie is gone, so nobody could sign it out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_replaced_login(&self, person: PersonId, login: LoginId) -> Result<(), Failure> {
        self.end_login(person, login, "replaced").await
    }

    /// Ends every login of somebody, such as of a device they have lost: they sign in again.
    ///
    /// # Errors
    /// No reason; nobody there; `own_account` for one's own.
    pub async fn end_logins_of(&self, by: PersonId, person: PersonId, reason: &str) -> Result<(), Failure> {
        let reason = short_text("reason", reason, LONGEST_REASON)?;
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let row = records::load_person(change.conn(), person)?;
            if row.erased_at.is_some() || row.merged_into.is_some() {
                return Err(Refused::NotThere.into());
            }
            if person == by {
                return forbidden(
                    "own_account",
                    "This is your own account: end your logins on your account's page.",
                );
            }
            logins::end_all(change.tx, person, "ended_by_coordinator")?;
            change.note(Some(by), "logins_ended", ("person", person), Some(&reason));
            Ok(())
        })
        .await
    }

    async fn end_login(&self, person: PersonId, login: LoginId, why: &'static str) -> Result<(), Failure> {
        self.change(move |change| {
            let (holder, is_open) = logins::holder(change.conn(), login)?;
            if holder != person {
                return Err(Refused::NotThere.into());
            }
            if is_open {
                logins::end(change.tx, login, why)?;
                change.note(Some(person), "login_ended", ("login", login), Some(why));
            }
            Ok(())
        })
        .await
    }
}
