//! New passwords: judged, hashed outside of every write, set.

use super::prove_again::Myself;
use crate::{
    crypto::password_rules::PasswordProblem,
    domain::{ids::PersonId, input::FieldError},
    store::{
        Error,
        write::{
            people::{addresses, logins, person},
            service::locks,
        },
    },
    usecases::{UseCases, error::Failure},
};

/// A password somebody sets for themselves.
#[derive(Debug, Clone)]
pub struct SetPassword {
    /// Who, and that it is them.
    pub me: Myself,
    /// The new one.
    pub password: String,
}

impl UseCases {
    /// Hashes a new password, on a thread that may take its time.
    ///
    /// # Errors
    /// Every rule it breaks, under the field `password`; `own` are the names and addresses it may not be.
    pub(crate) async fn hash_new_password(&self, password: &str, own: &[&str]) -> Result<String, Failure> {
        self.settings.password_rules.check(password, own).map_err(|problems| {
            let wrong = |problem: &PasswordProblem| FieldError::new("password", format!("{problem}."));
            Failure::from(problems.iter().map(wrong).collect::<Vec<_>>())
        })?;
        let (password, random) = (password.to_owned(), self.random.clone());
        let hashing = self.settings.passwords.in_turn(move |passwords| passwords.hash(&password, &random));
        Ok(hashing.await?.map_err(|error| Error::Broken(error.to_string()))?)
    }

    /// Sets the password of whoever is signed in, and ends their other logins: somebody may have the old one.
    ///
    /// Whoever signed in a few minutes ago has just proved who they are; later the present password is asked for.
    ///
    /// # Errors
    /// Every rule the new one breaks; 409 `current_password_needed`; a wrong present one.
    pub async fn set_password(&self, ask: SetPassword) -> Result<(), Failure> {
        let (person, login) = (ask.me.person, ask.me.login);
        let (row, own) = self
            .db
            .read(move |c| {
                Ok::<_, Error>((person::load_person(c, person)?, addresses::of_person(c, person)?))
            })
            .await?;
        // Whoever has no password yet signs in by link, and sets one whenever they like.
        if row.password_hash.is_some() {
            self.prove_again(&ask.me).await?;
        }
        let mut names: Vec<&str> = own.iter().map(|address| address.email.as_str()).collect();
        names.push(&row.name);
        let hash = self.hash_new_password(&ask.password, &names).await?;
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let mut row = person::load_person(change.tx.conn(), person)?;
            row.password_hash = Some(hash.clone());
            person::store_person(change.tx, &row)?;
            logins::end_others(change.tx, person, login, "password_changed")?;
            change.note(Some(person), "password_set", ("person", person), None);
            Ok(())
        })
        .await
    }

    /// Ends every login of a person, this one too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out_everywhere(&self, person: PersonId) -> Result<(), Failure> {
        self.change(move |change| {
            logins::end_all(change.tx, person, "signed_out_everywhere")?;
            change.note(Some(person), "signed_out_everywhere", ("person", person), None);
            Ok(())
        })
        .await
    }
}
