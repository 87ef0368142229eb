//! The roster as a file for a spreadsheet. It leaves the house, so access needs are not in it.

use actix_web::{HttpResponse, http::header};

use crate::{
    domain::{
        booking_states::shown,
        csv_cells::neutralise,
        ids::DateId,
        times::{ZoneNote, moment},
    },
    store::{
        error::Error as StoreError,
        read::registers::rosters::{RosterPerson, RosterView},
    },
    web::error::ApiResult,
};

/// The file as an answer, named after the course.
pub(in crate::web) fn csv(roster: &RosterView) -> ApiResult<HttpResponse> {
    let name = format!("attachment; filename=\"roster-{}.csv\"", roster.session.course.slug);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(lines(roster)?))
}

/// One line a person, those who wait at the end.
fn lines(roster: &RosterView) -> ApiResult<Vec<u8>> {
    let broken = |e: String| StoreError::Broken(format!("a roster cannot be written: {e}"));
    let zone = roster.session.timezone.tz();
    let mut file = csv::Writer::from_writer(Vec::new());
    let mut line = |cells: Vec<String>| {
        let safe: Vec<_> = cells.iter().map(|cell| neutralise(cell)).collect();
        file.write_record(safe.iter().map(|cell| cell.as_bytes())).map_err(|e| broken(e.to_string()))
    };
    let mut head: Vec<String> =
        ["reference", "name", "email", "organisation", "state", "conditional"].map(str::to_owned).to_vec();
    head.extend(
        roster.session.dates.iter().map(|date| moment(date.starts_at, zone, ZoneNote::WhenElsewhere)),
    );
    line(head)?;
    for entry in &roster.entries {
        let conditional = if entry.conditional { "yes" } else { "no" };
        let mut cells = start(&entry.reference, &entry.person, shown(entry.state));
        cells.push(conditional.to_owned());
        let mark = |date: DateId| {
            let seen = entry.attendance.iter().find(|seen| seen.date_id == date);
            seen.map_or_else(String::new, |seen| match seen.minutes {
                Some(minutes) => format!("{} ({minutes} min)", seen.outcome),
                None => seen.outcome.to_string(),
            })
        };
        cells.extend(roster.session.dates.iter().map(|date| mark(date.id)));
        line(cells)?;
    }
    for waiting in &roster.waitlist {
        let mut cells = start(&waiting.reference, &waiting.person, shown(waiting.state));
        cells.push("no".to_owned());
        cells.extend(roster.session.dates.iter().map(|_| String::new()));
        line(cells)?;
    }
    Ok(file.into_inner().map_err(|e| broken(e.to_string()))?)
}

fn start(reference: &str, person: &RosterPerson, state: &str) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        reference.to_owned(),
        person.name.clone(),
        text(&person.email),
        text(&person.organisation),
        state.to_owned(),
    ]
}
