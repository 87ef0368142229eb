//! A person takes away what is held about them: that they did is on the trail.

use crate::{
    domain::ids::PersonId,
    usecases::{UseCases, error::Failure},
};

impl UseCases {
    /// Notes that a person's data was handed out to them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_data_handed_out(&self, person: PersonId) -> Result<(), Failure> {
        self.change(move |change| {
            change.note(Some(person), "data_handed_out", ("person", person), None);
            Ok(())
        })
        .await
    }
}
