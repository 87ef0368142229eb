//! The report of a Zoom, Teams or Google Meet meeting is brought to its attendance list.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::roster::allowed;
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{DateId, Session, SessionId},
        times::{ZoneNote, range},
        words::SessionState,
    },
    store::read::sessions::session::{self, SessionView},
    usecases::error::{Failure, Refused},
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId},
        files::attendance_reports,
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::sessions::session_words as words,
        render::{Page, see},
    },
};

/// Bringing a meeting's report.
#[derive(Serialize)]
pub(in crate::web) struct BringReportFacts {
    /// The course and its dates.
    lede: String,
    /// Why nothing can be marked now, if so.
    not_now: Option<String>,
    /// The date of which Zoom itself has said who was there.
    from_zoom: Option<DateId>,
}

impl PageFacts for BringReportFacts {
    const TEMPLATE: &'static str = "registers/bring_report";

    fn samples() -> Vec<Self> {
        let of = |not_now: Option<&str>, from_zoom: bool| Self {
            from_zoom: from_zoom.then(|| DateId::from_uuid(uuid::Uuid::from_u128(1))),
            lede: "Introduction to restorative practice: Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            not_now: not_now.map(str::to_owned),
        };
        vec![
            of(None, false),
            of(None, true),
            of(Some("Attendance is finished. A coordinator can open it again."), false),
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(report_form(SessionId::from_uuid(uuid::Uuid::from_u128(1)), &[], None))
    }
}

/// Which date it is brought for.
#[derive(Deserialize)]
pub struct Asked {
    date: Option<String>,
}

/// The form: the file, and which date where there are several.
fn report_form(id: SessionId, dates: &[(DateId, String)], chosen: Option<&str>) -> Form {
    let file = Field::files("file", "The report", ".csv,.xlsx,.ods,.txt,.tsv").hint(
        "As it was downloaded: the participants' report of Zoom, the attendance report of Teams or of Google Meet. \
         Several files of one meeting can be chosen together. The files are not kept.",
    );
    let form = Form::new(format!("/sessions/{id}/attendance/import"), "Look at who was there").field(file);
    if dates.len() < 2 {
        return form;
    }
    let which = Field::select("date_id", "Which date is it of?").choice("", "The one its times tell");
    let which = dates.iter().fold(which, |field, (id, words)| field.choice(id.to_string(), words));
    form.field(which.value(chosen.unwrap_or_default()))
}

/// The same with the two questions that a report can leave open.
fn with_readings(form: Form) -> Form {
    form.field(
        Field::select("zone", "Its times are")
            .choice("", "In the time of this date, as far as can be told")
            .choice("Europe/London", "UK time")
            .choice("UTC", "UTC"),
    )
    .field(
        Field::select("order", "In its days comes first")
            .choice("", "What fits the date")
            .choice("day", "The day")
            .choice("month", "The month"),
    )
}

fn not_now(view: &SessionView) -> Option<String> {
    match view.state {
        SessionState::Published => None,
        SessionState::Delivered => {
            Some("Attendance is finished. A coordinator can open it again.".to_owned())
        }
        SessionState::Cancelled => Some("This course date was called off.".to_owned()),
        SessionState::Draft => Some("This course date is not published yet.".to_owned()),
    }
}

fn dates_of(view: &SessionView) -> Vec<(DateId, String)> {
    let words = |date: &session::DateView| {
        (date.id, range(date.starts_at, date.ends_at, view.timezone.tz(), ZoneNote::WhenElsewhere))
    };
    view.dates.iter().map(words).collect()
}

fn page<'v>(
    member: &'v Member,
    (view, from_zoom): &(SessionView, Option<DateId>),
    form: Form,
) -> ApiResult<Page<'v>> {
    let facts = BringReportFacts {
        lede: words::course_and_dates(view),
        not_now: not_now(view),
        from_zoom: *from_zoom,
    };
    Ok(Page::of(&member.visit, "Attendance from the meeting's report", &facts)?
        .form(form)
        .back(format!("/sessions/{}/attendance", view.id), "Attendance"))
}

/// The session, and the date of which Zoom has said who was there: the one that is asked for, else the last.
async fn load(
    app: &App,
    member: &Member,
    id: SessionId,
    asked: Option<&str>,
) -> ApiResult<(SessionView, Option<DateId>)> {
    allowed(app, member, id, Action::WriteRegister).await?;
    let view = app.reads.run(move |c| session::session(c, id)).await?.view;
    let named = asked.and_then(|asked| asked.parse::<DateId>().ok());
    let dates =
        view.dates.iter().rev().map(|date| date.id).filter(|date| named.is_none_or(|named| named == *date));
    for date in dates {
        if !app.usecases.stays_on_zoom(date).await?.is_empty() {
            return Ok((view, Some(date)));
        }
    }
    Ok((view, None))
}

/// The form.
pub async fn form(
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let asked = asked.0.date;
    let view = load(&app, &member, session.0, asked.as_deref()).await?;
    let form = report_form(session.0, &dates_of(&view.0), asked.as_deref());
    page(&member, &view, form)?.answer(&app)
}

/// Reads it, and shows who was there.
pub async fn bring(app: Data<App>, session: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let view = load(&app, &member, session.0, posted.optional("date_id").as_deref()).await?;
    let plain = report_form(session.0, &dates_of(&view.0), None);
    let asked_more = posted.has("zone") || posted.has("order");
    let mut shown = if asked_more { with_readings(plain) } else { plain }.keep(posted);
    if posted.again() || not_now(&view.0).is_some() {
        return page(&member, &view, shown)?.answer(&app);
    }
    match attendance_reports::bring(&app, form.caller.actor, session.0, posted).await {
        Ok(view) => see(format!("/attendance-imports/{}", view.id)),
        Err(Failure::Refused(Refused::UnreadableReport(problem))) => {
            if !asked_more {
                shown = with_readings(shown);
            }
            let line = if problem.line > 1 { format!("Line {}: ", problem.line) } else { String::new() };
            shown.refuse("file", format!("{line}{}", problem.said()));
            page(&member, &view, shown)?.answer(&app)
        }
        Err(failure) => {
            shown.refused(failure)?;
            page(&member, &view, shown)?.answer(&app)
        }
    }
}
