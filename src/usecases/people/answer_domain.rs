//! What a person says who is asked whether they belong to the organisation whose mail domain their address has.

use super::claim_membership::claim;
use crate::{
    domain::{
        accounts::NOT_NOW,
        ids::{OrganisationId, PersonId},
        words::MembershipProof,
    },
    store::{
        read::people::domain_asks,
        write::{people::domain_answers, service::locks},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused},
    },
};

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// They do: their address shows it.
    Yes,
    /// They do not, and are not asked again.
    No,
    /// They are asked again later.
    NotNow,
}

impl UseCases {
    /// Keeps the answer. Nobody else learns that the person was asked, or of any answer but yes.
    ///
    /// # Errors
    /// [`Refused::NotThere`] for what the person is not asked, or has answered.
    pub async fn answer_domain(
        &self,
        person: PersonId,
        organisation: OrganisationId,
        said: Belongs,
    ) -> Result<(), Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let now = change.now();
            let asked = domain_asks::asks_of(change.conn(), person, now)?;
            if asked.iter().all(|ask| ask.organisation != organisation) {
                return Err(Refused::NotThere.into());
            }
            match said {
                Belongs::Yes => {
                    claim(change.tx, person, organisation, Some(MembershipProof::Domain), Some(person))?;
                }
                Belongs::No => domain_answers::add(change.tx, person, organisation, None)?,
                Belongs::NotNow => {
                    domain_answers::add(change.tx, person, organisation, Some(now + NOT_NOW))?;
                }
            }
            Ok(())
        })
        .await
    }
}
