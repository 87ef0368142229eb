//! Courses that may be taken at any time: what a coordinator makes them of, when one may be begun, and what finishing
//! one comes to.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::{
    cpd::CpdAward,
    eligibility::{CourseFacts, Eligibility, PersonFacts, Request, SessionFacts, decide},
    ids::RowId,
    input::{FieldError, FieldErrors, optional_long_text, optional_short_text, short_text},
    joining::link,
    refusals::Candidate,
    sessions::Span,
    times::{NEVER_YEAR, cpd_length, day, length},
    words::RefusalCode,
};

/// The most parts one course is made of.
pub const MOST_PARTS: usize = 40;
/// The most questions at its end.
pub const MOST_QUESTIONS: usize = 10;
/// The longest title of a part, in characters.
pub const LONGEST_TITLE: usize = 200;
/// The longest question, in characters.
pub const LONGEST_QUESTION: usize = 300;
/// The longest answer, in characters.
pub const LONGEST_ANSWER: usize = 4_000;
/// The most CPD minutes it can give, and the longest a part can be counted for: a week of working days.
pub const MOST_MINUTES: i32 = 2_400;

/// Start and end of a standing session, which has no dates: a moment that never comes.
#[must_use]
pub fn never() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(NEVER_YEAR, 12, 31).unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN)
}

/// A recording or a text as a coordinator types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartInput {
    /// Which one it is, if it was there before.
    pub id: Option<RowId>,
    /// What it is called.
    pub title: String,
    /// Who speaks.
    pub speaker: Option<String>,
    /// Where it is.
    pub url: String,
    /// The minutes it is counted for when it was watched; not counted by itself when left out.
    pub minutes: Option<i32>,
}

/// A question as a coordinator types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionInput {
    /// Which one it is, if it was there before.
    pub id: Option<RowId>,
    /// What is asked.
    pub words: String,
    /// Whether it has to be answered to finish.
    pub required: bool,
}

/// What a course is made of, as a coordinator types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContentInput {
    /// Whether it can be begun.
    pub open: bool,
    /// What to know before beginning.
    pub introduction: Option<String>,
    /// The CPD minutes it gives, at most where its parts have minutes of their own.
    pub cpd_minutes: i32,
    /// Its recordings and texts, in order.
    pub parts: Vec<PartInput>,
    /// What is asked at its end, in order.
    pub questions: Vec<QuestionInput>,
}

impl ContentInput {
    /// Checks it.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn check(&self) -> Result<Self, Vec<FieldError>> {
        let mut errors = FieldErrors::new();
        let introduction =
            errors.keep(optional_long_text("introduction", self.introduction.as_deref(), LONGEST_ANSWER));
        if !(0..=MOST_MINUTES).contains(&self.cpd_minutes) {
            errors.add("cpd_minutes", format!("Enter a number of minutes from 0 to {MOST_MINUTES}."));
        }
        if self.parts.len() > MOST_PARTS {
            errors.add("parts", format!("Name at most {MOST_PARTS} recordings and texts."));
        }
        if self.questions.len() > MOST_QUESTIONS {
            errors.add("questions", format!("Ask at most {MOST_QUESTIONS} questions."));
        }
        if self.open && self.parts.is_empty() {
            errors.add("parts", "Name at least one recording or text before people can begin.");
        }
        if self.open && self.questions.iter().all(|question| !question.required) {
            errors.add(
                "questions",
                "Ask at least one question that has to be answered, such as what they take away from it: it is how \
                 somebody shows that they have done it.",
            );
        }
        let parts =
            self.parts.iter().enumerate().map(|(at, part)| checked_part(&mut errors, at, part)).collect();
        let mut questions = Vec::new();
        for (at, question) in self.questions.iter().enumerate() {
            let words =
                errors.keep(short_text(&format!("questions[{at}].text"), &question.words, LONGEST_QUESTION));
            questions.push(QuestionInput { words: words.unwrap_or_default(), ..question.clone() });
        }
        named_twice(&mut errors, "parts", self.parts.iter().map(|part| part.id));
        named_twice(&mut errors, "questions", self.questions.iter().map(|question| question.id));
        errors.finish(Self {
            open: self.open,
            introduction: introduction.flatten(),
            cpd_minutes: self.cpd_minutes,
            parts,
            questions,
        })
    }
}

fn checked_part(errors: &mut FieldErrors, at: usize, part: &PartInput) -> PartInput {
    let field = |name: &str| format!("parts[{at}].{name}");
    let title = errors.keep(short_text(&field("title"), &part.title, LONGEST_TITLE));
    let speaker = errors.keep(optional_short_text(&field("speaker"), part.speaker.as_deref(), LONGEST_TITLE));
    let url = errors.keep(link(&field("url"), Some(&part.url))).flatten();
    if url.is_none() && part.url.trim().is_empty() {
        errors.add(field("url"), "Enter a link that begins with https://.");
    }
    if part.minutes.is_some_and(|minutes| !(1..=MOST_MINUTES).contains(&minutes)) {
        errors.add(
            field("minutes"),
            format!("Enter a number of minutes from 1 to {MOST_MINUTES}, or leave it out."),
        );
    }
    PartInput {
        id: part.id,
        title: title.unwrap_or_default(),
        speaker: speaker.flatten(),
        url: url.unwrap_or_default(),
        minutes: part.minutes,
    }
}

fn named_twice(errors: &mut FieldErrors, list: &str, ids: impl Iterator<Item = Option<RowId>>) {
    let mut seen = Vec::new();
    for (at, id) in ids.enumerate() {
        let Some(id) = id else { continue };
        if seen.contains(&id) {
            errors.add(format!("{list}[{at}].id"), "Name each one once.");
        }
        seen.push(id);
    }
}

/// Whether somebody may begin now: judged as a session that starts at this very moment, whose place neither lasts nor
/// runs out. What they hold elsewhere bars nothing and proves nothing; only that they have not begun already counts.
#[must_use]
pub fn may_begin(
    course: &CourseFacts,
    standing: &SessionFacts,
    person: &PersonFacts,
    request: &Request,
    candidates: &[Candidate],
) -> Eligibility {
    // Of this day, and not yet started.
    let starts_at = request.now + TimeDelta::nanoseconds(1);
    let session = SessionFacts {
        private: false,
        dates: vec![Span { starts_at, ends_at: starts_at }],
        booking_opens_at: None,
        booking_closes_at: None,
        ..standing.clone()
    };
    let mut person = person.clone();
    person.bookings.retain(|booking| booking.session == standing.id);
    let mut answer = decide(course, &session, &person, request, candidates);
    for refusal in &mut answer.refusals {
        if refusal.code == RefusalCode::AlreadyBooked {
            "This has been begun already: go on with it, or give it up first."
                .clone_into(&mut refusal.message);
        }
    }
    answer
}

/// A question that is asked at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: RowId,
    /// Whether it has to be answered.
    pub required: bool,
}

/// A part that was there to be watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its id.
    pub id: RowId,
    /// What it is called.
    pub title: String,
    /// Who speaks.
    pub speaker: Option<String>,
    /// The minutes it is counted for when it was watched.
    pub minutes: Option<i32>,
}

/// Checks what somebody answers; gives each answer with its question, empty ones left out.
///
/// # Errors
/// Every answer that is missing, too long or to a question that is not asked, named `answers[N].…`.
pub fn check_answers(
    asked: &[Question],
    answers: &[(RowId, String)],
) -> Result<Vec<(RowId, String)>, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    let mut given: Vec<(RowId, String)> = Vec::new();
    for (at, (question, words)) in answers.iter().enumerate() {
        if !asked.iter().any(|known| known.id == *question) {
            errors.add(format!("answers[{at}].question_id"), "No question with this id is asked here.");
            continue;
        }
        if given.iter().any(|(known, _)| known == question) {
            errors.add(format!("answers[{at}].question_id"), "Answer each question once.");
            continue;
        }
        let field = format!("answers[{at}].text");
        if let Some(Some(words)) = errors.keep(optional_long_text(&field, Some(words), LONGEST_ANSWER)) {
            given.push((*question, words));
        }
    }
    for question in asked.iter().filter(|question| question.required) {
        if errors.is_empty() && !given.iter().any(|(id, _)| *id == question.id) {
            let at = answers.iter().position(|(id, _)| *id == question.id);
            let field = at.map_or_else(|| "answers".to_owned(), |at| format!("answers[{at}].text"));
            errors.add(field, "Answer this question: it is needed to finish.");
        }
    }
    errors.finish(given)
}

/// Checks which parts somebody says they have watched; gives those that are counted.
///
/// # Errors
/// A part that is not there; none at all where they are counted one by one.
pub fn check_watched<'p>(parts: &'p [Part], watched: &[RowId]) -> Result<Vec<&'p Part>, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    for (at, id) in watched.iter().enumerate() {
        if !parts.iter().any(|part| part.id == *id) {
            errors.add(format!("watched[{at}]"), "This course has no part with this id.");
        }
    }
    let counted: Vec<&Part> =
        parts.iter().filter(|part| part.minutes.is_some() && watched.contains(&part.id)).collect();
    if errors.is_empty() && counted.is_empty() && parts.iter().any(|part| part.minutes.is_some()) {
        errors.add("watched", "Say which of them you have watched: each is counted by itself.");
    }
    errors.finish(counted)
}

/// What finishing on a day earns: the minutes the provider sets, or where parts are counted one by one those of the
/// parts that were watched, never more than the provider sets.
#[must_use]
pub fn award(cpd_minutes: i32, parts: &[Part], watched: &[&Part], on: NaiveDate) -> CpdAward {
    let most = cpd_minutes.max(0);
    let finished = format!("Taken on demand and finished on {}", day(on));
    let countable = parts.iter().filter(|part| part.minutes.is_some()).count();
    if countable == 0 {
        let basis = format!("{finished}: {}, as set by the provider.", cpd_length(most));
        return CpdAward { minutes: most, basis };
    }
    let sum = watched.iter().filter_map(|part| part.minutes).fold(0_i32, i32::saturating_add);
    let minutes = sum.min(most);
    let cut = if minutes < sum {
        format!(", and no more than the course’s {}", length(most))
    } else {
        String::new()
    };
    let basis =
        format!("{finished}: watched {} of {countable} talks, {} together{cut}.", watched.len(), length(sum));
    CpdAward { minutes, basis }
}
