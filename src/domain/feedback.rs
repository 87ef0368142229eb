//! What people say of a course: what they are asked, what they may answer and until when, and what is shown of it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{
    ids::{BookingId, RowId},
    input::{FieldError, FieldErrors, optional_long_text, short_text},
    words::words,
};

/// Questions of a form at most: it is to be answered in two minutes.
pub const MOST_QUESTIONS: usize = 12;
/// Characters of a question at most.
pub const LONGEST_QUESTION: usize = 200;
/// Characters of an answer in words at most.
pub const LONGEST_ANSWER: usize = 2_000;
/// Characters of what somebody is called beside their words at most.
pub const LONGEST_ROLE: usize = 80;
/// For how long feedback can be given after a result, and changed after it was first given.
pub const OPEN_FOR: TimeDelta = TimeDelta::days(14);
/// Answers of fewer people than this are shown to nobody.
pub const FEWEST: usize = 3;
/// The highest mark of a scale, which begins at 1.
pub const BEST: i32 = 5;

words! {
    /// How a question is answered.
    QuestionKind {
        /// From 1 to 5.
        Scale = "scale",
        /// Yes or no.
        YesNo = "yes_no",
        /// In words.
        Text = "text",
    }
    /// What a link that asks for an answer is for.
    LinkKind {
        /// How the course was.
        Feedback = "feedback",
        /// What became of it, six weeks later.
        Weeks6 = "weeks_6",
        /// The same, six months later.
        Months6 = "months_6",
        /// The same, asked of the line manager after six weeks.
        ManagerWeeks6 = "manager_weeks_6",
        /// The same, after six months.
        ManagerMonths6 = "manager_months_6",
    }
}

/// A question as it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: RowId,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What is asked.
    pub words: String,
    /// Whether it has to be answered.
    pub required: bool,
}

/// A question as a coordinator writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuestion {
    /// The one it was so far.
    pub id: Option<RowId>,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What is asked.
    pub words: String,
    /// Whether it has to be answered.
    pub required: bool,
}

/// Reads a form's questions.
///
/// # Errors
/// None or too many; one without words, with too many, or named twice.
pub fn read_form(questions: &[NewQuestion]) -> Result<Vec<NewQuestion>, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    if questions.is_empty() {
        errors.add("questions", "Ask at least one question.");
    }
    if questions.len() > MOST_QUESTIONS {
        errors.add("questions", format!("Ask at most {MOST_QUESTIONS} questions."));
    }
    let mut read = Vec::new();
    for (at, question) in questions.iter().enumerate().take(MOST_QUESTIONS) {
        let field = |name: &str| format!("questions[{at}].{name}");
        let words = errors.keep(short_text(&field("text"), &question.words, LONGEST_QUESTION));
        if question.id.is_some() && questions[..at].iter().any(|other| other.id == question.id) {
            errors.add(field("id"), "This question stands in the list twice.");
        }
        read.push(NewQuestion { words: words.unwrap_or_default(), ..question.clone() });
    }
    errors.finish(read)
}

/// What is answered to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AnswerValue {
    /// Yes or no.
    YesNo(bool),
    /// A mark from 1 to 5.
    Mark(i32),
    /// In words.
    Words(String),
}

/// An answer as it was sent; a question may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentAnswer {
    /// To which question.
    pub question: RowId,
    /// What was answered.
    pub value: Option<AnswerValue>,
}

/// Whether somebody may be quoted, as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentQuote {
    /// Whether they may.
    pub allowed: bool,
    /// What they want to be called.
    pub role: String,
}

/// An answer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// To which question.
    pub question: RowId,
    /// The mark; 1 for yes and 0 for no.
    pub number: Option<i32>,
    /// The words.
    pub words: Option<String>,
}

/// Everything somebody says of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Their answers.
    pub answers: Vec<Kept>,
    /// What they want to be called where they are quoted; none: they may not be.
    pub quoted_as: Option<String>,
}

/// Reads what somebody answers. `asked` are the questions of today, `before` those that are asked no more and that they
/// answered when they were.
///
/// # Errors
/// Every answer that is of the wrong kind, missing, given twice, or to a question that is not asked.
pub fn read_answers(
    asked: &[Question],
    before: &[Question],
    sent: &[SentAnswer],
    quote: &SentQuote,
) -> Result<Said, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    let mut answers: Vec<Kept> = Vec::new();
    for (at, answer) in sent.iter().enumerate() {
        let field = format!("answers[{at}].value");
        if sent[..at].iter().any(|other| other.question == answer.question) {
            errors.add(format!("answers[{at}].question_id"), "This question is answered twice.");
            continue;
        }
        let known = asked.iter().chain(before).find(|question| question.id == answer.question);
        let Some(question) = known else {
            errors.add(format!("answers[{at}].question_id"), "This question is not asked after this course.");
            continue;
        };
        if let Some(kept) = errors.keep(read_answer(question, &field, answer.value.as_ref())).flatten() {
            answers.push(kept);
        } else if question.required && asked.contains(question) && is_missing(answer.value.as_ref()) {
            errors.add(field, missing(question));
        }
    }
    for question in asked.iter().filter(|question| question.required) {
        if sent.iter().all(|answer| answer.question != question.id) {
            errors.add("answers", format!("“{}” is to be answered.", question.words));
        }
    }
    if errors.is_empty() && answers.is_empty() {
        errors.add("answers", "Answer at least one question.");
    }
    let quoted_as =
        if quote.allowed { errors.keep(short_text("quote.role", &quote.role, LONGEST_ROLE)) } else { None };
    errors.finish(Said { answers, quoted_as })
}

fn is_missing(value: Option<&AnswerValue>) -> bool {
    match value {
        None => true,
        Some(AnswerValue::Words(words)) => words.trim().is_empty(),
        Some(_) => false,
    }
}

fn missing(question: &Question) -> &'static str {
    match question.kind {
        QuestionKind::Scale => "Choose a mark from 1 to 5.",
        QuestionKind::YesNo => "Choose yes or no.",
        QuestionKind::Text => "Write a few words.",
    }
}

fn read_answer(
    question: &Question,
    field: &str,
    value: Option<&AnswerValue>,
) -> Result<Option<Kept>, FieldError> {
    let kept = |number, words| Some(Kept { question: question.id, number, words });
    match (question.kind, value) {
        (_, None) => Ok(None),
        (QuestionKind::Scale, Some(AnswerValue::Mark(mark))) if (1..=BEST).contains(mark) => {
            Ok(kept(Some(*mark), None))
        }
        (QuestionKind::YesNo, Some(AnswerValue::YesNo(yes))) => Ok(kept(Some(i32::from(*yes)), None)),
        (QuestionKind::Text, Some(AnswerValue::Words(words))) => {
            let words = optional_long_text(field, Some(words), LONGEST_ANSWER)?;
            Ok(words.and_then(|words| kept(None, Some(words))))
        }
        (QuestionKind::Scale, Some(_)) => Err(FieldError::new(field, "Send a whole number from 1 to 5.")),
        (QuestionKind::YesNo, Some(_)) => Err(FieldError::new(field, "Send true or false.")),
        (QuestionKind::Text, Some(_)) => Err(FieldError::new(field, "Send text.")),
    }
}

/// When feedback can be given or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// When the result was told.
    pub result_at: DateTime<Utc>,
    /// When it was first given.
    pub answered_at: Option<DateTime<Utc>>,
}

impl Opening {
    /// Of what was told then and is not given yet.
    #[must_use]
    pub const fn since(result_at: DateTime<Utc>) -> Self {
        Self { result_at, answered_at: None }
    }

    /// Until when it can be given that is not given yet, or changed that is.
    #[must_use]
    pub fn until(self) -> DateTime<Utc> {
        self.answered_at.unwrap_or(self.result_at) + OPEN_FOR
    }
}

/// What was last shown of a session's answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Whose answers those were; none while nothing was shown.
    pub people: Vec<BookingId>,
    /// Nobody could change an answer any more.
    pub is_whole: bool,
}

/// Whether what is shown of a session's answers is brought up to date: at first once there are three, then whenever three
/// more came, and at last when nobody can answer or change an answer any more. `answered` are the bookings that
/// answered so far; `is_over` says that no answer can come or change any more.
#[must_use]
pub fn is_brought_up_to_date(shown: Option<&Shown>, answered: &[BookingId], is_over: bool) -> bool {
    if answered.len() < FEWEST {
        return false;
    }
    let Some(shown) = shown else { return true };
    let new = answered.iter().filter(|booking| !shown.people.contains(booking)).count();
    new >= FEWEST || (is_over && !shown.is_whole)
}
