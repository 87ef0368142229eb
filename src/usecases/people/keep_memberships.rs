//! Memberships as leads and coordinators keep them: added, confirmed, ended.

use super::{
    claim_membership::{claim, listed},
    say_rights::say_lead,
};
use crate::{
    domain::{
        access::Actor,
        ids::{MembershipId, OrganisationId, PersonId},
        times::{LONDON, day_in},
        words::{MembershipProof, Word},
    },
    store::{
        read::people::{memberships as views, profile::MembershipView},
        write::{people::memberships, service::locks},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused, forbidden},
        idempotency::{Answer, OnceKey, once},
    },
};

impl UseCases {
    /// Makes a person a confirmed member of an organisation, or its lead.
    ///
    /// # Errors
    /// An organisation or person that does not exist.
    pub async fn add_membership(
        &self,
        by: PersonId,
        person: PersonId,
        organisation: OrganisationId,
        is_lead: bool,
        key: Option<OnceKey>,
    ) -> Result<Answer<MembershipView>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                locks::lock_people(change.tx, &[person])?;
                let organisation = listed(change.tx, organisation)?.id;
                let id =
                    claim(change.tx, person, organisation, Some(MembershipProof::Coordinator), Some(by))?;
                let led = memberships::load(change.conn(), id)?.is_lead;
                memberships::set_lead(change.tx, id, is_lead)?;
                say_lead(change, id, (led, is_lead), by);
                Ok(views::view(change.tx.conn(), id)?)
            })
        })
        .await
    }

    /// Confirms a claimed membership; a coordinator may say that the member leads the organisation.
    ///
    /// # Errors
    /// [`Refused::NeverYourRole`] when a lead makes leads; 409 `membership_ended`.
    pub async fn confirm_membership(
        &self,
        actor: Actor,
        id: MembershipId,
        is_lead: Option<bool>,
    ) -> Result<MembershipView, Failure> {
        if is_lead.is_some() && !actor.is_coordinator {
            return Err(Refused::NeverYourRole.into());
        }
        self.change(move |change| {
            let person = memberships::load(change.tx.conn(), id)?.person_id;
            locks::lock_people(change.tx, &[person])?;
            let row = memberships::load(change.tx.conn(), id)?;
            if row.disputed_at.is_some() && actor.is_coordinator {
                memberships::answer_dispute(change.tx, id, true)?;
            } else if row.to_on.is_some_and(|to| to < day_in(change.tx.now(), LONDON)) {
                return forbidden("membership_ended", "This membership has ended.");
            }
            // One that had ended led nowhere.
            let led = row.is_lead && row.confirmed_at.is_some() && row.disputed_at.is_none();
            let how = if actor.is_coordinator { MembershipProof::Coordinator } else { MembershipProof::Lead };
            memberships::confirm(change.tx, id, how)?;
            if let Some(is_lead) = is_lead {
                memberships::set_lead(change.tx, id, is_lead)?;
            }
            let by = Some(actor.person_id);
            change.note(by, "membership_confirmed", ("membership", id), Some(how.as_str()));
            say_lead(change, id, (led, is_lead.unwrap_or(row.is_lead)), actor.person_id);
            Ok(views::view(change.tx.conn(), id)?)
        })
        .await
    }

    /// Ends a membership as of yesterday, so that a manager's view ends at once. Bookings keep their organisation.
    ///
    /// # Errors
    /// 409 `membership_ended` when it has ended before.
    pub async fn end_membership(&self, by: PersonId, id: MembershipId) -> Result<MembershipView, Failure> {
        self.change(move |change| {
            let person = memberships::load(change.tx.conn(), id)?.person_id;
            locks::lock_people(change.tx, &[person])?;
            let row = memberships::load(change.tx.conn(), id)?;
            let today = day_in(change.tx.now(), LONDON);
            if row.disputed_at.is_some() {
                memberships::answer_dispute(change.tx, id, false)?;
                change.note(Some(by), "membership_ended", ("membership", id), None);
                return Ok(views::view(change.tx.conn(), id)?);
            }
            if row.to_on.is_some_and(|to| to < today) {
                return forbidden("membership_ended", "This membership has ended already.");
            }
            memberships::end(change.tx, id, today.pred_opt().unwrap_or(today))?;
            change.note(Some(by), "membership_ended", ("membership", id), None);
            say_lead(change, id, (row.is_lead, false), by);
            Ok(views::view(change.tx.conn(), id)?)
        })
        .await
    }
}
