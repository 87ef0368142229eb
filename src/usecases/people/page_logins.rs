//! Logins of the pages: one opaque cookie each, kept as a hash on the login's row.

use super::{
    confirm_address::{Confirmed, Confirming, OwnWords, TypedElsewhere, confirm, invalid_link},
    open_login::OpenedLogin,
    second_step::{Answered, answer, enter, hash_of},
    sign_in_links::redeem,
};
use crate::{
    crypto::tokens::Token,
    domain::{
        ids::{LoginId, PersonId},
        people::PersonName,
        second_factors::{LoginMethod, TypedCode},
    },
    store::{WriteTx, write::people::logins},
    usecases::{UseCases, error::Failure},
};

/// What became of confirming an address in a browser.
#[derive(Debug)]
pub enum PageConfirmed {
    /// The browser is signed in by this cookie.
    SignedIn(Token),
    /// What was typed elsewhere is to be read over, with a password of one's own.
    Asks(TypedElsewhere),
    /// The account that it would be added to has to be signed in to first.
    OtherAccount,
}

impl UseCases {
    /// Signs a browser in with a password; returns the cookie's value.
    ///
    /// # Errors
    /// As [`UseCases::sign_in`].
    pub async fn sign_in_to_pages(&self, email: &str, password: &str) -> Result<Token, Failure> {
        let person = self.prove(email, password).await?;
        let step = self.change(move |change| {
            change.tx.nobody_sees();
            let step = enter(change, person, LoginMethod::Password)?;
            in_browser(change.tx, step)
        });
        Ok(step.await??)
    }

    /// Finishes a browser's sign-in with a code; returns the cookie's value.
    ///
    /// # Errors
    /// As [`UseCases::second_step`].
    pub async fn second_step_in_pages(&self, challenge: &str, code: &str) -> Result<Token, Failure> {
        let (hash, code) = (hash_of(challenge)?, TypedCode::read(code));
        let answered = self.change(move |change| match answer(change, &hash, code.as_ref())? {
            Answered::Right(opened) => give_cookie(change.tx, &opened).map(Answered::Right),
            Answered::Wrong => Ok(Answered::Wrong),
            Answered::Over => Ok(Answered::Over),
            Answered::TooMany => Ok(Answered::TooMany),
        });
        answered.await?.right()
    }

    /// Signs a browser in with a mailed link, once; returns the cookie's value.
    ///
    /// # Errors
    /// As [`UseCases::redeem_sign_in_link`].
    pub async fn redeem_link_for_pages(&self, token: &str) -> Result<Token, Failure> {
        let token = token.to_owned();
        let cookie = self.change(move |change| match redeem(change, &token)? {
            Some(step) => in_browser(change.tx, step).map(Some),
            None => Ok(None),
        });
        Ok(cookie.await?.ok_or_else(|| self.failed_with("link", invalid_link()))??)
    }

    /// Confirms an address and signs its holder's browser in, or says what is asked first.
    ///
    /// # Errors
    /// As [`UseCases::confirm_address`].
    pub async fn confirm_address_for_pages(&self, ask: Confirming) -> Result<PageConfirmed, Failure> {
        let confirmed = self
            .change(move |change| {
                Ok::<_, Failure>(match confirm(change, &ask)? {
                    Confirmed::Opened(opened) => {
                        Some(in_browser(change.tx, opened)?.map(PageConfirmed::SignedIn))
                    }
                    Confirmed::Asks(typed) => Some(Ok(PageConfirmed::Asks(typed))),
                    Confirmed::OtherAccount => Some(Ok(PageConfirmed::OtherAccount)),
                    Confirmed::NotRight => None,
                })
            })
            .await?;
        confirmed.ok_or_else(|| self.failed_with("confirmation", invalid_link()))?
    }

    /// The words of their own that somebody gives who confirms an address which was registered elsewhere.
    ///
    /// # Errors
    /// Every rule that the password breaks.
    pub async fn own_words(
        &self,
        name: Option<PersonName>,
        password: &str,
        belongs: bool,
    ) -> Result<OwnWords, Failure> {
        let own: Vec<&str> = name.iter().map(PersonName::as_str).collect();
        let password_hash = self.hash_new_password(password, &own).await?;
        Ok(OwnWords { name, password_hash, belongs })
    }

    /// Signs a browser out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out_of_pages(&self, person: PersonId, login: LoginId) -> Result<(), Failure> {
        self.change(move |change| {
            logins::end(change.tx, login, "signed_out")?;
            change.note(Some(person), "signed_out", ("login", login), None);
            Ok(())
        })
        .await?;
        Ok(())
    }
}

fn in_browser<Owing>(
    tx: &mut WriteTx<'_>,
    step: Result<OpenedLogin, Owing>,
) -> Result<Result<Token, Owing>, Failure> {
    match step {
        Ok(opened) => give_cookie(tx, &opened).map(Ok),
        Err(owed) => Ok(Err(owed)),
    }
}

pub(super) fn give_cookie(tx: &mut WriteTx<'_>, opened: &OpenedLogin) -> Result<Token, Failure> {
    let cookie = Token::new(tx.random());
    logins::give_cookie(tx, opened.login, &cookie.hash())?;
    Ok(cookie)
}
