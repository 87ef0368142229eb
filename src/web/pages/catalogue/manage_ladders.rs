//! Ladders and their steps.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        ladders::{MAX_RUNGS, RungInput},
        ready_made::{READY_LADDERS, ready_ladder},
    },
    ports::Random,
    store::read::{
        bookings::booking::CourseBrief,
        catalogue::ladders::{self as rows, LadderView, RungView},
        revised::Revised,
    },
    usecases::{Failure, Refused, catalogue::edit_ladder::LadderTerms},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathSlug, Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::{once, refusals::stale, typed::Typed},
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// The ladders.
#[derive(Serialize)]
pub(in crate::web) struct ManageLaddersFacts {
    ladders: Vec<LadderLine>,
}

/// A ladder in the list.
#[derive(Clone, Serialize)]
struct LadderLine {
    name: String,
    summary: String,
    /// Its steps, lowest first.
    rungs: Vec<RungLine>,
    address: String,
    /// Whether it is not published yet.
    draft: bool,
}

/// A step of it.
#[derive(Clone, Serialize)]
struct RungLine {
    name: String,
    courses: Vec<CourseLink>,
}

/// A course on the step.
#[derive(Clone, Serialize)]
struct CourseLink {
    title: String,
    address: String,
}

impl RungLine {
    fn of(rung: &RungView) -> Self {
        let link = |course: &CourseBrief| CourseLink {
            title: course.title.clone(),
            address: format!("/manage/courses/{}", course.slug),
        };
        Self { name: rung.name.clone(), courses: rung.courses.iter().map(link).collect() }
    }
}

impl PageFacts for ManageLaddersFacts {
    const TEMPLATE: &'static str = "catalogue/manage_ladders";

    fn samples() -> Vec<Self> {
        let course = CourseLink {
            title: "Introduction".to_owned(),
            address: "/manage/courses/introduction".to_owned(),
        };
        let rung = |courses: Vec<CourseLink>| RungLine { name: "Introduction".to_owned(), courses };
        let ladder = LadderLine {
            name: "Restorative practice".to_owned(),
            summary: "From the first steps.".to_owned(),
            rungs: vec![rung(vec![course.clone(), course]), rung(Vec::new())],
            address: "/manage/ladders/practice".to_owned(),
            draft: true,
        };
        let plain = LadderLine { summary: String::new(), draft: false, ..ladder.clone() };
        vec![Self { ladders: vec![ladder, plain] }, Self { ladders: Vec::new() }]
    }

    fn form_sample() -> Option<Form> {
        Some(begin_form())
    }
}

const BEGIN: &str = "/manage/ladders/begin";

/// Choosing a ready-made draft of a ladder.
fn begin_form() -> Form {
    let field = READY_LADDERS.iter().fold(Field::radios("draft", "Which one?"), |field, ladder| {
        let steps: Vec<&str> = ladder.steps.iter().map(|step| step.step).collect();
        field.choice_with(ladder.slug, ladder.name, Some(format!("{}.", steps.join(", "))))
    });
    Form::new(BEGIN, "Begin with this draft").field(field.value(READY_LADDERS[0].slug))
}

/// All of them.
pub async fn list(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let notice = match done.0.done.as_deref() {
        Some("saved") => Some("Saved."),
        Some("begun") => {
            Some("Begun, with a course on each step. Change what is different with you; then publish it.")
        }
        Some("published") => Some("Published, with the courses on it that were drafts."),
        _ => None,
    };
    list_page(&app, &member.visit, begin_form().field(once::field(&random)), notice).await
}

async fn list_page(
    app: &App,
    visit: &Visit,
    form: Form,
    notice: Option<&'static str>,
) -> ApiResult<HttpResponse> {
    let found = app.reads.run(rows::with_drafts).await?;
    let ladder = |ladder: &Revised<LadderView>| LadderLine {
        name: ladder.view.name.clone(),
        summary: ladder.view.summary.clone(),
        rungs: ladder.view.rungs.iter().map(RungLine::of).collect(),
        address: format!("/manage/ladders/{}", ladder.view.slug),
        draft: ladder.view.draft,
    };
    let facts = ManageLaddersFacts { ladders: found.iter().map(ladder).collect() };
    Page::of(visit, "Ladders and their steps", &facts)?
        .form(form)
        .notice(notice)
        .back("/manage/courses", "Courses")
        .here("/manage/courses")
        .answer(app)
}

/// Begins a ladder with a ready-made draft.
pub async fn begin(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = begin_form().field(once::field(&random)).keep(&form.posted);
    if !form.posted.again() {
        match ready_ladder(form.posted.get("draft")) {
            None => shown.refuse("draft", "Choose one of the drafts."),
            Some(ready) => {
                let key = once::key(form.caller.id(), &form.posted, BEGIN);
                match app.usecases.begin_ladder(form.caller.id(), ready, key).await {
                    Ok(_) => return see("/manage/ladders?done=begun"),
                    Err(failure) => shown.refused(failure)?,
                }
            }
        }
    }
    list_page(&app, &form.visit, shown, None).await
}

/// Publishes a draft with its courses.
pub async fn publish(app: Data<App>, slug: PathSlug, form: MembersForm) -> ApiResult<HttpResponse> {
    if !form.posted.again() {
        app.usecases.publish_ladder(form.caller.id(), slug.0).await?;
        return see("/manage/ladders?done=published");
    }
    see("/manage/ladders")
}

/// A step as it stands in the form: the id of one that is there already, and its name.
#[derive(Debug, Clone, Default)]
struct Step {
    id: String,
    name: String,
}

fn id_name(at: usize) -> String {
    format!("rungs[{at}].id")
}

fn name_name(at: usize) -> String {
    format!("rungs[{at}].name")
}

fn steps_typed(posted: &Posted) -> Vec<Step> {
    let mut steps: Vec<Step> = (0..MAX_RUNGS)
        .take_while(|at| posted.has(&name_name(*at)))
        .map(|at| Step {
            id: posted.get(&id_name(at)).to_owned(),
            name: posted.get(&name_name(at)).to_owned(),
        })
        .collect();
    let (verb, at) = posted.get("_step").split_once(':').unwrap_or_default();
    let at: Option<usize> = at.parse().ok().filter(|at| *at < steps.len());
    match (verb, at) {
        ("add", _) if steps.len() < MAX_RUNGS => steps.push(Step::default()),
        ("remove", Some(at)) => {
            steps.remove(at);
        }
        ("up", Some(at)) if at > 0 => steps.swap(at, at - 1),
        _ => {}
    }
    steps
}

fn form_of(action: &str, button: &str, ladder: Option<&Revised<LadderView>>) -> Form {
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    let view = ladder.map(|ladder| &ladder.view);
    Form::new(action, button)
        .field(Field::text("name", "Name").value(text(view.map(|view| &view.name))))
        .field(
            Field::lines("summary", "What it is for", 3)
                .optional()
                .value(text(view.map(|view| &view.summary))),
        )
        .field(
            Field::number("position", "Where it stands among the ladders")
                .optional()
                .hint("Smaller comes first. Last unless you say.")
                .value(view.map(|view| view.position.to_string()).unwrap_or_default()),
        )
}

fn with_steps(form: Form, steps: &[Step]) -> Form {
    steps.iter().enumerate().fold(form, |form, (at, step)| {
        form.field(Field::hidden(&id_name(at), step.id.clone()))
            .field(Field::text(&name_name(at), &format!("Step {}", at + 1)).value(step.name.clone()))
    })
}

/// The form of a ladder, beside what its fields say.
#[derive(Serialize)]
pub(in crate::web) struct LadderFormFacts {
    steps: Vec<StepFacts>,
}

/// A step of it, lowest first.
#[derive(Serialize)]
struct StepFacts {
    /// Its place in the form, from 0.
    at: usize,
    /// Its number, from 1.
    number: usize,
    /// Whether it is the lowest.
    first: bool,
    /// Its name.
    name: Option<Field>,
}

impl LadderFormFacts {
    fn of(form: &Form, steps: &[Step]) -> Self {
        let step = |at| StepFacts { at, number: at + 1, first: at == 0, name: form.shown(&name_name(at)) };
        Self { steps: (0..steps.len()).map(step).collect() }
    }
}

impl PageFacts for LadderFormFacts {
    const TEMPLATE: &'static str = "catalogue/ladder_form";

    fn samples() -> Vec<Self> {
        let steps = [Step::default(), Step::default()];
        vec![Self::of(&with_steps(Form::new("", ""), &steps), &steps)]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of(NEW, "Add this ladder", None).field(Field::hidden("key", "sample")))
    }
}

fn page<'v>(visit: &'v Visit, title: &str, form: Form, steps: &[Step]) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, title, &LadderFormFacts::of(&form, steps))?
        .form(form)
        .back("/manage/ladders", "Ladders")
        .here("/manage/courses"))
}

fn terms(form: &mut Form, posted: &Posted, steps: &[Step]) -> Option<LadderTerms> {
    let mut typed = Typed::of(posted);
    let position = typed.number("position");
    if let Err(errors) = typed.errors.finish(()) {
        form.refuse_all(&errors);
        return None;
    }
    Some(LadderTerms {
        name: Some(posted.get("name").to_owned()),
        summary: Some(posted.get("summary").to_owned()),
        position,
        rungs: Some(
            steps
                .iter()
                .map(|step| RungInput { id: step.id.parse().ok(), name: step.name.clone() })
                .collect(),
        ),
    })
}

const NEW: &str = "/manage/ladders/new";

/// The form of a new ladder.
pub async fn new(app: Data<App>, random: Data<Random>, member: Member) -> ApiResult<HttpResponse> {
    let form = form_of(NEW, "Add this ladder", None).field(once::field(&random));
    let steps = [Step::default()];
    page(&member.visit, "Add a ladder", with_steps(form, &steps), &steps)?.answer(&app)
}

/// Makes a ladder.
pub async fn create(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    let steps = steps_typed(&form.posted);
    let shown = form_of(NEW, "Add this ladder", None).field(once::field(&random)).keep(&form.posted);
    let mut shown = with_steps(shown, &steps);
    if !form.posted.again()
        && !form.posted.has("_step")
        && let Some(terms) = terms(&mut shown, &form.posted, &steps)
    {
        match app
            .usecases
            .create_ladder(form.caller.id(), None, terms, once::key(form.caller.id(), &form.posted, NEW))
            .await
        {
            Ok(_) => return see("/manage/ladders?done=saved"),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, "Add a ladder", shown, &steps)?.answer(&app)
}

async fn standing(app: &App, slug: String) -> ApiResult<Revised<LadderView>> {
    Ok(app.reads.run(move |c| rows::ladder(c, &slug)).await?)
}

fn edit_form(ladder: &Revised<LadderView>) -> Form {
    form_of(&format!("/manage/ladders/{}", ladder.view.slug), "Save", Some(ladder)).revised(ladder.revision)
}

fn steps_of(ladder: &Revised<LadderView>) -> Vec<Step> {
    let step = |rung: &RungView| Step { id: rung.id.to_string(), name: rung.name.clone() };
    ladder.view.rungs.iter().map(step).collect()
}

/// A ladder with its form.
pub async fn edit(app: Data<App>, member: Member, slug: PathSlug) -> ApiResult<HttpResponse> {
    let ladder = standing(&app, slug.0).await?;
    let steps = steps_of(&ladder);
    let form = with_steps(edit_form(&ladder), &steps);
    page(&member.visit, &ladder.view.name, form, &steps)?.answer(&app)
}

/// Changes a ladder.
pub async fn change(app: Data<App>, slug: PathSlug, form: MembersForm) -> ApiResult<HttpResponse> {
    let ladder = standing(&app, slug.0.clone()).await?;
    let met = with_steps(edit_form(&ladder), &steps_of(&ladder)).meet(&form.posted);
    let posted = &met.posted;
    let steps = steps_typed(posted);
    let mut shown = with_steps(edit_form(&ladder).keep(posted), &steps);
    if !posted.again()
        && !posted.has("_step")
        && !met.tell(&mut shown, &stale("this ladder"))
        && let Some(terms) = terms(&mut shown, posted, &steps)
    {
        let revision = Some(posted.get("revision").parse().unwrap_or(-1));
        match app.usecases.edit_ladder(form.caller.id(), slug.0, revision, terms).await {
            Ok(_) => return see("/manage/ladders?done=saved"),
            Err(Failure::Refused(Refused::Stale)) => shown.refuse("", stale("this ladder")),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, &ladder.view.name, shown, &steps)?.answer(&app)
}
