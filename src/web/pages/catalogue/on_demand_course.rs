//! What a course is made of that may be taken at any time.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        input::FieldError,
        on_demand::{ContentInput, MOST_PARTS, MOST_QUESTIONS, PartInput, QuestionInput},
    },
    store::read::{
        catalogue::on_demand::{self, OnDemandPartView, OnDemandQuestionView, OnDemandView},
        revised::Revised,
    },
    usecases::catalogue::edit_on_demand::EditOnDemand,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathSlug, Posted},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::{
            refusals::{renamed, stale},
            typed::Typed,
        },
        render::{Page, see},
    },
};

/// What parts a line of a recording.
const BETWEEN: char = '|';

/// What a course is made of that may be taken at any time, beside what its fields say.
#[derive(Serialize)]
pub(in crate::web) struct OnDemandCourseFacts {
    /// What people read on the course's page.
    course_page: String,
    /// Whether it can be begun now.
    open: bool,
}

impl PageFacts for OnDemandCourseFacts {
    const TEMPLATE: &'static str = "catalogue/on_demand_course";

    fn samples() -> Vec<Self> {
        let of = |open| Self { course_page: "/courses/refresher".to_owned(), open };
        vec![of(true), of(false)]
    }

    fn form_sample() -> Option<Form> {
        Some(form("refresher"))
    }
}

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

fn form(slug: &str) -> Form {
    Form::new(format!("/manage/courses/{slug}/on-demand"), "Save what it is made of")
        .field(Field::boxes("open", "").choice_with(
            "yes",
            "People can begin it now",
            Some("Switched off, whoever has begun can still finish.".to_owned()),
        ))
        .field(
            Field::lines("introduction", "What to know before beginning", 3)
                .optional()
                .hint("It stands on the page on which they take it."),
        )
        .field(
            Field::lines("parts", "Recordings and texts", 6).hint(
                "One on each line: its title | its link | the minutes it counts for | who speaks. Minutes and speaker may \
                 be left out. Where they have minutes, people tick what they watched and those minutes count.",
            ),
        )
        .field(
            Field::lines("needed", "Questions that have to be answered", 3)
                .hint("One on each line. A single one will do: What will you take into your own work?"),
        )
        .field(Field::lines("further", "Further questions", 2).optional().hint("One on each line."))
        .field(Field::number("cpd_minutes", "CPD, in minutes").hint(
            "As you set it. Where recordings have minutes of their own, the most that anybody gets.",
        ))
}

fn filled(mut form: Form, content: &OnDemandView) -> Form {
    form.tick("open", if content.open { &["yes"] } else { &[] });
    form.set("introduction", content.introduction.clone().unwrap_or_default());
    form.set("parts", content.parts.iter().map(line_of).collect::<Vec<_>>().join("\n"));
    let questions = |required: bool| {
        let of_kind = content.questions.iter().filter(|question| question.required == required);
        of_kind.map(|question| question.text.clone()).collect::<Vec<_>>().join("\n")
    };
    form.set("needed", questions(true));
    form.set("further", questions(false));
    form.set("cpd_minutes", content.cpd_minutes.to_string());
    form
}

fn line_of(part: &OnDemandPartView) -> String {
    let mut line = format!("{} {BETWEEN} {}", part.title, part.url);
    if part.minutes.is_some() || part.speaker.is_some() {
        let minutes = part.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
        line.push_str(&format!(" {BETWEEN} {minutes}"));
    }
    if let Some(speaker) = &part.speaker {
        line.push_str(&format!(" {BETWEEN} {speaker}"));
    }
    line
}

/// A recording as its line says; the one of the same link, or else of the same title, is the one that was there.
fn part_of(number: usize, line: &str, stands: &[OnDemandPartView]) -> Result<PartInput, FieldError> {
    let mut cells = line.split(BETWEEN).map(str::trim);
    let (title, url) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
    let (minutes, speaker) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
    let wrong = |what: &str| Err(FieldError::new("parts", format!("Line {number}: {what}")));
    if url.is_empty() {
        return wrong("put its link behind its title, with | between.");
    }
    let minutes = match (minutes.is_empty(), minutes.parse()) {
        (true, _) => None,
        (false, Ok(minutes)) => Some(minutes),
        (false, Err(_)) => {
            return wrong("the third thing is its minutes, a whole number; then comes who speaks.");
        }
    };
    let known =
        stands.iter().find(|part| part.url == url).or_else(|| stands.iter().find(|part| part.title == title));
    Ok(PartInput {
        id: known.map(|part| part.id),
        title: title.to_owned(),
        speaker: (!speaker.is_empty()).then(|| speaker.to_owned()),
        url: url.to_owned(),
        minutes,
    })
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn questions_of(text: &str, required: bool, stands: &[OnDemandQuestionView]) -> Vec<QuestionInput> {
    let question = |words: &str| QuestionInput {
        id: stands.iter().find(|known| known.text == words).map(|known| known.id),
        words: words.to_owned(),
        required,
    };
    lines(text).map(question).take(MOST_QUESTIONS + 1).collect()
}

/// What was typed, read; what is wrong is told in the form.
fn read(form: &mut Form, posted: &Posted, stands: &OnDemandView) -> Option<ContentInput> {
    let mut typed = Typed::of(posted);
    let minutes = typed.needed_number("cpd_minutes", "a number of minutes, such as 45");
    let mut parts = Vec::new();
    for (at, line) in lines(posted.get("parts")).take(MOST_PARTS + 1).enumerate() {
        if let Some(mut part) = typed.errors.keep(part_of(at + 1, line, &stands.parts)) {
            // Of two lines about one, the second is new.
            if parts.iter().any(|known: &PartInput| known.id.is_some() && known.id == part.id) {
                part.id = None;
            }
            parts.push(part);
        }
    }
    let mut questions = questions_of(posted.get("needed"), true, &stands.questions);
    questions.extend(questions_of(posted.get("further"), false, &stands.questions));
    if let Err(errors) = typed.errors.finish(()) {
        form.refuse_all(&errors);
        return None;
    }
    Some(ContentInput {
        open: posted.has("open"),
        introduction: posted.optional("introduction"),
        cpd_minutes: minutes.and_then(|minutes| i32::try_from(minutes).ok()).unwrap_or(i32::MAX),
        parts,
        questions,
    })
}

fn page<'v>(member: &'v Member, content: &OnDemandView, form: Form) -> ApiResult<Page<'v>> {
    let slug = &content.course.slug;
    let facts = OnDemandCourseFacts { course_page: format!("/courses/{slug}"), open: content.open };
    Ok(Page::of(&member.visit, format!("{}: at any time", content.course.title), &facts)?
        .form(form)
        .back(format!("/manage/courses/{slug}"), "The course")
        .here("/manage/courses"))
}

async fn stands(app: &App, slug: &str) -> ApiResult<Revised<OnDemandView>> {
    let slug = slug.to_owned();
    Ok(app.reads.run(move |c| on_demand::content(c, &slug)).await?)
}

/// The form.
pub async fn show(
    app: Data<App>,
    slug: PathSlug,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let content = stands(&app, &slug.0).await?;
    let shown = filled(form(&slug.0), &content.view).revised(content.revision);
    let notice = asked.0.done.map(|_| "Saved. Whoever has begun sees it from now on.");
    page(&member, &content.view, shown)?.notice(notice).answer(&app)
}

/// Keeps it.
pub async fn keep(app: Data<App>, slug: PathSlug, form_sent: MembersForm) -> ApiResult<HttpResponse> {
    let member = form_sent.member();
    let content = stands(&app, &slug.0).await?;
    let standing = filled(form(&slug.0), &content.view).revised(content.revision);
    let met = standing.meet(&form_sent.posted);
    let mut shown = standing.keep(&met.posted);
    if met.posted.again() || met.tell(&mut shown, &stale("what this course is made of")) {
        return page(&member, &content.view, shown)?.answer(&app);
    }
    if let Some(wanted) = read(&mut shown, &met.posted, &content.view) {
        let ask = EditOnDemand {
            by: form_sent.caller.id(),
            slug: slug.0.clone(),
            revision: Some(content.revision),
            content: wanted,
        };
        match app.usecases.edit_on_demand(ask).await {
            Ok(_) => return see(format!("/manage/courses/{}/on-demand?done=saved", slug.0)),
            // Questions stand in two fields of the form.
            Err(failure) => shown.refused(renamed(failure, |field| {
                if field.starts_with("questions") { "needed".to_owned() } else { field.to_owned() }
            }))?,
        }
    }
    page(&member, &content.view, shown)?.answer(&app)
}
