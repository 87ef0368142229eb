//! The sheet that goes round the room: who is expected, and a box to sign for each date.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{
    DocumentError, Fonts,
    fonts::Face,
    paper::{Ink, Paper, Role, Style},
    pdf_file::{About, pdf},
    text_column::Flow,
};
use crate::domain::times::{self, Zone, ZoneNote};

const WIDTH: f32 = 841.89;
const HEIGHT: f32 = 595.28;
const LEFT: f32 = 45.0;
const RIGHT: f32 = WIDTH - 45.0;
const BOTTOM: f32 = 50.0;
const ROW: f32 = 25.0;
const NAME: f32 = LEFT + 26.0;
const ORGANISATION: f32 = LEFT + 230.0;
/// Where the boxes to sign begin.
const BOXES: f32 = LEFT + 400.0;
/// Lines left empty for people who come without a booking.
const WALK_INS: usize = 3;

/// What the sheet says. Access needs have no place on it: it is passed from hand to hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInSheet {
    /// The course's title.
    pub course_title: String,
    /// Start and end of each date: one box each.
    pub dates: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// The IANA zone the dates are shown in.
    pub timezone: Zone,
    /// The room or site.
    pub place: Option<String>,
    /// Who leads it.
    pub trainers: Vec<String>,
    /// Who is expected: name and organisation, in the order they are to be found.
    pub people: Vec<(String, String)>,
    /// What the file is known by, such as the session's id.
    pub reference: String,
    /// When the list was made.
    pub made_at: DateTime<Utc>,
}

/// Draws the sheet as a PDF file, on as many pages as it takes, each with its own headings.
///
/// # Errors
/// Only if the PDF library fails.
pub fn render(sheet: &SignInSheet, fonts: &Fonts) -> Result<Vec<u8>, DocumentError> {
    let zone = sheet.timezone.tz();
    let nobody = (String::new(), String::new());
    let mut rows = sheet.people.iter().chain(std::iter::repeat_n(&nobody, WALK_INS)).enumerate().peekable();
    let mut pages = Vec::new();
    while rows.peek().is_some() {
        let mut paper = Paper::default();
        let mut y = headings(&mut paper, sheet, fonts, zone);
        while y - ROW > BOTTOM
            && let Some((index, (name, organisation))) = rows.next()
        {
            y -= ROW;
            row(&mut paper, fonts, y, index + 1, name, organisation);
            boxes(&mut paper, sheet.dates.len(), y);
        }
        pages.push(paper);
    }
    number_pages(&mut pages, fonts, sheet, zone);
    let about = About {
        title: format!("Sign-in sheet: {}", sheet.course_title),
        author: sheet.trainers.join(", "),
        subject: sheet.dates.first().map(|date| on(*date, zone)).unwrap_or_default(),
        number: sheet.reference.clone(),
        made_at: sheet.made_at,
    };
    pdf(about, (WIDTH, HEIGHT), pages, fonts)
}

fn on((starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>), zone: Tz) -> String {
    times::range(starts_at, ends_at, zone, ZoneNote::WhenElsewhere)
}

/// What the sheet is for and what its columns are; says where the rows begin.
fn headings(paper: &mut Paper, sheet: &SignInSheet, fonts: &Fonts, zone: Tz) -> f32 {
    let top = HEIGHT - 40.0;
    paper.begin(Role::Heading);
    let label = Style { tracking: 1.2, ..Style::new(Face::Strong, 8.5, Ink::Deep) };
    paper.text(LEFT, top - 7.0, label, "SIGN-IN SHEET");
    let mut flow = Flow::new(fonts, RIGHT - LEFT);
    flow.gap(15.0);
    let title = Style::new(Face::Display, 20.0, Ink::Black);
    flow.fitted(title, 1.2, &sheet.course_title, &[(20.0, 1), (16.0, 2), (12.0, 3)]);
    let mut facts: Vec<String> = match sheet.dates.as_slice() {
        [date] => vec![on(*date, zone)],
        dates => vec![format!("{} dates", dates.len())],
    };
    facts.extend(sheet.place.clone());
    if !sheet.trainers.is_empty() {
        facts.push(format!("led by {}", sheet.trainers.join(", ")));
    }
    flow.fitted(Style::new(Face::Text, 10.0, Ink::Soft), 1.4, &facts.join("  ·  "), &[(10.0, 2), (8.0, 3)]);
    flow.draw(paper, LEFT, top);

    let y = top - flow.depth() - 34.0;
    let small = Style::new(Face::Strong, 8.5, Ink::Soft);
    for (x, words) in [(NAME, "Name"), (ORGANISATION, "Organisation")] {
        paper.begin(Role::Paragraph);
        paper.text(x, y + 6.0, small, words);
    }
    for (date, (x, width)) in sheet.dates.iter().zip(columns(sheet.dates.len())) {
        let local = date.0.with_timezone(&zone);
        let mut head = Flow::new(fonts, width - 8.0);
        let words = format!("{} {}", local.format("%a %-d %b %Y"), times::clock(local.time()));
        head.fitted(small, 1.15, &words, &[(8.5, 1), (7.5, 2), (6.5, 3)]);
        head.draw(paper, x + 4.0, y + 4.0 + head.depth());
    }
    paper.rule((LEFT, y), (RIGHT, y), 1.0, Ink::Deep);
    y
}

/// Where each date's box begins, and how wide it is.
fn columns(count: usize) -> impl Iterator<Item = (f32, f32)> {
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    let width = (RIGHT - BOXES) / f32::from(count.max(1));
    (0..count).map(move |index| (BOXES + width * f32::from(index), width))
}

fn row(paper: &mut Paper, fonts: &Fonts, y: f32, number: usize, name: &str, organisation: &str) {
    paper.rule((LEFT, y), (RIGHT, y), 0.5, Ink::Hair);
    paper.begin(Role::Paragraph);
    paper.text(LEFT, y + 8.5, Style::new(Face::Text, 8.0, Ink::Soft), &number.to_string());
    for (x, width, text, size) in
        [(NAME, ORGANISATION - NAME, name, 11.0), (ORGANISATION, BOXES - ORGANISATION, organisation, 9.0)]
    {
        let style = Style::new(Face::Text, size, Ink::Black);
        let mut cell = Flow::new(fonts, width - 10.0);
        cell.fitted(style, 1.1, text, &[(size, 1), (size * 0.85, 1), (size * 0.75, 2), (size * 0.6, 2)]);
        cell.draw_on(paper, x, y + ROW / 2.0 + cell.depth() / 2.0);
    }
}

fn boxes(paper: &mut Paper, count: usize, y: f32) {
    for (x, _) in columns(count) {
        paper.rule((x, y), (x, y + ROW), 0.5, Ink::Hair);
    }
    paper.rule((RIGHT, y), (RIGHT, y + ROW), 0.5, Ink::Hair);
}

fn number_pages(pages: &mut [Paper], fonts: &Fonts, sheet: &SignInSheet, zone: Tz) {
    let count = pages.len();
    let made = times::moment(sheet.made_at, zone, ZoneNote::WhenElsewhere);
    for (index, paper) in pages.iter_mut().enumerate() {
        let mut foot = Flow::new(fonts, RIGHT - LEFT);
        let words = format!("List made {made}  ·  page {} of {count}", index + 1);
        foot.paragraph(Style::new(Face::Text, 8.0, Ink::Soft), 1.2, &words);
        foot.draw(paper, LEFT, 40.0);
    }
}
