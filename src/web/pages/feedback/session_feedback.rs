//! What was said of a session: counts, means and words without names.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{RowId, Session},
    },
    store::read::{
        feedback::session_feedback::{FeedbackTextView, QuestionFiguresView, SessionFeedbackView},
        sessions::session,
    },
    usecases::error::{Failure, Refused},
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Member, PathId},
        page_facts::PageFacts,
        pages::sessions::session_words::{course_and_dates, people},
        render::Page,
    },
};

/// What was said of a session.
#[derive(Serialize)]
pub(in crate::web) struct SessionFeedbackFacts {
    /// The course and its dates.
    lede: String,
    /// How many people's answers are shown; none while there are too few.
    responses: Option<String>,
    /// The questions that are answered by a mark, or by yes or no.
    questions: Vec<QuestionFacts>,
    /// Those answered in words.
    written: Vec<WrittenFacts>,
}

/// The answers to a question.
#[derive(Serialize)]
struct QuestionFacts {
    text: String,
    /// "4.3 of 5", on a scale.
    mean: Option<String>,
    rows: Vec<CountFacts>,
}

/// How many gave one answer.
#[derive(Serialize)]
struct CountFacts {
    label: String,
    count: i64,
    /// Of a hundred.
    share: i64,
}

/// What was written to a question.
#[derive(Serialize)]
struct WrittenFacts {
    text: String,
    words: Vec<WordsFacts>,
}

/// What somebody wrote.
#[derive(Serialize)]
struct WordsFacts {
    words: String,
    /// What they want to be called, where they may be quoted.
    role: Option<String>,
}

impl PageFacts for SessionFeedbackFacts {
    const TEMPLATE: &'static str = "feedback/session";

    fn samples() -> Vec<Self> {
        let lede = || "Introduction to restorative practice: Tuesday 12 January 2027, 10am to 1pm".to_owned();
        let row = |label: &str, count, share| CountFacts { label: label.to_owned(), count, share };
        let words = |role: Option<&str>| WordsFacts {
            words: "Ask first, then listen.".to_owned(),
            role: role.map(str::to_owned),
        };
        let question = |mean: Option<&str>| QuestionFacts {
            text: "How useful was it for your work?".to_owned(),
            mean: mean.map(str::to_owned),
            rows: vec![row("5", 3, 75), row("4", 1, 25)],
        };
        let written = |words| WrittenFacts { text: "What should we change?".to_owned(), words };
        vec![
            Self {
                lede: lede(),
                responses: Some("4 people".to_owned()),
                questions: vec![question(Some("4.75 of 5")), question(None)],
                written: vec![
                    written(vec![words(None), words(Some("Secondary school teacher"))]),
                    written(Vec::new()),
                ],
            },
            Self { lede: lede(), responses: None, questions: Vec::new(), written: Vec::new() },
        ]
    }
}

fn question(of: &QuestionFiguresView) -> QuestionFacts {
    let all: i64 = of.counts.values().sum();
    let row = |(label, count): (&String, &i64)| CountFacts {
        label: match label.as_str() {
            "yes" => "Yes".to_owned(),
            "no" => "No".to_owned(),
            mark => mark.to_owned(),
        },
        count: *count,
        share: if all == 0 { 0 } else { count * 100 / all },
    };
    QuestionFacts {
        text: of.text.clone(),
        mean: of.mean.map(|mean| format!("{mean} of 5")),
        rows: of.counts.iter().rev().map(row).collect(),
    }
}

fn written(question: RowId, text: &str, texts: &[FeedbackTextView]) -> WrittenFacts {
    let words = texts.iter().filter(|one| one.question_id == question);
    WrittenFacts {
        text: text.to_owned(),
        words: words.map(|one| WordsFacts { words: one.text.clone(), role: one.role.clone() }).collect(),
    }
}

fn facts(lede: String, view: Option<&SessionFeedbackView>) -> SessionFeedbackFacts {
    let Some(view) = view else {
        return SessionFeedbackFacts { lede, responses: None, questions: Vec::new(), written: Vec::new() };
    };
    let (counted, in_words): (Vec<_>, Vec<_>) =
        view.questions.iter().partition(|question| !question.counts.is_empty());
    SessionFeedbackFacts {
        lede,
        responses: Some(people(usize::try_from(view.responses).unwrap_or(0))),
        questions: counted.into_iter().map(question).collect(),
        written: in_words.into_iter().map(|one| written(one.id, &one.text, &view.texts)).collect(),
    }
}

/// What was said.
pub async fn show(app: Data<App>, id: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    may_for_session(&app, &member.caller, id.0, Action::ReadFeedback).await?;
    let view = app.reads.run(move |c| session::session(c, id.0)).await?.view;
    let said = match app.usecases.look_at_feedback(id.0).await {
        Ok(said) => Some(said),
        Err(Failure::Refused(Refused::Forbidden { .. })) => None,
        Err(failure) => return Err(failure.into()),
    };
    let facts = facts(course_and_dates(&view), said.as_ref());
    Page::of(&member.visit, "How was it?", &facts)?
        .back(format!("/sessions/{}/roster", id.0), "Who is coming")
        .answer(&app)
}
