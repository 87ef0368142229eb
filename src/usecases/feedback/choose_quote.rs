//! A coordinator's yes to words that somebody allows to be quoted, or no. The words stay as they were written.

use crate::{
    domain::ids::{BookingId, PersonId, RowId},
    store::{
        read::feedback::{given, quotes as read},
        write::{feedback::quotes, service::locks},
    },
    usecases::{
        UseCases,
        error::{Failure, Refused},
    },
};

/// What a coordinator says of words.
#[derive(Debug, Clone, Copy)]
pub struct ChooseQuote {
    /// Who decides; that they may is checked already.
    pub by: PersonId,
    /// Whose words.
    pub booking: BookingId,
    /// To which question.
    pub question: RowId,
    /// Whether they are to stand on the course's page.
    pub chosen: bool,
}

impl UseCases {
    /// Puts the words on the course's page, or leaves or takes them off it.
    ///
    /// # Errors
    /// [`Refused::NotThere`] where nobody allows these words to be quoted any more.
    pub async fn choose_quote(&self, ask: ChooseQuote) -> Result<(), Failure> {
        self.change(move |change| {
            let found = given::attended(change.conn(), ask.booking)?;
            locks::lock_people(change.tx, &[found.person])?;
            locks::lock_sessions(change.tx, &[found.session])?;
            let all = read::quotable(change.conn())?;
            let words = all
                .into_iter()
                .find(|one| one.booking == ask.booking && one.question == ask.question)
                .ok_or(Refused::NotThere)?;
            quotes::take_off(change.tx, ask.booking, &words.words)?;
            if ask.chosen {
                quotes::put(change.tx, (ask.booking, words.course), (&words.words, &words.role), ask.by)?;
            }
            quotes::decide(change.tx, (ask.booking, ask.question), ask.chosen, ask.by)?;
            let action = if ask.chosen { "quote_chosen" } else { "quote_left" };
            change.note(Some(ask.by), action, ("course", words.course), None);
            Ok(())
        })
        .await
    }
}
