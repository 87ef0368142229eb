//! Logins of the pages: one opaque cookie each, kept as a hash on the login's row.

use std::sync::Arc;

use super::{
    confirm_address::{Proof, confirm, invalid_link},
    sign_in::{OpenedLogin, open_login},
    sign_in_links::redeem,
};
use crate::{
    crypto::tokens::Token,
    domain::ids::{LoginId, PersonId},
    store::{
        Error, WriteTx,
        write::{people::logins, service::audit},
    },
    usecases::{UseCases, error::Failure},
};

impl UseCases {
    /// Signs a browser in with a password; returns the cookie's value.
    ///
    /// # Errors
    /// As [`UseCases::sign_in`].
    pub async fn sign_in_to_pages(&self, email: &str, password: &str) -> Result<Token, Failure> {
        let person = self.prove(email, password).await?;
        let settings = Arc::clone(&self.settings);
        self.db
            .write(move |tx| {
                let opened = open_login(tx, &settings, person, "password")?;
                give_cookie(tx, &opened)
            })
            .await
    }

    /// Signs a browser in with a mailed link, once; returns the cookie's value.
    ///
    /// # Errors
    /// As [`UseCases::redeem_sign_in_link`].
    pub async fn redeem_link_for_pages(&self, token: &str) -> Result<Token, Failure> {
        let (settings, token) = (Arc::clone(&self.settings), token.to_owned());
        let cookie = self
            .db
            .write(move |tx| match redeem(tx, &settings, &token)? {
                Some(opened) => give_cookie(tx, &opened).map(Some),
                None => Ok(None),
            })
            .await?;
        cookie.ok_or_else(invalid_link)
    }

    /// Confirms an address and signs its holder's browser in; returns the cookie's value.
    ///
    /// # Errors
    /// As [`UseCases::confirm_address`].
    pub async fn confirm_address_for_pages(&self, proof: Proof) -> Result<Token, Failure> {
        let settings = Arc::clone(&self.settings);
        let cookie = self
            .db
            .write(move |tx| match confirm(tx, &settings, &proof)? {
                Some(opened) => give_cookie(tx, &opened).map(Some),
                None => Ok(None),
            })
            .await?;
        cookie.ok_or_else(invalid_link)
    }

    /// Signs a browser out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out_of_pages(&self, person: PersonId, login: LoginId) -> Result<(), Failure> {
        self.db
            .write(move |tx| {
                logins::end(tx, login, "signed_out")?;
                audit::record(tx, Some(person), "signed_out", ("login", login), None)?;
                Ok::<_, Error>(())
            })
            .await?;
        Ok(())
    }
}

fn give_cookie(tx: &mut WriteTx<'_>, opened: &OpenedLogin) -> Result<Token, Failure> {
    let cookie = Token::new(tx.random());
    logins::give_cookie(tx, opened.login, &cookie.hash())?;
    Ok(cookie)
}
