//! One course date: everything about it, and publishing it.

use super::{
    known_session::{Known, address, known, name_of, publish_form},
    session_desk::DeskFacts,
};
use crate::{
    app::App,
    domain::ids::Session,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::Form,
        render::{Page, see},
    },
};
use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;

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

fn page<'v>(visit: &'v Visit, known: &Known, form: Form) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, name_of(&known.roster.session)?, &DeskFacts::of(known))?
        .form(form)
        .back("/manage/dates", "All dates")
        .here("/manage/dates"))
}

/// Everything about a date.
pub async fn show(
    app: Data<App>,
    member: Member,
    id: PathId<Session>,
    done: Params<Done>,
) -> ApiResult<HttpResponse> {
    let known = known(&app, id.0).await?;
    page(&member.visit, &known, publish_form(id.0))?.notice(done.0.notice()).answer(&app)
}

/// Publishes a draft.
pub async fn publish(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let mut shown = publish_form(id.0);
    if !form.posted.again() {
        match app.usecases.publish_session(form.caller.id(), id.0).await {
            Ok(_) => return see(format!("{}?done=published", address(id.0))),
            Err(failure) => shown.refused(failure)?,
        }
    }
    page(&form.visit, &known(&app, id.0).await?, shown)?.answer(&app)
}
