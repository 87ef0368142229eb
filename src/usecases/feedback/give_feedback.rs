//! Saying how a course was, and changing it for 14 days.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        feedback::{Opening, Question, Said, SentAnswer, SentQuote, read_answers},
        ids::{BookingId, RowId},
    },
    store::{
        read::feedback::given::{self, AnswerRow, Attended, FeedbackRow, FeedbackView},
        write::{
            feedback::{answer_links, given as rows, quotes},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        feedback::{agree_to_manager::agree, open_link::open},
        idempotency::{Answer, OnceKey, once},
    },
};

/// What somebody says of a course.
#[derive(Debug, Clone)]
pub struct GiveFeedback {
    /// Their answers.
    pub answers: Vec<SentAnswer>,
    /// Whether they may be quoted.
    pub quote: SentQuote,
    /// Whether their line manager may be asked later what became of it; nothing is said of it where it is none.
    pub manager: Option<bool>,
}

/// What was kept, and whether anything had been said before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptFeedback {
    /// As its giver reads it.
    pub view: FeedbackView,
    /// It was said for the first time.
    pub is_first: bool,
}

impl UseCases {
    /// Keeps what the holder of a booking says; whether they are that is checked already.
    ///
    /// # Errors
    /// 409 `feedback_not_open`, `feedback_over`; what [`read_answers`] refuses.
    pub async fn give_feedback(
        &self,
        booking: BookingId,
        ask: GiveFeedback,
        key: Option<OnceKey>,
    ) -> Result<Answer<KeptFeedback>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| give(change, booking, &ask, None)))
            .await
    }

    /// Keeps what whoever has a mailed link says.
    ///
    /// # Errors
    /// [`Refused::NotThere`] where the link leads nowhere; what [`read_answers`] refuses.
    pub async fn give_feedback_by_link(
        &self,
        token: &str,
        ask: GiveFeedback,
    ) -> Result<KeptFeedback, Failure> {
        let id = self.feedback_id(token).ok_or(Refused::NotThere)?;
        self.change(move |change| {
            let now = change.now();
            let Some(found) = open(change.conn(), id, now)? else { return Err(Refused::NotThere.into()) };
            give(change, found.attended.booking, &ask, Some(id))
        })
        .await
    }
}

fn give(
    change: &mut Change<'_, '_>,
    booking: BookingId,
    ask: &GiveFeedback,
    link: Option<RowId>,
) -> Result<KeptFeedback, Failure> {
    let found = given::attended(change.conn(), booking)?;
    locks::lock_people(change.tx, &[found.person])?;
    locks::lock_sessions(change.tx, &[found.session])?;
    // As it stands once nobody else changes it.
    let attended = given::attended(change.conn(), booking)?;
    let before = given::of_booking(change.conn(), booking)?;
    check_open(change, &attended, before.as_ref(), link)?;
    let answered = given::answers(change.conn(), booking)?;
    let (asked, retired) = given::questions(change.conn(), &attended, &answered)?;
    let asked: Vec<Question> = asked.iter().map(Question::from).collect();
    let retired: Vec<Question> = retired.iter().map(Question::from).collect();
    let said = read_answers(&asked, &retired, &ask.answers, &ask.quote)?;
    take_changed_quotes_off(change, (booking, before.as_ref()), &answered, &said)?;
    rows::keep(change.tx, (booking, attended.session), before.as_ref(), &said)?;
    if let Some(id) = link {
        answer_links::use_link(change.tx, id)?;
        let first = before.as_ref().map_or(change.now(), |row| row.answered_at.and_utc());
        answer_links::set_end(change.tx, id, Opening::since(first).until())?;
    }
    if let Some(agrees) = ask.manager {
        agree(change, booking, agrees)?;
    }
    Ok(KeptFeedback { view: given::view(change.conn(), booking)?, is_first: before.is_none() })
}

fn check_open(
    change: &Change<'_, '_>,
    attended: &Attended,
    before: Option<&FeedbackRow>,
    link: Option<RowId>,
) -> Result<(), Failure> {
    let until = attended.open_until(before);
    if until.is_some_and(|until| change.now() <= until) {
        return Ok(());
    }
    if link.is_some() {
        return Err(Refused::NotThere.into());
    }
    if until.is_none() {
        return forbidden(
            "feedback_not_open",
            "There is nothing to say of this course yet: the attendance is not finished, or the place was not taken up.",
        );
    }
    forbidden(
        "feedback_over",
        "The time is over: how a course was can be said for 14 days after its result, and changed for 14 days after \
         that.",
    )
}

/// Words that changed, or whose writer wants to be called otherwise or not to be quoted, leave the course's page at once.
fn take_changed_quotes_off(
    change: &mut Change<'_, '_>,
    (booking, before): (BookingId, Option<&FeedbackRow>),
    answered: &[AnswerRow],
    said: &Said,
) -> Result<(), Failure> {
    let Some(before) = before else { return Ok(()) };
    let was_called = before.quote_role.as_ref().filter(|_| before.quote_allowed);
    if was_called != said.quoted_as.as_ref() {
        return Ok(quotes::take_all_off(change.tx, booking)?);
    }
    for old in answered {
        let Some(words) = &old.words else { continue };
        let stands = said
            .answers
            .iter()
            .any(|new| new.question == old.question_id && new.words.as_ref() == Some(words));
        if !stands {
            quotes::take_off(change.tx, booking, words)?;
            quotes::forget_decision(change.tx, booking, old.question_id)?;
        }
    }
    Ok(())
}
