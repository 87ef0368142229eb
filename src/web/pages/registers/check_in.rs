//! Checking in: a code scanned or typed, and one press. Opening an address never marks anybody.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::check_in_words::late_words;
use crate::{
    app::App,
    domain::{
        ids::{DateId, SessionId},
        times::clock,
    },
    store::read::sessions::session::{self, SessionView},
    usecases::{
        error::{Failure, Refused},
        registers::check_in::{Arrived, Arriving, CheckIn},
    },
    web::{
        attempts::judge_check_in,
        error::ApiResult,
        extract::{AnyonesForm, Params, Visit},
        forms::{Field, Form},
        limits::Limits,
        page_facts::PageFacts,
        pages::sessions::session_words as words,
        render::Page,
    },
};

const TITLE: &str = "Say that you are here";

/// By what somebody signed in wants to check in.
#[derive(Deserialize)]
pub struct Asked {
    by: Option<String>,
}

/// Checking in.
#[derive(Serialize)]
pub(in crate::web) struct CheckInFacts {
    /// The course and date that the code is of, or that they are checked in to.
    date: Option<DateFacts>,
    /// When they were checked in.
    done: Option<DoneFacts>,
    /// Why it cannot be done with what they have.
    no_place: Option<String>,
    /// What is wrong with the code that was scanned.
    over: Option<String>,
    /// Where whoever has an account signs in first.
    sign_in: Option<String>,
    /// Where somebody signed in gives a reference instead.
    by_reference: Option<String>,
}

/// A course's date.
#[derive(Clone, Serialize)]
struct DateFacts {
    /// The course's title.
    course: String,
    /// The date.
    when: String,
}

/// An arrival.
#[derive(Clone, Serialize)]
struct DoneFacts {
    /// When.
    at: String,
    /// How late that was, if it was.
    late: Option<String>,
}

impl CheckInFacts {
    fn nothing() -> Self {
        Self { date: None, done: None, no_place: None, over: None, sign_in: None, by_reference: None }
    }
}

impl PageFacts for CheckInFacts {
    const TEMPLATE: &'static str = "registers/check_in";

    fn samples() -> Vec<Self> {
        let text = |text: &str| Some(text.to_owned());
        let date = DateFacts {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
        };
        let done = |late: Option<&str>| {
            let late = late.map(str::to_owned);
            Some(DoneFacts { at: "10:12am".to_owned(), late })
        };
        let scanned = || Self { date: Some(date.clone()), ..Self::nothing() };
        vec![
            Self { sign_in: text("/sign-in?return_to=%2Fcheck-in"), ..Self::nothing() },
            Self { by_reference: text("/check-in?by=reference"), ..Self::nothing() },
            Self { sign_in: text("/sign-in?return_to=%2Fcheck-in%2F7K2QFM"), ..scanned() },
            scanned(),
            Self { over: text("This code is over."), ..Self::nothing() },
            Self { no_place: text("You have no place."), ..Self::nothing() },
            Self { no_place: text("You have no place."), by_reference: text("/check-in"), ..Self::nothing() },
            Self { done: done(None), ..scanned() },
            Self { done: done(Some("12 minutes late")), ..scanned() },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(check_in_form(Some(""), true))
    }
}

/// The form: the code, unless it came by scanning, and who it is, unless that is known.
fn check_in_form(scanned: Option<&str>, named: bool) -> Form {
    let mut form = Form::new("/check-in", "I am here");
    form = match scanned.filter(|code| !code.is_empty()) {
        Some(code) => form.field(Field::hidden("code", code)),
        None => form.field(
            Field::text("code", "The code on the screen")
                .hint("Six letters and digits. Spaces and capitals do not matter.")
                .width("medium")
                .autocomplete("off"),
        ),
    };
    if !named {
        return form;
    }
    form.field(
        Field::text("reference", "Your booking’s reference")
            .hint("Eight letters and digits, in the mail that confirmed your booking.")
            .width("medium")
            .autocomplete("off"),
    )
    .field(
        Field::email("email", "Your e-mail address").hint("The one that mail went to, or another of yours."),
    )
}

fn sign_in(visit: &Visit, back: &str) -> Option<String> {
    let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    visit.signed_in.is_none().then(|| format!("/sign-in?return_to={back}"))
}

fn by_reference(visit: &Visit, named: bool) -> Option<String> {
    (visit.signed_in.is_some() && !named).then(|| "/check-in?by=reference".to_owned())
}

async fn date_facts(app: &App, session: SessionId, date: DateId) -> ApiResult<(SessionView, DateFacts)> {
    let view = app.reads.run(move |c| session::session(c, session)).await?.view;
    let found = view.dates.iter().find(|one| one.id == date);
    let when = found.map(|date| words::date(date, view.timezone.tz())).unwrap_or_default();
    let facts = DateFacts { course: view.course.title.clone(), when };
    Ok((view, facts))
}

/// The form for whoever types the address.
pub async fn form(app: Data<App>, visit: Visit, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let named = visit.signed_in.is_none() || asked.0.by.as_deref() == Some("reference");
    let facts = CheckInFacts {
        sign_in: sign_in(&visit, "/check-in"),
        by_reference: by_reference(&visit, named),
        ..CheckInFacts::nothing()
    };
    Page::of(&visit, TITLE, &facts)?.form(check_in_form(None, named)).answer(&app)
}

/// What the code on the screen leads to: one press for whoever is signed in.
pub async fn scanned(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    visit: Visit,
) -> ApiResult<HttpResponse> {
    let code = request.match_info().get("code").unwrap_or_default().to_owned();
    let named = visit.signed_in.is_none();
    let looking = app.usecases.dates_of_code(&code);
    let found = match judge_check_in(&request, (&app, &limits), None, looking).await? {
        Ok(dates) => dates,
        Err(Failure::Refused(why @ (Refused::Invalid(_) | Refused::Forbidden { .. }))) => {
            let facts = CheckInFacts {
                over: Some(what_is_wrong(&why)),
                sign_in: sign_in(&visit, "/check-in"),
                ..CheckInFacts::nothing()
            };
            return Page::of(&visit, TITLE, &facts)?.form(check_in_form(None, named)).answer(&app);
        }
        Err(failure) => return Err(failure.into()),
    };
    let date = match found.as_slice() {
        [date] => Some(date_facts(&app, date.session, date.id).await?.1),
        // Two rooms with one code: whose place it is says which.
        _ => None,
    };
    let facts = CheckInFacts { date, sign_in: sign_in(&visit, &visit.address), ..CheckInFacts::nothing() };
    Page::of(&visit, TITLE, &facts)?.form(check_in_form(Some(&code), named)).answer(&app)
}

fn what_is_wrong(why: &Refused) -> String {
    match why {
        Refused::Forbidden { detail, .. } => detail.clone(),
        _ => {
            "This is not a code that is on a screen now. Scan it again, or type what stands there.".to_owned()
        }
    }
}

/// Notes that they are there.
pub async fn arrive(
    request: HttpRequest,
    app: Data<App>,
    limits: Data<Limits>,
    form: AnyonesForm,
) -> ApiResult<HttpResponse> {
    let AnyonesForm { visit, posted } = form;
    let named = visit.signed_in.is_none() || posted.has("reference");
    let mut shown = check_in_form(None, named).keep(&posted);
    if posted.again() {
        return wrong(&app, &visit, named, shown);
    }
    let reference = named.then(|| posted.get("reference").to_owned());
    let who = match (&visit.signed_in, &reference) {
        (Some(somebody), None) => Arriving::SignedIn(somebody.caller.id()),
        (_, reference) => Arriving::Named {
            reference: reference.clone().unwrap_or_default(),
            email: posted.get("email").to_owned(),
        },
    };
    let checking = app.usecases.check_in(CheckIn { code: posted.get("code").to_owned(), who });
    match judge_check_in(&request, (&app, &limits), reference.as_deref(), checking).await? {
        Ok(arrived) => done(&app, &visit, arrived).await,
        Err(Failure::Refused(Refused::Forbidden { code: "no_place", detail })) => {
            let facts = CheckInFacts {
                no_place: Some(detail),
                by_reference: by_reference(&visit, named),
                ..CheckInFacts::nothing()
            };
            Page::of(&visit, TITLE, &facts)?.answer(&app)
        }
        Err(Failure::Refused(Refused::Forbidden { code: "code_expired", detail })) => {
            shown.refuse("code", detail);
            wrong(&app, &visit, named, shown)
        }
        Err(failure) => {
            shown.refused(failure)?;
            wrong(&app, &visit, named, shown)
        }
    }
}

/// The form again. The code stands in a field of its own now, however it came: another one is on the screen by then.
fn wrong(app: &App, visit: &Visit, named: bool, shown: Form) -> ApiResult<HttpResponse> {
    let facts = CheckInFacts {
        sign_in: sign_in(visit, "/check-in"),
        by_reference: by_reference(visit, named),
        ..CheckInFacts::nothing()
    };
    Page::of(visit, TITLE, &facts)?.form(shown).answer(app)
}

async fn done(app: &App, visit: &Visit, arrived: Arrived) -> ApiResult<HttpResponse> {
    let arrival = arrived.arrival;
    let (view, date) = date_facts(app, arrival.session_id, arrival.date_id).await?;
    let facts = CheckInFacts {
        date: Some(date),
        done: Some(DoneFacts {
            at: clock(arrival.checked_in_at.with_timezone(&view.timezone.tz()).time()),
            late: late_words(arrival.late_minutes),
        }),
        ..CheckInFacts::nothing()
    };
    Page::of(visit, "You are checked in", &facts)?.answer(app)
}
