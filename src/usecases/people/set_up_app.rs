//! Setting up an app that shows codes: its secret, then its first code.

use super::{
    factor_added::{Added, factor_added},
    people_events::FactorChange,
    prove_again::Myself,
    second_step::matching_step,
};
use crate::{
    crypto::totp::TotpSecret,
    domain::{
        ids::{LoginId, PersonId, RowId},
        input::FieldError,
        second_factors::{SecondFactor, TypedCode},
    },
    store::{
        Error,
        read::people::person,
        write::{people::totp_apps, service::locks},
    },
    usecases::{
        UseCases,
        error::{Failure, forbidden},
    },
};

/// What an app is given.
#[derive(Debug, Clone)]
pub struct AppSecret {
    /// To be typed.
    pub text: String,
    /// To be read from a picture.
    pub address: String,
}

fn has_one_already<T>() -> Result<T, Failure> {
    forbidden("second_factor_exists", "An app is set up already. Remove it first; then set up the other one.")
}

impl UseCases {
    /// Makes the secret of an app. It counts for nothing until its first code was given.
    ///
    /// # Errors
    /// As [`UseCases::prove_again`]; 409 `second_factor_exists`.
    pub async fn start_app(&self, me: Myself) -> Result<(), Failure> {
        self.prove_again(&me).await?;
        self.change(move |change| {
            locks::lock_people(change.tx, &[me.person])?;
            if totp_apps::find(change.conn(), me.person)?.is_some_and(|app| app.confirmed_at.is_some()) {
                return has_one_already();
            }
            let id: RowId = change.tx.new_id();
            let random = change.tx.random().clone();
            let wrapped = TotpSecret::new(&random)
                .wrap(id.as_bytes(), &change.settings.secret, &random)
                .map_err(|why| Error::Broken(why.to_string()))?;
            totp_apps::begin(change.tx, id, me.person, wrapped)?;
            change.note(Some(me.person), "second_factor_app_begun", ("person", me.person), None);
            Ok(())
        })
        .await
    }

    /// The secret of the app that a person is setting up; none when they are not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn app_secret(&self, of: PersonId) -> Result<Option<AppSecret>, Failure> {
        let (app, to) = self
            .db
            .read(move |c| Ok::<_, Error>((totp_apps::find(c, of)?, person::recipient(c, of)?)))
            .await?;
        let Some(app) = app.filter(|app| app.confirmed_at.is_none()) else { return Ok(None) };
        let secret = TotpSecret::unwrap(app.id.as_bytes(), &app.wrapped_secret, &self.settings.secret)
            .map_err(|why| Error::Broken(why.to_string()))?;
        let account = to.map_or_else(|| "account".to_owned(), |to| to.email);
        let address = secret.address(&self.settings.provider(), &account);
        Ok(Some(AppSecret { text: secret.text(), address }))
    }

    /// Confirms an app by its first code. With the person's first second factor come recovery codes, which are never
    /// shown again.
    ///
    /// # Errors
    /// A wrong code; 409 `second_factor_exists` and `app_not_begun`.
    pub async fn confirm_app(&self, person: PersonId, login: LoginId, code: &str) -> Result<Added, Failure> {
        let code = TypedCode::read(code);
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let Some(app) = totp_apps::find(change.conn(), person)? else {
                return forbidden("app_not_begun", "No app is being set up. Begin with its secret.");
            };
            if app.confirmed_at.is_some() {
                return has_one_already();
            }
            let step = match &code {
                Some(TypedCode::Totp(digits)) => matching_step(change, &app, digits)?,
                _ => None,
            };
            let Some(step) = step else {
                let message = "This is not the code your app shows now. Wait for the next one, and check that the \
                               clock of your device is right.";
                return Err(FieldError::new("code", message).into());
            };
            totp_apps::take_step(change.tx, app.id, step)?;
            factor_added(change, (person, login), SecondFactor::Totp, FactorChange::AppAdded)
        })
        .await
    }
}
