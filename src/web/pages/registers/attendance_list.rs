//! The attendance list of one date: its form, and what its page shows.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::{
    attendance_parts::{PartLink, address, mark_name, minutes_name, part_links, part_of},
    check_in_words::check_in_address,
};
use crate::{
    domain::{
        ids::{BookingId, DateId, PersonId},
        times::{self, ZoneNote, day_in, length, moment},
        words::{Outcome, SessionState, Word as _},
    },
    store::read::{
        registers::rosters::{RosterEntry, RosterView},
        sessions::session::DateView,
    },
    web::{
        forms::{Field, Form},
        page_facts::{PageFacts, State},
        pages::sessions::session_words as words,
    },
};

/// The attendance list of one date.
#[derive(Clone, Serialize)]
pub(in crate::web) struct AttendanceFacts {
    /// The course's title.
    course: String,
    /// The date.
    when: String,
    /// "date 2 of 6", where there are several.
    which: Option<String>,
    /// All of them, where there are several.
    dates: Vec<DateLink>,
    /// Why it cannot be marked now, if so.
    not_now: Option<String>,
    /// How many are marked.
    marked: usize,
    /// How many there are.
    all: usize,
    /// Its parts, where they are many people.
    parts: Vec<PartLink>,
    /// Who is on it.
    people: Vec<Marked>,
    /// How many minutes the date took.
    length: i64,
    /// That this is not what was planned, in a sentence.
    corrected: Option<String>,
    /// Where its length is corrected.
    correct: String,
    /// What it comes to.
    finish: String,
    /// That it was saved, and when.
    saved: Option<String>,
    /// Whether attendance is finished.
    closed: bool,
    /// Where somebody is added who came without a booking.
    walk_in: String,
    /// Where the meeting's report is brought.
    report: String,
    /// Where it is marked by talks, on a conference day.
    talks: Option<String>,
    /// The screen by which people check in, while they can.
    check_in: Option<String>,
}

/// A date with how far its list is marked.
#[derive(Clone, Serialize)]
struct DateLink {
    /// Its list.
    address: String,
    /// Its day.
    words: String,
    /// Whether it is the one shown.
    here: bool,
    /// How far it is marked.
    state: State,
}

/// Somebody on the list.
#[derive(Clone, Serialize)]
struct Marked {
    /// Their booking.
    booking: BookingId,
    /// Their name.
    name: String,
    /// The organisation they come from.
    organisation: Option<String>,
    /// Whether they made up for this date with another group.
    made_up: bool,
    /// When they said at the door that they are there.
    checked_in: Option<String>,
    /// Who else marked them, or that a meeting's record does.
    marked_by: Option<String>,
    /// Whether they were there.
    mark: Option<Field>,
    /// The minutes they were there.
    minutes: Option<Field>,
}

/// A session without dates.
#[derive(Serialize)]
pub(in crate::web) struct NothingToMarkFacts {
    /// The course's title.
    pub(super) course: String,
}

impl PageFacts for NothingToMarkFacts {
    const TEMPLATE: &'static str = "registers/attendance_none";

    fn samples() -> Vec<Self> {
        vec![Self { course: "Introduction to restorative practice".to_owned() }]
    }
}

/// How many minutes a date took: as planned, or as was said since.
pub(super) fn minutes_of(roster: &RosterView, date: &DateView) -> i64 {
    let ran = roster.lengths.iter().find(|one| one.date_id == date.id);
    let length = ran.map_or(date.ends_at - date.starts_at, |ran| ran.ends_at - ran.starts_at);
    i64::max(length.num_minutes(), 1)
}

/// What was said of a date's length, in a sentence.
pub(super) fn corrected(roster: &RosterView, date: DateId) -> Option<String> {
    let ran = roster.lengths.iter().find(|one| one.date_id == date)?;
    let minutes = i32::try_from((ran.ends_at - ran.starts_at).num_minutes()).unwrap_or(i32::MAX);
    Some(format!("It ran {}, says {}: {}", length(minutes), ran.by.name, ran.reason))
}

/// The form: two fields a person, which are one value, with what is recorded. It carries what it was opened with:
/// somebody else may be marking the same date.
pub(super) fn attendance_form<'r>(
    roster: &RosterView,
    (date, part): (&DateView, usize),
    entries: impl IntoIterator<Item = &'r RosterEntry>,
) -> Form {
    // The date travels in the form: after a sign-in on the way, a form comes back without its address's query.
    let form = Form::new(format!("/sessions/{}/attendance", roster.session.id), "Save attendance")
        .field(Field::hidden("date", date.id.to_string()))
        .carrying();
    let form = if part == 0 { form } else { form.field(Field::hidden("part", part.to_string())) };
    entries.into_iter().fold(form, |form, entry| {
        let seen = entry.attendance.iter().find(|seen| seen.date_id == date.id);
        let minutes = seen.and_then(|seen| seen.minutes).map(|minutes| minutes.to_string());
        let mark = mark_field(entry.booking_id, &entry.person.name);
        let (mark, minutes) = (
            mark.value(seen.map(|seen| seen.outcome.as_str()).unwrap_or_default()),
            minutes_field(entry.booking_id).value(minutes.unwrap_or_default()),
        );
        let whole = entry.booking_id.to_string();
        form.field(mark.part_of(&whole)).field(minutes.part_of(&whole))
    })
}

fn mark_field(booking: BookingId, name: &str) -> Field {
    Field::radios(&mark_name(booking), name)
        .choice(Outcome::Present.as_str(), "Here")
        .choice(Outcome::Partly.as_str(), "Part of it")
        .choice(Outcome::Absent.as_str(), "Not here")
}

fn minutes_field(booking: BookingId) -> Field {
    Field::number(&minutes_name(booking), "Minutes here")
}

fn date_links(roster: &RosterView, here: &DateView, now: DateTime<Utc>) -> Vec<DateLink> {
    let view = &roster.session;
    let zone = view.timezone.tz();
    let marked = |date: &DateView| {
        let has_mark = |entry: &&RosterEntry| entry.attendance.iter().any(|seen| seen.date_id == date.id);
        roster.entries.iter().filter(has_mark).count()
    };
    let all = |date: &DateView| {
        let on = |entry: &&RosterEntry| entry.ended_at.is_none_or(|at| at >= date.ends_at);
        roster.entries.iter().filter(on).count()
    };
    view.dates
        .iter()
        .map(|date| {
            let all = all(date);
            let state = match marked(date) {
                _ if date.starts_at > now => State::of("quiet", "to come"),
                count if count == all => State::of("good", "marked"),
                count => State::of("waiting", format!("{count} of {all} marked")),
            };
            DateLink {
                address: address(view.id, date),
                words: times::day_without_year(day_in(date.starts_at, zone)),
                here: date.id == here.id,
                state,
            }
        })
        .collect()
}

/// Why attendance of this date cannot be marked now, if so.
fn not_now(roster: &RosterView, date: &DateView, now: DateTime<Utc>) -> Option<String> {
    match roster.session.state {
        SessionState::Published => {}
        // What took place before it was called off still counts.
        SessionState::Cancelled if roster.entries.iter().any(|entry| entry.ended_at.is_some()) => {}
        SessionState::Delivered => {
            return Some("Attendance is finished: everybody has their result.".to_owned());
        }
        SessionState::Cancelled => return Some("This course date was called off.".to_owned()),
        SessionState::Draft => return Some("This course date is not published yet.".to_owned()),
    }
    (date.starts_at > now).then(|| {
        let when = moment(date.starts_at, roster.session.timezone.tz(), ZoneNote::WhenElsewhere);
        format!("It starts on {when}. From then on you can mark who is here.")
    })
}

impl AttendanceFacts {
    /// The list of a date with what stands in its form.
    pub(super) fn of(
        roster: &RosterView,
        (date, part): (&DateView, usize),
        form: &Form,
        saved: Option<String>,
        (now, viewer): (DateTime<Utc>, PersonId),
    ) -> Self {
        let view = &roster.session;
        let marked = |entry: &RosterEntry| Marked {
            booking: entry.booking_id,
            name: entry.person.name.clone(),
            organisation: entry.person.organisation.clone(),
            made_up: entry.attendance.iter().any(|seen| seen.date_id == date.id && seen.made_up_at.is_some()),
            checked_in: checked_in(entry, date, view.timezone.tz()),
            marked_by: marked_by(entry, date, view.timezone.tz(), viewer),
            mark: form.shown(&mark_name(entry.booking_id)),
            minutes: form.shown(&minutes_name(entry.booking_id)),
        };
        let has_mark = |entry: &&RosterEntry| !form.value_of(&mark_name(entry.booking_id)).is_empty();
        let entries = part_of(&roster.entries, part);
        let index = view.dates.iter().position(|known| known.id == date.id).unwrap_or_default();
        Self {
            course: view.course.title.clone(),
            when: words::date(date, view.timezone.tz()),
            which: words::which(view, index),
            dates: if view.dates.len() > 1 { date_links(roster, date, now) } else { Vec::new() },
            not_now: not_now(roster, date, now),
            marked: entries.iter().filter(has_mark).count(),
            all: entries.len(),
            parts: part_links(roster, date, part),
            people: entries.iter().map(marked).collect(),
            length: minutes_of(roster, date),
            corrected: corrected(roster, date.id),
            correct: format!("/sessions/{}/attendance/length?date={}", view.id, date.id),
            finish: format!("/sessions/{}/attendance/finish", view.id),
            saved,
            closed: view.state == SessionState::Delivered,
            walk_in: format!("/sessions/{}/walk-ins", view.id),
            report: format!("/sessions/{}/attendance/import?date={}", view.id, date.id),
            talks: roster.has_talks.then(|| format!("/sessions/{}/talks", view.id)),
            check_in: check_in_address(view, date, now),
        }
    }
}

/// Who marked them, where that was neither whoever looks nor, at the door, the person.
fn marked_by(entry: &RosterEntry, date: &DateView, zone: Tz, viewer: PersonId) -> Option<String> {
    let seen = entry.attendance.iter().find(|seen| seen.date_id == date.id)?;
    let marked = seen.marked.as_ref()?;
    if marked.by_record {
        return Some("by the meeting's record".to_owned());
    }
    let at = times::clock(marked.at.with_timezone(&zone).time());
    (marked.id != viewer && marked.id != entry.person.id)
        .then(|| format!("marked by {} at {at}", marked.name))
}

/// When somebody checked in to a date, as their line says it.
fn checked_in(entry: &RosterEntry, date: &DateView, zone: Tz) -> Option<String> {
    let arrival = entry.check_ins.iter().find(|arrival| arrival.date_id == date.id)?;
    Some(format!("checked in at {}", times::clock(arrival.at.with_timezone(&zone).time())))
}

impl PageFacts for AttendanceFacts {
    const TEMPLATE: &'static str = "registers/attendance";

    fn samples() -> Vec<Self> {
        let booking = BookingId::from_uuid(uuid::Uuid::from_u128(1));
        let (mark, minutes) = (mark_field(booking, "Amira Khan"), minutes_field(booking).value("45"));
        let form = Form::new("", "").field(mark.value(Outcome::Partly.as_str())).field(minutes);
        let mut wrong = form.clone();
        wrong.refuse(&mark_name(booking), "Say whether Amira Khan was here.");
        wrong.refuse(&minutes_name(booking), "Enter how many minutes Amira Khan was here, from 1 to 179.");
        let amira = |form: &Form, organisation: Option<&str>| Marked {
            booking,
            name: "Amira Khan".to_owned(),
            organisation: organisation.map(str::to_owned),
            made_up: organisation.is_some(),
            checked_in: organisation.map(|_| "checked in at 9:52am".to_owned()),
            marked_by: organisation.map(|_| "marked by Tess Trainer at 10:12am".to_owned()),
            mark: form.shown(&mark_name(booking)),
            minutes: form.shown(&minutes_name(booking)),
        };
        let empty = Self {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            which: None,
            dates: Vec::new(),
            not_now: None,
            marked: 0,
            all: 0,
            parts: Vec::new(),
            people: Vec::new(),
            length: 180,
            corrected: None,
            correct: "/sessions/1/attendance/length?date=2".to_owned(),
            finish: "/sessions/1/attendance/finish".to_owned(),
            saved: None,
            closed: false,
            walk_in: "/sessions/1/walk-ins".to_owned(),
            report: "/sessions/1/attendance/import?date=2".to_owned(),
            talks: None,
            check_in: None,
        };
        let link = |here, state| DateLink {
            address: "/sessions/1/attendance?date=2".to_owned(),
            words: "Tuesday 12 January".to_owned(),
            here,
            state,
        };
        let marked = Self {
            which: Some("date 1 of 2".to_owned()),
            dates: vec![
                link(true, State::of("waiting", "1 of 2 marked")),
                link(false, State::of("quiet", "to come")),
            ],
            marked: 2,
            all: 2,
            parts: [true, false]
                .map(|here| PartLink {
                    address: "/sessions/1/attendance?date=2&part=1".to_owned(),
                    words: "People 1 to 100".to_owned(),
                    here,
                })
                .into(),
            people: vec![amira(&form, Some("Hillside Primary School")), amira(&wrong, None)],
            saved: Some("Saved 10:15am".to_owned()),
            talks: Some("/sessions/1/talks".to_owned()),
            check_in: Some("/sessions/1/check-in?date=2".to_owned()),
            corrected: Some("It ran 2 hours, says Chris Straker: The fire alarm.".to_owned()),
            ..empty.clone()
        };
        let not_now = || Some("Attendance is finished: everybody has their result.".to_owned());
        vec![
            Self { saved: None, talks: None, ..marked.clone() },
            marked,
            Self { not_now: not_now(), closed: true, ..empty.clone() },
            Self { not_now: not_now(), ..empty.clone() },
            empty,
        ]
    }

    fn form_sample() -> Option<Form> {
        let form = Form::new("/sessions/1/attendance", "Save attendance");
        Some(form.field(Field::hidden("date", "sample")).carrying())
    }
}
