//! Agreeing that one's line manager is asked what became of a course; wanting no more mail about it.

use crate::{
    domain::{
        ids::{BookingId, PersonId, RowId},
        impact::ImpactSide,
    },
    store::{
        read::feedback::{answer_links as links, given},
        write::{
            feedback::{answer_links, impacts},
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
    /// Notes whether the line manager of a booking's holder may be asked. Taken back, the links that were mailed to them
    /// lead nowhere from then on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agree_to_manager(&self, booking: BookingId, agrees: bool) -> Result<(), Failure> {
        self.change(move |change| {
            let found = given::attended(change.conn(), booking)?;
            locks::lock_people(change.tx, &[found.person])?;
            agree(change, booking, agrees)
        })
        .await
    }

    /// Notes whether somebody wants to be asked by mail what became of courses.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_impact_mails(&self, person: PersonId, wanted: bool) -> Result<(), Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            Ok(impacts::set_mails_off(change.tx, person, !wanted)?)
        })
        .await
    }

    /// Whether a link that came with such a mail is one of ours, and was not taken back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn impact_mail(&self, token: &str) -> Result<Option<PersonId>, Failure> {
        let Some(id) = self.impact_id(token) else { return Ok(None) };
        let found = self.db.read(move |c| links::find(c, id)).await?;
        Ok(found.filter(|link| !link.is_withdrawn()).map(|link| link.person_id))
    }

    /// Sends no more of those mails to whoever got this link, whether or not it still asks anything.
    ///
    /// # Errors
    /// [`Refused::NotThere`] where it is none of ours, or was taken back.
    pub async fn stop_impact_mails_by_link(&self, token: &str) -> Result<(), Failure> {
        let person = self.impact_mail(token).await?.ok_or(Refused::NotThere)?;
        self.set_impact_mails(person, false).await
    }
}

/// Notes it; the person must be locked.
pub(super) fn agree(change: &mut Change<'_, '_>, booking: BookingId, agrees: bool) -> Result<(), Failure> {
    impacts::set_agreed(change.tx, booking, agrees)?;
    if !agrees {
        let asks_manager = |link: &links::LinkRow| matches!(link.kind.asks(), Some((_, ImpactSide::Manager)));
        let theirs: Vec<RowId> = links::of_booking(change.conn(), booking)?
            .into_iter()
            .filter(asks_manager)
            .map(|link| link.id)
            .collect();
        answer_links::withdraw(change.tx, &theirs)?;
    }
    Ok(())
}
