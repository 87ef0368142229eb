//! What prerequisites can ask for besides courses: credentials held, and statements declared.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    ports::Random,
    store::{error::Error, read::catalogue::ladders},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::once,
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

const HERE: &str = "/manage/kinds";

/// What courses can ask for beside courses.
#[derive(Serialize)]
pub(in crate::web) struct KindsFacts {
    /// What people hold.
    credentials: Vec<Kind>,
    /// What people declare.
    declarations: Vec<Kind>,
}

/// One of them.
#[derive(Serialize)]
struct Kind {
    slug: String,
    words: String,
}

impl PageFacts for KindsFacts {
    const TEMPLATE: &'static str = "catalogue/kinds";

    fn samples() -> Vec<Self> {
        let kind = || Kind { slug: "two-day".to_owned(), words: "the retired 2-day course".to_owned() };
        vec![
            Self { credentials: vec![kind()], declarations: vec![kind()] },
            Self { credentials: Vec::new(), declarations: Vec::new() },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(form_without_key())
    }
}

fn form_of(random: &Random) -> Form {
    form_without_key().field(once::field(random))
}

fn form_without_key() -> Form {
    Form::new(HERE, "Add it")
        .field(
            Field::radios("kind", "What is it?")
                .choice_with(
                    "credential",
                    "A credential",
                    Some("Something a person holds, such as a course no longer given.".to_owned()),
                )
                .choice_with(
                    "declaration",
                    "A statement",
                    Some("Something a person declares about themselves.".to_owned()),
                ),
        )
        .field(Field::text("words", "Its words").hint(
            "Such as: the retired 2-day course. Or: I have worked restoratively within the last 12 months",
        ))
        .field(
            Field::text("slug", "Name in lists you bring in")
                .optional()
                .width("medium")
                .hint("Small letters, digits and hyphens. Made of its words unless you say."),
        )
}

async fn page<'v>(app: &App, visit: &'v Visit, form: Form) -> ApiResult<Page<'v>> {
    let (credentials, declarations) = app
        .reads
        .run(|c| Ok::<_, Error>((ladders::credential_kinds(c)?, ladders::declaration_kinds(c)?)))
        .await?;
    let facts = KindsFacts {
        credentials: credentials.into_iter().map(|of| Kind { slug: of.slug, words: of.name }).collect(),
        declarations: declarations
            .into_iter()
            .map(|of| Kind { slug: of.slug, words: of.statement })
            .collect(),
    };
    Ok(Page::of(visit, "Credentials and declarations", &facts)?
        .form(form)
        .back("/manage/courses", "Courses")
        .here("/manage/courses"))
}

/// Both lists, and the form that adds to them.
pub async fn list(
    app: Data<App>,
    random: Data<Random>,
    member: Member,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let notice = done.0.done.filter(|done| done == "added").map(|_| "Added. Courses can ask for it now.");
    page(&app, &member.visit, form_of(&random)).await?.notice(notice).answer(&app)
}

/// Adds one.
pub async fn add(app: Data<App>, random: Data<Random>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = form_of(&random).keep(&form.posted);
    if !form.posted.again() {
        let (slug, words) = (form.posted.optional("slug"), form.posted.get("words").to_owned());
        let (by, key) = (form.caller.id(), once::key(form.caller.id(), &form.posted, HERE));
        let made = match form.posted.get("kind") {
            "credential" => Some(app.usecases.add_credential_kind(by, (slug, words), key).await.map(|_| ())),
            "declaration" => {
                Some(app.usecases.add_declaration_kind(by, (slug, words), key).await.map(|_| ()))
            }
            _ => {
                shown.refuse("kind", "Choose whether it is held or declared.");
                None
            }
        };
        match made {
            Some(Ok(())) => return see("/manage/kinds?done=added"),
            Some(Err(failure)) => shown.refused(crate::web::pages::form_parts::refusals::renamed(
                failure,
                |field| match field {
                    "name" | "statement" => "words".to_owned(),
                    other => other.to_owned(),
                },
            ))?,
            None => {}
        }
    }
    page(&app, &form.visit, shown).await?.answer(&app)
}
