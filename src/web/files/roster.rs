//! The roster as a file for a spreadsheet. It leaves the house, so access needs are not in it.

use actix_web::HttpResponse;

use super::tables::{TableForm, file};
use crate::{
    app::App,
    domain::{
        booking_states::shown,
        ids::DateId,
        times::{ZoneNote, moment},
    },
    sheets::outgoing::{Cell, Table},
    store::read::registers::rosters::{RosterPerson, RosterView},
    web::error::ApiResult,
};

/// The file as an answer, named after the course.
pub(in crate::web) async fn table(
    app: &App,
    roster: &RosterView,
    form: TableForm,
) -> ApiResult<HttpResponse> {
    let name = format!("roster-{}", roster.session.course.slug);
    file(app, lines(roster), &name, form).await
}

/// One line a person, those who wait at the end.
fn lines(roster: &RosterView) -> Table {
    let zone = roster.session.timezone.tz();
    let mut head: Vec<String> =
        ["reference", "name", "email", "organisation", "state", "conditional"].map(str::to_owned).to_vec();
    head.extend(
        roster.session.dates.iter().map(|date| moment(date.starts_at, zone, ZoneNote::WhenElsewhere)),
    );
    let mut rows = Vec::new();
    for entry in &roster.entries {
        let conditional = if entry.conditional { "yes" } else { "no" };
        let mut cells = start(&entry.reference, &entry.person, shown(entry.state));
        cells.push(Cell::text(conditional));
        let mark = |date: DateId| {
            let seen = entry.attendance.iter().find(|seen| seen.date_id == date);
            seen.map_or(Cell::Empty, |seen| match seen.minutes {
                Some(minutes) => Cell::text(format!("{} ({minutes} min)", seen.outcome)),
                None => Cell::text(seen.outcome.to_string()),
            })
        };
        cells.extend(roster.session.dates.iter().map(|date| mark(date.id)));
        rows.push(cells);
    }
    for waiting in &roster.waitlist {
        let mut cells = start(&waiting.reference, &waiting.person, shown(waiting.state));
        cells.push(Cell::text("no"));
        rows.push(cells);
    }
    Table { title: format!("Who is coming: {}", roster.session.course.title), head, rows }
}

fn start(reference: &str, person: &RosterPerson, state: &str) -> Vec<Cell> {
    let text = |value: &Option<String>| value.as_deref().map_or(Cell::Empty, Cell::text);
    vec![
        Cell::text(reference),
        Cell::text(&person.name),
        text(&person.email),
        text(&person.organisation),
        Cell::text(state),
    ]
}
