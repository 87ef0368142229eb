//! Ending a login: one of one's own, from a list of them; and the one a browser had before it signed in anew.

use crate::{
    domain::ids::{LoginId, PersonId},
    store::write::people::logins,
    usecases::{
        UseCases,
        error::{Failure, Refused},
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
