//! What is held about oneself: taken away as one file, and erased.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::account;
use crate::{
    app::App,
    domain::{
        erasures::{ErasureCause, WAIT},
        times::{self, LONDON, ZoneNote},
    },
    store::read::people::erasures::{ComingErasure, coming_of},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Visit},
        files,
        forms::{Field, Form},
        limits::Limits,
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// Its address.
const ADDRESS: &str = "/account/data";

/// What was just done, by the word in the address.
const DONE: [(&str, &str); 2] = [
    ("asked", "We erase your data on the day below. A mail says so too."),
    ("kept", "Your record stays. Nothing is erased."),
];

/// What leads here.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// The facts of `people/own_data`.
#[derive(Serialize)]
pub(in crate::web) struct OwnData {
    /// What is to be erased, and when.
    erasure: Option<Coming>,
}

/// An erasure that is to come.
#[derive(Serialize)]
struct Coming {
    /// When, in words.
    due: String,
    /// Nobody asked for it: the record is not used.
    unused: bool,
    /// Why it was put off.
    put_off: Option<String>,
}

impl Coming {
    fn of(coming: ComingErasure) -> Self {
        Self {
            due: moment(coming.due_at),
            unused: coming.cause == ErasureCause::Unused,
            put_off: coming.put_off_reason,
        }
    }
}

/// The facts of `people/own_erasure`.
#[derive(Serialize)]
pub(in crate::web) struct OwnErasure {
    /// The moment it would be done, in words.
    due: String,
}

impl PageFacts for OwnData {
    const TEMPLATE: &'static str = "people/own_data";

    fn samples() -> Vec<Self> {
        let due = || "Tuesday 12 January 2027, 9:30am".to_owned();
        let of = |unused, put_off: Option<&str>| Self {
            erasure: Some(Coming { due: due(), unused, put_off: put_off.map(str::to_owned) }),
        };
        vec![
            Self { erasure: None },
            of(false, None),
            of(false, Some("You said that your result is wrong. We answer that first.")),
            of(true, None),
        ]
    }
}

impl PageFacts for OwnErasure {
    const TEMPLATE: &'static str = "people/own_erasure";

    fn samples() -> Vec<Self> {
        vec![Self { due: "Tuesday 12 January 2027, 9:30am".to_owned() }]
    }

    fn form_sample() -> Option<Form> {
        Some(erasure_form())
    }
}

fn moment(at: DateTime<Utc>) -> String {
    times::moment(at, LONDON, ZoneNote::WhenElsewhere)
}

/// What is held, and what can be done about it.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let person = member.caller.id();
    let coming = app.reads.run(move |c| coming_of(c, person)).await?;
    let done = DONE.iter().find(|(word, _)| Some(*word) == asked.0.done.as_deref());
    Page::of(&member.visit, "Your data", &OwnData { erasure: coming.map(Coming::of) })?
        .notice(done.map(|(_, said)| *said))
        .back(account::ADDRESS, "Your account")
        .answer(&app)
}

/// All of it, as one file.
pub async fn download(app: Data<App>, limits: Data<Limits>, member: Member) -> ApiResult<HttpResponse> {
    files::own_data::archive(&app, &limits, &member.caller).await
}

fn erasure_form() -> Form {
    Form::new("/account/erasure", "Erase my data").field(
        Field::boxes("sure", "")
            .choice("yes", "I have downloaded what I want to keep, and want my data erased"),
    )
}

fn erasure_page<'v>(app: &App, visit: &'v Visit, form: Form) -> ApiResult<Page<'v>> {
    let facts = OwnErasure { due: moment(app.clock.now() + WAIT) };
    Ok(Page::of(visit, "Erase your data?", &facts)?.form(form).back(ADDRESS, "Your data"))
}

/// Asks whether they are sure.
pub async fn erasure(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    erasure_page(&app, &member.visit, erasure_form())?.answer(&app)
}

/// Asks for it.
pub async fn ask_for_erasure(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = erasure_form().keep(&form.posted);
    if !form.posted.again() {
        if form.posted.get("sure") != "yes" {
            shown.refuse("sure", "Tick this if you want your data erased.");
        }
        if !shown.is_wrong() {
            match app.usecases.ask_for_erasure(form.caller.id()).await {
                Ok(_) => return see(format!("{ADDRESS}?done=asked")),
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    erasure_page(&app, &form.visit, shown)?.answer(&app)
}

/// Keeps the record after all.
pub async fn cancel_erasure(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    if !form.posted.again() {
        app.usecases.cancel_erasure(form.caller.id()).await?;
    }
    see(format!("{ADDRESS}?done=kept"))
}
