//! What is asked after a course, at once and later.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        feedback::{MOST_QUESTIONS, NewQuestion, QuestionKind},
        input::FieldError,
        words::Word as _,
    },
    store::{
        error::Error,
        read::{
            catalogue::courses,
            feedback::questions::{self, QuestionRow},
        },
    },
    usecases::feedback::edit_form::EditFeedbackForm,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathSlug, Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::refusals::{renamed, stale},
        render::{Page, see},
    },
};

/// Empty rows offered for further questions.
const FURTHER: usize = 2;

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// What is asked after a course.
#[derive(Serialize)]
pub(in crate::web) struct EditQuestionsFacts {
    /// The course's title.
    course: String,
    /// Whether it has questions of its own.
    own: bool,
    /// The fields of each question.
    rows: Vec<RowFacts>,
}

/// A question's fields.
#[derive(Serialize)]
struct RowFacts {
    /// Counted from 1.
    number: usize,
    fields: Vec<Field>,
}

impl PageFacts for EditQuestionsFacts {
    const TEMPLATE: &'static str = "feedback/edit_questions";

    fn samples() -> Vec<Self> {
        let form = form_of("introduction", &[], (true, false));
        [true, false].map(|own| Self { course: "Introduction".to_owned(), own, rows: rows_of(&form) }).into()
    }

    fn form_sample() -> Option<Form> {
        Some(form_of("introduction", &[], (true, false)))
    }
}

fn name(at: usize, part: &str) -> String {
    format!("questions[{at}].{part}")
}

fn kind_field(at: usize) -> Field {
    QuestionKind::ALL.iter().fold(
        Field::select(&name(at, "kind"), "Answered by").value(QuestionKind::Scale.as_str()),
        |field, kind| {
            let label = match kind {
                QuestionKind::Scale => "a mark from 1 to 5",
                QuestionKind::YesNo => "yes or no",
                QuestionKind::Text => "words",
            };
            field.choice(kind.as_str(), label)
        },
    )
}

fn form_of(slug: &str, rows: &[QuestionRow], (weeks, months): (bool, bool)) -> Form {
    let mut form = Form::new(format!("/manage/courses/{slug}/feedback"), "Ask this from now on");
    for at in 0..(rows.len() + FURTHER).min(MOST_QUESTIONS) {
        let row = rows.get(at);
        let text = |row: &QuestionRow| row.words.clone();
        form = form
            .field(Field::hidden(&name(at, "id"), row.map(|row| row.id.to_string()).unwrap_or_default()))
            .field(
                Field::text(&name(at, "text"), "What is asked")
                    .optional()
                    .value(row.map(text).unwrap_or_default()),
            )
            .field(match row {
                Some(row) => kind_field(at).value(row.kind.as_str()),
                None => kind_field(at),
            })
            .field({
                let field = Field::boxes(&name(at, "required"), "").choice("yes", "It has to be answered");
                if row.is_some_and(|row| row.required) { field.ticked(&["yes"]) } else { field }
            });
    }
    let asks = |name: &str, label: &str, on: bool| {
        let field = Field::boxes(name, "").choice_with(
            "yes",
            label,
            Some("Three short questions by mail, and where the action plan stands.".to_owned()),
        );
        if on { field.ticked(&["yes"]) } else { field }
    };
    form.field(asks("weeks_6", "Ask six weeks after the course what became of it", weeks))
        .field(asks("months_6", "Ask six months after the course what became of it", months))
        .carrying()
}

fn rows_of(form: &Form) -> Vec<RowFacts> {
    (0..MOST_QUESTIONS)
        .take_while(|at| form.has(&name(*at, "text")))
        .map(|at| RowFacts {
            number: at + 1,
            fields: ["text", "kind", "required"]
                .iter()
                .filter_map(|part| form.shown(&name(at, part)))
                .collect(),
        })
        .collect()
}

struct Standing {
    title: String,
    own: bool,
    rows: Vec<QuestionRow>,
    impact: (bool, bool),
}

async fn standing(app: &App, slug: String) -> ApiResult<Standing> {
    let read = app.reads.run(move |c| {
        let course = courses::by_slug(c, &slug)?;
        let own = questions::own(c, course.id)?;
        Ok::<_, Error>(Standing {
            title: course.title,
            own: !own.is_empty(),
            rows: questions::asked(c, course.id)?,
            impact: questions::asks_for_impact(c, course.id)?,
        })
    });
    Ok(read.await?)
}

fn page<'v>(visit: &'v Visit, slug: &str, stands: &Standing, form: Form) -> ApiResult<Page<'v>> {
    let facts = EditQuestionsFacts { course: stands.title.clone(), own: stands.own, rows: rows_of(&form) };
    Ok(Page::of(visit, "What is asked after it", &facts)?
        .form(form)
        .back(format!("/manage/courses/{slug}"), stands.title.clone())
        .here("/manage/courses"))
}

/// The form.
pub async fn form(
    app: Data<App>,
    slug: PathSlug,
    member: Member,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let stands = standing(&app, slug.0.clone()).await?;
    let form = form_of(&slug.0, &stands.rows, stands.impact);
    let saved = done.0.done.as_deref() == Some("saved");
    page(&member.visit, &slug.0, &stands, form)?.notice(saved.then_some("Saved.")).answer(&app)
}

/// What was typed, with the row of the form each question stands in.
fn read(posted: &Posted) -> Result<Vec<(usize, NewQuestion)>, Vec<FieldError>> {
    let mut questions = Vec::new();
    let mut errors = Vec::new();
    for at in 0..MOST_QUESTIONS {
        let words = posted.get(&name(at, "text")).to_owned();
        if words.is_empty() {
            continue;
        }
        let Some(kind) = QuestionKind::from_word(posted.get(&name(at, "kind"))) else {
            errors.push(FieldError::new(name(at, "kind"), "Choose how it is answered."));
            continue;
        };
        let id = posted.get(&name(at, "id")).parse().ok();
        questions.push((at, NewQuestion { id, kind, words, required: posted.has(&name(at, "required")) }));
    }
    if errors.is_empty() { Ok(questions) } else { Err(errors) }
}

/// Sets it.
pub async fn change(app: Data<App>, slug: PathSlug, form: MembersForm) -> ApiResult<HttpResponse> {
    let stands = standing(&app, slug.0.clone()).await?;
    let opened = form_of(&slug.0, &stands.rows, stands.impact);
    let met = opened.meet(&form.posted);
    let posted = &met.posted;
    let mut shown = opened.keep(posted);
    if !posted.again() && !met.tell(&mut shown, &stale("these questions")) {
        match read(posted) {
            Err(errors) => shown.refuse_all(&errors),
            Ok(typed) => {
                let rows: Vec<usize> = typed.iter().map(|(at, _)| *at).collect();
                let ask = EditFeedbackForm {
                    by: form.caller.id(),
                    slug: slug.0.clone(),
                    questions: typed.into_iter().map(|(_, question)| question).collect(),
                    impact: Some((posted.has("weeks_6"), posted.has("months_6"))),
                };
                match app.usecases.edit_feedback_form(ask).await {
                    Ok(_) => return see(format!("/manage/courses/{}/feedback?done=saved", slug.0)),
                    Err(failure) => shown.refused(renamed(failure, |field| in_form(field, &rows)))?,
                }
            }
        }
    }
    page(&form.visit, &slug.0, &stands, shown)?.answer(&app)
}

/// A field's name in the form, where empty rows stand between the questions.
fn in_form(field: &str, rows: &[usize]) -> String {
    let Some((at, part)) = field.strip_prefix("questions[").and_then(|rest| rest.split_once("].")) else {
        return name(0, "text");
    };
    let row = at.parse().ok().and_then(|at: usize| rows.get(at).copied()).unwrap_or_default();
    name(row, if part == "id" { "text" } else { part })
}
