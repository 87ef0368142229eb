//! The demo's reports to try: what Zoom, Teams and Google Meet would say of its dates that wait for attendance.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::{
    app::App,
    domain::times::{ZoneNote, range},
    store::{
        error::Error,
        read::registers::{
            rosters::{self, RosterEntry, RosterView},
            unfinished,
        },
    },
    web::{
        error::{ApiError, ApiResult},
        extract::Visit,
        page_facts::PageFacts,
        render::Page,
    },
};

/// Reports to try.
#[derive(Serialize)]
pub(in crate::web) struct DemoReportsFacts {
    /// Of which course and date; none where no date waits for attendance.
    of: Option<Of>,
    /// The files.
    files: Vec<&'static str>,
}

/// A date that waits for attendance.
#[derive(Serialize)]
struct Of {
    /// The course and the date.
    words: String,
    /// Where a report is brought.
    bring: String,
}

const FILES: [&str; 3] = ["zoom.csv", "teams.csv", "meet.csv"];

impl PageFacts for DemoReportsFacts {
    const TEMPLATE: &'static str = "registers/demo_reports";

    fn samples() -> Vec<Self> {
        let of = Of {
            words: "Introduction: Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            bring: "/sessions/1/attendance/import".to_owned(),
        };
        vec![Self { of: Some(of), files: FILES.to_vec() }, Self { of: None, files: Vec::new() }]
    }
}

/// A roster that waits, with when its last date was.
struct Waiting {
    roster: RosterView,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    zone: Tz,
}

async fn waiting(app: &App) -> ApiResult<Option<Waiting>> {
    if app.demo_mail.is_none() {
        return Err(ApiError::not_there());
    }
    let now = app.clock.now();
    let roster = app.reads.run(move |c| {
        let open = unfinished::open_registers(c, now)?;
        let longest = open.into_iter().max_by_key(|open| (open.waiting, open.session));
        longest.map(|open| rosters::roster(c, open.session)).transpose()
    });
    let roster = roster.await.map_err(|error: Error| error)?;
    Ok(roster.and_then(|roster| {
        let last = roster.session.dates.last()?;
        let (from, to, zone) = (last.starts_at, last.ends_at, roster.session.timezone.tz());
        Some(Waiting { roster, from, to, zone })
    }))
}

/// The list of them.
pub async fn list(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    let facts = match waiting(&app).await? {
        Some(Waiting { roster, from, to, zone }) => DemoReportsFacts {
            of: Some(Of {
                words: format!(
                    "{}: {}",
                    roster.session.course.title,
                    range(from, to, zone, ZoneNote::WhenElsewhere)
                ),
                bring: format!("/sessions/{}/attendance/import", roster.session.id),
            }),
            files: FILES.to_vec(),
        },
        None => DemoReportsFacts { of: None, files: Vec::new() },
    };
    Page::of(&visit, "Meeting reports to try", &facts)?.answer(&app)
}

/// One of them.
pub async fn file(request: HttpRequest, app: Data<App>) -> ApiResult<HttpResponse> {
    let waiting = waiting(&app).await?.ok_or_else(ApiError::not_there)?;
    let name = request.match_info().get("name").unwrap_or_default();
    let bytes = match name {
        "zoom.csv" => zoom(&waiting).into_bytes(),
        "teams.csv" => teams(&waiting),
        "meet.csv" => meet(&waiting).into_bytes(),
        _ => return Err(ApiError::not_there()),
    };
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

/// How somebody of the demo joined: a moment after the beginning, until a moment before or after the end, in minutes.
struct Came<'w> {
    entry: &'w RosterEntry,
    name: String,
    with_address: bool,
    from: i64,
    to: i64,
}

/// Everybody but the last, most by their address; one by their first name alone, one who left in the middle.
fn came(waiting: &Waiting) -> Vec<Came<'_>> {
    let entries = &waiting.roster.entries;
    let there = entries.len().saturating_sub(1).max(1);
    let long = (waiting.to - waiting.from).num_minutes();
    entries
        .iter()
        .take(there)
        .enumerate()
        .map(|(at, entry)| {
            let first = entry.person.name.split_whitespace().next().unwrap_or_default().to_owned();
            let (name, with_address) =
                if at == 1 { (first, false) } else { (entry.person.name.clone(), true) };
            let to = if at == 2 { long / 2 } else { long + 3 };
            Came { entry, name, with_address, from: -4, to }
        })
        .collect()
}

impl Came<'_> {
    fn email(&self) -> &str {
        self.entry.person.email.as_deref().filter(|_| self.with_address).unwrap_or_default()
    }

    fn span(&self, waiting: &Waiting) -> (DateTime<Utc>, DateTime<Utc>) {
        (waiting.from + TimeDelta::minutes(self.from), waiting.from + TimeDelta::minutes(self.to))
    }
}

fn written(at: DateTime<Utc>, zone: Tz, how: &str) -> String {
    at.with_timezone(&zone).format(how).to_string()
}

fn zoom(waiting: &Waiting) -> String {
    const HOW: &str = "%m/%d/%Y %I:%M:%S %p";
    let mut out =
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\r\n"
            .to_owned();
    let mut line = |name: &str, email: &str, (from, to): (DateTime<Utc>, DateTime<Utc>)| {
        let (joined, left) = (written(from, waiting.zone, HOW), written(to, waiting.zone, HOW));
        let minutes = (to - from).num_minutes();
        out.push_str(&format!("\"{name}\",{email},{joined},{left},{minutes},No,No\r\n"));
    };
    for came in came(waiting) {
        line(&came.name, came.email(), came.span(waiting));
    }
    line("iPad (2)", "", (waiting.from, waiting.from + TimeDelta::minutes(20)));
    line("Otter.ai Notetaker", "", (waiting.from, waiting.to));
    out
}

fn teams(waiting: &Waiting) -> Vec<u8> {
    const HOW: &str = "%-m/%-d/%y, %-I:%M:%S %p";
    let mut out = format!(
        "1. Summary\r\nMeeting title\t{}\r\n\r\n2. Participants\r\nName\tFirst Join\tLast Leave\tIn-Meeting \
         Duration\tEmail\tParticipant ID (UPN)\tRole\r\n",
        waiting.roster.session.course.title
    );
    for came in came(waiting) {
        let (from, to) = came.span(waiting);
        let (joined, left) = (written(from, waiting.zone, HOW), written(to, waiting.zone, HOW));
        let (minutes, email) = ((to - from).num_minutes(), came.email());
        out.push_str(&format!(
            "{}\t{joined}\t{left}\t{}h {}m 0s\t{email}\t{email}\tAttendee\r\n",
            came.name,
            minutes / 60,
            minutes % 60
        ));
    }
    std::iter::once(0xFEFF).chain(out.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn meet(waiting: &Waiting) -> String {
    let mut out = "First name,Last name,Email,Duration,Time joined,Time exited\r\n".to_owned();
    for came in came(waiting) {
        let (from, to) = came.span(waiting);
        let (joined, left) =
            (written(from, waiting.zone, "%-I:%M %p"), written(to, waiting.zone, "%-I:%M %p"));
        let minutes = (to - from).num_minutes();
        let (first, last) = came.name.split_once(' ').unwrap_or((came.name.as_str(), ""));
        let long = format!("{} hr {} min", minutes / 60, minutes % 60);
        out.push_str(&format!("{first},{last},{},{long},{joined},{left}\r\n", came.email()));
    }
    out
}
