//! Saying how a course was, signed in; what was said, once that is over; and taking things back.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{
    course_day::when,
    question_fields::{self, GiveFeedbackFacts},
};
use crate::{
    app::App,
    domain::{
        access::Action,
        feedback::AnswerValue,
        ids::{Booking, BookingId},
    },
    store::{
        error::Error,
        read::feedback::{
            given::{self, Attended, FeedbackView},
            impacts,
        },
    },
    web::{
        access::may_for_booking,
        error::ApiResult,
        extract::{Caller, Member, MembersForm, PathId, Visit},
        forms::Form,
        page_facts::PageFacts,
        pages::form_parts::refusals::renamed,
        render::{Page, see},
    },
};

const TITLE: &str = "How was it?";

/// What was said of a course, once it cannot be changed any more, or before it can be said.
#[derive(Serialize)]
pub(in crate::web) struct GivenFeedbackFacts {
    /// The course's title.
    course: String,
    /// When it was.
    when: String,
    /// Whether anything was said.
    given: bool,
    /// Whether the course is over for its holder, who was there.
    over: bool,
    answers: Vec<GivenAnswer>,
    /// What its holder is called where they are quoted.
    quoted_as: Option<String>,
    /// Where they take that back.
    take_back: String,
}

/// An answer.
#[derive(Serialize)]
struct GivenAnswer {
    question: String,
    answer: String,
}

impl GivenFeedbackFacts {
    fn of(attended: &Attended, view: &FeedbackView) -> Self {
        let answer = |of: &given::AnswerView| GivenAnswer {
            question: view
                .questions
                .iter()
                .find(|question| question.id == of.question_id)
                .map_or_else(String::new, |question| question.text.clone()),
            answer: match &of.value {
                AnswerValue::Mark(mark) => format!("{mark} of 5"),
                AnswerValue::YesNo(true) => "Yes".to_owned(),
                AnswerValue::YesNo(false) => "No".to_owned(),
                AnswerValue::Words(words) => words.clone(),
            },
        };
        Self {
            course: attended.course_title.clone(),
            when: when(attended),
            given: view.answered_at.is_some(),
            over: view.open_until.is_some(),
            answers: view.answers.iter().map(answer).collect(),
            quoted_as: view.quote.role.clone().filter(|_| view.quote.allowed),
            take_back: format!("/bookings/{}/feedback/take-back", attended.booking),
        }
    }
}

impl PageFacts for GivenFeedbackFacts {
    const TEMPLATE: &'static str = "feedback/given";

    fn samples() -> Vec<Self> {
        let of = |given, quoted_as: Option<&str>, over| Self {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            given,
            over,
            answers: vec![GivenAnswer {
                question: "How useful was it for your work?".to_owned(),
                answer: "5 of 5".to_owned(),
            }],
            quoted_as: quoted_as.map(str::to_owned),
            take_back: "/bookings/01930000-0000-7000-8000-000000000001/feedback/take-back".to_owned(),
        };
        vec![
            of(true, Some("Secondary school teacher"), true),
            of(true, None, true),
            of(false, None, true),
            of(false, None, false),
        ]
    }
}

struct Known {
    attended: Attended,
    view: FeedbackView,
    manager: bool,
    is_open: bool,
}

async fn known(app: &App, caller: &Caller, booking: BookingId) -> ApiResult<Known> {
    may_for_booking(app, caller, booking, Action::AnswerAboutCourse).await?;
    let now = app.clock.now();
    let read = app.reads.run(move |c| {
        let attended = given::attended(c, booking)?;
        let row = given::of_booking(c, booking)?;
        let is_open = attended.is_open(row.as_ref(), now);
        let view = given::view(c, booking)?;
        Ok::<_, Error>(Known { attended, view, manager: impacts::agrees(c, booking)?, is_open })
    });
    Ok(read.await?)
}

fn form_of(known: &Known) -> Form {
    let action = format!("/bookings/{}/feedback", known.attended.booking);
    question_fields::form(&action, &known.view, known.manager)
}

fn page<'v>(visit: &'v Visit, known: &Known, form: Option<Form>) -> ApiResult<Page<'v>> {
    let page = match form {
        Some(form) => {
            Page::of(visit, TITLE, &GiveFeedbackFacts::of(&known.attended, &known.view))?.form(form)
        }
        None => Page::of(visit, TITLE, &GivenFeedbackFacts::of(&known.attended, &known.view))?,
    };
    Ok(page.back(format!("/bookings/{}", known.attended.booking), "The booking").here("/my-bookings"))
}

/// Asks, or shows what was said.
pub async fn show(app: Data<App>, id: PathId<Booking>, member: Member) -> ApiResult<HttpResponse> {
    let known = known(&app, &member.caller, id.0).await?;
    let form = known.is_open.then(|| form_of(&known));
    page(&member.visit, &known, form)?.answer(&app)
}

/// Keeps what is said.
pub async fn give(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let known = known(&app, &caller, id.0).await?;
    let mut shown = form_of(&known).keep(&posted);
    if !posted.again() {
        match app.usecases.give_feedback(id.0, question_fields::read(&posted, &known.view), None).await {
            Ok(_) => return see(format!("/bookings/{}?done=feedback", id.0)),
            Err(failure) => shown.refused(renamed(failure, question_fields::field_of))?,
        }
    }
    page(&visit, &known, Some(shown))?.answer(&app)
}

/// Takes back that they may be quoted.
pub async fn take_quoting_back(
    app: Data<App>,
    id: PathId<Booking>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &form.caller, id.0, Action::AnswerAboutCourse).await?;
    if form.posted.again() {
        return see(format!("/bookings/{}/feedback", id.0));
    }
    app.usecases.take_quoting_back(id.0).await?;
    see(format!("/bookings/{}?done=unquoted", id.0))
}

/// Takes back the links by which the holder can answer without signing in.
pub async fn take_links_back(
    app: Data<App>,
    id: PathId<Booking>,
    form: MembersForm,
) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &form.caller, id.0, Action::AnswerAboutCourse).await?;
    if form.posted.again() {
        return see(format!("/bookings/{}", id.0));
    }
    app.usecases.take_links_back(form.caller.id(), id.0).await?;
    see(format!("/bookings/{}?done=link-back", id.0))
}
