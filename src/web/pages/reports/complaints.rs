//! Complaints noted with a session, and what followed from them.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Row, RowId, Session, SessionId},
        session_complaints::LONGEST,
        times::{self, LONDON, day_in},
    },
    ports::Random,
    store::{
        error::Error,
        read::{
            reports::session_complaints::{self, SessionComplaintView},
            sessions::session::{SessionView, session},
        },
    },
    usecases::reports::note_complaint::NoteComplaint,
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::{
            form_parts::{once, typed::Typed},
            sessions::session_words,
        },
        render::{Page, see},
    },
};

/// Which of them is changed, and what was just done.
#[derive(Deserialize)]
pub struct Asked {
    complaint: Option<String>,
    done: Option<String>,
}

/// Complaints noted with a session.
#[derive(Serialize)]
pub(in crate::web) struct SessionComplaintsFacts {
    /// The course's title.
    lede: String,
    /// When the session is.
    when: String,
    noted: Vec<Noted>,
    /// Whether one noted before is being changed.
    changes: bool,
    address: String,
}

/// A complaint.
#[derive(Serialize)]
struct Noted {
    on: String,
    words: String,
    followed: Option<String>,
    /// Where it is changed.
    change: String,
}

impl PageFacts for SessionComplaintsFacts {
    const TEMPLATE: &'static str = "reports/complaints";

    fn samples() -> Vec<Self> {
        let noted = |followed: Option<&str>| Noted {
            on: "Wednesday 13 January 2027".to_owned(),
            words: "The room was too small for a circle.".to_owned(),
            followed: followed.map(str::to_owned),
            change: "/manage/dates/1/complaints?complaint=1".to_owned(),
        };
        let of = |noted, changes| Self {
            lede: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            noted,
            changes,
            address: "/manage/dates/1/complaints".to_owned(),
        };
        vec![of(vec![noted(Some("We book the hall from now on.")), noted(None)], true), of(Vec::new(), false)]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of(SessionId::from_uuid(uuid::Uuid::from_u128(1)), None, "2027-01-13"))
    }
}

fn address(session: SessionId) -> String {
    format!("/manage/dates/{session}/complaints")
}

fn form_of(session: SessionId, changes: Option<&SessionComplaintView>, today: &str) -> Form {
    let button = if changes.is_some() { "Keep it like this" } else { "Note this complaint" };
    let day = changes.map_or_else(|| today.to_owned(), |one| one.came_on.to_string());
    let text = |of: Option<&str>| of.unwrap_or_default().to_owned();
    let hint = format!("At most {LONGEST} characters. It goes into evidence as it stands: leave names out.");
    Form::new(address(session), button)
        .field(Field::hidden("complaint", changes.map(|one| one.id.to_string()).unwrap_or_default()))
        .field(Field::date("came_on", "The day it came").value(day))
        .field(
            Field::lines("words", "What it says", 4)
                .hint(hint)
                .value(text(changes.map(|one| one.words.as_str()))),
        )
        .field(
            Field::lines("followed", "What followed", 4)
                .optional()
                .value(text(changes.and_then(|one| one.followed.as_deref()))),
        )
}

struct Ground {
    view: SessionView,
    noted: Vec<SessionComplaintView>,
    changed: Option<RowId>,
    today: String,
}

impl Ground {
    async fn of(app: &App, id: SessionId, changed: Option<RowId>) -> ApiResult<Self> {
        let today = day_in(app.clock.now(), LONDON).to_string();
        let read = app.reads.run(move |c| {
            let noted = session_complaints::of_session(c, id)?;
            let changed = changed.filter(|id| noted.iter().any(|one| one.id == *id));
            Ok::<_, Error>(Self { view: session(c, id)?.view, noted, changed, today })
        });
        Ok(read.await?)
    }

    fn form(&self) -> Form {
        let changes = self.changed.and_then(|id| self.noted.iter().find(|one| one.id == id));
        form_of(self.view.id, changes, &self.today).field(once::field(&Random::machine()))
    }

    fn page<'v>(&self, visit: &'v Visit, form: Form) -> ApiResult<Page<'v>> {
        let address = address(self.view.id);
        let noted = |one: &SessionComplaintView| Noted {
            on: times::day(one.came_on),
            words: one.words.clone(),
            followed: one.followed.clone(),
            change: format!("{address}?complaint={}", one.id),
        };
        let facts = SessionComplaintsFacts {
            lede: self.view.course.title.clone(),
            when: session_words::dates(&self.view),
            noted: self.noted.iter().map(noted).collect(),
            changes: self.changed.is_some(),
            address: address.clone(),
        };
        Ok(Page::of(visit, "Complaints about this date", &facts)?
            .form(form)
            .back(format!("/manage/dates/{}", self.view.id), "The date")
            .here("/manage/dates"))
    }
}

fn parsed(typed: Option<&str>) -> Option<RowId> {
    typed.and_then(|typed| typed.parse::<crate::domain::ids::Id<Row>>().ok())
}

/// What was noted, and the form.
pub async fn form(
    app: Data<App>,
    id: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &member.caller, id.0, Action::NoteComplaint).await?;
    let ground = Ground::of(&app, id.0, parsed(asked.0.complaint.as_deref())).await?;
    let notice = (asked.0.done.as_deref() == Some("noted"))
        .then_some("Noted. It goes into evidence for accreditations that cover this date.");
    ground.page(&member.visit, ground.form())?.notice(notice).answer(&app)
}

/// Notes one, or changes it.
pub async fn note(app: Data<App>, id: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    may_for_session(&app, &form.caller, id.0, Action::NoteComplaint).await?;
    let posted = &form.posted;
    let ground = Ground::of(&app, id.0, parsed(posted.optional("complaint").as_deref())).await?;
    let mut shown = ground.form().keep(posted);
    if !posted.again() {
        let mut typed = Typed::of(posted);
        let day = typed.needed_day("came_on");
        if let Err(errors) = typed.errors.finish(()) {
            shown.refuse_all(&errors);
        }
        if let Some(came_on) = day {
            let ask = NoteComplaint {
                by: form.caller.id(),
                session: id.0,
                complaint: ground.changed,
                came_on,
                words: posted.get("words").to_owned(),
                followed: posted.optional("followed"),
            };
            let key = once::key(form.caller.id(), posted, &address(id.0));
            match app.usecases.note_complaint(ask, key).await {
                Ok(_) => return see(format!("{}?done=noted", address(id.0))),
                Err(failure) => shown.refused(failure)?,
            }
        }
    }
    ground.page(&form.visit, shown)?.answer(&app)
}
