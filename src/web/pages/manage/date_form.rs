//! The form of a course date: its dates row by row, and all that is said about it beside.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::{typed::Typed, wording};
use crate::{
    domain::{
        ids::PersonId,
        joining::JoiningInput,
        sessions::DateInput,
        words::{Delivery, Word},
    },
    store::read::{
        catalogue::CourseView, sessions::DateView, sessions::SessionView, settings::SessionSettings,
    },
    usecases::session_terms::SessionTerms,
    web::{
        extract::Posted,
        forms::{Field, Form},
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
        .filter_map(|(at, row)| date(typed, at, row, &[], zone))
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
        let name = |part: &str| format!("dates[{at}].{part}");
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

/// The form's other fields as they stand for a course or a session of it.
pub struct Stands {
    /// Places.
    pub capacity: i32,
    /// How it takes place.
    pub delivery: Delivery,
    /// Who can run it.
    pub trainers: Vec<(PersonId, String)>,
}

/// The form with all of its fields but the dates.
pub fn form(action: &str, button: &str, stands: &Stands) -> Form {
    let delivery = Delivery::ALL
        .iter()
        .fold(Field::radios("delivery", "How it takes place"), |field, one| {
            field.choice(one.as_str(), wording::delivery(*one))
        })
        .value(stands.delivery.as_str());
    let trainers = stands
        .trainers
        .iter()
        .fold(Field::boxes("trainer_ids", "Who runs it").optional(), |field, (id, name)| {
            field.choice(id.to_string(), name.clone())
        });
    Form::new(action, button)
        .field(trainers)
        .field(Field::number("capacity", "Places").value(stands.capacity.to_string()))
        .field(delivery)
        .field(
            Field::lines("location", "Address and room", 2)
                .optional()
                .hint("For a date in a room or at an organisation."),
        )
        .field(Field::text("joining.url", "Link").optional().hint("Begins with https://"))
        .field(Field::text("joining.meeting_id", "Meeting ID").optional().width("medium"))
        .field(Field::text("joining.passcode", "Passcode").optional().width("medium"))
        .field(Field::lines("joining.dial_in", "Numbers to dial in", 2).optional())
        .field(
            Field::lines("joining.help", "Who to ring when it fails", 2)
                .optional()
                .hint("Such as: Ring Chris on 0117 496 0000"),
        )
        .field(Field::text("joining.test_url", "Link to try sound and picture beforehand").optional())
        .field(Field::date("opens.day", "Booking opens: day").optional().hint("At once unless you say."))
        .field(Field::time("opens.time", "Booking opens: time").optional())
        .field(
            Field::date("closes.day", "Booking closes: day")
                .optional()
                .hint("When the first date starts unless you say."),
        )
        .field(Field::time("closes.time", "Booking closes: time").optional())
        .field(
            Field::text("timezone", "Time zone")
                .value("Europe/London")
                .width("medium")
                .hint("By its IANA name. All times on this page are in it."),
        )
        .field(Field::boxes("private", "").choice_with(
            "yes",
            "For named people only",
            Some("Nobody else sees it or can book it.".to_owned()),
        ))
}

/// Fills the form with a session as it stands.
pub fn fill(mut form: Form, session: &SessionView, settings: &SessionSettings, zone: Tz) -> Form {
    let joining = session.joining.clone().flatten();
    let text = |value: Option<String>| value.unwrap_or_default();
    form.set("location", text(session.location.clone()));
    if let Some(joining) = joining {
        form.set("joining.url", text(joining.url));
        form.set("joining.meeting_id", text(joining.meeting_id));
        form.set("joining.passcode", text(joining.passcode));
        form.set("joining.dial_in", text(joining.dial_in));
        form.set("joining.help", text(joining.help));
        form.set("joining.test_url", text(joining.test_url));
    }
    for (name, at) in [("opens", settings.booking_opens_at), ("closes", settings.booking_closes_at)] {
        if let Some(local) = at.map(|at| at.with_timezone(&zone)) {
            form.set(&format!("{name}.day"), local.format("%Y-%m-%d").to_string());
            form.set(&format!("{name}.time"), local.format("%H:%M").to_string());
        }
    }
    form.set("timezone", session.timezone.clone());
    let trainers: Vec<String> = settings.trainer_ids.iter().map(ToString::to_string).collect();
    form.tick("trainer_ids", &trainers.iter().map(String::as_str).collect::<Vec<_>>());
    form.tick("private", if session.private { &["yes"] } else { &[] });
    form
}

/// Adds the rows of the dates to a form, and gives them as the template shows them.
pub fn with_dates(mut form: Form, rows: &[Row]) -> (Form, Vec<Value>) {
    let many = rows.len() > 1;
    let mut shown = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let of = if many { format!("Date {}: ", at + 1) } else { String::new() };
        let label = |text: &str| if many { format!("{of}{text}") } else { capital(text) };
        let name = |part: &str| format!("dates[{at}].{part}");
        form = form
            .field(Field::hidden(&name("id"), row.id.clone()))
            .field(Field::date(&name("day"), &label("day")).value(row.day.clone()))
            .field(Field::time(&name("starts_at"), &label("starts")).value(row.starts.clone()))
            .field(Field::time(&name("ends_at"), &label("ends")).value(row.ends.clone()));
        shown.push(json!({
            "number": at + 1, "at": at, "removable": many,
            "names": [name("id"), name("day"), name("starts_at"), name("ends_at")],
        }));
    }
    (form, shown)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The rows with their fields, once everything that is wrong with them is known.
pub fn dressed(form: &Form, rows: Vec<Value>) -> Vec<Value> {
    let facts = form.facts();
    rows.into_iter()
        .map(|mut row| {
            let fields: Vec<Value> = row["names"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|name| facts["by_name"].get(name.as_str()?).cloned())
                .collect();
            row["fields"] = json!(fields);
            row
        })
        .collect()
}

/// What was typed, read: the dates, and all else. `None` leaves the form with everything that is wrong with it.
pub fn read(
    form: &mut Form,
    posted: &Posted,
    rows: &[Row],
    stands: &[DateView],
) -> Option<(Vec<DateInput>, SessionTerms)> {
    let mut typed = Typed::of(posted);
    let zone = typed.zone("timezone");
    let blank = |row: &Row| row.id.is_empty() && row.day.is_empty();
    let mut dates = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if blank(row) && !rows.iter().all(blank) {
            continue;
        }
        if let Some(zone) = zone {
            dates.extend(date(&mut typed, at, row, stands, zone));
        }
    }
    let terms = terms(&mut typed, posted, zone);
    match typed.errors.finish((dates, terms)) {
        Ok(read) => Some(read),
        Err(errors) => {
            form.refuse_all(&errors);
            None
        }
    }
}

/// What was typed, the dates apart.
pub fn terms(typed: &mut Typed<'_>, posted: &Posted, zone: Option<Tz>) -> SessionTerms {
    let capacity = typed.needed_number("capacity", "how many places there are");
    let delivery = typed.word("delivery", "how it takes place");
    let (opens, closes) = match zone {
        Some(zone) => (window(typed, "opens", zone), window(typed, "closes", zone)),
        None => (None, None),
    };
    let trainer_ids = posted.all("trainer_ids").iter().filter_map(|id| id.parse().ok()).collect();
    SessionTerms {
        timezone: zone.map(|zone| zone.name().to_owned()),
        capacity,
        trainer_ids: Some(trainer_ids),
        delivery,
        joining: Some(Some(JoiningInput {
            url: posted.optional("joining.url"),
            meeting_id: posted.optional("joining.meeting_id"),
            passcode: posted.optional("joining.passcode"),
            dial_in: posted.optional("joining.dial_in"),
            test_url: posted.optional("joining.test_url"),
            help: posted.optional("joining.help"),
        })),
        location: Some(posted.optional("location")),
        booking_opens_at: Some(opens),
        booking_closes_at: Some(closes),
        private: Some(typed.ticked("private")),
    }
}

/// One date. One that is typed as it stands keeps its very moments.
fn date(typed: &mut Typed<'_>, at: usize, row: &Row, stands: &[DateView], zone: Tz) -> Option<DateInput> {
    let known = stands.iter().find(|date| date.id.to_string() == row.id);
    if let Some(date) = known {
        let as_it_is = Row::of(date, zone);
        if (&as_it_is.day, &as_it_is.starts, &as_it_is.ends) == (&row.day, &row.starts, &row.ends) {
            return Some(DateInput { id: Some(date.id), starts_at: date.starts_at, ends_at: date.ends_at });
        }
    }
    let name = |part: &str| format!("dates[{at}].{part}");
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

fn window(typed: &mut Typed<'_>, name: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let (day, time) = (format!("{name}.day"), format!("{name}.time"));
    let has_time = !typed.text(&time).is_empty();
    if typed.text(&day).is_empty() && !has_time {
        return None;
    }
    let on = typed.needed_day(&day);
    let at = if has_time { typed.needed_clock(&time) } else { Some(NaiveTime::MIN) };
    typed.moment(&time, on?, at?, zone)
}

/// The names errors of the use-case have, as the form's fields are called.
pub fn field_named(field: &str) -> String {
    match field {
        "booking_opens_at" => "opens.day".to_owned(),
        "booking_closes_at" => "closes.day".to_owned(),
        "dates" => "dates[0].day".to_owned(),
        other => match other.strip_prefix("dates[").and_then(|rest| rest.strip_suffix(']')) {
            Some(_) => format!("{other}.day"),
            None => other.to_owned(),
        },
    }
}
