//! Attendance reports of Zoom, Teams and Google Meet, read a line at a time: which table of the file says who joined,
//! and what it says of each.
//!
//! The programs write their headings in the language of whoever saved the report, so a table is told by what stands in
//! it: a line with two moments is somebody joining and leaving. Headings are asked where they are known, and where
//! only they can tell.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

use chrono::NaiveDate;

use super::{
    ids::BookingId,
    imports::LineProblem,
    report_headings::{Headings, Role},
    report_stamps::{DayOrder, Stamp, length_in_seconds},
    stays::Stay,
    tables::{NO_RESULT, Row},
    words::ReportSource,
};

/// The most joinings one file may hold.
pub const MOST_JOININGS: usize = 200_000;
/// The longest name or address that is read, in characters: what goes beyond is no name.
const LONGEST_NAME: usize = 200;

/// One line that says that somebody was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The line of the file.
    pub line: u64,
    /// The name as it was shown in the meeting.
    pub name: String,
    /// The name of the account behind it, where that differs.
    pub original_name: Option<String>,
    /// The address, where the program knew one.
    pub email: Option<String>,
    /// The booking whose own link they came by, where the program itself says so.
    pub booking: Option<BookingId>,
    /// When.
    pub time: Seen,
}

/// What is known of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// From when to when. With a bound where the program itself says that they were there for less of it, in seconds.
    Between(Stamp, Stamp, Option<i64>),
    /// How long in all, in seconds.
    Total(i64),
}

/// A line that counts for nobody, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The line of the file.
    pub line: u64,
    /// Why.
    pub because: &'static str,
}

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The program it is from.
    pub source: ReportSource,
    /// Everybody's joinings, in the order of the file.
    pub joinings: Vec<Joining>,
    /// Lines that count for nobody.
    pub left_out: Vec<LeftOut>,
    /// Its times are UTC, it says.
    pub in_utc: bool,
}

/// Said of a line from before somebody was let in.
const WAITED: &str = "was in the waiting room, not yet in the meeting";

impl Report {
    /// What Zoom itself says of a meeting that was made there.
    #[must_use]
    pub fn of_stays(stays: &[Stay]) -> Self {
        let numbered = || (1_u64..).zip(stays);
        let joining = |(line, stay): (u64, &Stay)| Joining {
            line,
            name: short(&stay.name),
            original_name: None,
            email: stay.email.clone(),
            booking: stay.booking,
            time: Seen::Between(Stamp::of(stay.joined_at), Stamp::of(stay.left_at), None),
        };
        let left_out = |(line, _): (u64, &Stay)| LeftOut { line, because: WAITED };
        Self {
            source: ReportSource::Zoom,
            joinings: numbered().filter(|(_, stay)| !stay.in_waiting_room).map(joining).collect(),
            left_out: numbered().filter(|(_, stay)| stay.in_waiting_room).map(left_out).collect(),
            in_utc: true,
        }
    }

    /// Whether it tells only how long, not from when to when.
    #[must_use]
    pub fn has_totals_alone(&self) -> bool {
        self.joinings.iter().any(|joining| matches!(joining.time, Seen::Total(_)))
    }
}

/// Said of a file in which nobody joins anything.
const NOT_A_REPORT: &str = "nothing in this file reads as who joined a meeting, and when. Bring the participants' report \
                            of Zoom, the attendance report of Teams or that of Google Meet, as it was downloaded.";

/// One table of the file.
#[derive(Debug, Default)]
struct Table {
    headings: Option<Headings>,
    joinings: Vec<Joining>,
    left_out: Vec<LeftOut>,
    events: Vec<Event>,
}

/// A line of the oldest reports of Teams.
#[derive(Debug)]
struct Event {
    line: u64,
    name: String,
    action: String,
    at: Stamp,
}

/// Reads a report as its lines come.
#[derive(Debug, Default)]
pub struct Reading {
    tables: Vec<Table>,
    /// Somewhere stands what only Teams writes.
    teams: bool,
    /// A line alone came before: what follows may be another table.
    between: bool,
    in_utc: bool,
    joinings: usize,
    problem: Option<LineProblem>,
}

impl Reading {
    /// Takes the next line.
    pub fn take(&mut self, row: &Row) -> ControlFlow<()> {
        let filled = row.filled();
        if filled == 0 {
            return ControlFlow::Continue(());
        }
        if filled == 1 {
            // The title of what follows.
            self.between = true;
            self.teams |= is_section(row.cells.first().map_or("", String::as_str));
            return ControlFlow::Continue(());
        }
        let has_begun = self.tables.last().is_some_and(|table| !table.joinings.is_empty());
        let may_be_headings = self.between || !has_begun;
        self.between = false;
        if let Some(headings) = Headings::of(&row.cells, may_be_headings) {
            self.teams |= headings.is_of_teams();
            self.in_utc |= headings.say_utc();
            self.tables.push(Table { headings: Some(headings), ..Table::default() });
            return ControlFlow::Continue(());
        }
        let Some(table) = self.tables.last_mut() else { return ControlFlow::Continue(()) };
        let before = table.joinings.len() + table.events.len();
        if let Err(problem) = table.take(row) {
            self.problem = Some(problem);
            return ControlFlow::Break(());
        }
        self.joinings += table.joinings.len() + table.events.len() - before;
        if self.joinings > MOST_JOININGS {
            let why = format!("the report has more than {MOST_JOININGS} lines: bring it in in parts.");
            self.problem = Some(LineProblem::whole(row.line, why));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// All lines have come.
    ///
    /// # Errors
    /// Nobody joins anything in it; a line of somebody joining cannot be read.
    pub fn finish(self) -> Result<Report, LineProblem> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let Self { mut tables, mut teams, in_utc, .. } = self;
        for table in &mut tables {
            teams |= !table.events.is_empty();
            let events = std::mem::take(&mut table.events);
            table.joinings.extend(from_events(events));
        }
        let left_out: Vec<LeftOut> =
            tables.iter_mut().flat_map(|table| std::mem::take(&mut table.left_out)).collect();
        tables.retain(|table| !table.joinings.is_empty());
        // Of a meeting's own data, its participants and what each of them did, the last says most; the lists of a webinar
        // stand beside each other.
        let are_lists = |table: &Table| table.headings.as_ref().is_some_and(Headings::are_of_a_webinar);
        let joinings: Vec<Joining> = if tables.iter().any(are_lists) {
            tables.into_iter().filter(are_lists).flat_map(|table| table.joinings).collect()
        } else {
            let mut last = tables.pop().map(|table| table.joinings).unwrap_or_default();
            if teams && let Some(people) = tables.pop() {
                add_addresses(&mut last, &people.joinings);
            }
            last
        };
        if joinings.is_empty() && left_out.is_empty() {
            return Err(LineProblem::whole(1, NOT_A_REPORT));
        }
        let without_days =
            |joining: &Joining| matches!(joining.time, Seen::Between(from, ..) if !from.names_a_day());
        let source = if teams {
            ReportSource::Teams
        } else if joinings.iter().any(without_days) {
            ReportSource::Meet
        } else {
            ReportSource::Zoom
        };
        Ok(Report { source, joinings, left_out, in_utc })
    }
}

/// `1. Summary`, `2. Teilnehmer`: the sections of Teams.
fn is_section(cell: &str) -> bool {
    let mut letters = cell.trim().chars();
    matches!(
        (letters.next(), letters.next(), letters.next()),
        (Some('1'..='9'), Some('.'), Some(' ' | '\u{a0}'))
    )
}

/// The list of what everybody did has no address for whoever is not of the organisation, or none at all: those of the
/// list of people count where the name stands once in it.
fn add_addresses(joinings: &mut [Joining], people: &[Joining]) {
    let mut known: HashMap<&str, Option<&String>> = HashMap::new();
    for person in people {
        let here = person.email.as_ref();
        known
            .entry(&person.name)
            .and_modify(|known| *known = known.filter(|known| Some(*known) == here))
            .or_insert(here);
    }
    for joining in joinings.iter_mut().filter(|joining| joining.email.is_none()) {
        joining.email = known.get(joining.name.as_str()).copied().flatten().cloned();
    }
}

impl Table {
    fn take(&mut self, row: &Row) -> Result<(), LineProblem> {
        let Some(headings) = &self.headings else { return Ok(()) };
        let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell.trim());
        let role = |role: Role| headings.at(role).map(cell);
        let left_out = |because| LeftOut { line: row.line, because };
        if role(Role::Attended).is_some_and(is_no) {
            self.left_out.push(left_out("did not come"));
            return Ok(());
        }
        let (joined, left) = headings.times(&row.cells);
        let (name, original_name) = headings.name(&row.cells);
        let email = headings.email(&row.cells);
        if name.is_empty() && email.is_none() {
            return Ok(());
        }
        if role(Role::WaitingRoom).is_some_and(is_yes) {
            self.left_out.push(left_out(WAITED));
            return Ok(());
        }
        let (name, joining) = (short(&name), |time| Joining {
            line: row.line,
            name: short(&name),
            original_name: original_name.as_deref().map(short),
            email: email.clone().filter(|email| email.chars().count() <= LONGEST_NAME),
            booking: None,
            time,
        });
        if let Some(action) = role(Role::Action) {
            let Some(at) = left.or(joined) else { return Ok(()) };
            self.events.push(Event { line: row.line, name, action: action.to_lowercase(), at });
            return Ok(());
        }
        if let (Some(joined), Some(left)) = (joined, left) {
            // The program's own count bounds a list that has one line a person; of one join it is the same.
            let said =
                role(Role::Duration).filter(|_| headings.has_one_line_a_person()).and_then(length_in_seconds);
            self.joinings.push(joining(Seen::Between(joined, left, said)));
            return Ok(());
        }
        let times_expected = headings.at(Role::Joined).is_some();
        let (join_text, leave_text) = (role(Role::Joined).unwrap_or(""), role(Role::Left).unwrap_or(""));
        if times_expected && is_nothing(join_text) && is_nothing(leave_text) {
            self.left_out.push(left_out("did not come"));
            return Ok(());
        }
        if times_expected {
            return Err(unreadable_time(row.line, if joined.is_none() { join_text } else { leave_text }));
        }
        if headings.tells_totals()
            && let Some(seconds) = role(Role::Duration).and_then(length_in_seconds)
        {
            self.joinings.push(joining(Seen::Total(seconds)));
        }
        Ok(())
    }
}

fn unreadable_time(line: u64, text: &str) -> LineProblem {
    let why = if text == NO_RESULT {
        "a time is a formula whose result is not in the file. Bring the report as it was downloaded."
    } else if text.starts_with('#') {
        "a time is not in the file any more: a spreadsheet program saved it as it showed it. Bring the report as it was \
         downloaded."
    } else {
        "the time of joining or leaving cannot be read. Bring the report as it was downloaded."
    };
    LineProblem::whole(line, why).showing(text)
}

fn short(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_NAME).collect()
}

fn is_no(cell: &str) -> bool {
    ["no", "nein", "non", "nee", "nej", "não"].contains(&cell.to_lowercase().as_str())
}

fn is_yes(cell: &str) -> bool {
    ["yes", "ja", "oui", "sí", "si", "sim", "はい", "是"].contains(&cell.to_lowercase().as_str())
}

fn is_nothing(cell: &str) -> bool {
    cell.is_empty() || cell.chars().all(|c| matches!(c, '-' | '\u{2013}' | '\u{2014}'))
}

/// Joinings of a list in which coming and going are lines of their own. A word that nobody's first line has means going;
/// who never went was there until the last thing that is known to have happened.
fn from_events(events: Vec<Event>) -> Vec<Joining> {
    // Within one day either order of its numbers puts the moments one behind the other alike.
    let in_order = |at: &Stamp| {
        at.read(DayOrder::DayFirst, NaiveDate::MIN).or(at.read(DayOrder::MonthFirst, NaiveDate::MIN))
    };
    let Some(last) = events.iter().map(|event| event.at).max_by_key(in_order) else { return Vec::new() };
    let mut coming: HashSet<&str> = HashSet::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for event in &events {
        if seen.insert(&event.name) {
            coming.insert(&event.action);
        }
    }
    let mut there: HashMap<&str, (u64, Stamp)> = HashMap::new();
    let mut joinings = Vec::new();
    let joining = |line, name: &str, from, to| Joining {
        line,
        name: name.to_owned(),
        original_name: None,
        email: None,
        booking: None,
        time: Seen::Between(from, to, None),
    };
    for event in &events {
        if coming.contains(event.action.as_str()) {
            there.entry(&event.name).or_insert((event.line, event.at));
        } else if let Some((line, from)) = there.remove(event.name.as_str()) {
            joinings.push(joining(line, &event.name, from, event.at));
        }
    }
    let mut still: Vec<_> = there.into_iter().collect();
    still.sort_by_key(|(_, (line, _))| *line);
    joinings.extend(still.into_iter().map(|(name, (line, from))| joining(line, name, from, last)));
    joinings
}
