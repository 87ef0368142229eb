//! The rows of dates in forms: typed one by one, or a month apart.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::{
    domain::{recurrence::months_later, sessions::DateInput},
    store::read::{
        catalogue::course::CourseView,
        sessions::session::{DateView, SessionView},
    },
    web::{
        extract::Posted,
        forms::{Field, Form},
        pages::form_parts::typed::Typed,
    },
};

/// The most rows the form grows to by itself; the domain allows more.
const MOST_ROWS: usize = 60;
/// What a first date starts at unless typed otherwise.
const TEN: NaiveTime = NaiveTime::from_hms_opt(10, 0, 0).expect("10:00 is a time");

/// One date as it stands in the form.
#[derive(Debug, Clone, Default)]
pub struct Row {
    id: String,
    day: String,
    starts: String,
    ends: String,
}

impl Row {
    fn of(date: &DateView, zone: Tz) -> Self {
        let (starts, ends) = (date.starts_at.with_timezone(&zone), date.ends_at.with_timezone(&zone));
        Self {
            id: date.id.to_string(),
            day: starts.format("%Y-%m-%d").to_string(),
            starts: starts.format("%H:%M").to_string(),
            ends: ends.format("%H:%M").to_string(),
        }
    }

    /// Whether nothing is typed there that would make a date.
    pub fn is_blank(&self) -> bool {
        self.id.is_empty() && self.day.is_empty()
    }

    /// How long it takes by the clock, where both times are typed; one that ends at midnight ends the same day.
    pub fn minutes(&self) -> Option<i32> {
        let clock = |typed: &str| NaiveTime::parse_from_str(typed, "%H:%M").ok();
        let minutes = (clock(&self.ends)? - clock(&self.starts)?).num_minutes();
        i32::try_from(if minutes <= 0 { minutes + 24 * 60 } else { minutes }).ok()
    }

    /// The next of dates a month apart, counted from the first.
    fn months_later(rows: &[Self]) -> Self {
        let first = rows.first().and_then(|row| row.day.parse().ok());
        let day = first.zip(u32::try_from(rows.len()).ok()).and_then(|(day, count)| months_later(day, count));
        Self { day: day.map(|day| day.to_string()).unwrap_or_default(), ..Self::like(rows.last()) }
    }

    /// A further date at the same time of day.
    fn like(other: Option<&Self>) -> Self {
        other.map_or_else(Self::default, |other| Self {
            starts: other.starts.clone(),
            ends: other.ends.clone(),
            ..Self::default()
        })
    }
}

/// The rows of a new date of a course.
pub fn rows_of_new(course: &CourseView) -> Vec<Row> {
    let ends = TEN.overflowing_add_signed(TimeDelta::minutes(course.duration_minutes.into())).0;
    let clock = |time: NaiveTime| time.format("%H:%M").to_string();
    vec![Row { starts: clock(TEN), ends: clock(ends), ..Row::default() }]
}

/// A row of these moments.
pub fn row_of(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>, zone: Tz) -> Row {
    let (starts, ends) = (starts_at.with_timezone(&zone), ends_at.with_timezone(&zone));
    Row {
        id: String::new(),
        day: starts.format("%Y-%m-%d").to_string(),
        starts: starts.format("%H:%M").to_string(),
        ends: ends.format("%H:%M").to_string(),
    }
}

/// What was typed into rows of dates that are not made yet; rows without a day are left out unless all are.
pub fn read_rows(typed: &mut Typed<'_>, rows: &[Row], zone: Tz) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let all_blank = rows.iter().all(|row| row.day.is_empty());
    rows.iter()
        .enumerate()
        .filter(|(_, row)| all_blank || !row.day.is_empty())
        .filter_map(|(at, row)| read_row(typed, at, row, &[], zone))
        .map(|read| (read.starts_at, read.ends_at))
        .collect()
}

/// The rows of a date that stands.
pub fn rows_of(session: &SessionView, zone: Tz) -> Vec<Row> {
    session.dates.iter().map(|date| Row::of(date, zone)).collect()
}

/// The rows as they were typed, after the step the form was sent with, if it was: a row more or one fewer.
pub fn rows_typed(posted: &Posted) -> Vec<Row> {
    let mut rows = Vec::new();
    for at in 0..MOST_ROWS {
        let name = |part: &str| name(at, part);
        if !posted.has(&name("day")) {
            break;
        }
        rows.push(Row {
            id: posted.get(&name("id")).to_owned(),
            day: posted.get(&name("day")).to_owned(),
            starts: posted.get(&name("starts_at")).to_owned(),
            ends: posted.get(&name("ends_at")).to_owned(),
        });
    }
    match posted.get("_step").split_once(':') {
        Some(("add-date", _)) if rows.len() < MOST_ROWS => rows.push(Row::like(rows.last())),
        Some(("add-monthly", _)) if rows.len() < MOST_ROWS => rows.push(Row::months_later(&rows)),
        Some(("remove-date", at)) => {
            if let Some(at) = at.parse().ok().filter(|at| *at < rows.len()) {
                rows.remove(at);
            }
        }
        _ => {}
    }
    if rows.is_empty() {
        rows.push(Row::default());
    }
    rows
}

/// A row of the form as the template shows it.
#[derive(Debug, Clone, Serialize)]
pub struct DateRow {
    /// Its number, from 1.
    number: usize,
    /// Its place among them, from 0.
    at: usize,
    /// Whether it can be taken out.
    removable: bool,
    /// Its day, start and end.
    fields: Vec<Field>,
}

fn name(at: usize, part: &str) -> String {
    format!("dates[{at}].{part}")
}

/// Adds the rows of the dates to a form.
pub fn with_dates(mut form: Form, rows: &[Row]) -> Form {
    let many = rows.len() > 1;
    for (at, row) in rows.iter().enumerate() {
        let label = |text: &str| if many { format!("Date {}: {text}", at + 1) } else { capital(text) };
        form = form
            .field(Field::hidden(&name(at, "id"), row.id.clone()))
            .field(Field::date(&name(at, "day"), &label("day")).value(row.day.clone()))
            .field(Field::time(&name(at, "starts_at"), &label("starts")).value(row.starts.clone()))
            .field(Field::time(&name(at, "ends_at"), &label("ends")).value(row.ends.clone()));
    }
    form
}

/// As many rows with their fields, once everything that is wrong with them is known. What nobody sees of them stands
/// among the form's hidden fields.
pub fn shown_dates(form: &Form, count: usize) -> Vec<DateRow> {
    let parts = ["day", "starts_at", "ends_at"];
    let shown = |at| DateRow {
        number: at + 1,
        at,
        removable: count > 1,
        fields: parts.iter().filter_map(|part| form.shown(&name(at, part))).collect(),
    };
    (0..count).map(shown).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// One date. One that is typed as it stands keeps its very moments.
pub fn read_row(
    typed: &mut Typed<'_>,
    at: usize,
    row: &Row,
    stands: &[DateView],
    zone: Tz,
) -> Option<DateInput> {
    let known = stands.iter().find(|date| date.id.to_string() == row.id);
    if let Some(date) = known {
        let as_it_is = Row::of(date, zone);
        if (&as_it_is.day, &as_it_is.starts, &as_it_is.ends) == (&row.day, &row.starts, &row.ends) {
            return Some(DateInput { id: Some(date.id), starts_at: date.starts_at, ends_at: date.ends_at });
        }
    }
    let name = |part: &str| name(at, part);
    let day = typed.needed_day(&name("day"));
    let starts = typed.needed_clock(&name("starts_at"));
    let ends = typed.needed_clock(&name("ends_at"));
    let (day, starts, ends) = (day?, starts?, ends?);
    // One that ends at or after midnight ends on the next day.
    let last = if ends == NaiveTime::MIN { day.succ_opt()? } else { day };
    let starts_at = typed.moment(&name("starts_at"), day, starts, zone);
    let ends_at = typed.moment(&name("ends_at"), last, ends, zone);
    Some(DateInput { id: known.map(|date| date.id), starts_at: starts_at?, ends_at: ends_at? })
}
