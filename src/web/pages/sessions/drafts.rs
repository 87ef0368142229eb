//! Drafts of coming dates, published together.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::session_words::each_date;
use crate::{
    app::App,
    domain::{ids::SessionId, words::SessionState},
    store::read::sessions::{
        date_list::{self, DateFilter},
        session::SessionView,
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// Where it is.
const ADDRESS: &str = "/manage/drafts";
/// How many are published at once: each mails those who run it and may come.
const MOST: i64 = 60;

/// The facts of `sessions/drafts`.
#[derive(Serialize)]
pub(in crate::web) struct DraftsFacts {
    /// Whether there are any.
    any: bool,
    /// The only course whose drafts are shown.
    course: Option<String>,
}

impl PageFacts for DraftsFacts {
    const TEMPLATE: &'static str = "sessions/drafts";

    fn samples() -> Vec<Self> {
        let course = Some("Introduction to restorative practice".to_owned());
        vec![Self { any: true, course }, Self { any: false, course: None }]
    }

    fn form_sample() -> Option<Form> {
        let date = "Tuesday 12 January 2027, 10am to 1pm";
        let boxes =
            Field::boxes("dates", "Which dates?").choice_with("1", date, Some("Introduction".to_owned()));
        Some(Form::new(ADDRESS, "Publish those ticked").field(boxes.ticked(&["1"])))
    }
}

/// Which drafts to show.
#[derive(Deserialize)]
pub struct Asked {
    course: Option<String>,
    done: Option<String>,
}

/// Coming drafts, of one course or of all.
async fn found(app: &App, course: Option<String>) -> ApiResult<Vec<SessionView>> {
    let filter = DateFilter {
        course: course.filter(|slug| !slug.is_empty() && !slug.contains('\0')),
        state: Some(SessionState::Draft),
        from: app.clock.now(),
        until: None,
        after: None,
        limit: MOST,
    };
    let read = app.reads.run(move |c| date_list::list(c, &filter));
    Ok(read.await?.into_iter().map(|found| found.view).collect())
}

fn form_of(drafts: &[SessionView], course: Option<&str>) -> Form {
    let boxes = drafts.iter().fold(Field::boxes("dates", "Which dates?"), |field, draft| {
        let when = each_date(draft);
        let more = match when.len() {
            0 | 1 => String::new(),
            count => format!(", {count} dates"),
        };
        let first = when.into_iter().next().unwrap_or_else(|| "No date yet".to_owned());
        field.choice_with(draft.id.to_string(), first, Some(format!("{}{more}", draft.course.title)))
    });
    let all: Vec<String> = drafts.iter().map(|draft| draft.id.to_string()).collect();
    let ticked: Vec<&str> = all.iter().map(String::as_str).collect();
    let button = match drafts.len() {
        0 | 1 => "Publish it".to_owned(),
        count => format!("Publish those ticked, of {count}"),
    };
    let form = Form::new(ADDRESS, button).field(boxes.ticked(&ticked));
    match course {
        Some(course) => form.field(Field::hidden("course", course)),
        None => form,
    }
}

fn page<'v>(
    member: &'v Member,
    drafts: &[SessionView],
    course: Option<&str>,
    form: Form,
) -> ApiResult<Page<'v>> {
    let title = course.and_then(|_| drafts.first()).map(|draft| draft.course.title.clone());
    let facts = DraftsFacts { any: !drafts.is_empty(), course: title };
    Ok(Page::of(&member.visit, "Dates to publish", &facts)?
        .form(form)
        .back("/manage/dates", "Course dates")
        .here("/manage/dates"))
}

/// The drafts, all ticked.
pub async fn form(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let Asked { course, done } = asked.0;
    let drafts = found(&app, course.clone()).await?;
    let form = form_of(&drafts, course.as_deref());
    let made =
        matches!(done.as_deref(), Some("series" | "copied")).then_some("The dates are made, as drafts.");
    page(&member, &drafts, course.as_deref(), form)?.notice(made).answer(&app)
}

/// Publishes those ticked.
pub async fn publish(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let course = posted.optional("course");
    let drafts = found(&app, course.clone()).await?;
    let mut shown = form_of(&drafts, course.as_deref()).keep(posted);
    if !posted.again() {
        let chosen: Result<Vec<SessionId>, _> =
            posted.all("dates").iter().map(|typed| typed.parse::<SessionId>()).collect();
        match chosen {
            Ok(chosen) if !chosen.is_empty() => {
                let count = chosen.len();
                match app.usecases.publish_sessions(form.caller.id(), chosen).await {
                    Ok(()) => return see(format!("/manage/dates?published={count}")),
                    Err(failure) => shown.refused(failure)?,
                }
            }
            _ => shown.refuse("dates", "Tick at least one date."),
        }
    }
    page(&member, &drafts, course.as_deref(), shown)?.answer(&app)
}

/// What is said once so many are published.
pub(super) fn published(count: usize) -> String {
    let dates = if count == 1 { "1 date is".to_owned() } else { format!("{count} dates are") };
    format!("{dates} published. Those who run them and those invited are told.")
}
