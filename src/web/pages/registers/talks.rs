//! Who was at which talk of a conference day.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::{BookingId, DateId, RowId, Session, SessionId},
        talks::Talk,
        times::{clock, length},
        words::BookingState,
    },
    store::{
        error::Error,
        read::{
            registers::rosters::{RosterView, roster},
            sessions::talks,
        },
    },
    usecases::registers::mark_talks::{MarkTalks, TalksOf},
    web::{
        access::may_for_session,
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId},
        forms::{Field, Form},
        page_facts::{Link, PageFacts},
        pages::sessions::session_words::course_and_dates,
        render::{Page, see},
    },
};

/// How many people stand on one page, as a form can have so many fields.
const SHOWN: usize = 20;

/// Who was at which talk, beside what the fields say.
#[derive(Serialize)]
pub(in crate::web) struct TalkMarksFacts {
    /// The course and its dates.
    lede: String,
    /// Where the whole attendance stands.
    attendance: String,
    /// Whether the session has talks.
    talks: bool,
    /// Whether anybody is booked who can be marked now.
    anybody: bool,
    /// The parts of the list, where it has several; the one shown has no address.
    parts: Vec<Link>,
}

impl PageFacts for TalkMarksFacts {
    const TEMPLATE: &'static str = "registers/talks";

    fn samples() -> Vec<Self> {
        let of = |talks, anybody, parts| Self {
            lede: "Conference: Tuesday 12 January 2027".to_owned(),
            attendance: "/sessions/1/attendance".to_owned(),
            talks,
            anybody,
            parts,
        };
        vec![
            of(true, true, vec![Link::to("?from=20", "21 to 40")]),
            of(true, false, Vec::new()),
            of(false, false, Vec::new()),
        ]
    }

    fn form_sample() -> Option<Form> {
        let boxes = Field::boxes("there_1", "Amira Khan").choice("1", "10am Circles (45 minutes)");
        Some(Form::new("/sessions/1/talks", "Save who was there").field(boxes))
    }
}

/// Which part of the list, and what was just done.
#[derive(Deserialize)]
pub struct Asked {
    from: Option<usize>,
    done: Option<String>,
}

struct Ground {
    roster: RosterView,
    talks: Vec<Talk>,
    ticked: Vec<(BookingId, RowId)>,
}

impl Ground {
    async fn of(app: &App, id: SessionId) -> ApiResult<Self> {
        let read = app.reads.run(move |c| {
            let mut roster = roster(c, id)?;
            roster.entries.retain(|entry| entry.state == BookingState::Booked);
            let ids: Vec<BookingId> = roster.entries.iter().map(|entry| entry.booking_id).collect();
            Ok::<_, Error>(Self { ticked: talks::ticked(c, &ids)?, talks: talks::of_session(c, id)?, roster })
        });
        Ok(read.await?)
    }

    /// Whose marks stand on this part of the list.
    fn part(&self, from: usize) -> Vec<BookingId> {
        self.roster.entries.iter().skip(from).take(SHOWN).map(|entry| entry.booking_id).collect()
    }

    fn dates(&self) -> Vec<DateId> {
        let mut dates: Vec<DateId> = Vec::new();
        for talk in &self.talks {
            if !dates.contains(&talk.date) {
                dates.push(talk.date);
            }
        }
        dates
    }

    fn form(&self, from: usize) -> Form {
        let session = &self.roster.session;
        let zone = session.timezone.tz();
        let mut form = Form::new(format!("/sessions/{}/talks", session.id), "Save who was there")
            .field(Field::hidden("from", from.to_string()));
        for entry in self.roster.entries.iter().skip(from).take(SHOWN) {
            let mut field =
                Field::boxes(&format!("there_{}", entry.booking_id), &entry.person.name).optional();
            for talk in &self.talks {
                let begins = clock(talk.starts_at.with_timezone(&zone).time());
                let label = format!("{begins} {} ({})", talk.title, length(talk.minutes));
                field = field.choice(talk.id.to_string(), label);
            }
            let own: Vec<String> = self
                .ticked
                .iter()
                .filter(|(booking, _)| *booking == entry.booking_id)
                .map(|(_, talk)| talk.to_string())
                .collect();
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            form = form.field(field.ticked(&own));
        }
        form
    }

    fn page<'v>(&self, member: &'v Member, from: usize, form: Form) -> ApiResult<Page<'v>> {
        let session = &self.roster.session;
        let count = self.roster.entries.len();
        let parts =
            (0..count).step_by(SHOWN).filter(|_| count > SHOWN).filter(|start| *start != from).map(|start| {
                let label = format!("{} to {}", start + 1, (start + SHOWN).min(count));
                Link::to(format!("/sessions/{}/talks?from={start}", session.id), label)
            });
        let facts = TalkMarksFacts {
            lede: course_and_dates(session),
            attendance: format!("/sessions/{}/attendance", session.id),
            talks: !self.talks.is_empty(),
            anybody: !self.part(from).is_empty(),
            parts: parts.collect(),
        };
        Ok(Page::of(&member.visit, "Who was at which talk?", &facts)?
            .form(form)
            .back(format!("/sessions/{}/attendance", session.id), "Attendance"))
    }
}

/// The talks, with everybody who is booked.
pub async fn show(
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    may_for_session(&app, &member.caller, session.0, Action::WriteRegister).await?;
    let ground = Ground::of(&app, session.0).await?;
    let from = asked.0.from.unwrap_or(0);
    let notice = asked.0.done.map(|_| "Saved. The attendance of the date follows from it.");
    ground.page(&member, from, ground.form(from))?.notice(notice).answer(&app)
}

/// Keeps who was there.
pub async fn mark(app: Data<App>, session: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    may_for_session(&app, &form.caller, session.0, Action::WriteRegister).await?;
    let member = form.member();
    let ground = Ground::of(&app, session.0).await?;
    let from: usize = form.posted.get("from").parse().unwrap_or(0);
    let mut marks = Vec::new();
    for booking in ground.part(from) {
        let ticked: Vec<RowId> =
            form.posted.all(&format!("there_{booking}")).iter().filter_map(|id| id.parse().ok()).collect();
        for date in ground.dates() {
            let of_date = |id: &RowId| ground.talks.iter().any(|talk| talk.id == *id && talk.date == date);
            let talks = ticked.iter().copied().filter(of_date).collect();
            marks.push(TalksOf { booking, date, talks });
        }
    }
    let whose: Vec<BookingId> = marks.iter().map(|mark| mark.booking).collect();
    let ask = MarkTalks { actor: form.caller.actor, session: session.0, marks };
    match app.usecases.mark_talks(ask).await {
        Ok(_) => see(format!("/sessions/{}/talks?from={from}&done=saved", session.0)),
        Err(failure) => {
            let mut shown = ground.form(from).keep(&form.posted);
            shown.refused(crate::web::pages::form_parts::refusals::renamed(failure, |field| {
                let at = field.strip_prefix("marks[").and_then(|rest| rest.split(']').next()?.parse().ok());
                let booking = at.and_then(|at: usize| whose.get(at));
                booking.map_or_else(|| field.to_owned(), |booking| format!("there_{booking}"))
            }))?;
            ground.page(&member, from, shown)?.answer(&app)
        }
    }
}
