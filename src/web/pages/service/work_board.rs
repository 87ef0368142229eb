//! The work board: what needs a coordinator today, and the way to everything they keep.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        first_steps::{Begun, FirstStep, first_steps},
        reminders::joining_details_overdue,
        times::{self, Zone, ZoneNote},
        words::CommissionState,
        work_board::{LOOK_AHEAD, full_with_a_line, lacks_a_trainer, short_of_people},
    },
    store::{
        error::Error,
        read::{
            commissions::commission_desk::WaitingCommission,
            service::{
                beginnings,
                work_board::{self as rows, Ahead, Board},
            },
        },
    },
    web::{
        error::ApiResult,
        extract::Member,
        page_facts::{PageFacts, State},
        pages::{people::waiting::Waiting, sessions::date_words::since, wording},
        render::Page,
    },
};

/// Lines shown of each kind; the rest is behind a link.
const SHOWN: usize = 5;

/// What needs somebody today.
#[derive(Serialize)]
pub(in crate::web) struct WorkBoardFacts {
    /// `Tuesday 12 January 2027`.
    today: String,
    /// The top item.
    waiting: Waiting,
    /// What a new installation needs first; empty once all of it is there.
    first_steps: Vec<FirstLine>,
    /// Each kind of work of which there is some.
    sections: Vec<Section>,
}

/// Something a new installation needs.
#[derive(Clone, Serialize)]
struct FirstLine {
    address: &'static str,
    what: &'static str,
    note: &'static str,
    state: State,
}

impl FirstLine {
    fn of((step, done): (FirstStep, bool)) -> Self {
        let (address, what, note) = match step {
            FirstStep::Organisations => (
                "/manage/organisations",
                "Add the organisations people belong to",
                "Councils, schools, health, police: one by one, or all of them from a list.",
            ),
            FirstStep::Ladder => (
                "/manage/ladders",
                "Lay out a ladder",
                "The order in which courses build on one another. A ready-made draft is there to begin with.",
            ),
            FirstStep::Course => {
                ("/manage/courses", "Describe a course", "What it is, whom it is for, what comes before it.")
            }
            FirstStep::Dates => (
                "/manage/dates",
                "Publish its dates",
                "One, or a whole year in a series from the course’s page. Drafts are seen by you alone.",
            ),
            FirstStep::History => (
                "/manage/imports",
                "Bring in what happened before",
                "So that nobody has to prove again what they did; or it begins with the first course you finish.",
            ),
            FirstStep::Colleagues => (
                "/manage/people/new",
                "Invite whoever runs this with you",
                "A second coordinator, or the trainers.",
            ),
        };
        let state = if done { State::of("good", "done") } else { State::of("open", "to do") };
        Self { address, what, note, state }
    }
}

/// One kind of work.
#[derive(Serialize)]
struct Section {
    /// Its anchor on the page.
    id: &'static str,
    heading: &'static str,
    /// How much there is of it.
    count: usize,
    /// The oldest first.
    lines: Vec<Line>,
    /// Where all of it is, when not all is shown.
    all: Option<&'static str>,
}

/// One thing that needs somebody.
#[derive(Serialize)]
struct Line {
    address: String,
    what: String,
    note: String,
}

impl PageFacts for WorkBoardFacts {
    const TEMPLATE: &'static str = "service/work_board";

    fn samples() -> Vec<Self> {
        let today = || "Tuesday 12 January 2027".to_owned();
        let asked =
            |note: &str| line("/commissions/01930000-0000-7000-8000-000000000001", "Hillside: Circles", note);
        let mut many: Vec<Line> = (0..SHOWN).map(|_| asked("to be answered, since today")).collect();
        many.push(asked(""));
        let sections = [
            section("training", "Training that teams asked for", many, Some("/commissions")),
            section("joining", "Joining details missing", vec![asked("")], None),
        ];
        let sections: Vec<Section> = sections.into_iter().flatten().collect();
        let full = Self { today: today(), waiting: top(&sections), first_steps: Vec::new(), sections };
        let mut samples = vec![full];
        let quiet = |waiting| Self { today: today(), waiting, first_steps: Vec::new(), sections: Vec::new() };
        samples.extend(Waiting::samples().into_iter().map(quiet));
        let begun = Begun { organisations: true, ..Begun::default() };
        let first_steps = first_steps(begun).into_iter().map(FirstLine::of).collect();
        samples.push(Self { first_steps, ..quiet(Waiting::default()) });
        samples
    }
}

/// One kind of work, oldest first, and where all of it is; nothing where there is none.
fn section(
    id: &'static str,
    heading: &'static str,
    mut lines: Vec<Line>,
    all: Option<&'static str>,
) -> Option<Section> {
    let count = lines.len();
    let all = all.filter(|_| count > SHOWN);
    if all.is_some() {
        lines.truncate(SHOWN);
    }
    (count > 0).then_some(Section { id, heading, count, lines, all })
}

fn line(address: impl Into<String>, what: impl Into<String>, note: impl Into<String>) -> Line {
    Line { address: address.into(), what: what.into(), note: note.into() }
}

/// The top item: of the first kind of work the oldest.
fn top(sections: &[Section]) -> Waiting {
    let first = sections.first().and_then(|section| Some((section.heading, section.lines.first()?)));
    first.map_or_else(Waiting::default, |(heading, line)| {
        Waiting::top(heading, &line.what, &line.note, &line.address)
    })
}

/// When a session starts, in its own zone.
pub(in crate::web::pages) fn starts(at: DateTime<Utc>, zone: Zone) -> String {
    times::moment(at, zone.tz(), ZoneNote::WhenElsewhere)
}

/// The board.
pub async fn board(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let now = app.clock.now();
    let (board, begun) = app
        .reads
        .run(move |c| Ok::<_, Error>((rows::board(c, now, now + LOOK_AHEAD)?, beginnings::begun(c)?)))
        .await?;
    let sections = sections(&board, now)?;
    let first_steps = first_steps(begun).into_iter().map(FirstLine::of).collect();
    let today = times::day(times::day_in(now, times::LONDON));
    let facts = WorkBoardFacts { today, waiting: top(&sections), first_steps, sections };
    Page::of(&member.visit, "Work board", &facts)?.here("/work").answer(&app)
}

/// What teams have asked for and wait to hear of.
fn asked(board: &Board, now: DateTime<Utc>) -> Vec<Line> {
    let note = |ask: &WaitingCommission| {
        let waits = match (&ask.ring, ask.state) {
            (Some(phone), _) => format!("wants to be rung on {phone}"),
            (None, CommissionState::Agreed) => "agreed, to be scheduled".to_owned(),
            (None, _) => "to be answered".to_owned(),
        };
        format!("{waits}, {}", since(ask.since, now))
    };
    let lines = board.commissions.iter().map(|ask| {
        let course = ask.course.as_deref().unwrap_or("training for a team");
        line(format!("/commissions/{}", ask.id), format!("{}: {course}", ask.asked_by), note(ask))
    });
    lines.collect()
}

/// Practitioners that people ask for.
fn practitioners_asked_for(board: &Board, now: DateTime<Utc>) -> Vec<Line> {
    let lines = board.practitioners.iter().map(|ask| {
        let waits = match &ask.phone {
            Some(phone) => format!("wants to be rung on {phone}, {}", since(ask.asked_at, now)),
            None => since(ask.asked_at, now),
        };
        line(format!("/manage/practitioner-asks/{}", ask.id), ask.person.1.clone(), waits)
    });
    lines.collect()
}

/// What people say, and mails that failed, a line each.
struct Said {
    failed: Vec<Line>,
    memberships: Vec<Line>,
    claims: Vec<Line>,
    disputes: Vec<Line>,
    reissues: Vec<Line>,
    erasures: Vec<Line>,
    complaints: Vec<Line>,
    zoom: Vec<Line>,
}

fn said(board: &Board, now: DateTime<Utc>) -> Said {
    let failed = board
        .failed
        .iter()
        .map(|mail| {
            let why = mail.last_error.clone().unwrap_or_default();
            line(
                format!("/manage/mails/{}", mail.id),
                format!("{} to {}", wording::mail(&mail.kind), mail.to_name),
                format!("{}. {why}", mail.to_email),
            )
        })
        .collect();
    let memberships = board
        .memberships
        .iter()
        .map(|of| {
            line(
                "/manage/memberships",
                of.person.name.clone(),
                format!(
                    "{}: {}",
                    if of.disputed { "says that this is wrong" } else { "says" },
                    of.organisation.name
                ),
            )
        })
        .collect();
    let claims = board
        .claims
        .iter()
        .map(|of| {
            line(format!("/manage/claims/{}", of.id), of.person.name.clone(), since(of.claimed_at, now))
        })
        .collect();
    let disputes = board
        .disputes
        .iter()
        .map(|of| {
            let what = format!("{}: {}", of.person.1, of.course);
            line(format!("/disputes/{}/answer", of.id), what, since(of.opened_at, now))
        })
        .collect();
    let reissues = board
        .reissues
        .iter()
        .map(|of| {
            line(format!("/manage/certificates/{}/reissue", of.id), of.person.clone(), since(of.at, now))
        })
        .collect();
    let erasures = board
        .erasures
        .iter()
        .map(|of| {
            let note = if of.put_off_reason.is_some() { "put off to" } else { "done by itself at" };
            line(
                format!("/manage/people/{}/put-off", of.person.0),
                of.person.1.clone(),
                format!("{note} {}", times::moment(of.due_at, times::LONDON, ZoneNote::WhenElsewhere)),
            )
        })
        .collect();
    let complaints = board
        .complaints
        .iter()
        .map(|of| {
            let who = of.name.clone().unwrap_or_else(|| "Somebody".to_owned());
            line(format!("/manage/complaints/{}", of.id), who, since(of.made_at, now))
        })
        .collect();
    let zoom = board
        .zoom
        .iter()
        .map(|of| {
            let when = starts(of.starts_at, of.timezone);
            line(format!("/manage/dates/{}", of.session), format!("{}, {when}", of.course), of.what.clone())
        })
        .collect();
    Said { failed, memberships, claims, disputes, reissues, erasures, complaints, zoom }
}

fn sections(board: &Board, now: DateTime<Utc>) -> Result<Vec<Section>, Error> {
    let dates = |wanted: &dyn Fn(&Ahead) -> bool, note: &dyn Fn(&Ahead) -> String| {
        board
            .ahead
            .iter()
            .filter(|date| wanted(date))
            .map(|date| {
                let when = starts(date.starts_at, date.timezone);
                Ok(line(format!("/manage/dates/{}", date.id), format!("{}, {when}", date.course), note(date)))
            })
            .collect::<Result<Vec<Line>, Error>>()
    };
    let joining = dates(
        &|date| date.held > 0 && !date.can_join && joining_details_overdue(date.starts_at, now),
        &|date| format!("{} cannot be told how to join", wording::people(date.held.into())),
    )?;
    let short = dates(
        &|date| date.open_to_all && short_of_people(date.capacity, date.held, date.starts_at, now),
        &|date| format!("{} of {} taken", date.held, wording::places(date.capacity)),
    )?;
    let nobody_runs = dates(&|date| lacks_a_trainer(date.trainers, date.starts_at, now), &|date| {
        format!("nobody runs it, {} booked", wording::people(date.held.into()))
    })?;
    let full = dates(&|date| full_with_a_line(date.capacity, date.held, date.waiting), &|date| {
        format!("full, {} waiting", wording::people(date.waiting.into()))
    })?;
    let unfinished = board
        .unfinished
        .iter()
        .map(|date| {
            let when = starts(date.starts_at, date.timezone);
            let over = since(date.ends_at, now);
            Ok(line(
                format!("/sessions/{}/attendance", date.id),
                format!("{}, {when}", date.course),
                format!("over {over}, {} booked", wording::people(date.held.into())),
            ))
        })
        .collect::<Result<Vec<Line>, Error>>()?;
    let requests = board
        .requests
        .iter()
        .map(|ask| {
            Ok(line(
                format!("/bookings/{}/approval", ask.booking),
                format!("{}: {}, {}", ask.person.1, ask.course, starts(ask.starts_at, ask.timezone)),
                ask.since.map_or_else(String::new, |at| format!("with you {}", since(at, now))),
            ))
        })
        .collect::<Result<Vec<Line>, Error>>()?;
    let said = said(board, now);
    let quotes = match board.quotes {
        0 => Vec::new(),
        1 => vec![line("/manage/quotes", "1 quote to look at", "")],
        some if some > rows::MOST_COUNTED => {
            vec![line("/manage/quotes", format!("More than {} quotes to look at", rows::MOST_COUNTED), "")]
        }
        some => vec![line("/manage/quotes", format!("{some} quotes to look at"), "")],
    };
    Ok([
        section("training", "Training that teams asked for", asked(board, now), Some("/commissions")),
        section("joining", "Joining details missing", joining, None),
        section("zoom", "Zoom did not do what it was asked", said.zoom, None),
        section("trainers", "Dates without a trainer", nobody_runs, None),
        section("requests", "Requests nobody answered", requests, Some("/manage/approvals")),
        section("disputes", "Results said to be wrong", said.disputes, Some("/manage/disputes")),
        section("practitioners", "Practitioners asked for", practitioners_asked_for(board, now), None),
        section("complaints", "Complaints about the use of data", said.complaints, None),
        section("erasures", "Data to be erased", said.erasures, None),
        section("mails", "Mails that failed", said.failed, Some("/manage/mails?state=failed")),
        section("attendance", "Attendance not finished", unfinished, None),
        section("full", "Full, with people waiting", full, None),
        section("short", "Short of people", short, None),
        section("claims", "Training said to be done", said.claims, Some("/manage/claims")),
        section("reissues", "Certificates to put right", said.reissues, None),
        section("memberships", "Memberships to confirm", said.memberships, Some("/manage/memberships")),
        section("quotes", "Words people let us quote", quotes, None),
    ]
    .into_iter()
    .flatten()
    .collect())
}
