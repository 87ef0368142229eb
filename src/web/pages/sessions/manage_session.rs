//! One course date: everything about it, and publishing it.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;

use super::session_desk::DeskFacts;
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{CommissionId, Session, SessionId},
        times,
    },
    store::{
        error::Error,
        read::{
            commissions::commission_desk,
            registers::rosters::{self, RosterView},
            sessions::{
                date_list::{self, Waived},
                session::SessionView,
                session_rows,
            },
        },
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::Form,
        render::{Page, see},
    },
};

/// What was just done, as the page's address says it.
#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

impl Done {
    fn notice(&self) -> Option<&'static str> {
        Some(match self.done.as_deref()? {
            "made" => "Saved as a draft. Nobody sees it until you publish it.",
            "published" => "Published. Everybody it is meant for can book it now.",
            "changed" => "Saved.",
            "cancelled" => "Cancelled. Everybody on it is being told.",
            "booked" => "Booked. They are being told.",
            "waiting" => "Added to the waiting list. They are being told.",
            "ordered" => "The waiting list is in its new order.",
            "waived" => "They can attend anyway. The reason stays on record.",
            _ => return None,
        })
    }
}

/// What the page shows.
pub struct Known {
    /// Who is coming, and the session itself.
    pub roster: RosterView,
    /// Why it was called off.
    pub cancelled_because: Option<String>,
    /// Who may attend anyway.
    pub waived: Vec<Waived>,
    /// The request it was scheduled for, and its reference.
    pub commission: Option<(CommissionId, String)>,
}

/// Reads all of it, in a constant number of statements.
pub async fn known(app: &App, id: SessionId) -> ApiResult<Known> {
    Ok(app
        .reads
        .run(move |c| {
            Ok::<_, Error>(Known {
                roster: rosters::roster(c, id)?,
                cancelled_because: date_list::cancel_reason(c, id)?,
                waived: date_list::waived(c, id)?,
                commission: commission_desk::of_session(c, id)?,
            })
        })
        .await?)
}

/// How a date is called on its pages: its course, and the day of its first date.
pub fn name_of(session: &SessionView) -> ApiResult<String> {
    let zone = session_rows::zone(&session.timezone)?;
    let first = session.dates.first().map(|date| times::day(times::day_in(date.starts_at, zone)));
    Ok(first.map_or_else(|| session.course.title.clone(), |day| format!("{}, {day}", session.course.title)))
}

/// The address of a date's page.
pub(in crate::web::pages) fn address(id: SessionId) -> String {
    format!("/manage/dates/{id}")
}

fn page<'v>(visit: &'v Visit, known: &Known, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, name_of(&known.roster.session)?, &DeskFacts::of(known))?
        .form(form)
        .back("/manage/dates", "All dates")
        .here("/manage/dates"))
}

/// The form that publishes a draft.
pub(super) fn publish_form(id: SessionId) -> Form {
    Form::new(format!("{}/publish", address(id)), "Publish this date")
}

/// Everything about a date.
pub async fn show(
    app: Data<App>,
    member: Member,
    id: PathId<Session>,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    member.caller.could(Action::EditSession)?;
    let known = known(&app, id.0).await?;
    page(&member.visit, &known, publish_form(id.0))?.notice(done.0.notice()).answer(&app)
}

/// Publishes a draft.
pub async fn publish(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    form.caller.could(Action::EditSession)?;
    let mut shown = publish_form(id.0);
    if !form.posted.again() {
        match app.usecases.publish_session(form.caller.id(), id.0).await {
            Ok(_) => return see(format!("{}?done=published", address(id.0))),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, &known(&app, id.0).await?, shown)?.answer(&app)
}
