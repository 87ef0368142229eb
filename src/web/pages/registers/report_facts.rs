//! What the page of a meeting's report shows, and its form.

use serde::Serialize;

use crate::{
    domain::{
        attendance::from_record,
        ids::BookingId,
        joiner_matching::REMEMBERED,
        times::{ZoneNote, clock_range, length, range},
        words::{Outcome, ReportEvidence, ReportMatch, ReportSource},
    },
    store::read::registers::{
        attendance_imports::{AttendanceImportView, IgnoredLine, ImportLineView, RecordedView},
        rosters::RosterView,
    },
    web::{
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::registers::attendance_list::minutes_of,
    },
};

/// Said of a line that is nobody on the list.
pub(super) const NOBODY: &str = "nobody";
/// Said of a line of somebody who came without a booking.
pub(super) const ADD_THEM: &str = "add";
/// The tick by which everybody else is marked as not here.
pub(super) const OTHERS_ABSENT: &str = "others_absent";
/// So many lines are asked about at most: a form has no more than 300 fields.
pub(super) const MOST_ASKED: usize = 250;

/// The field of a line.
pub(super) fn line_name(key: &str) -> String {
    format!("line-{key}")
}

/// The lines that somebody has to say something about.
pub(super) fn asked_of(import: &AttendanceImportView) -> impl Iterator<Item = &ImportLineView> {
    import.lines.iter().filter(|line| line.how != ReportMatch::Email)
}

/// The page.
#[derive(Clone, Serialize)]
pub(in crate::web) struct ReviewFacts {
    /// The course's title.
    course: String,
    /// The date.
    when: String,
    /// Where the report is from, and how many joined.
    source: String,
    /// That it is marked, and where it is taken back.
    applied: Option<Applied>,
    /// Whose name is proposed, or may be one of several.
    doubts: Vec<Field>,
    /// Who is on no list.
    unknown: Vec<Field>,
    /// How many more are on no list than are asked about.
    more: usize,
    /// Who is known by an address.
    known: Vec<KnownLine>,
    /// Who was not there.
    absent: Vec<String>,
    /// The tick for them.
    others: Option<Field>,
    /// Lines that count for nobody.
    left_out: Vec<IgnoredLine>,
}

/// That it is marked.
#[derive(Clone, Serialize)]
struct Applied {
    /// Where it is taken back.
    undo: String,
}

/// Somebody who is known.
#[derive(Clone, Serialize)]
struct KnownLine {
    /// Their name.
    name: String,
    /// The name they joined with, where it is another.
    shown: Option<String>,
    /// How long they were there, and from when to when.
    there: String,
    /// What is marked already, where it is something else.
    before: Option<String>,
}

/// The form: a field for every line that an address does not tell.
pub(super) fn review_form(import: &AttendanceImportView, roster: &RosterView) -> Form {
    let form = Form::new(format!("/attendance-imports/{}", import.id), "Mark attendance");
    let form =
        asked_of(import).take(MOST_ASKED).fold(form, |form, line| form.field(line_field(line, roster)));
    match absent_names(import, roster).len() {
        0 => form,
        count => form.field(others_field(count)),
    }
}

fn others_field(count: usize) -> Field {
    let label = match count {
        1 => "Mark this person as not here".to_owned(),
        count => format!("Mark these {count} people as not here"),
    };
    Field::boxes(OTHERS_ABSENT, "").choice("1", label).ticked(&["1"])
}

fn line_field(line: &ImportLineView, roster: &RosterView) -> Field {
    let name = line_name(&line.key);
    let zone = roster.session.timezone.tz();
    let note = line.note.as_ref().map_or_else(String::new, |note| format!(". {note}"));
    let hint = format!("{}{note}", there(line, zone));
    let remembered = line.candidates.iter().find(|one| one.because == REMEMBERED).map(|one| one.booking_id);
    let decided = line.decided.first().copied().or(remembered).map(|booking| booking.to_string());
    match line.how {
        ReportMatch::Email | ReportMatch::Proposed | ReportMatch::Ambiguous => {
            let one = line.how == ReportMatch::Proposed;
            let field = line.candidates.iter().fold(Field::radios(&name, &line.name), |field, candidate| {
                let label = if one {
                    format!("Yes, this is {}", candidate.person_name)
                } else {
                    candidate.person_name.clone()
                };
                field.choice_with(candidate.booking_id.to_string(), label, Some(candidate.because.clone()))
            });
            let none = if one { "No, this is somebody else" } else { "None of them" };
            field.choice(NOBODY, none).value(decided.unwrap_or_default()).hint(hint)
        }
        ReportMatch::Unknown => {
            let field = Field::select(&name, &line.name).choice("", "Nobody on the list");
            let field = if reads_as_name(&line.name) {
                field.choice(ADD_THEM, "Came without a booking: add them")
            } else {
                field
            };
            let field = roster
                .entries
                .iter()
                .fold(field, |field, entry| field.choice(entry.booking_id.to_string(), &entry.person.name));
            field.value(decided.unwrap_or_default()).hint(hint)
        }
    }
}

/// Whether somebody could be added under what the meeting showed: letters, and no address.
fn reads_as_name(name: &str) -> bool {
    name.chars().any(char::is_alphabetic) && !name.contains('@')
}

fn absent_names(import: &AttendanceImportView, roster: &RosterView) -> Vec<String> {
    let is_absent = |booking: &BookingId| import.absent.contains(booking);
    roster
        .entries
        .iter()
        .filter(|entry| is_absent(&entry.booking_id))
        .map(|entry| entry.person.name.clone())
        .collect()
}

/// "2 hours 45 minutes, 10:02am to 12:50pm".
fn there(line: &ImportLineView, zone: chrono_tz::Tz) -> String {
    let long = length(line.minutes);
    match line.first_joined_at.zip(line.last_left_at) {
        Some((from, to)) => format!("{long}, {}", clock_range(from, to, zone, ZoneNote::WhenElsewhere)),
        None => long,
    }
}

/// What is marked, where the report says something else.
fn differs(recorded: Option<RecordedView>, minutes: i32, scheduled: i64) -> Option<String> {
    let recorded = recorded?;
    let said = from_record(minutes, i32::try_from(scheduled).unwrap_or(i32::MAX));
    if (recorded.outcome, recorded.minutes) == said {
        return None;
    }
    Some(match (recorded.outcome, recorded.minutes) {
        (Outcome::Present, _) => "Marked as here so far.".to_owned(),
        (Outcome::Absent, _) => "Marked as not here so far.".to_owned(),
        (Outcome::Partly, minutes) => {
            format!("Marked as here for {} so far.", length(minutes.unwrap_or_default()))
        }
    })
}

impl ReviewFacts {
    /// What the report says, with what stands in the form.
    pub(super) fn of(import: &AttendanceImportView, roster: &RosterView, form: &Form) -> Self {
        let view = &roster.session;
        let zone = view.timezone.tz();
        let date = view.dates.iter().find(|date| date.id == import.date_id);
        let scheduled = date.map_or(0, |date| minutes_of(roster, date));
        let asked: Vec<&ImportLineView> = asked_of(import).take(MOST_ASKED).collect();
        let of = |unknown: bool| {
            let lines = asked.iter().filter(move |line| (line.how == ReportMatch::Unknown) == unknown);
            lines.filter_map(|line| form.shown(&line_name(&line.key))).collect()
        };
        let known = import.lines.iter().filter(|line| line.how == ReportMatch::Email).map(|line| {
            let entry = roster.entries.iter().find(|entry| Some(entry.booking_id) == line.booking_id);
            let name = entry.map_or(&line.name, |entry| &entry.person.name);
            KnownLine {
                name: name.clone(),
                shown: (*name != line.name && !line.name.is_empty()).then(|| line.name.clone()),
                there: there(line, zone),
                before: differs(line.recorded, line.minutes, scheduled),
            }
        });
        Self {
            course: view.course.title.clone(),
            when: date.map_or_else(String::new, |date| {
                range(date.starts_at, date.ends_at, zone, ZoneNote::WhenElsewhere)
            }),
            source: source(import),
            applied: import
                .applied_at
                .map(|_| Applied { undo: format!("/attendance-imports/{}/undo", import.id) }),
            doubts: of(false),
            unknown: of(true),
            more: asked_of(import).count() - asked.len(),
            known: known.collect(),
            absent: absent_names(import, roster),
            others: form.shown(OTHERS_ABSENT),
            left_out: import.ignored.clone(),
        }
    }
}

fn source(import: &AttendanceImportView) -> String {
    let program = match import.source {
        ReportSource::Zoom => "Zoom",
        ReportSource::Teams => "Teams",
        ReportSource::Meet => "Google Meet",
    };
    let joined = match import.lines.len() {
        1 => "one person or device joined".to_owned(),
        count => format!("{count} people or devices joined"),
    };
    let totals = match import.evidence {
        ReportEvidence::Intervals => "",
        ReportEvidence::Totals => " It tells how long, not from when to when.",
    };
    format!("By the report of {program}, {joined}.{totals}")
}

impl PageFacts for ReviewFacts {
    const TEMPLATE: &'static str = "registers/review_report";

    fn samples() -> Vec<Self> {
        let hint = "2 hours 45 minutes, 10:02am to 12:50pm. Joined by telephone.";
        let shown = |key: &str, field: Field| {
            Form::new("", "")
                .field(field.hint(hint))
                .shown(&line_name(key))
                .into_iter()
                .collect::<Vec<Field>>()
        };
        let known = |joined_as: Option<&str>, before: Option<&str>| KnownLine {
            name: "Amira Khan".to_owned(),
            shown: joined_as.map(str::to_owned),
            there: "3 hours, 10am to 1pm".to_owned(),
            before: before.map(str::to_owned),
        };
        let empty = Self {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            source: "By the report of Zoom, 23 people or devices joined.".to_owned(),
            applied: None,
            doubts: Vec::new(),
            unknown: Vec::new(),
            more: 0,
            known: Vec::new(),
            absent: Vec::new(),
            others: None,
            left_out: Vec::new(),
        };
        let radios = Field::radios("line-5", "Sam")
            .choice_with(
                "1",
                "Yes, this is Samuel Okoro",
                Some("The only one of that first name on this date.".to_owned()),
            )
            .choice(NOBODY, "No, this is somebody else");
        let select =
            Field::select("line-7", "iPad (2)").choice("", "Nobody on the list").choice("1", "Samuel Okoro");
        let full = Self {
            applied: Some(Applied { undo: "/attendance-imports/1/undo".to_owned() }),
            doubts: shown("5", radios),
            unknown: shown("7", select),
            more: 3,
            known: vec![known(Some("amira k"), Some("Marked as not here so far.")), known(None, None)],
            absent: vec!["Chris Straker".to_owned()],
            others: Form::new("", "").field(others_field(1)).shown(OTHERS_ABSENT),
            left_out: vec![IgnoredLine { line: 9, because: "takes notes, and is nobody".to_owned() }],
            ..empty.clone()
        };
        vec![Self { others: None, more: 0, ..full.clone() }, full, empty]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/attendance-imports/1", "Mark attendance"))
    }
}
