//! Signing in, staying signed in, signing out.

use super::{
    open_login::{OpenedLogin, Tokens, add_refresh_token},
    required_provider::refuse_if_required,
    second_step::enter,
};
use crate::{
    crypto::{passwords::Passwords, tokens::Token},
    domain::{ids::PersonId, people::EmailAddress, second_factors::LoginMethod},
    store::{
        read,
        write::{
            people::{logins, person},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
    },
};

impl UseCases {
    /// Signs in with a password. Whether the person exists can be told from neither answer nor time.
    ///
    /// # Errors
    /// [`Refused::Credentials`] when it is wrong, the address unconfirmed or the person disabled;
    /// [`Refused::SecondFactorNeeded`] when the person has one; [`Refused::Later`] when too many sign in at once.
    /// [`Refused::SignInWith`] for an address that signs in with a provider alone.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<Tokens, Failure> {
        let person = self.prove(email, password).await?;
        let step = self.change(move |change| {
            change.tx.nobody_sees();
            enter(change, person, LoginMethod::Password)
        });
        self.tokens(step.await??).await
    }

    /// Whose password this is.
    pub(crate) async fn prove(&self, email: &str, password: &str) -> Result<PersonId, Failure> {
        if let Ok(email) = EmailAddress::parse("email", email) {
            refuse_if_required(&self.settings, &email)?;
        }
        let folded = email.trim().to_ascii_lowercase();
        let account = self.db.read(move |c| read::people::person::account(c, &folded)).await?;
        let (password, random) = (password.to_owned(), self.random.clone());
        let kept = account.as_ref().and_then(|account| account.password_hash.clone());
        let proof = move |passwords: &Passwords| {
            let right = passwords.verify(&password, kept.as_deref());
            let weak = right && kept.is_some_and(|kept| passwords.needs_rehash(&kept));
            (right, weak.then(|| passwords.hash(&password, &random).ok()).flatten())
        };
        let (right, fresh) = self.settings.passwords.in_turn(proof).await?;
        match account {
            Some(account) if right && account.may_sign_in => {
                self.hash_anew(account.person, account.password_hash, fresh).await?;
                Ok(account.person)
            }
            account => {
                self.failed_to_sign_in("password", account.map(|account| account.person));
                Err(Refused::Credentials("invalid_credentials").into())
            }
        }
    }

    /// Keeps a proven password at today's cost, if it was hashed at a lower one; unless it was changed meanwhile.
    async fn hash_anew(
        &self,
        person: PersonId,
        before: Option<String>,
        fresh: Option<String>,
    ) -> Result<(), Failure> {
        let Some(fresh) = fresh else { return Ok(()) };
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let mut row = person::load_person(change.conn(), person)?;
            if row.password_hash == before {
                row.password_hash = Some(fresh.clone());
                person::store_person(change.tx, &row)?;
                change.note(Some(person), "password_hashed_anew", ("person", person), None);
            }
            Ok(())
        })
        .await
    }

    /// Exchanges a refresh token for the next one. Reuse of an old one ends the login: somebody has a copy.
    ///
    /// # Errors
    /// [`Refused::Credentials`] when it is unknown, used or expired.
    pub async fn refresh_login(&self, refresh_token: &str) -> Result<Tokens, Failure> {
        let refused =
            || self.failed_with("refresh_token", Refused::Credentials("invalid_refresh_token").into());
        let hash = Token::read(refresh_token).ok_or_else(refused)?.hash();
        // The refusal travels inside Ok, because ending the login has to be committed.
        let exchanged = self.change(move |change| exchange(change, &hash)).await?;
        self.tokens(exchanged.ok_or_else(refused)?).await
    }

    /// Ends the login a refresh token belongs to. An unknown token ends nothing and is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, refresh_token: &str) -> Result<(), Failure> {
        let Some(token) = Token::read(refresh_token) else { return Ok(()) };
        let hash = token.hash();
        self.change(move |change| {
            if let Some(row) = logins::find_refresh_token(change.tx, &hash)? {
                logins::end(change.tx, row.login_id, "signed_out")?;
                change.note(Some(row.person_id), "signed_out", ("login", row.login_id), None);
            }
            Ok(())
        })
        .await
    }
}

fn exchange(change: &mut Change<'_, '_>, hash: &[u8]) -> Result<Option<OpenedLogin>, Failure> {
    change.tx.nobody_sees();
    let Some(row) = logins::find_refresh_token(change.tx, hash)? else { return Ok(None) };
    let now = change.tx.now().naive_utc();
    if row.used_at.is_some() {
        logins::end(change.tx, row.login_id, "refresh_token_reused")?;
        change.note(
            Some(row.person_id),
            "login_ended",
            ("login", row.login_id),
            Some("refresh_token_reused"),
        );
        return Ok(None);
    }
    let alive = row.ended_at.is_none() && row.expires_at > now && row.login_expires_at > now;
    let at = change.tx.now();
    if !alive
        || read::people::person::actor_of_login(change.tx.conn(), row.person_id, row.login_id, at)?.is_none()
    {
        return Ok(None);
    }
    logins::use_refresh_token(change.tx, row.id)?;
    let expires_at = change.tx.now() + change.settings.login_lifetime;
    logins::extend(change.tx, row.login_id, expires_at)?;
    let refresh = add_refresh_token(change.tx, row.login_id, expires_at)?;
    Ok(Some(OpenedLogin { person: row.person_id, login: row.login_id, refresh }))
}
