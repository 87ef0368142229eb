//! What a person says about who sees their record: that they know, that a membership is wrong, that somebody is their
//! line manager or not.

use super::say_rights::{say_lead, say_manager};
use crate::{
    domain::{
        ids::{MembershipId, PersonId, RowId},
        times::{LONDON, day_in},
    },
    mail::message::{ManagerAsked, Message, Page},
    store::{
        read::people::person as known,
        write::{
            people::{manager_asks, memberships, person},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        queue_mail::{Letter, post_to_person},
    },
};

impl UseCases {
    /// Keeps that a person has been told who sees what.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn know_who_sees(&self, person: PersonId) -> Result<(), Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let today = day_in(change.now(), LONDON);
            for membership in memberships::current_of(change.conn(), person, today)? {
                memberships::told(change.tx, membership.id)?;
            }
            Ok(())
        })
        .await
    }

    /// A person says that a membership of theirs is wrong: it ends at once, until a coordinator answers.
    ///
    /// # Errors
    /// [`Refused::NotThere`] for a membership that is not theirs, or has ended.
    pub async fn dispute_membership(&self, person: PersonId, id: MembershipId) -> Result<(), Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let today = day_in(change.now(), LONDON);
            let own = memberships::current_of(change.conn(), person, today)?;
            let Some(row) = own.iter().find(|membership| membership.id == id) else {
                return Err(Refused::NotThere.into());
            };
            memberships::dispute(change.tx, id, today.pred_opt().unwrap_or(today))?;
            change.note(Some(person), "membership_disputed", ("membership", id), None);
            say_lead(change, id, (row.is_lead, false), person);
            Ok(())
        })
        .await
    }

    /// A person says whether somebody whom others named is their line manager.
    ///
    /// # Errors
    /// [`Refused::NotThere`] for a question that is not theirs, or is answered.
    pub async fn answer_manager_ask(
        &self,
        person: PersonId,
        ask: RowId,
        agreed: bool,
    ) -> Result<(), Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let open = manager_asks::open_of(change.conn(), person)?;
            let Some(row) = open.iter().find(|row| row.id == ask) else {
                return Err(Refused::NotThere.into());
            };
            manager_asks::answer(change.tx, row.id, agreed)?;
            if agreed {
                let mut record = person::load_person(change.conn(), person)?;
                let before = record.line_manager_id.replace(row.manager_id);
                record.line_manager_email = None;
                person::store_person(change.tx, &record)?;
                say_manager(change, person, before, record.line_manager_id, Some(person));
            }
            let said = if agreed { "line_manager_agreed" } else { "line_manager_refused" };
            change.note(Some(person), said, ("person", person), None);
            Ok(())
        })
        .await
    }
}

/// Asks a person whether somebody is their line manager: nobody comes to manage them because somebody else named them.
/// The person must be locked.
pub(crate) fn ask_for_manager(
    change: &mut Change<'_, '_>,
    person: PersonId,
    manager: PersonId,
    by: PersonId,
) -> Result<(), Failure> {
    let open = manager_asks::open_of(change.conn(), person)?;
    if open.iter().any(|row| row.manager_id == manager) {
        return Ok(());
    }
    for row in open {
        manager_asks::answer(change.tx, row.id, false)?;
    }
    manager_asks::add(change.tx, person, manager, by)?;
    let mail = ManagerAsked {
        manager: known::name(change.conn(), manager)?,
        asked_by: known::name(change.conn(), by)?,
        page: Page::at("/account/who-sees"),
    };
    post_to_person(change, person, |to| Letter::new(to, Message::ManagerAsked(mail)))
}
