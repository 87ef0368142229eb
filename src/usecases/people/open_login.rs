//! Opening a login for whoever has shown who they are, and the tokens that go with it.

use chrono::{DateTime, Utc};

use crate::{
    crypto::tokens::Token,
    domain::{
        ids::{LoginId, PersonId},
        words::Word,
    },
    store::{
        WriteTx,
        write::people::logins::{self, SignedInBy},
    },
    usecases::{UseCases, change::Change, error::Failure},
};

/// What a client gets at sign-in and at each refresh.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The JWT for the API.
    pub access_token: String,
    /// Seconds it lives.
    pub expires_in: i64,
    /// Good for one exchange.
    pub refresh_token: String,
    /// Whose they are.
    pub person: PersonId,
    /// The login they belong to.
    pub login: LoginId,
}

impl UseCases {
    /// The tokens of a login that was just opened.
    pub(crate) async fn tokens(&self, opened: OpenedLogin) -> Result<Tokens, Failure> {
        let OpenedLogin { person, login, refresh } = opened;
        let (access_token, expires_in) = self.keys.issue(person, login, self.db.clock().now()).await?;
        Ok(Tokens { access_token, expires_in, refresh_token: refresh, person, login })
    }
}

/// A login as the write that opened it leaves it.
pub(crate) struct OpenedLogin {
    pub(super) person: PersonId,
    pub(crate) login: LoginId,
    pub(super) refresh: String,
}

/// Opens a login within a write, for a person who has proved who they are.
pub(crate) fn open_login(
    change: &mut Change<'_, '_>,
    person: PersonId,
    by: SignedInBy,
) -> Result<OpenedLogin, Failure> {
    let expires_at = change.tx.now() + change.settings.login_lifetime;
    let login = logins::start(change.tx, person, by, expires_at)?;
    let refresh = add_refresh_token(change.tx, login, expires_at)?;
    let how = match by.second_factor {
        Some(shown) => format!("{}+{shown}", by.method),
        None => by.method.as_str().to_owned(),
    };
    change.note(Some(person), "signed_in", ("login", login), Some(&how));
    Ok(OpenedLogin { person, login, refresh })
}

/// Gives a login the token that it goes on with.
pub(super) fn add_refresh_token(
    tx: &mut WriteTx<'_>,
    login: LoginId,
    expires_at: DateTime<Utc>,
) -> Result<String, Failure> {
    let token = Token::new(tx.random());
    logins::add_refresh_token(tx, login, &token.hash(), expires_at)?;
    Ok(token.as_str().to_owned())
}
