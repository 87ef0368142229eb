//! Looking at what was said of a session. What is shown stays as it is until three more people answered, so that nobody
//! can tell one person's answers by looking twice.

use crate::{
    domain::{
        feedback::{Question, is_brought_up_to_date},
        feedback_figures::figures,
        ids::{BookingId, RowId, SessionId},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            feedback::{
                questions,
                session_feedback::{self, Answered, SessionFeedbackView},
            },
            sessions::session_rows,
        },
        write::{
            feedback::session_feedback::{NowShown, ShownText, show},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        error::{Failure, forbidden},
    },
};

impl UseCases {
    /// What is shown of a session's feedback now; whether the caller may see it is checked already.
    ///
    /// # Errors
    /// 409 `too_few_answers` below three.
    pub async fn look_at_feedback(&self, session: SessionId) -> Result<SessionFeedbackView, Failure> {
        let now = self.db.clock().now();
        let (view, is_due) = self
            .db
            .read(move |c| {
                let answered = session_feedback::answered(c, session)?;
                let is_due = due(c, session, &answered, now)?.is_some();
                Ok::<_, Error>((session_feedback::view(c, session)?, is_due))
            })
            .await?;
        let view = if is_due { self.bring_up_to_date(session).await? } else { view };
        match view {
            Some(view) => Ok(view),
            None => forbidden(
                "too_few_answers",
                "Answers are shown once three people have given theirs, so that nobody is told apart.",
            ),
        }
    }

    async fn bring_up_to_date(&self, session: SessionId) -> Result<Option<SessionFeedbackView>, Failure> {
        self.change(move |change| {
            locks::lock_sessions(change.tx, &[session])?;
            let now = change.now();
            let answered = session_feedback::answered(change.conn(), session)?;
            if let Some(is_whole) = due(change.conn(), session, &answered, now)? {
                let now_shown = all_of(change.conn(), session, answered, is_whole)?;
                show(change.tx, session, &now_shown)?;
            }
            Ok(session_feedback::view(change.conn(), session)?)
        })
        .await
    }
}

/// Whether what is shown is to be brought up to date; if so, whether nobody can answer any more.
fn due(
    connection: &mut AnyConnection,
    session: SessionId,
    answered: &Answered,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Option<bool>, Error> {
    let shown = session_feedback::last_shown(connection, session)?;
    let people: Vec<BookingId> = answered.by.iter().map(|(booking, _)| *booking).collect();
    let is_over = answered.over_at.is_some_and(|over| over < now);
    Ok(is_brought_up_to_date(shown.as_ref(), &people, is_over).then_some(is_over))
}

fn all_of(
    connection: &mut AnyConnection,
    session: SessionId,
    answered: Answered,
    is_whole: bool,
) -> Result<NowShown, Error> {
    let course = session_rows::session(connection, session)?.course_id;
    let mut rows = questions::asked(connection, course)?;
    let mut others: Vec<RowId> = answered.answers.iter().map(|answer| answer.question_id).collect();
    others.retain(|id| rows.iter().all(|row| row.id != *id));
    rows.extend(questions::of_ids(connection, &others)?);
    let of_question = |question: &Question| {
        let numbers: Vec<i32> = answered
            .answers
            .iter()
            .filter(|answer| answer.question_id == question.id)
            .filter_map(|answer| answer.number)
            .collect();
        figures(question, &numbers)
    };
    let texts = answered
        .answers
        .iter()
        .filter_map(|answer| {
            let role = answered.by.iter().find(|(booking, _)| *booking == answer.booking_id);
            Some(ShownText {
                booking: answer.booking_id,
                question: answer.question_id,
                words: answer.words.clone()?,
                role: role.and_then(|(_, role)| role.clone()),
            })
        })
        .collect();
    Ok(NowShown {
        figures: rows.iter().map(|row| of_question(&Question::from(row))).collect(),
        texts,
        people: answered.by.into_iter().map(|(booking, _)| booking).collect(),
        is_whole,
    })
}
