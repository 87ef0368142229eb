//! A person's CPD record: what they did, year by year, and what it comes to.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{
    DocumentError, Fonts, Marks,
    fonts::Face,
    page_foot,
    paper::{Ink, Paper, Role, Style},
    pdf_file::{About, pdf},
    text_column::Flow,
};
use crate::domain::times::{self, Zone};

const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const LEFT: f32 = 56.0;
const RIGHT: f32 = WIDTH - 56.0;
const BOTTOM: f32 = 66.0;
const COURSE: f32 = LEFT + 92.0;
const TIME: f32 = RIGHT - 108.0;

/// What the record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CpdRecord {
    /// The person's name.
    pub person_name: String,
    /// Who keeps the record.
    pub provider: String,
    /// The name of their mark, where they have one.
    pub mark: Option<String>,
    /// What they did, in any order.
    pub entries: Vec<CpdEntry>,
    /// What the file is known by, such as the person's id.
    pub reference: String,
    /// When the record was made.
    pub made_at: DateTime<Utc>,
    /// The IANA zone its date is shown in.
    pub timezone: Zone,
}

/// One line of a CPD record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CpdEntry {
    /// The day it was completed, or last attended; `None` where only the fact is known.
    pub on: Option<NaiveDate>,
    /// The course's title.
    pub course_title: String,
    /// What is to be said of it: "there for part of it", "recorded from your earlier training", the certificate's number.
    pub notes: Vec<String>,
    /// CPD in whole minutes.
    pub minutes: i32,
    /// What the person says of it, a paragraph each: what they learnt, what they meant to do and what became of it.
    pub reflection: Vec<String>,
}

/// Draws the record as a PDF file, newest year first, on as many pages as it takes. `marks` are those it may name.
///
/// # Errors
/// Only if the PDF library fails.
pub fn render(record: &CpdRecord, marks: &Marks, fonts: &Fonts) -> Result<Vec<u8>, DocumentError> {
    let zone = record.timezone.tz();
    let mut entries: Vec<&CpdEntry> = record.entries.iter().collect();
    entries.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.course_title.cmp(&b.course_title)));

    let mut sheet = Sheet { fonts, done: Vec::new(), paper: Paper::default(), y: HEIGHT - 56.0 };
    if let Some(mark) = marks.named(record.mark.as_deref()) {
        sheet.paper.mark((RIGHT, HEIGHT - 36.0), (160.0, 34.0), mark);
    }
    sheet.heading(record, zone);
    for year in entries.chunk_by(|a, b| a.on.map(|on| on.year()) == b.on.map(|on| on.year())) {
        sheet.year(year);
        for entry in year {
            sheet.entry(entry);
        }
    }
    if entries.is_empty() {
        sheet.note("Nothing has been recorded yet. What you complete will stand here, year by year.");
    }
    let about = About {
        title: format!("CPD record: {}", record.person_name),
        author: record.person_name.clone(),
        subject: format!(
            "Training completed, as recorded on {}",
            times::day(times::day_in(record.made_at, zone))
        ),
        number: record.reference.clone(),
        made_at: record.made_at,
    };
    let pages = sheet.finished(&record.person_name);
    pdf(about, (WIDTH, HEIGHT), pages, fonts)
}

/// A length of time; nothing where none was recorded, as with training of long ago.
fn said(minutes: i32) -> String {
    if minutes > 0 { times::length(minutes) } else { String::new() }
}

struct Sheet<'a> {
    fonts: &'a Fonts,
    done: Vec<Paper>,
    paper: Paper,
    y: f32,
}

impl Sheet<'_> {
    fn heading(&mut self, record: &CpdRecord, zone: Tz) {
        self.paper.begin(Role::Heading);
        let label = Style { tracking: 1.4, ..Style::new(Face::Strong, 9.0, Ink::Deep) };
        self.paper.text(LEFT, self.y - 8.0, label, "CPD RECORD");
        self.paper.rule((LEFT, self.y - 20.0), (RIGHT, self.y - 20.0), 0.6, Ink::Hair);
        let mut flow = Flow::new(self.fonts, RIGHT - LEFT);
        flow.gap(36.0);
        let name = Style::new(Face::Display, 28.0, Ink::Black);
        flow.fitted(
            name,
            1.15,
            &record.person_name,
            &[(28.0, 1), (23.0, 1), (20.0, 2), (15.0, 3), (11.0, 4)],
        );
        let total: i32 = record.entries.iter().map(|entry| entry.minutes.max(0)).sum();
        let day = times::day(times::day_in(record.made_at, zone));
        let summary = format!("{} in all, as recorded on {day}", times::cpd_length(total));
        let soft = Style::new(Face::Text, 10.5, Ink::Soft);
        flow.paragraph(soft, 1.4, &summary);
        flow.paragraph(Style { ours: true, ..soft }, 1.4, &format!("Kept by {}", record.provider));
        flow.draw(&mut self.paper, LEFT, self.y);
        self.y -= flow.depth() + 8.0;
    }

    fn year(&mut self, entries: &[&CpdEntry]) {
        self.make_room(78.0);
        let words = entries
            .first()
            .and_then(|entry| entry.on)
            .map_or_else(|| "Date not known".to_owned(), |on| on.year().to_string());
        let total: i32 = entries.iter().map(|entry| entry.minutes.max(0)).sum();
        self.y -= 34.0;
        self.paper.begin(Role::Paragraph);
        self.paper.text(LEFT, self.y, Style::new(Face::Display, 16.0, Ink::Deep), &words);
        self.paper.text(TIME, self.y, Style::new(Face::Strong, 10.0, Ink::Warm), &said(total));
        self.y -= 8.0;
        self.paper.rule((LEFT, self.y), (RIGHT, self.y), 1.0, Ink::Deep);
    }

    fn entry(&mut self, entry: &CpdEntry) {
        let mut what = Flow::new(self.fonts, TIME - COURSE - 12.0);
        what.fitted(
            Style::new(Face::Text, 10.5, Ink::Black),
            1.25,
            &entry.course_title,
            &[(10.5, 3), (9.0, 5)],
        );
        for note in &entry.notes {
            what.fitted(Style::new(Face::Text, 8.5, Ink::Soft), 1.25, note, &[(8.5, 3)]);
        }
        let height = what.depth() + 12.0;
        self.make_room(height);
        let text = Style::new(Face::Text, 10.5, Ink::Black);
        let line = self.y - 6.0 - 10.5 * 0.925;
        let day = entry.on.map(|on| on.format("%-d %B").to_string()).unwrap_or_default();
        self.paper.begin(Role::Paragraph);
        self.paper.text(LEFT, line, text, &day);
        what.draw_on(&mut self.paper, COURSE, self.y - 6.0);
        self.paper.text(TIME, line, text, &said(entry.minutes));
        self.y -= height;
        for words in &entry.reflection {
            self.reflection(words);
        }
        self.paper.rule((LEFT, self.y), (RIGHT, self.y), 0.5, Ink::Hair);
    }

    /// A paragraph of what the person says of it, below its course.
    fn reflection(&mut self, words: &str) {
        let mut said = Flow::new(self.fonts, RIGHT - COURSE);
        said.paragraph(Style::new(Face::Text, 8.5, Ink::Black), 1.35, words);
        let height = said.depth() + 4.0;
        self.make_room(height);
        said.draw(&mut self.paper, COURSE, self.y);
        self.y -= height;
    }

    fn note(&mut self, words: &str) {
        let mut flow = Flow::new(self.fonts, RIGHT - LEFT);
        flow.paragraph(Style::new(Face::Text, 10.5, Ink::Soft), 1.4, words);
        flow.draw(&mut self.paper, LEFT, self.y - 24.0);
        self.y -= flow.depth() + 24.0;
    }

    /// Turns the page when what comes next would not stand whole on this one.
    fn make_room(&mut self, height: f32) {
        if self.y - height < BOTTOM {
            self.done.push(std::mem::take(&mut self.paper));
            self.y = HEIGHT - 56.0;
        }
    }

    fn finished(mut self, name: &str) -> Vec<Paper> {
        self.done.push(self.paper);
        let small = Style { ours: true, ..Style::new(Face::Text, 8.0, Ink::Soft) };
        let words = format!("{name}  ·  CPD record");
        page_foot::number(&mut self.done, (LEFT, RIGHT), (self.fonts, small, 5.0), &words);
        self.done
    }
}
