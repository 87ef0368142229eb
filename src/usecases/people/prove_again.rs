//! Proving once more who one is, before what decides who gets in is changed.

use crate::{
    domain::{
        accounts::FRESH_LOGIN,
        ids::{LoginId, PersonId},
        input::FieldError,
    },
    store::{
        Error,
        read::people::second_factors::login_facts,
        write::people::{logins, person},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused, forbidden},
    },
};

/// Said to whoever holds a login in which their second factor was never shown.
pub const SHOW_IT: &str =
    "You have a second factor that was not asked for in this login. Sign out and in again, and show it.";

/// Somebody who changes how they get in.
#[derive(Debug, Clone)]
pub struct Myself {
    /// Who.
    pub person: PersonId,
    /// The login they do it in.
    pub login: LoginId,
    /// The present password; needed once the login is older than a few minutes.
    pub current_password: Option<String>,
}

impl UseCases {
    /// Goes on only if this is the person: whoever signed in a few minutes ago has just proved it, later the present
    /// password is asked for. Whoever has none signs in again.
    ///
    /// # Errors
    /// 409 `current_password_needed` or `sign_in_again`; a wrong password; 403 `second_factor_required` in a login in
    /// which the person's second factor was not shown.
    pub(super) async fn prove_again(&self, me: &Myself) -> Result<(), Failure> {
        let (person, login) = (me.person, me.login);
        let (row, started, facts) = self
            .db
            .read(move |c| {
                let started = logins::started_at(c, login)?;
                Ok::<_, Error>((person::load_person(c, person)?, started, login_facts(c, person, login)?))
            })
            .await?;
        if !facts.proves_enough() {
            return forbidden("second_factor_required", SHOW_IT);
        }
        if self.db.clock().now() < started + FRESH_LOGIN {
            return Ok(());
        }
        let Some(kept) = row.password_hash else {
            return forbidden(
                "sign_in_again",
                "You signed in a while ago, and have no password to give. Sign in again, then do this within 15 \
                 minutes.",
            );
        };
        let Some(current) = me.current_password.clone() else {
            return forbidden(
                "current_password_needed",
                "You signed in a while ago. Give your present password too, or sign in again.",
            );
        };
        let proof = self.settings.passwords.in_turn(move |passwords| passwords.verify(&current, Some(&kept)));
        if proof.await? {
            return Ok(());
        }
        self.failed_to_sign_in("password_again", Some(person));
        let wrong = FieldError::new("current_password", "This is not your present password.");
        Err(Refused::Invalid(vec![wrong]).into())
    }
}
