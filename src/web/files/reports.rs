//! Figures as tables to take away.

use crate::{
    domain::{figures::Period, times::day},
    sheets::outgoing::{Cell, Table},
    usecases::reports::{
        follow_down::{Behind, Lists},
        read_blocked::BlockedRow,
        read_demand::DemandRow,
        read_flow::FlowRow,
        read_organisations::OrganisationsReport,
        read_uptake::{UptakeReport, UptakeRow},
        read_waiting::WaitingRow,
    },
};

fn head(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn number(of: impl TryInto<i32>) -> Cell {
    Cell::Number(of.try_into().unwrap_or(i32::MAX))
}

fn maybe(of: Option<impl TryInto<i32>>) -> Cell {
    of.map_or(Cell::Empty, number)
}

/// A mean as a spreadsheet of any country reads it as words, so that nothing takes it for a date.
fn mean(of: Option<f64>) -> Cell {
    of.map_or(Cell::Empty, |mean| Cell::text(format!("{mean:.2}")))
}

/// "1 January 2027 to 31 March 2027".
#[must_use]
pub(in crate::web) fn days(period: Period) -> String {
    let (from, to) = (plain_day(period.from), plain_day(period.to));
    if from == to { from } else { format!("{from} to {to}") }
}

/// "1 January 2027".
#[must_use]
pub(in crate::web) fn plain_day(on: chrono::NaiveDate) -> String {
    let words = day(on);
    words.split_once(' ').map_or(words.clone(), |(_, rest)| rest.to_owned())
}

/// Who came; the total stands in the last line.
#[must_use]
pub(in crate::web) fn uptake(report: &UptakeReport) -> Table {
    let period = Period { from: report.from, to: report.to };
    let line = |row: &UptakeRow| {
        vec![
            Cell::text(&row.key),
            Cell::text(&row.label),
            number(row.sessions),
            number(row.booked),
            number(row.attended),
            number(row.partly_attended),
            number(row.no_show),
            number(row.short_notice),
            number(row.people),
            number(row.certificates),
            number(row.cpd_minutes),
            maybe(row.places_offered),
            maybe(row.places_filled),
            number(row.waiting),
            mean(row.feedback_mean),
            mean(row.impact_weeks_6_mean),
            mean(row.impact_months_6_mean),
        ]
    };
    Table {
        title: format!("Who came, {}", days(period)),
        head: head(&[
            "key",
            "label",
            "sessions",
            "booked",
            "attended",
            "partly_attended",
            "no_show",
            "short_notice",
            "people",
            "certificates",
            "cpd_minutes",
            "places_offered",
            "places_filled",
            "waiting",
            "feedback_mean",
            "impact_weeks_6_mean",
            "impact_months_6_mean",
        ]),
        rows: report.rows.iter().chain([&report.total]).map(line).collect(),
    }
}

/// Where people stop on the ladder.
#[must_use]
pub(in crate::web) fn ladder_flow(rows: &[FlowRow]) -> Table {
    let line = |row: &FlowRow| {
        vec![
            Cell::text(&row.ladder_name),
            number(row.step),
            Cell::text(&row.step_name),
            row.next_step_name.as_ref().map_or(Cell::Empty, Cell::text),
            number(row.completed),
            number(row.came_back),
            number(row.next_booked),
            number(row.not_yet),
            maybe(row.median_days),
        ]
    };
    Table {
        title: "Where people stop".to_owned(),
        head: head(&[
            "ladder",
            "step",
            "step_name",
            "next_step_name",
            "completed",
            "came_back",
            "next_booked",
            "not_yet",
            "median_days",
        ]),
        rows: rows.iter().map(line).collect(),
    }
}

/// Who was refused by which prerequisite.
#[must_use]
pub(in crate::web) fn blocked(rows: &[BlockedRow]) -> Table {
    let line = |row: &BlockedRow| {
        vec![
            Cell::text(&row.month),
            Cell::text(&row.course_slug),
            Cell::text(&row.course_title),
            Cell::text(&row.requirement_label),
            number(row.people),
        ]
    };
    Table {
        title: "Refused, and why".to_owned(),
        head: head(&["month", "course_slug", "course_title", "requirement", "people"]),
        rows: rows.iter().map(line).collect(),
    }
}

/// Who waits.
#[must_use]
pub(in crate::web) fn waiting(rows: &[WaitingRow]) -> Table {
    let line = |row: &WaitingRow| {
        vec![
            Cell::text(&row.course_slug),
            Cell::text(&row.course_title),
            number(row.sessions),
            number(row.full),
            number(row.places),
            number(row.held),
            number(row.waiting),
            Cell::Day(row.next_on),
        ]
    };
    Table {
        title: "Waiting".to_owned(),
        head: head(&[
            "course_slug",
            "course_title",
            "sessions",
            "full",
            "places",
            "held",
            "waiting",
            "next_on",
        ]),
        rows: rows.iter().map(line).collect(),
    }
}

/// Organisations over the years.
#[must_use]
pub(in crate::web) fn organisations(report: &OrganisationsReport) -> Table {
    let yes = |of: bool| Cell::text(if of { "yes" } else { "no" });
    let rows = report
        .items
        .iter()
        .map(|row| {
            vec![
                Cell::text(row.id.to_string()),
                Cell::text(&row.name),
                Cell::text(row.kind.to_string()),
                yes(row.trained),
                Cell::day(row.trained_on),
                Cell::text(row.courses.join("; ")),
                yes(row.supported),
                yes(row.joining_next),
                number(row.people_trained),
            ]
        })
        .collect();
    Table {
        title: "Organisations".to_owned(),
        head: head(&[
            "id",
            "name",
            "kind",
            "trained",
            "trained_on",
            "courses",
            "supported",
            "joining_next",
            "people_trained",
        ]),
        rows,
    }
}

/// What is wanted.
#[must_use]
pub(in crate::web) fn demand(rows: &[DemandRow]) -> Table {
    let line = |row: &DemandRow| {
        vec![
            Cell::text(&row.course_slug),
            Cell::text(&row.course_title),
            number(row.eligible),
            number(row.waiting),
            number(row.requests),
            number(row.dates),
            number(row.dates_to_plan),
            Cell::text(&row.sum),
        ]
    };
    Table {
        title: "Dates wanted".to_owned(),
        head: head(&[
            "course_slug",
            "course_title",
            "eligible",
            "waiting",
            "requests",
            "dates",
            "dates_to_plan",
            "sum",
        ]),
        rows: rows.iter().map(line).collect(),
    }
}

/// What stands behind a figure, a line for each that it counts.
#[must_use]
pub(in crate::web) fn behind(lists: Lists, lines: &[Behind]) -> Table {
    let head = match lists {
        Lists::People => head(&["person"]),
        Lists::Sessions => head(&["course", "first date", "session"]),
        Lists::Bookings => head(&["person", "organisation", "course", "first date", "state", "reference"]),
    };
    let text = |words: Option<&String>| words.map_or(Cell::Empty, Cell::text);
    let line = |line: &Behind| {
        let person = text(line.person.as_ref().and_then(|(_, name)| name.as_ref()));
        let at = line.starts_at.map_or(Cell::Empty, |(at, _)| Cell::Moment(at));
        match lists {
            Lists::People => vec![person],
            Lists::Sessions => vec![
                text(line.course.as_ref()),
                at,
                line.session.map_or(Cell::Empty, |id| Cell::text(id.to_string())),
            ],
            Lists::Bookings => vec![
                person,
                text(line.organisation.as_ref()),
                text(line.course.as_ref()),
                at,
                line.state.map_or(Cell::Empty, |(state, _)| Cell::text(state.to_string())),
                text(line.booking.as_ref().map(|(_, reference)| reference)),
            ],
        }
    };
    Table { title: "Behind a figure".to_owned(), head, rows: lines.iter().map(line).collect() }
}
