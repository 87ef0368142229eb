//! What became of a course, for its holder signed in: when it is asked, what was said, who else is asked.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::{
    course_day::when,
    impact_form::{self, PlannedFacts},
};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Booking, BookingId},
        impact::{ImpactStage, PlanStanding},
        times::{day, day_in},
    },
    store::{
        error::Error,
        read::feedback::{
            given::{self, Attended},
            impacts::{self, BookingImpactView, ImpactStageView},
        },
    },
    web::{
        access::may_for_booking,
        error::ApiResult,
        extract::{Caller, Member, MembersForm, Params, PathId, Visit},
        forms::Form,
        page_facts::PageFacts,
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// What became of a course.
#[derive(Serialize)]
pub(in crate::web) struct OwnImpactFacts {
    /// The course's title.
    course: String,
    /// When it was.
    when: String,
    /// The times at which it is asked.
    stages: Vec<StageFacts>,
    /// How long ago the course is, where it can be said now.
    after: Option<&'static str>,
    plan: Vec<PlannedFacts>,
    /// Whether the line manager may be asked.
    agrees: bool,
    /// Whether they want no mail about it.
    mails_off: bool,
    /// Where both are changed.
    settings: String,
}

/// A time at which it is asked.
#[derive(Serialize)]
struct StageFacts {
    /// "Six weeks after".
    label: String,
    /// What was said, or when it is asked.
    words: String,
    /// What they wrote.
    wrote: Option<String>,
}

impl PageFacts for OwnImpactFacts {
    const TEMPLATE: &'static str = "feedback/own_impact";

    fn samples() -> Vec<Self> {
        let stage = |wrote: Option<&str>| StageFacts {
            label: "Six weeks after".to_owned(),
            words: "4 of 5 in use, a difference of 4 of 5; the action plan is under way.".to_owned(),
            wrote: wrote.map(str::to_owned),
        };
        let of = |stages, after, plan, agrees| Self {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            stages,
            after,
            plan,
            agrees,
            mails_off: agrees,
            settings: "/bookings/1/impact/settings".to_owned(),
        };
        vec![
            of(
                vec![stage(Some("We begin with a check-in.")), stage(None)],
                Some("six weeks"),
                PlannedFacts::samples(),
                true,
            ),
            of(Vec::new(), None, Vec::new(), false),
            of(vec![stage(None)], Some("six weeks"), Vec::new(), false),
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(impact_form::form("/bookings/1/impact", false))
    }
}

struct Known {
    attended: Attended,
    view: BookingImpactView,
    plan: Vec<PlannedFacts>,
    mails_off: bool,
    /// What can be said now.
    open: Option<ImpactStage>,
}

async fn known(app: &App, caller: &Caller, booking: BookingId) -> ApiResult<Known> {
    may_for_booking(app, caller, booking, Action::AnswerAboutCourse).await?;
    let now = app.clock.now();
    let read = app.reads.run(move |c| {
        let attended = given::attended(c, booking)?;
        let view = impacts::view(c, booking)?;
        // The later time asks about the same course: once it has come, it is asked first.
        let open = view.stages.iter().rev().find(|stage| stage.due_at <= now && stage.answered.is_none());
        let open = open.map(|stage| stage.stage);
        let plan = impacts::planned(c, booking)?.into_iter().map(PlannedFacts::from).collect();
        let mails_off = impacts::mails_are_off(c, attended.person)?;
        Ok::<_, Error>(Known { attended, view, plan, mails_off, open })
    });
    Ok(read.await?)
}

fn stage_facts(stage: &ImpactStageView, attended: &Attended) -> StageFacts {
    let label = match stage.stage {
        ImpactStage::Weeks6 => "Six weeks after",
        ImpactStage::Months6 => "Six months after",
    };
    let (words, wrote) = if let Some(said) = &stage.answered {
        let plan = match said.plan {
            PlanStanding::Done => "all of the action plan is done",
            PlanStanding::UnderWay => "the action plan is under way",
            PlanStanding::NotBegun => "the action plan is not begun",
            PlanStanding::NoPlan => "there is no action plan",
        };
        let answers = &said.answers;
        let marks =
            format!("{} of 5 in use, a difference of {} of 5; {plan}.", answers.in_use, answers.difference);
        (marks, answers.words.clone())
    } else {
        let on = day(day_in(stage.due_at, attended.timezone.tz()));
        (format!("You can say it from {on} on."), None)
    };
    StageFacts { label: label.to_owned(), words, wrote }
}

fn form_of(known: &Known) -> Form {
    impact_form::form(&format!("/bookings/{}/impact", known.attended.booking), false)
}

fn page(visit: &Visit, known: Known, form: Option<Form>) -> ApiResult<Page<'_>> {
    let Known { attended, view, plan, mails_off, open } = known;
    let facts = OwnImpactFacts {
        course: attended.course_title.clone(),
        when: when(&attended),
        stages: view.stages.iter().map(|stage| stage_facts(stage, &attended)).collect(),
        after: open.map(ImpactStage::in_words),
        plan,
        agrees: view.manager_may_be_asked,
        mails_off,
        settings: format!("/bookings/{}/impact/settings", attended.booking),
    };
    let page = Page::of(visit, "What became of it?", &facts)?
        .back(format!("/bookings/{}", attended.booking), "The booking")
        .here("/my-bookings");
    Ok(match form {
        Some(form) => page.form(form),
        None => page,
    })
}

/// Asks, and shows what was said.
pub async fn show(
    app: Data<App>,
    id: PathId<Booking>,
    member: Member,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let known = known(&app, &member.caller, id.0).await?;
    let form = known.open.is_some().then(|| form_of(&known));
    let notice = match done.0.done.as_deref() {
        Some("said") => Some("Thank you. Your answers are kept."),
        Some("agreed") => Some("Your line manager may be asked too."),
        Some("not-agreed") => Some("Your line manager is not asked, and a link they may have leads nowhere."),
        Some("mails-on") => Some("You are asked by mail again."),
        Some("mails-off") => Some("You are not asked by mail any more."),
        _ => None,
    };
    page(&member.visit, known, form)?.notice(notice).answer(&app)
}

/// Keeps what is said.
pub async fn answer(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    let known = known(&app, &caller, id.0).await?;
    let Some(stage) = known.open else { return see(format!("/bookings/{}/impact", id.0)) };
    let mut shown = form_of(&known).keep(&posted);
    if !posted.again() {
        match impact_form::read(&posted) {
            Err(errors) => shown.refuse_all(&errors),
            Ok(said) => match app.usecases.answer_impact(id.0, stage, said, None).await {
                Ok(_) => return see(format!("/bookings/{}/impact?done=said", id.0)),
                Err(failure) => shown.refused(failure)?,
            },
        }
    }
    page(&visit, known, Some(shown))?.answer(&app)
}

/// Changes whether the line manager may be asked, and whether mails ask.
pub async fn settings(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    may_for_booking(&app, &form.caller, id.0, Action::AnswerAboutCourse).await?;
    let there = format!("/bookings/{}/impact", id.0);
    if form.posted.again() {
        return see(there);
    }
    let done = match (form.posted.get("manager"), form.posted.get("mails")) {
        ("yes", _) => {
            app.usecases.agree_to_manager(id.0, true).await?;
            "agreed"
        }
        ("no", _) => {
            app.usecases.agree_to_manager(id.0, false).await?;
            "not-agreed"
        }
        (_, "yes") => {
            app.usecases.set_impact_mails(form.caller.id(), true).await?;
            "mails-on"
        }
        (_, "no") => {
            app.usecases.set_impact_mails(form.caller.id(), false).await?;
            "mails-off"
        }
        _ => return see(there),
    };
    see(format!("{there}?done={done}"))
}
