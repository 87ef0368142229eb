//! A person's yes to being listed as a practitioner, which they can take back at once.

use crate::{
    domain::ids::PersonId,
    store::{
        read::practitioners::register::{RegisterQuery, register},
        write::practitioners::practice,
    },
    usecases::{
        UseCases,
        error::{Failure, forbidden},
    },
};

impl UseCases {
    /// Lists somebody; whoever is listed already stays so.
    ///
    /// # Errors
    /// 409 `wrong_state` for somebody who has done no course that keeps people current.
    pub async fn list_as_practitioner(&self, person: PersonId) -> Result<(), Failure> {
        self.change(move |change| {
            let now = change.now();
            let own = RegisterQuery { people: Some(vec![person]), ..RegisterQuery::default() };
            if register(change.conn(), &own, now)?.is_empty() {
                return forbidden(
                    "wrong_state",
                    "You have not done a course of practice yet. Once you have, you can be listed.",
                );
            }
            if practice::list(change.tx, person)? {
                change.note(Some(person), "practitioner_listed", ("person", person), None);
            }
            Ok(())
        })
        .await
    }

    /// Takes somebody off the list, from this moment on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_off_practitioners(&self, person: PersonId) -> Result<(), Failure> {
        self.change(move |change| {
            if practice::take_off(change.tx, person)? {
                change.note(Some(person), "practitioner_unlisted", ("person", person), None);
            }
            Ok(())
        })
        .await
    }
}
