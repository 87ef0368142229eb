//! Who supports whom in practice: the hub at once, a colleague once they say yes; either side ends it at once.

use crate::{
    domain::{ids::PersonId, input::FieldError},
    mail::message::{Message, Page, SupportAsked},
    store::{
        read::{people::person, practitioners::supports},
        write::practitioners::practice,
    },
    usecases::{
        UseCases,
        error::{Failure, forbidden},
        queue_mail::{Letter, post_to_person},
    },
};

impl UseCases {
    /// Keeps whom somebody names as their supporter: the hub when `None`. A colleague is asked by mail.
    ///
    /// # Errors
    /// Somebody who is not a listed practitioner of one of their organisations.
    pub async fn name_supporter(&self, by: PersonId, supporter: Option<PersonId>) -> Result<(), Failure> {
        self.change(move |change| {
            let now = change.now();
            if let Some(supporter) = supporter {
                let may = supports::may_be_named(change.conn(), by, now)?;
                if !may.iter().any(|(id, _)| *id == supporter) {
                    let why = "Choose a listed practitioner of your own organisation, or the hub.";
                    return Err(FieldError::new("supporter", why).into());
                }
            }
            let known = supports::of(change.conn(), by)?;
            let stays = known.is_some_and(|known| known.colleague.as_ref().map(|(id, _)| *id) == supporter);
            if stays {
                return Ok(());
            }
            practice::name(change.tx, by, supporter)?;
            change.note(Some(by), "supporter_named", ("person", by), None);
            if let Some(supporter) = supporter {
                let who = person::name(change.conn(), by)?;
                let mail = SupportAsked { who, page: Page::at("/my-practice") };
                post_to_person(change, supporter, |to| Letter::new(to, Message::SupportAsked(mail)))?;
            }
            Ok(())
        })
        .await
    }

    /// Ends it from the side of whoever is supported.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_own_support(&self, person: PersonId) -> Result<(), Failure> {
        self.change(move |change| {
            if practice::end_own(change.tx, person)? {
                change.note(Some(person), "support_ended", ("person", person), None);
            }
            Ok(())
        })
        .await
    }

    /// Answers somebody who asks for support: yes, or no; a no ends it later on too.
    ///
    /// # Errors
    /// 409 `wrong_state` when they ask no more.
    pub async fn answer_support(&self, by: PersonId, person: PersonId, agreed: bool) -> Result<(), Failure> {
        self.change(move |change| {
            let changed = if agreed {
                practice::agree(change.tx, by, person)?
            } else {
                practice::end_of(change.tx, by, person)?
            };
            if !changed {
                return forbidden("wrong_state", "They do not ask for your support any more.");
            }
            let word = if agreed { "support_agreed" } else { "support_ended" };
            change.note(Some(by), word, ("person", person), None);
            Ok(())
        })
        .await
    }

    /// Switches the mails about what lapses off, or on again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn switch_lapse_mails(&self, person: PersonId, on: bool) -> Result<(), Failure> {
        self.change(move |change| Ok(practice::switch_mails(change.tx, person, on)?)).await
    }
}
