//! Taking a course at any time: its recordings and texts, the questions at its end, and the certificate.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId, RowId},
        times::{LONDON, cpd_length, day, day_in, length},
        words::{BookingState, CancelReason},
    },
    store::read::{
        bookings::on_demand::{self, OnDemandTakingView},
        catalogue::on_demand::OnDemandQuestionView,
    },
    usecases::{bookings::cancel_booking::CancelBooking, registers::finish_on_demand::FinishOnDemand},
    web::{
        access::may_for_booking,
        error::ApiResult,
        extract::{Member, MembersForm, PathId, Posted},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// A course as somebody takes it at any time.
#[derive(Serialize)]
pub(in crate::web) struct OnDemandFacts {
    /// Whom it is about; none for oneself.
    about: Option<String>,
    /// What to know before beginning.
    introduction: Option<String>,
    /// Its recordings and texts.
    parts: Vec<PartFacts>,
    /// When it was begun.
    begun: String,
    /// The CPD it gives, in words.
    cpd: String,
    /// Whether it waits to be finished.
    open: bool,
    /// Whether it was given up.
    left: bool,
    /// The day it was finished.
    finished: Option<String>,
    /// How the CPD was worked out.
    basis: Option<String>,
    /// The page of its certificate.
    certificate: Option<String>,
    /// Where one's own action plan is written, once it is finished.
    plan: Option<String>,
    /// What was answered.
    answers: Vec<AnswerFacts>,
    /// Where it is given up.
    leave: String,
    /// The course's page.
    course: String,
}

/// A recording or a text.
#[derive(Serialize)]
struct PartFacts {
    title: String,
    url: String,
    /// Who speaks and how long, in words.
    more: Option<String>,
}

/// An answer.
#[derive(Serialize)]
struct AnswerFacts {
    question: String,
    text: String,
}

impl PageFacts for OnDemandFacts {
    const TEMPLATE: &'static str = "bookings/on_demand";

    fn samples() -> Vec<Self> {
        let begun = || Self {
            about: None,
            introduction: Some("Watch the film first.".to_owned()),
            parts: vec![PartFacts {
                title: "The film".to_owned(),
                url: "https://videos.example/film".to_owned(),
                more: Some("Sue Sample, 30 minutes".to_owned()),
            }],
            begun: "Tuesday 12 January 2027".to_owned(),
            cpd: "45 minutes of CPD".to_owned(),
            open: true,
            left: false,
            finished: None,
            basis: None,
            certificate: None,
            plan: None,
            answers: Vec::new(),
            leave: "/bookings/1/leave".to_owned(),
            course: "/courses/refresher".to_owned(),
        };
        let plain = PartFacts { more: None, ..begun().parts.remove(0) };
        let answer =
            || AnswerFacts { question: "What will you take?".to_owned(), text: "A circle.".to_owned() };
        vec![
            begun(),
            Self { about: Some("Amira Khan".to_owned()), introduction: None, parts: vec![plain], ..begun() },
            Self { open: false, left: true, ..begun() },
            Self {
                open: false,
                finished: Some("Friday 15 January 2027".to_owned()),
                basis: Some("Taken on demand.".to_owned()),
                certificate: Some("/certificates/1".to_owned()),
                plan: Some("/bookings/1/action-plan".to_owned()),
                answers: vec![answer()],
                ..begun()
            },
            Self {
                open: false,
                about: Some("Amira Khan".to_owned()),
                finished: Some("Friday 15 January 2027".to_owned()),
                certificate: Some("/certificates/1".to_owned()),
                ..begun()
            },
            Self { open: false, finished: Some("Friday 15 January 2027".to_owned()), ..begun() },
        ]
    }

    fn form_sample() -> Option<Form> {
        let id = RowId::from_uuid(uuid::Uuid::from_u128(1));
        let question = OnDemandQuestionView { id, text: "What will you take?".to_owned(), required: true };
        Some(form_of(
            BookingId::from_uuid(uuid::Uuid::from_u128(1)),
            &[question],
            &[(id, "The film".to_owned())],
            true,
        ))
    }
}

/// The form at its end; `counted` are the parts whose minutes count one by one.
fn form_of(
    booking: BookingId,
    questions: &[OnDemandQuestionView],
    counted: &[(RowId, String)],
    own: bool,
) -> Form {
    let button = if own { "Finish and get my certificate" } else { "Finish it for them" };
    let mut form = Form::new(format!("/bookings/{booking}/finish"), button);
    if !counted.is_empty() {
        let boxes = Field::boxes("watched", "Which of them have you watched?");
        form = form.field(
            counted.iter().fold(boxes, |field, (id, label)| field.choice(id.to_string(), label.clone())),
        );
    }
    for question in questions {
        let field = Field::lines(&answer_name(question.id), &question.text, 4);
        form = form.field(if question.required { field } else { field.optional() });
    }
    form
}

fn answer_name(question: RowId) -> String {
    format!("answer_{question}")
}

fn form(taking: &OnDemandTakingView, own: bool) -> Form {
    let counted: Vec<(RowId, String)> = taking
        .parts
        .iter()
        .filter_map(|part| Some((part.id, format!("{} ({})", part.title, length(part.minutes?)))))
        .collect();
    form_of(taking.booking_id, &taking.questions, &counted, own)
}

fn facts(taking: &OnDemandTakingView, own: bool) -> OnDemandFacts {
    let more = |speaker: Option<&String>, minutes: Option<i32>| {
        let words: Vec<String> = speaker.cloned().into_iter().chain(minutes.map(length)).collect();
        (!words.is_empty()).then(|| words.join(", "))
    };
    OnDemandFacts {
        about: (!own).then(|| taking.person.name.clone()),
        introduction: taking.introduction.clone(),
        parts: taking
            .parts
            .iter()
            .map(|part| PartFacts {
                title: part.title.clone(),
                url: part.url.clone(),
                more: more(part.speaker.as_ref(), part.minutes),
            })
            .collect(),
        begun: day(day_in(taking.begun_at, LONDON)),
        cpd: cpd_length(taking.cpd_minutes),
        open: taking.state == BookingState::Booked,
        left: taking.state == BookingState::Cancelled,
        finished: taking.finished_on.map(day),
        basis: taking.cpd_basis.clone(),
        certificate: taking.certificate_id.map(|id| format!("/certificates/{id}")),
        plan: (own && taking.finished_on.is_some())
            .then(|| format!("/bookings/{}/action-plan", taking.booking_id)),
        answers: taking
            .answers
            .iter()
            .map(|answer| AnswerFacts { question: answer.question.clone(), text: answer.text.clone() })
            .collect(),
        leave: format!("/bookings/{}/leave", taking.booking_id),
        course: format!("/courses/{}", taking.course.slug),
    }
}

fn page<'v>(member: &'v Member, taking: &OnDemandTakingView, shown: Form) -> ApiResult<Page<'v>> {
    let own = taking.person.id == member.caller.id();
    let back = if own {
        ("/my-bookings".to_owned(), "My bookings".to_owned())
    } else {
        (format!("/people/{}", taking.person.id), taking.person.name.clone())
    };
    Ok(Page::of(&member.visit, taking.course.title.clone(), &facts(taking, own))?
        .form(shown)
        .here(if own { "/my-bookings" } else { "" })
        .back(back.0, back.1))
}

async fn open(app: &App, member: &Member, id: BookingId) -> ApiResult<OnDemandTakingView> {
    may_for_booking(app, &member.caller, id, Action::TakeOnDemand).await?;
    Ok(app.reads.run(move |c| on_demand::taking(c, id)).await?)
}

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// The course as it is taken.
pub async fn show(
    app: Data<App>,
    id: PathId<Booking>,
    member: Member,
    asked: crate::web::extract::Params<Asked>,
) -> ApiResult<HttpResponse> {
    let taking = open(&app, &member, id.0).await?;
    let own = taking.person.id == member.caller.id();
    let notice = asked.0.done.filter(|done| done == "finished").map(|_| {
        if own { "Finished. Your certificate is ready, and comes by mail as well." } else { "Finished." }
    });
    page(&member, &taking, form(&taking, own))?.notice(notice).answer(&app)
}

fn answers(posted: &Posted, taking: &OnDemandTakingView) -> Vec<(RowId, String)> {
    taking
        .questions
        .iter()
        .map(|question| (question.id, posted.get(&answer_name(question.id)).to_owned()))
        .collect()
}

/// Finishes it.
pub async fn finish(app: Data<App>, id: PathId<Booking>, form_sent: MembersForm) -> ApiResult<HttpResponse> {
    let member = form_sent.member();
    let taking = open(&app, &member, id.0).await?;
    let own = taking.person.id == member.caller.id();
    let posted = &form_sent.posted;
    let given = answers(posted, &taking);
    let watched = posted.all("watched").iter().filter_map(|id| id.parse().ok()).collect();
    let ask =
        FinishOnDemand { actor: form_sent.caller.actor, booking: id.0, answers: given.clone(), watched };
    match app.usecases.finish_on_demand(ask, None).await {
        Ok(_) => see(format!("/bookings/{}/on-demand?done=finished", id.0)),
        Err(failure) => {
            let mut shown = form(&taking, own).keep(posted);
            // The answers come in the order of the questions.
            shown.refused(crate::web::pages::form_parts::refusals::renamed(failure, |field| {
                let at = field.strip_prefix("answers[").and_then(|rest| rest.split(']').next()?.parse().ok());
                let question = at.and_then(|at: usize| given.get(at));
                question.map_or_else(|| field.to_owned(), |(id, _)| answer_name(*id))
            }))?;
            page(&member, &taking, shown)?.answer(&app)
        }
    }
}

/// Gives it up: nothing comes of that, and it can be begun again.
pub async fn leave(app: Data<App>, id: PathId<Booking>, form_sent: MembersForm) -> ApiResult<HttpResponse> {
    let member = form_sent.member();
    open(&app, &member, id.0).await?;
    let ask = CancelBooking {
        actor: form_sent.caller.actor,
        booking: id.0,
        reason: None,
        because: CancelReason::Other,
    };
    match app.usecases.cancel_booking(ask).await {
        Ok(_) => see(format!("/bookings/{}/on-demand", id.0)),
        // Sent twice, or finished meanwhile: the page says where it stands.
        Err(crate::usecases::Failure::Refused(crate::usecases::Refused::Forbidden { .. })) => {
            see(format!("/bookings/{}/on-demand", id.0))
        }
        Err(failure) => Err(failure.into()),
    }
}
