//! The talks of a conference day, as coordinators type them.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use super::{
    known_session::{address, name_of},
    session_words::date as date_words,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{Session, SessionId},
        input::{FieldError, FieldErrors},
        talks::{MOST_TALKS, Talk, TalkInput},
        times::{day_in, moment_of},
    },
    store::{
        error::Error,
        read::sessions::{
            session::{DateView, SessionView, session},
            talks,
        },
    },
    usecases::sessions::edit_talks::EditTalks,
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId, Posted},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::refusals::{renamed, stale},
        render::{Page, see},
    },
};

/// What parts a line of a talk.
const BETWEEN: char = '|';

/// The talks of a date, beside what the fields say.
#[derive(Serialize)]
pub(in crate::web) struct TalksFacts {
    /// How many talks there are.
    count: usize,
    /// Where who was at which is marked.
    marks: String,
}

impl PageFacts for TalksFacts {
    const TEMPLATE: &'static str = "sessions/talks";

    fn samples() -> Vec<Self> {
        [0, 3].map(|count| Self { count, marks: "/sessions/1/talks".to_owned() }).into()
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/manage/dates/1/talks", "Save the talks").field(Field::lines("talks_1", "Talks", 8)))
    }
}

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

struct Ground {
    view: SessionView,
    talks: Vec<Talk>,
}

async fn ground(app: &App, member: &Member, id: SessionId) -> ApiResult<Ground> {
    may_for_session(app, &member.caller, id, Action::EditSession).await?;
    let read = app.reads.run(move |c| {
        Ok::<_, Error>(Ground { view: session(c, id)?.view, talks: talks::of_session(c, id)? })
    });
    Ok(read.await?)
}

fn field_of(date: &DateView) -> String {
    format!("talks_{}", date.id)
}

fn line_of(talk: &Talk, view: &SessionView) -> String {
    let clock = talk.starts_at.with_timezone(&view.timezone.tz()).format("%H:%M");
    let speaker = talk.speaker.as_ref().map(|speaker| format!(" {BETWEEN} {speaker}")).unwrap_or_default();
    format!("{clock} {BETWEEN} {} {BETWEEN} {}{speaker}", talk.minutes, talk.title)
}

fn form(ground: &Ground) -> Form {
    let view = &ground.view;
    let mut form = Form::new(format!("{}/talks", address(view.id)), "Save the talks");
    for date in &view.dates {
        let lines: Vec<String> =
            ground.talks.iter().filter(|talk| talk.date == date.id).map(|talk| line_of(talk, view)).collect();
        form = form.field(
            Field::lines(&field_of(date), &format!("Talks on {}", date_words(date, view.timezone.tz())), 8)
                .optional()
                .hint("One on each line: when it begins | its minutes | its title | who speaks. For example 10:15 | 45 | Circles in a secondary school | Sue Sample.")
                .value(lines.join("\n")),
        );
    }
    form.carrying()
}

/// A talk as its line says; the one of the same title on that date is the one that was there.
fn talk_of(line: &str, date: &DateView, ground: &Ground) -> Result<TalkInput, String> {
    let mut cells = line.splitn(4, BETWEEN).map(str::trim);
    let (clock, minutes) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
    let (title, speaker) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
    let zone = ground.view.timezone.tz();
    let time = NaiveTime::parse_from_str(&clock.replace('.', ":"), "%H:%M")
        .map_err(|_| "begin with when it begins, such as 10:15".to_owned())?;
    let minutes: i32 =
        minutes.parse().map_err(|_| "put its minutes second, a whole number such as 45".to_owned())?;
    if title.is_empty() {
        return Err("put its title third".to_owned());
    }
    let starts_at = moment_of(day_in(date.starts_at, zone), time, zone).map_err(|why| why.to_string())?;
    let known = ground.talks.iter().find(|talk| talk.date == date.id && talk.title == title);
    Ok(TalkInput {
        id: known.map(|talk| talk.id),
        title: title.to_owned(),
        speaker: (!speaker.is_empty()).then(|| speaker.to_owned()),
        starts_at,
        minutes,
    })
}

/// What was typed, each talk with the field it stands in; what is wrong is told in the form.
fn read(shown: &mut Form, posted: &Posted, ground: &Ground) -> Option<(Vec<TalkInput>, Vec<String>)> {
    let mut errors = FieldErrors::new();
    let (mut talks, mut fields): (Vec<TalkInput>, Vec<String>) = (Vec::new(), Vec::new());
    for date in &ground.view.dates {
        let name = field_of(date);
        let lines = posted.get(&name).lines().map(str::trim).filter(|line| !line.is_empty());
        for (at, line) in lines.take(MOST_TALKS + 1).enumerate() {
            let read = talk_of(line, date, ground);
            let wrong = |why| FieldError::new(name.clone(), format!("Line {}: {why}.", at + 1));
            let Some(mut talk) = errors.keep(read.map_err(wrong)) else { continue };
            // Of two lines about one, the second is new.
            if talks.iter().any(|known| known.id.is_some() && known.id == talk.id) {
                talk.id = None;
            }
            talks.push(talk);
            fields.push(name.clone());
        }
    }
    match errors.finish((talks, fields)) {
        Ok(read) => Some(read),
        Err(errors) => {
            shown.refuse_all(&errors);
            None
        }
    }
}

fn page<'v>(member: &'v Member, ground: &Ground, shown: Form) -> ApiResult<Page<'v>> {
    let facts =
        TalksFacts { count: ground.talks.len(), marks: format!("/sessions/{}/talks", ground.view.id) };
    Ok(Page::of(&member.visit, format!("Talks: {}", name_of(&ground.view)?), &facts)?
        .form(shown)
        .back(address(ground.view.id), "The date")
        .here("/manage/dates"))
}

/// The form.
pub async fn show(
    app: Data<App>,
    id: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let ground = ground(&app, &member, id.0).await?;
    let notice = asked.0.done.map(|_| "Saved.");
    page(&member, &ground, form(&ground))?.notice(notice).answer(&app)
}

/// Keeps them.
pub async fn keep(app: Data<App>, id: PathId<Session>, form_sent: MembersForm) -> ApiResult<HttpResponse> {
    let member = form_sent.member();
    let ground = ground(&app, &member, id.0).await?;
    let standing = form(&ground);
    let met = standing.meet(&form_sent.posted);
    let mut shown = standing.keep(&met.posted);
    if met.posted.again() || met.tell(&mut shown, &stale("the talks")) {
        return page(&member, &ground, shown)?.answer(&app);
    }
    if let Some((talks, fields)) = read(&mut shown, &met.posted, &ground) {
        let ask = EditTalks { by: form_sent.caller.id(), session: id.0, talks };
        match app.usecases.edit_talks(ask).await {
            Ok(_) => return see(format!("{}/talks?done=saved", address(id.0))),
            Err(failure) => shown.refused(renamed(failure, |field| {
                let at = field.strip_prefix("talks[").and_then(|rest| rest.split(']').next()?.parse().ok());
                at.and_then(|at: usize| fields.get(at).cloned()).unwrap_or_else(|| field.to_owned())
            }))?,
        }
    }
    page(&member, &ground, shown)?.answer(&app)
}
