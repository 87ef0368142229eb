//! Courses: the list, making one, changing one.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::{
    course_form::{self, CourseFormFacts, Offered, Standing},
    requirements::Builder,
    retire_course, taking,
};
use crate::{
    app::App,
    domain::times::{LONDON, day_in, length},
    domain::{
        delivery,
        ready_made::{READY_LADDERS, ready_course},
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            catalogue::course::{self, CourseFilter, CourseView, Standpoint},
            people::organisation_list,
            revised::Revised,
            sessions::settings,
        },
    },
    usecases::{
        Failure, Refused,
        catalogue::{course_terms::CourseTerms, edit_course::EditCourse},
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathSlug, Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::{once, refusals::stale},
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// More courses than any training offer has.
const ALL: usize = 2_000;

/// The courses.
#[derive(Serialize)]
pub(in crate::web) struct ManageCoursesFacts {
    /// Those that are given.
    given: Vec<Line>,
    /// Those that are not published yet.
    drafts: Vec<Line>,
    /// Those that no longer are.
    retired: Vec<Line>,
}

/// A course in the list.
#[derive(Clone, Serialize)]
struct Line {
    address: String,
    /// Its dates.
    dates: String,
    title: String,
    /// The step of a ladder it stands on.
    step: Option<String>,
    /// How long it lasts and how it takes place.
    about: String,
}

impl PageFacts for ManageCoursesFacts {
    const TEMPLATE: &'static str = "catalogue/manage_courses";

    fn samples() -> Vec<Self> {
        let line = Line {
            address: "/manage/courses/introduction".to_owned(),
            dates: "/manage/dates?course=introduction".to_owned(),
            title: "Introduction to restorative practice".to_owned(),
            step: Some("Step 1: Introduction".to_owned()),
            about: "3 hours, On Zoom".to_owned(),
        };
        let alone = Line { step: None, ..line.clone() };
        vec![
            Self {
                given: vec![line.clone(), alone.clone()],
                drafts: vec![line.clone(), alone],
                retired: vec![line],
            },
            Self { given: Vec::new(), drafts: Vec::new(), retired: Vec::new() },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(begin_form())
    }
}

const BEGIN: &str = "/manage/courses/begin";

/// Choosing a ready-made draft of a course.
fn begin_form() -> Form {
    let courses = READY_LADDERS.iter().flat_map(|ladder| ladder.steps);
    let field = courses.fold(Field::radios("draft", "Which one?"), |field, course| {
        let about = format!("{}. {}", length(course.minutes_of_a_date()), course.summary);
        field.choice_with(course.slug, course.title, Some(about))
    });
    Form::new(BEGIN, "Begin with this draft").field(field)
}

fn line(course: &Revised<CourseView>) -> Line {
    let course = &course.view;
    let step = course.rung.zip(course.rung_name.as_ref()).map(|(rung, name)| format!("Step {rung}: {name}"));
    Line {
        address: format!("/manage/courses/{}", course.slug),
        dates: format!("/manage/dates?course={}", course.slug),
        title: course.title.clone(),
        step,
        about: format!("{}, {}", length(course.duration_minutes), delivery::how(course.delivery)),
    }
}

/// All of them, those no longer given apart.
pub async fn list(app: Data<App>, random: Data<Random>, member: Member) -> ApiResult<HttpResponse> {
    list_page(&app, &member.visit, begin_form().field(once::field(&random))).await
}

async fn list_page(app: &App, visit: &Visit, form: Form) -> ApiResult<HttpResponse> {
    let (settings, today) = (app.settings.clone(), day_in(app.clock.now(), LONDON));
    let (given, drafts, retired) = app
        .reads
        .run(move |c| {
            let from = Standpoint { provider: &settings.provider(), today };
            let of =
                |retired, drafts| CourseFilter { retired, drafts, limit: ALL, ..CourseFilter::default() };
            let given = course::courses(c, &of(false, false), from)?;
            let drafts = course::courses(c, &of(false, true), from)?;
            Ok::<_, Error>((given, drafts, course::courses(c, &of(true, false), from)?))
        })
        .await?;
    let facts = ManageCoursesFacts {
        given: given.iter().map(line).collect(),
        drafts: drafts.iter().map(line).collect(),
        retired: retired.iter().map(line).collect(),
    };
    Page::of(visit, "Courses", &facts)?.form(form).here("/manage/courses").answer(app)
}

/// Begins a course with a ready-made draft.
pub async fn begin(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = begin_form().field(once::field(&random)).keep(&form.posted);
    if !form.posted.again() {
        match ready_course(form.posted.get("draft")) {
            None => shown.refuse("draft", "Choose one of the drafts."),
            Some(ready) => {
                let key = once::key(form.caller.id(), &form.posted, BEGIN);
                match app.usecases.begin_course(form.caller.id(), ready, key).await {
                    Ok(slug) => return see(format!("/manage/courses/{}?done=begun", slug.value)),
                    Err(failure) => shown.refused(failure)?,
                }
            }
        }
    }
    list_page(&app, &form.visit, shown).await
}

/// Publishes a draft.
pub async fn publish(app: Data<App>, slug: PathSlug, form: MembersForm) -> ApiResult<HttpResponse> {
    let there = format!("/manage/courses/{}", slug.0);
    if !form.posted.again() {
        app.usecases.publish_course(form.caller.id(), slug.0).await?;
        return see(format!("{there}?done=published"));
    }
    see(there)
}

/// Makes a draft like it.
pub async fn copy(app: Data<App>, slug: PathSlug, form: MembersForm) -> ApiResult<HttpResponse> {
    let there = format!("/manage/courses/{}", slug.0);
    if form.posted.again() {
        return see(there);
    }
    let key = once::key(form.caller.id(), &form.posted, &format!("{there}/copy"));
    let made = app.usecases.copy_course(form.caller.id(), slug.0, key).await?;
    see(format!("/manage/courses/{}?done=copied", made.value))
}

fn page<'v>(
    visit: &'v Visit,
    title: &str,
    form: Form,
    (builder, offered): (&Builder, &Offered),
    stands: Option<(&CourseView, &Random)>,
) -> ApiResult<Page<'v>> {
    let facts = CourseFormFacts {
        groups: builder.shown(&form),
        sentence: builder.sentence(&offered.requirements),
        slug: stands.map(|(course, _)| course.slug.clone()),
        draft: stands.is_some_and(|(course, _)| course.draft),
        copy_key: stands.map(|(_, random)| once::field(random)),
    };
    let page = Page::of(visit, title, &facts)?;
    Ok(page.form(form).back("/manage/courses", "Courses").here("/manage/courses"))
}

fn new_form(random: &Random, offered: &Offered) -> Form {
    course_form::form("/manage/courses/new", "Add this course", offered)
        .field(course_form::slug_field())
        .field(once::field(random))
}

/// The form of a new course.
pub async fn new(app: Data<App>, random: Data<Random>, member: Member) -> ApiResult<HttpResponse> {
    let offered = course_form::offered(&app).await?;
    let builder = Builder::default();
    let form = builder.fields(new_form(&random, &offered), &offered.requirements);
    page(&member.visit, "Add a course", form, (&builder, &offered), None)?.answer(&app)
}

/// What was typed, read with what it names.
async fn typed(
    app: &App,
    shown: &mut Form,
    posted: &Posted,
    builder: &Builder,
) -> ApiResult<Option<CourseTerms>> {
    let named = posted.get("restricted_to.organisations");
    let organisations = course_form::organisations_named(app, named).await?;
    Ok(course_form::read(shown, posted, builder, organisations))
}

/// Makes a course.
pub async fn create(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    let offered = course_form::offered(&app).await?;
    let builder = Builder::typed(&form.posted);
    let shown = new_form(&random, &offered).keep(&form.posted);
    let mut shown = builder.fields(shown, &offered.requirements);
    if !form.posted.again()
        && !form.posted.has("_step")
        && let Some(terms) = typed(&app, &mut shown, &form.posted, &builder).await?
    {
        let terms = CourseTerms { slug: form.posted.optional("slug"), ..terms };
        let key = once::key(form.caller.id(), &form.posted, "/manage/courses/new");
        match app.usecases.create_course(form.caller.id(), terms, key).await {
            Ok(made) => return see(format!("/manage/courses/{}?done=made", made.value.view.slug)),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, "Add a course", shown, (&builder, &offered), None)?.answer(&app)
}

async fn standing(app: &App, slug: String) -> ApiResult<(Standing, i32, Offered)> {
    let (ours, today) = (app.settings.clone(), day_in(app.clock.now(), LONDON));
    let (standing, revision) = app
        .reads
        .run(move |c| {
            let from = Standpoint { provider: &ours.provider(), today };
            let Revised { revision, view: course } = course::course(c, &slug, from)?;
            let settings = settings::course(c, &slug)?.view;
            let organisations = organisation_list::names(c, &settings.restricted_to.organisations)?;
            let organisations = organisations.into_iter().map(|(_, name)| name).collect();
            Ok::<_, Error>((Standing { course, settings, organisations }, revision))
        })
        .await?;
    Ok((standing, revision, course_form::offered(app).await?))
}

fn edit_form(standing: &Standing, revision: i32, offered: &Offered) -> Form {
    let form = course_form::form(&format!("/manage/courses/{}", standing.course.slug), "Save", offered);
    course_form::fill(form.revised(revision), standing)
}

/// A course with its form.
pub async fn edit(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    slug: PathSlug,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let (standing, revision, offered) = standing(&app, slug.0).await?;
    let builder = Builder::of(&standing.course.prerequisites);
    let form = builder.fields(edit_form(&standing, revision, &offered), &offered.requirements);
    let notice = match done.0.done.as_deref() {
        Some("made") => Some("Added. Next: add a date, or schedule a series."),
        Some("saved") => Some("Saved."),
        Some("copied") => Some(
            "Copied, as a draft on no ladder and without dates. Change what is different; then publish it.",
        ),
        Some("begun") => Some("Begun. Change what is different with you; then publish it."),
        Some("published") => {
            Some("Published: everybody finds it now. Next: add a date, or schedule a series.")
        }
        _ => None,
    };
    let course = &standing.course;
    page(&member.visit, &course.title, form, (&builder, &offered), Some((course, &random)))?
        .notice(notice)
        .answer(&app)
}

/// Changes a course.
pub async fn change(
    app: Data<App>,
    random: Data<Random>,
    slug: PathSlug,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    let (standing, revision, offered) = standing(&app, slug.0.clone()).await?;
    let stands = edit_form(&standing, revision, &offered);
    let prerequisites = Builder::of(&standing.course.prerequisites);
    let met = prerequisites.fields(stands.clone(), &offered.requirements).meet(&form.posted);
    let posted = &met.posted;
    let builder = Builder::typed(posted);
    let mut shown = builder.fields(stands.keep(posted), &offered.requirements);
    if !posted.again()
        && !posted.has("_step")
        && !met.tell(&mut shown, &stale("this course"))
        && let Some(terms) = typed(&app, &mut shown, posted, &builder).await?
    {
        let retires = terms.retired == Some(true) && !standing.settings.retired;
        if retires && let Some(asked) = retire_course::asked(&app, &form.visit, &slug.0, posted).await? {
            return Ok(asked);
        }
        if !taking::is_sure(posted)
            && let Some(asked) = taking::asked(&app, &standing, &terms).await?
        {
            return taking::page(&app, &form.visit, &slug.0, &asked, posted);
        }
        let against = Some(posted.get("revision").parse().unwrap_or(-1));
        let taken_by = taking::chosen(posted);
        let call_off = if retires { retire_course::chosen(posted) } else { None };
        let (by, course) = (form.caller.id(), slug.0.clone());
        let ask = EditCourse { by, slug: course, revision: against, terms, taken_by, call_off };
        match app.usecases.edit_course(ask).await {
            Ok(_) => return see(format!("/manage/courses/{}?done=saved", slug.0)),
            Err(Failure::Refused(Refused::Stale)) => shown.refuse("", stale("this course")),
            Err(failure) => shown.refused(failure)?,
        }
    }
    let course = &standing.course;
    page(&form.visit, &course.title, shown, (&builder, &offered), Some((course, &random)))?.answer(&app)
}
