//! Proving once more who one is, before what would let somebody at a borrowed screen keep an account.

use std::sync::Arc;

use crate::{
    domain::{
        accounts::FRESH_LOGIN,
        ids::{LoginId, PersonId},
        input::FieldError,
    },
    store::{
        Error,
        write::people::{logins, person},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused, forbidden},
    },
};

/// What somebody proves themselves with who is signed in already.
#[derive(Debug, Clone)]
pub struct Again {
    /// Who.
    pub person: PersonId,
    /// The login they act in.
    pub login: LoginId,
    /// Their present password; needed once the login is older than [`FRESH_LOGIN`].
    pub current_password: Option<String>,
}

/// What is asked of somebody who has no password to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WithoutPassword {
    /// Nothing: they are about to set one.
    GoesOn,
    /// To sign in once more.
    SignsInAgain,
}

impl UseCases {
    /// Goes on only if whoever is signed in has just proved who they are: they signed in within the last fifteen
    /// minutes, or give their present password.
    ///
    /// # Errors
    /// 409 `current_password_needed`; a wrong one.
    pub(crate) async fn prove_again(
        &self,
        again: &Again,
        without_password: WithoutPassword,
    ) -> Result<(), Failure> {
        let (who, login) = (again.person, again.login);
        let (kept, started) = self
            .db
            .read(move |c| {
                Ok::<_, Error>((person::load_person(c, who)?.password_hash, logins::started_at(c, login)?))
            })
            .await?;
        if self.db.clock().now() < started + FRESH_LOGIN {
            return Ok(());
        }
        let Some(kept) = kept else {
            if without_password == WithoutPassword::GoesOn {
                return Ok(());
            }
            return forbidden(
                "current_password_needed",
                "You signed in a while ago. Sign in again, by a link that we mail you, and do it then.",
            );
        };
        let Some(current) = again.current_password.clone() else {
            return forbidden(
                "current_password_needed",
                "You signed in a while ago. Give your present password too, or sign in again and do it then.",
            );
        };
        let settings = Arc::clone(&self.settings);
        let right = tokio::task::spawn_blocking(move || settings.passwords.verify(&current, Some(&kept)))
            .await
            .unwrap_or(false);
        if right {
            return Ok(());
        }
        self.failed_to_sign_in("password_again", Some(who));
        let wrong = FieldError::new("current_password", "This is not your present password.");
        Err(Refused::Invalid(vec![wrong]).into())
    }
}
