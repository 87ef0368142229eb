//! The programme of a year on A4: each step with its courses and dates, and the way to the page that stays true.

use chrono::{DateTime, Utc};

use super::{
    DocumentError, Fonts, Marks,
    fonts::Face,
    page_foot,
    paper::{Ink, Paper, Role, Style},
    pdf_file::{About, pdf},
    qr::qr,
    text_column::Flow,
};
use crate::domain::times::{self, LONDON};

const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const LEFT: f32 = 56.0;
const RIGHT: f32 = WIDTH - 56.0;
const TOP: f32 = HEIGHT - 56.0;
const BOTTOM: f32 = 66.0;
/// The side of the QR code.
const QR: f32 = 92.0;

/// What the programme says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Whose it is.
    pub provider: String,
    /// The name of their mark, where they have one.
    pub mark: Option<String>,
    /// From when to when, such as "December 2026 to November 2027".
    pub period: String,
    /// The page that shows it as it is now.
    pub address: String,
    /// The ladders, each with its steps.
    pub ladders: Vec<ProgrammeLadder>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// A ladder, or the courses that stand on none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeLadder {
    /// Its name.
    pub name: String,
    /// Its courses, step by step.
    pub courses: Vec<ProgrammeCourse>,
}

/// A course with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeCourse {
    /// Its title, after its step.
    pub title: String,
    /// What it is, in its own sentence.
    pub sentence: String,
    /// How long it is and how it takes place.
    pub about: String,
    /// Its dates, or what stands instead of them.
    pub dates: Vec<String>,
}

/// Draws the programme as a PDF file, on as many pages as it takes. `marks` are those it may name.
///
/// # Errors
/// An address too long for a QR code; a failure of the PDF library.
pub fn render(programme: &Programme, marks: &Marks, fonts: &Fonts) -> Result<Vec<u8>, DocumentError> {
    let mut sheet = Sheet { fonts, done: Vec::new(), paper: Paper::default(), y: TOP };
    if let Some(mark) = marks.named(programme.mark.as_deref()) {
        sheet.paper.mark((RIGHT, HEIGHT - 36.0), (160.0, 34.0), mark);
    }
    sheet.heading(programme)?;
    for ladder in &programme.ladders {
        sheet.ladder(&ladder.name);
        for course in &ladder.courses {
            sheet.course(course);
        }
    }
    let made = times::day(times::day_in(programme.made_at, LONDON));
    let about = About {
        title: format!("Programme {}", programme.period),
        author: programme.provider.clone(),
        subject: format!("Courses and dates, as planned on {made}"),
        number: programme.address.clone(),
        made_at: programme.made_at,
    };
    let foot = format!("{}  ·  as planned on {made}", programme.provider);
    let pages = sheet.finished(&foot);
    pdf(about, (WIDTH, HEIGHT), pages, fonts)
}

struct Sheet<'a> {
    fonts: &'a Fonts,
    done: Vec<Paper>,
    paper: Paper,
    y: f32,
}

impl Sheet<'_> {
    fn heading(&mut self, programme: &Programme) -> Result<(), DocumentError> {
        self.paper.begin(Role::Heading);
        let label = Style { tracking: 0.7, ..Style::new(Face::Strong, 9.0, Ink::Deep) };
        self.paper.text(LEFT, self.y - 8.0, label, "PROGRAMME");
        self.paper.rule((LEFT, self.y - 20.0), (RIGHT, self.y - 20.0), 0.6, Ink::Hair);
        let width = RIGHT - LEFT - QR - 16.0;
        let mut flow = Flow::new(self.fonts, width);
        flow.gap(36.0);
        let name = Style::new(Face::Display, 24.0, Ink::Black);
        flow.fitted(name, 1.15, &programme.provider, &[(24.0, 1), (20.0, 2), (16.0, 3), (12.0, 4)]);
        flow.paragraph(
            Style { ours: true, ..Style::new(Face::Strong, 12.0, Ink::Warm) },
            1.5,
            &programme.period,
        );
        let soft = Style { ours: true, ..Style::new(Face::Text, 10.0, Ink::Soft) };
        flow.paragraph(soft, 1.4, "Dates change and places go. What holds today, and booking:");
        let address = Style::new(Face::Text, 10.0, Ink::Deep);
        flow.fitted(address, 1.3, &programme.address, &[(10.0, 1), (8.0, 2), (6.0, 4)]);
        flow.draw(&mut self.paper, LEFT, self.y);
        let depth = flow.depth().max(28.0 + QR);
        if programme.address.starts_with("http") {
            self.paper.link(LEFT, self.y - flow.depth(), width, 16.0, &programme.address);
        }
        qr(&mut self.paper, &programme.address, RIGHT, self.y - 28.0 - QR, QR)?;
        self.y -= depth + 4.0;
        Ok(())
    }

    fn ladder(&mut self, name: &str) {
        let mut flow = Flow::new(self.fonts, RIGHT - LEFT);
        flow.fitted(Style::new(Face::Display, 16.0, Ink::Deep), 1.2, name, &[(16.0, 2), (13.0, 3)]);
        // A heading never stands alone at the foot of a page.
        self.make_room(flow.depth() + 110.0);
        flow.draw(&mut self.paper, LEFT, self.y - 16.0);
        self.y -= flow.depth() + 22.0;
        self.paper.rule((LEFT, self.y), (RIGHT, self.y), 1.0, Ink::Deep);
    }

    fn course(&mut self, course: &ProgrammeCourse) {
        let text = |size| Style::new(Face::Text, size, Ink::Black);
        let mut head = Flow::new(self.fonts, RIGHT - LEFT);
        head.fitted(Style::new(Face::Strong, 11.5, Ink::Black), 1.3, &course.title, &[(11.5, 2), (9.5, 3)]);
        head.paragraph(text(10.0), 1.35, &course.sentence);
        head.paragraph(Style::new(Face::Text, 9.0, Ink::Soft), 1.4, &course.about);
        self.make_room(head.depth() + 44.0);
        head.draw(&mut self.paper, LEFT, self.y - 10.0);
        self.y -= head.depth() + 13.0;
        for date in &course.dates {
            let mut line = Flow::new(self.fonts, RIGHT - LEFT - 14.0);
            line.item(text(10.0), 1.35, date);
            self.make_room(line.depth());
            line.draw(&mut self.paper, LEFT + 14.0, self.y);
            self.y -= line.depth();
        }
        self.y -= 8.0;
        self.paper.rule((LEFT, self.y), (RIGHT, self.y), 0.5, Ink::Hair);
    }

    /// Turns the page when what comes next would not stand whole on this one.
    fn make_room(&mut self, height: f32) {
        if self.y - height < BOTTOM {
            self.done.push(std::mem::take(&mut self.paper));
            self.y = TOP;
        }
    }

    fn finished(mut self, words: &str) -> Vec<Paper> {
        self.done.push(self.paper);
        let small = Style { ours: true, ..Style::new(Face::Text, 8.0, Ink::Soft) };
        page_foot::number(&mut self.done, (LEFT, RIGHT), (self.fonts, small, 6.0), words);
        self.done
    }
}
