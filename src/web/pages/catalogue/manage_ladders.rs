//! Ladders and their steps.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::{
        access::Action,
        ladders::{MAX_RUNGS, RungInput},
    },
    ports::Random,
    store::read::{
        catalogue::ladders::{self as rows, LadderView},
        revised::Revised,
    },
    usecases::{Failure, Refused, catalogue::edit_ladder::LadderTerms},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathSlug, Posted, Visit},
        forms::{Field, Form},
        pages::form_parts::{once, refusals::stale, typed::Typed},
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// All of them.
pub async fn list(app: Data<App>, member: Member, done: Params<Done>) -> ApiResult<HttpResponse> {
    member.caller.could(Action::EditCourse)?;
    let found = app.reads.run(rows::ladders).await?;
    let ladders: Vec<Value> = found
        .iter()
        .map(|ladder| {
            let ladder = &ladder.view;
            let rungs: Vec<Value> = ladder
                .rungs
                .iter()
                .map(|rung| {
                    let courses: Vec<Value> = rung
                        .courses
                        .iter()
                        .map(|of| json!({"title": of.title, "address": format!("/manage/courses/{}", of.slug)}))
                        .collect();
                    json!({"name": rung.name, "courses": courses})
                })
                .collect();
            json!({
                "name": ladder.name, "summary": ladder.summary, "rungs": rungs,
                "address": format!("/manage/ladders/{}", ladder.slug),
            })
        })
        .collect();
    let notice = done.0.done.filter(|done| done == "saved").map(|_| "Saved.");
    Page::new(&member.visit, "manage/ladders", "Ladders and their steps")
        .facts(json!({"ladders": ladders}))
        .notice(notice)
        .back("/manage/courses", "Courses")
        .here("/manage/courses")
        .answer(&app)
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

fn with_steps(mut form: Form, steps: &[Step]) -> (Form, Vec<Value>) {
    let mut shown = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        form = form
            .field(Field::hidden(&id_name(at), step.id.clone()))
            .field(Field::text(&name_name(at), &format!("Step {}", at + 1)).value(step.name.clone()));
        shown.push(
            json!({"at": at, "number": at + 1, "first": at == 0, "names": [id_name(at), name_name(at)]}),
        );
    }
    (form, shown)
}

fn page<'v>(visit: &'v Visit, title: &str, form: Form, steps: Vec<Value>) -> Page<'v> {
    let steps: Vec<Value> = steps
        .into_iter()
        .map(|mut step| {
            let fields: Vec<Field> = step["names"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|name| form.shown(name.as_str()?))
                .collect();
            step["fields"] = json!(fields);
            step
        })
        .collect();
    Page::new(visit, "manage/ladder", title)
        .facts(json!({"steps": steps}))
        .form(form)
        .back("/manage/ladders", "Ladders")
        .here("/manage/courses")
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
    member.caller.could(Action::CreateCourse)?;
    let form = form_of(NEW, "Add this ladder", None).field(once::field(&random));
    let (form, steps) = with_steps(form, &[Step::default()]);
    page(&member.visit, "Add a ladder", form, steps).answer(&app)
}

/// Makes a ladder.
pub async fn create(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::CreateCourse)?;
    let steps = steps_typed(&form.posted);
    let shown = form_of(NEW, "Add this ladder", None).field(once::field(&random)).keep(&form.posted);
    let (mut shown, places) = with_steps(shown, &steps);
    if !form.posted.again()
        && !form.posted.has("_step")
        && let Some(terms) = terms(&mut shown, &form.posted, &steps)
    {
        match app.usecases.create_ladder(form.caller.id(), None, terms, once::key(&form, NEW)).await {
            Ok(_) => return see("/manage/ladders?done=saved"),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, "Add a ladder", shown, places).answer(&app)
}

async fn standing(app: &App, slug: String) -> ApiResult<Revised<LadderView>> {
    Ok(app.reads.run(move |c| rows::ladder(c, &slug)).await?)
}

fn edit_form(ladder: &Revised<LadderView>) -> Form {
    form_of(&format!("/manage/ladders/{}", ladder.view.slug), "Save", Some(ladder))
        .field(Field::hidden("revision", ladder.revision.to_string()))
}

/// A ladder with its form.
pub async fn edit(app: Data<App>, member: Member, slug: PathSlug) -> ApiResult<HttpResponse> {
    member.caller.could(Action::EditCourse)?;
    let ladder = standing(&app, slug.0).await?;
    let steps: Vec<Step> = ladder
        .view
        .rungs
        .iter()
        .map(|rung| Step { id: rung.id.to_string(), name: rung.name.clone() })
        .collect();
    let (form, places) = with_steps(edit_form(&ladder), &steps);
    page(&member.visit, &ladder.view.name, form, places).answer(&app)
}

/// Changes a ladder.
pub async fn change(app: Data<App>, slug: PathSlug, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::EditCourse)?;
    let ladder = standing(&app, slug.0.clone()).await?;
    let steps = steps_typed(&form.posted);
    let (mut shown, places) = with_steps(edit_form(&ladder).keep(&form.posted), &steps);
    if !form.posted.again()
        && !form.posted.has("_step")
        && let Some(terms) = terms(&mut shown, &form.posted, &steps)
    {
        let revision = Some(form.posted.get("revision").parse().unwrap_or(-1));
        match app.usecases.edit_ladder(form.caller.id(), slug.0, revision, terms).await {
            Ok(_) => return see("/manage/ladders?done=saved"),
            Err(Failure::Refused(Refused::Stale)) => {
                shown.set("revision", ladder.revision.to_string());
                shown.refuse("", stale("this ladder"));
            }
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, &ladder.view.name, shown, places).answer(&app)
}
