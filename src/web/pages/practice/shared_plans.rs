//! What the people of a session share of their plans: for those who run it, before each of its dates.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::Serialize;

use super::plan_facts::ActionLine;
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::Session,
        times::{day, day_in},
    },
    store::{
        error::Error,
        read::{
            practice::shared_plans::{self, SharedPlan},
            sessions::session::session,
        },
    },
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Member, PathId},
        page_facts::PageFacts,
        pages::sessions::session_words,
        render::Page,
    },
};

/// The plans that are shared.
#[derive(Serialize)]
pub(in crate::web) struct SharedPlansFacts {
    /// The course's title.
    course: String,
    /// When it is.
    when: String,
    /// A plan each, by name.
    plans: Vec<PlanFacts>,
}

/// A plan somebody shares.
#[derive(Clone, Serialize)]
struct PlanFacts {
    person: String,
    /// The course it came from, and when that was.
    from: String,
    actions: Vec<ActionLine>,
}

impl PlanFacts {
    fn of(plan: &SharedPlan, app: &App) -> Self {
        let zone = plan.timezone.tz();
        let today = day_in(app.clock.now(), zone);
        Self {
            person: plan.person.clone(),
            from: format!("{}, {}", plan.course, day(day_in(plan.starts_at, zone))),
            actions: plan.actions.iter().map(|action| ActionLine::of(action, today, false)).collect(),
        }
    }
}

impl PageFacts for SharedPlansFacts {
    const TEMPLATE: &'static str = "practice/shared_plans";

    fn samples() -> Vec<Self> {
        let of = |plans| Self {
            course: "Action learning".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            plans,
        };
        let plan = PlanFacts {
            person: "Amira Khan".to_owned(),
            from: "Introduction to restorative practice, Tuesday 12 January 2027".to_owned(),
            actions: ActionLine::samples(false),
        };
        vec![of(vec![plan]), of(Vec::new())]
    }
}

/// The plans.
pub async fn show(app: Data<App>, id: PathId<Session>, member: Member) -> ApiResult<HttpResponse> {
    may_for_session(&app, &member.caller, id.0, Action::ReadSharedPlans).await?;
    let id = id.0;
    let (view, plans) = app
        .reads
        .run(move |c| Ok::<_, Error>((session(c, id)?.view, shared_plans::with_trainers(c, id)?)))
        .await?;
    let facts = SharedPlansFacts {
        course: view.course.title.clone(),
        when: session_words::dates(&view),
        plans: plans.iter().map(|plan| PlanFacts::of(plan, &app)).collect(),
    };
    let mut answer = Page::of(&member.visit, "What they mean to do", &facts)?
        .here("/my-dates")
        .back(format!("/sessions/{id}/roster"), "Who is coming")
        .answer(&app)?;
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    Ok(answer)
}
