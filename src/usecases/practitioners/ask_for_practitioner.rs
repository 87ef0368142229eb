//! Asking the hub for a practitioner: the coordinators hear of it, and answer with words.

use crate::{
    domain::{
        ids::{PersonId, RowId},
        input::long_text,
        practice::{LONGEST_ASK, PractitionerAsk},
        times::{LONDON, day_in},
    },
    mail::message::{Day, Message, Page, PractitionerAnswered, PractitionerWanted},
    store::{
        read::people::person,
        write::practitioners::asks::{self, AskRow},
    },
    usecases::{
        UseCases,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
        queue_mail::{Letter, post_to_person},
    },
};

impl UseCases {
    /// Takes down what somebody asks for, and tells the coordinators.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub async fn ask_for_practitioner(
        &self,
        by: PersonId,
        typed: PractitionerAsk,
        ring_me: bool,
        key: Option<OnceKey>,
    ) -> Result<Answer<RowId>, Failure> {
        let ask = PractitionerAsk::read(&typed, ring_me)?;
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                let row = AskRow {
                    id: change.tx.new_id(),
                    person_id: by,
                    what: ask.what.clone(),
                    place: ask.place.clone(),
                    wanted: ask.wanted.clone(),
                    phone: ask.phone.clone(),
                    asked_at: change.now().naive_utc(),
                    answered_at: None,
                    answered_by: None,
                    answer: None,
                };
                asks::add(change.tx, &row)?;
                let mail = PractitionerWanted {
                    who: person::name(change.conn(), by)?,
                    what: ask.what.clone(),
                    place: ask.place.clone(),
                    wanted: ask.wanted.clone(),
                    phone: ask.phone.clone(),
                    page: Page::at(format!("/manage/practitioner-asks/{}", row.id)),
                };
                for coordinator in person::coordinators(change.conn())? {
                    let mail = mail.clone();
                    post_to_person(change, coordinator, |to| {
                        Letter::new(to, Message::PractitionerWanted(mail))
                    })?;
                }
                change.note(Some(by), "practitioner_asked_for", ("practitioner_ask", row.id), None);
                Ok(row.id)
            })
        })
        .await
    }

    /// Answers what somebody asked for; they are told by mail.
    ///
    /// # Errors
    /// No words, or too many; 409 `dispute_answered` when somebody has answered it.
    pub async fn answer_practitioner_ask(&self, by: PersonId, id: RowId, words: &str) -> Result<(), Failure> {
        let words = long_text("answer", words, LONGEST_ASK)?;
        self.change(move |change| {
            let row = asks::load(change.conn(), id)?;
            if !asks::answer(change.tx, id, by, &words)? {
                return forbidden("dispute_answered", "Somebody has answered this already.");
            }
            let mail = PractitionerAnswered {
                asked_on: Day { day: day_in(row.asked_at.and_utc(), LONDON) },
                what: row.what,
                answer: words.clone(),
                register: Page::at("/reports/practitioners"),
            };
            post_to_person(change, row.person_id, |to| Letter::new(to, Message::PractitionerAnswered(mail)))?;
            change.note(Some(by), "practitioner_ask_answered", ("practitioner_ask", id), None);
            Ok(())
        })
        .await
    }
}
