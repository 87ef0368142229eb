//! A date ran shorter or longer than planned: said here, for attendance and CPD.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::{
    attendance_list::corrected,
    attendance_parts::address,
    roster::{allowed, back_of},
};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{DateId, Session, SessionId},
        times::length,
        words::SessionState,
    },
    store::read::{
        registers::rosters::{self, RosterView},
        sessions::session::DateView,
    },
    usecases::registers::correct_length::{CorrectLength, Ran},
    web::{
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, Params, PathId},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::{form_parts::typed::Typed, sessions::session_words as words},
        render::{Page, see},
    },
};

/// Which date.
#[derive(Deserialize)]
pub struct Asked {
    date: Option<String>,
}

/// How long a date ran.
#[derive(Serialize)]
pub(in crate::web) struct DateLengthFacts {
    /// The course's title.
    course: String,
    /// The date as planned.
    when: String,
    /// How long it was planned to be.
    planned: String,
    /// What was said of it already, in a sentence.
    corrected: Option<String>,
    /// Whether it can still be said.
    open: bool,
}

impl PageFacts for DateLengthFacts {
    const TEMPLATE: &'static str = "registers/date_length";

    fn samples() -> Vec<Self> {
        let of = |corrected: Option<&str>, open| Self {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            planned: "3 hours".to_owned(),
            corrected: corrected.map(str::to_owned),
            open,
        };
        let said = "It ran 2 hours, says Chris Straker: The fire alarm ended it early.";
        vec![of(None, true), of(Some(said), true), of(None, false)]
    }

    fn form_sample() -> Option<Form> {
        let id = SessionId::from_uuid(uuid::Uuid::from_u128(1));
        Some(length_form(id, DateId::from_uuid(uuid::Uuid::from_u128(2))))
    }
}

fn length_form(session: SessionId, date: DateId) -> Form {
    Form::new(format!("/sessions/{session}/attendance/length"), "Save the length")
        .field(Field::hidden("date", date.to_string()))
        .field(Field::number("minutes", "How many minutes did it run?").hint("Breaks included, as planned."))
        .field(Field::lines("reason", "Why was it not as planned?", 2).hint("It stays on record."))
}

async fn load(app: &App, member: &Member, id: SessionId, date: &str) -> ApiResult<(RosterView, DateView)> {
    allowed(app, member, id, Action::WriteRegister).await?;
    let roster = app.reads.run(move |c| rosters::roster(c, id)).await?;
    let named: Option<DateId> = date.parse().ok();
    let dates = &roster.session.dates;
    // A session of one date need not name it.
    let found =
        dates.iter().find(|one| Some(one.id) == named).or_else(|| dates.first().filter(|_| dates.len() == 1));
    let found = found.cloned().ok_or_else(ApiError::not_there)?;
    Ok((roster, found))
}

fn page<'v>(member: &'v Member, (roster, date): &(RosterView, DateView), form: Form) -> ApiResult<Page<'v>> {
    let view = &roster.session;
    let planned = i32::try_from((date.ends_at - date.starts_at).num_minutes()).unwrap_or(i32::MAX);
    let facts = DateLengthFacts {
        course: view.course.title.clone(),
        when: words::date(date, view.timezone.tz()),
        planned: length(planned),
        corrected: corrected(roster, date.id),
        open: view.state == SessionState::Published,
    };
    Ok(Page::of(&member.visit, "How long it ran", &facts)?
        .form(form)
        .back(address(view.id, date), "Attendance")
        .here(back_of(&member.caller.actor).0))
}

/// The form.
pub async fn form(
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let found = load(&app, &member, session.0, asked.0.date.as_deref().unwrap_or_default()).await?;
    let form = length_form(session.0, found.1.id);
    page(&member, &found, form)?.answer(&app)
}

/// Corrects it.
pub async fn correct(app: Data<App>, session: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let found = load(&app, &member, session.0, posted.get("date")).await?;
    let mut shown = length_form(session.0, found.1.id).keep(posted);
    if posted.again() {
        return page(&member, &found, shown)?.answer(&app);
    }
    let mut typed = Typed::of(posted);
    let minutes = typed.needed_number("minutes", "how many minutes it ran, such as 120");
    if let Err(errors) = typed.errors.finish(()) {
        shown.refuse_all(&errors);
    }
    let Some(minutes) = minutes else { return page(&member, &found, shown)?.answer(&app) };
    let ask = CorrectLength {
        actor: form.caller.actor,
        session: session.0,
        date: found.1.id,
        ran: Ran::Minutes(minutes),
        reason: posted.get("reason").to_owned(),
    };
    match app.usecases.correct_length(ask).await {
        Ok(_) => see(format!("{}&done=length", address(session.0, &found.1))),
        Err(failure) => {
            shown.refused(failure)?;
            page(&member, &found, shown)?.answer(&app)
        }
    }
}
