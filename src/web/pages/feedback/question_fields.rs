//! The fields of a feedback form, and what was put into them.

use serde::Serialize;

use crate::{
    domain::{
        feedback::{AnswerValue, BEST, LONGEST_ROLE, MOST_QUESTIONS, QuestionKind, SentAnswer, SentQuote},
        ids::RowId,
        times::{day_in, day_without_year},
    },
    store::read::feedback::{
        given::{Attended, FeedbackView},
        questions::QuestionView,
    },
    usecases::feedback::give_feedback::GiveFeedback,
    web::{
        extract::Posted,
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::feedback::course_day::when,
    },
};

/// Saying how a course was.
#[derive(Serialize)]
pub(in crate::web) struct GiveFeedbackFacts {
    /// The course's title.
    course: String,
    /// When it was.
    when: String,
    /// Until when it can be said, or changed.
    until: String,
    /// Whether it was said before.
    said: bool,
}

impl GiveFeedbackFacts {
    /// Of this booking; nobody is named.
    pub(super) fn of(attended: &Attended, view: &FeedbackView) -> Self {
        let until = view.open_until.map(|until| day_without_year(day_in(until, attended.timezone.tz())));
        Self {
            course: attended.course_title.clone(),
            when: when(attended),
            until: until.unwrap_or_default(),
            said: view.answered_at.is_some(),
        }
    }
}

impl PageFacts for GiveFeedbackFacts {
    const TEMPLATE: &'static str = "feedback/give";

    fn samples() -> Vec<Self> {
        let of = |said| Self {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            until: "Tuesday 26 January".to_owned(),
            said,
        };
        vec![of(false), of(true)]
    }

    fn form_sample() -> Option<Form> {
        let question = |id, kind, text: &str, required| QuestionView {
            id: RowId::from_uuid(uuid::Uuid::from_u128(id)),
            kind,
            text: text.to_owned(),
            required,
        };
        let questions = vec![
            question(1, QuestionKind::Scale, "How useful was it for your work?", true),
            question(2, QuestionKind::YesNo, "Would you recommend it to a colleague?", false),
            question(3, QuestionKind::Text, "What should we change?", false),
        ];
        Some(fields(Form::new("/feedback/a1b2c3", "Send my answers"), &questions))
    }
}

fn value_of(at: usize) -> String {
    format!("answers[{at}].value")
}

fn question_of(at: usize) -> String {
    format!("answers[{at}].question")
}

fn question_field(at: usize, question: &QuestionView) -> Field {
    let name = value_of(at);
    let field = match question.kind {
        QuestionKind::Scale => (1..=BEST).fold(
            Field::radios(&name, &question.text).hint("From 1, the least, to 5, the most."),
            |field, mark| field.choice(mark.to_string(), mark.to_string()),
        ),
        QuestionKind::YesNo => Field::radios(&name, &question.text).choice("yes", "Yes").choice("no", "No"),
        QuestionKind::Text => Field::lines(&name, &question.text, 4),
    };
    if question.required { field } else { field.optional() }
}

fn fields(form: Form, questions: &[QuestionView]) -> Form {
    let form = questions.iter().enumerate().fold(form, |form, (at, question)| {
        form.field(Field::hidden(&question_of(at), question.id.to_string()))
            .field(question_field(at, question))
    });
    form.field(Field::boxes("quote", "").choice_with(
        "yes",
        "My words may stand on the course’s page, without my name",
        Some("The training team chooses which do. You can take this back at any time.".to_owned()),
    ))
    .field(
        Field::text("quote.role", "What shall we call you there?")
            .optional()
            .hint(format!("Such as “Secondary school teacher”. At most {LONGEST_ROLE} characters.")),
    )
    .field(Field::boxes("manager", "").choice_with(
        "yes",
        "My line manager may be asked later what became of it",
        Some(
            "In six weeks and six months, if you have a line manager here. You can take this back on your booking’s page."
                .to_owned(),
        ),
    ))
}

/// The form that is sent to `action`, with what was said so far.
pub(super) fn form(action: &str, view: &FeedbackView, manager: bool) -> Form {
    let said = view.answered_at.is_some();
    let button = if said { "Change my answers" } else { "Send my answers" };
    let mut form = fields(Form::new(action, button), &view.questions);
    for (at, question) in view.questions.iter().enumerate() {
        let answer = view.answers.iter().find(|answer| answer.question_id == question.id);
        let value = match answer.map(|answer| &answer.value) {
            Some(AnswerValue::Mark(mark)) => mark.to_string(),
            Some(AnswerValue::YesNo(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
            Some(AnswerValue::Words(words)) => words.clone(),
            None => continue,
        };
        form.set(&value_of(at), value);
    }
    if view.quote.allowed {
        form.tick("quote", &["yes"]);
        form.set("quote.role", view.quote.role.clone().unwrap_or_default());
    }
    if manager {
        form.tick("manager", &["yes"]);
    }
    form
}

/// What was put into it.
pub(super) fn read(posted: &Posted, view: &FeedbackView) -> GiveFeedback {
    let mut answers = Vec::new();
    for at in 0..2 * MOST_QUESTIONS {
        let Ok(question) = posted.get(&question_of(at)).parse::<RowId>() else { continue };
        let typed = posted.get(&value_of(at));
        let kind = view.questions.iter().find(|known| known.id == question).map(|known| known.kind);
        let value = match (kind, typed) {
            (_, "") => None,
            (Some(QuestionKind::YesNo), typed) => Some(AnswerValue::YesNo(typed == "yes")),
            (Some(QuestionKind::Scale), typed) => Some(AnswerValue::Mark(typed.parse().unwrap_or_default())),
            (_, typed) => Some(AnswerValue::Words(typed.to_owned())),
        };
        answers.push(SentAnswer { question, value });
    }
    let quote = SentQuote { allowed: posted.has("quote"), role: posted.get("quote.role").to_owned() };
    GiveFeedback { answers, quote, manager: Some(posted.has("manager")) }
}

/// The field of the form that a refusal is about.
pub(super) fn field_of(name: &str) -> String {
    name.replace(".question_id", ".value")
}
