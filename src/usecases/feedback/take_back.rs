//! Taking back what one's own: links that were mailed, and leave to be quoted.

use crate::{
    domain::ids::{BookingId, PersonId, RowId},
    store::{
        read::feedback::{answer_links as links, given},
        write::{
            feedback::{answer_links, given as rows, quotes},
            service::locks,
        },
    },
    usecases::{UseCases, error::Failure},
};

impl UseCases {
    /// Takes back the links by which the holder of a booking can answer; says how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_links_back(&self, person: PersonId, booking: BookingId) -> Result<usize, Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let now = change.now();
            let open = links::open_of(change.conn(), booking, person, now)?;
            let ids: Vec<RowId> = open.iter().map(|link| link.id).collect();
            answer_links::withdraw(change.tx, &ids)?;
            Ok(ids.len())
        })
        .await
    }

    /// Takes back that the holder of a booking may be quoted: their words leave the course's page with this.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_quoting_back(&self, booking: BookingId) -> Result<(), Failure> {
        self.change(move |change| {
            let found = given::attended(change.conn(), booking)?;
            locks::lock_people(change.tx, &[found.person])?;
            locks::lock_sessions(change.tx, &[found.session])?;
            quotes::take_all_off(change.tx, booking)?;
            rows::take_quoting_back(change.tx, booking)?;
            Ok(())
        })
        .await
    }
}
