//! Complaints about the use of data: taken down, acknowledged at once, and answered by a coordinator.

use crate::{
    domain::{
        complaints::{LONGEST, LONGEST_NAME, may_be_mailed},
        ids::{PersonId, RowId},
        input::{FieldError, long_text},
        people::{EmailAddress, PersonName},
        times::{LONDON, day_in},
    },
    mail::message::{ComplaintAnswered, ComplaintReceived, Day, Message, Page},
    store::{
        read::people::person::{self, Recipient},
        write::people::complaints::{self, ComplaintRow},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        queue_mail::{Letter, post},
    },
};

/// Who complains.
#[derive(Debug, Clone)]
pub enum Complainant {
    /// Somebody signed in.
    Person(PersonId),
    /// Somebody who typed who they are.
    Typed(PersonName, EmailAddress),
}

impl UseCases {
    /// Takes a complaint down and says so by mail.
    ///
    /// # Errors
    /// No words, or too many.
    pub async fn complain(&self, who: Complainant, words: &str) -> Result<(), Failure> {
        let words = long_text("words", words, LONGEST)?;
        if let Complainant::Typed(name, _) = &who
            && !may_be_mailed(name.as_str())
        {
            let why = format!("Enter a name of at most {LONGEST_NAME} characters, without @ and without /.");
            return Err(FieldError::new("name", why).into());
        }
        self.change(move |change| {
            let (person, name, email) = match &who {
                Complainant::Person(person) => (Some(*person), None, None),
                Complainant::Typed(name, email) => {
                    (None, Some(name.as_str().to_owned()), Some(email.as_str().to_owned()))
                }
            };
            let row = ComplaintRow {
                id: change.tx.new_id(),
                person_id: person,
                name,
                email,
                words: Some(words.clone()),
                made_at: change.now().naive_utc(),
                answered_at: None,
                answered_by: None,
                answer: None,
            };
            complaints::add(change.tx, &row)?;
            let on = Day { day: day_in(change.now(), LONDON) };
            let mail = Message::ComplaintReceived(ComplaintReceived { on, privacy: Page::at("/privacy") });
            tell(change, &row, mail)?;
            change.note(person, "complaint_made", ("complaint", row.id), None);
            Ok(())
        })
        .await
    }

    /// Answers a complaint; whoever complained is told.
    ///
    /// # Errors
    /// No words, or too many; 409 `dispute_answered`.
    pub async fn answer_complaint(&self, by: PersonId, id: RowId, answer: &str) -> Result<(), Failure> {
        let answer = long_text("answer", answer, LONGEST)?;
        self.change(move |change| {
            let row = complaints::load(change.conn(), id)?;
            if !complaints::answer(change.tx, id, by, &answer)? {
                return forbidden("dispute_answered", "Somebody has answered this already.");
            }
            let made_on = Day { day: day_in(row.made_at.and_utc(), LONDON) };
            let mail = ComplaintAnswered { made_on, answer: answer.clone() };
            tell(change, &row, Message::ComplaintAnswered(mail))?;
            change.note(Some(by), "complaint_answered", ("complaint", id), None);
            Ok(())
        })
        .await
    }
}

/// Mails whoever complained. Nothing that somebody typed who was not signed in stands in it: the address may be another's.
fn tell(change: &mut Change<'_, '_>, row: &ComplaintRow, mail: Message) -> Result<(), Failure> {
    let to = match (row.person_id, &row.name, &row.email) {
        (Some(person), ..) => person::recipient(change.conn(), person)?,
        (None, Some(name), Some(email)) => {
            Some(Recipient { person: None, name: name.clone(), email: email.clone() })
        }
        _ => None,
    };
    if let Some(to) = to {
        post(change, Letter::new(to, mail))?;
    }
    Ok(())
}
