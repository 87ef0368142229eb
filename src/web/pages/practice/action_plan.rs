//! What will I do with it? One's actions with their days, done or not yet, and who sees them.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::Deserialize;

use super::{
    plan_facts::{ActionLine, ActionPlanFacts},
    plan_form::{form_of, read, rows_of, seen_at_once, shown_rows},
};
use crate::{
    app::App,
    domain::{
        access::Action,
        action_plans::{ActionMark, why_not_written},
        grammar::listed,
        ids::{Booking, BookingId, PlannedActionId},
        times::day_in,
        words::Word,
    },
    store::{
        error::Error,
        read::{
            bookings::own_bookings::{self, OwnBooking},
            practice::{
                action_plans::{ActionPlanView, plan},
                shared_plans::would_see,
            },
            revised::Revised,
        },
    },
    usecases::{
        Failure, Refused,
        practice::{mark_action::MarkAction, write_action_plan::WriteActionPlan},
    },
    web::{
        access::may_for_booking,
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::Form,
        pages::{
            bookings::booking_words::{next_date, when},
            form_parts::refusals::stale,
        },
        plan_access::{SeenPlan, seen_plan},
        render::{Page, see},
    },
};

/// What was just done, by the word in the address.
const DONE: [(&str, &str); 5] = [
    ("kept", "Your action plan is kept. We remind you on each of its days."),
    ("done", "Well done. It stands as done on your CPD record."),
    ("not_yet", "It stands as not done yet."),
    ("in_a_week", "It is put off for a week; we remind you then."),
    ("gone", "That action is not in your plan any more."),
];

/// What leads here.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// A booking with its plan, and who would see it.
struct Ground {
    own: OwnBooking,
    plan: Revised<ActionPlanView>,
    trainers: Vec<String>,
    managers: Vec<String>,
}

impl Ground {
    async fn of(app: &App, id: BookingId) -> ApiResult<Self> {
        let now = app.clock.now();
        let read = app.reads.run(move |c| {
            let (trainers, managers) = would_see(c, id, now)?;
            Ok::<_, Error>(Self { own: own_bookings::one(c, id)?, plan: plan(c, id)?, trainers, managers })
        });
        Ok(read.await?)
    }

    fn form(&self) -> Form {
        form_of(self.own.id, &self.plan.view, self.plan.revision, (&self.trainers, &self.managers))
    }

    fn seen_by(&self) -> String {
        let view = &self.plan.view;
        let mut who = Vec::new();
        if view.shared_with_trainer {
            who.push("your trainers");
        }
        if view.shared_with_manager {
            who.push("whoever manages you");
        }
        if who.is_empty() {
            "Only you see it.".to_owned()
        } else {
            format!("Beside you, {} can see it.", listed(&who, "and"))
        }
    }

    /// The page for its person.
    fn own_page<'v>(&self, app: &App, visit: &'v Visit, form: Form) -> ApiResult<Page<'v>> {
        let (own, view, now) = (&self.own, &self.plan.view, app.clock.now());
        let today = day_in(now, own.timezone);
        let cannot = why_not_written(own.state, own.starts_at, now, self.plan.revision > 0);
        let rows = rows_of(view);
        let mut shown = shown_rows(&form, &rows);
        let more = shown.split_off(seen_at_once(&form, rows.len()));
        let facts = ActionPlanFacts {
            about: format!("{}, {}", own.course_title, when(own, next_date(own, now))),
            whose: None,
            actions: view.actions.iter().map(|action| ActionLine::of(action, today, true)).collect(),
            seen_by: (!view.actions.is_empty()).then(|| self.seen_by()),
            cannot,
            mark: format!("/bookings/{}/action-plan/mark", own.id),
            open: form.is_wrong() || view.actions.is_empty(),
            rows: shown,
            more,
        };
        Ok(Page::of(visit, "My action plan", &facts)?
            .form(form)
            .here("/my-bookings")
            .back(format!("/bookings/{}", own.id), "The booking"))
    }
}

/// The plan: with what its person can do, or as those see it with whom it is shared.
pub async fn show(
    app: Data<App>,
    id: PathId<Booking>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let SeenPlan { relation, .. } = seen_plan(&app, &member.caller, id.0).await?;
    let ground = Ground::of(&app, id.0).await?;
    if relation.own {
        let done = asked.0.done.as_deref();
        let notice = DONE.iter().find(|(word, _)| Some(*word) == done).map(|(_, sentence)| *sentence);
        return ground.own_page(&app, &member.visit, ground.form())?.notice(notice).answer(&app).map(private);
    }
    let own = &ground.own;
    let today = day_in(app.clock.now(), own.timezone);
    let facts = ActionPlanFacts {
        about: format!("{}, {}", own.course_title, when(own, next_date(own, app.clock.now()))),
        whose: Some(own.person_name.clone()),
        actions: ground.plan.view.actions.iter().map(|a| ActionLine::of(a, today, false)).collect(),
        seen_by: None,
        cannot: None,
        mark: String::new(),
        open: false,
        rows: Vec::new(),
        more: Vec::new(),
    };
    let (back, label) = if relation.trains {
        (format!("/sessions/{}/action-plans", own.session_id), "What they mean to do".to_owned())
    } else {
        (format!("/people/{}", own.person_id), own.person_name.clone())
    };
    let title = format!("The action plan of {}", own.person_name);
    Page::of(&member.visit, title, &facts)?.back(back, label).answer(&app).map(private)
}

/// A plan is for whoever asked and no cache on the way.
fn private(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    answer
}

/// Keeps it.
pub async fn write(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { visit, caller, posted, .. } = form;
    may_for_booking(&app, &caller, id.0, Action::WriteActionPlan).await?;
    let ground = Ground::of(&app, id.0).await?;
    let stands = ground.form();
    let met = stands.meet(&posted);
    let mut shown = stands.keep(&met.posted);
    if posted.again() || met.tell(&mut shown, &stale("this plan")) {
        return ground.own_page(&app, &visit, shown)?.answer(&app).map(private);
    }
    let typed = match read(&met.posted) {
        Ok(typed) => typed,
        Err(errors) => {
            shown.refuse_all(&errors);
            return ground.own_page(&app, &visit, shown)?.answer(&app).map(private);
        }
    };
    let ask = WriteActionPlan {
        booking: id.0,
        actions: typed.actions.clone(),
        sharing: typed.sharing,
        revision: Some(ground.plan.revision),
    };
    match app.usecases.write_action_plan(ask).await {
        Ok(_) => see(format!("/bookings/{}/action-plan?done=kept", id.0)),
        Err(failure) => {
            shown.refused(typed.in_rows(failure))?;
            ground.own_page(&app, &visit, shown)?.answer(&app).map(private)
        }
    }
}

/// Marks an action: done, or not yet.
pub async fn mark(app: Data<App>, id: PathId<Booking>, form: MembersForm) -> ApiResult<HttpResponse> {
    let MembersForm { caller, posted, .. } = form;
    may_for_booking(&app, &caller, id.0, Action::WriteActionPlan).await?;
    let page = format!("/bookings/{}/action-plan", id.0);
    if posted.again() {
        return see(page);
    }
    let asked =
        posted.get("action").parse::<PlannedActionId>().ok().zip(ActionMark::from_word(posted.get("mark")));
    let Some((action, mark)) = asked else { return see(format!("{page}?done=gone")) };
    match app.usecases.mark_action(MarkAction { booking: id.0, action, mark }).await {
        Ok(()) => see(format!("{page}?done={mark}")),
        Err(Failure::Refused(Refused::NotThere)) => see(format!("{page}?done=gone")),
        Err(failure) => Err(failure.into()),
    }
}
