//! A CPD record as somebody hands it in: piece by piece, with what they say of each.

use chrono::{DateTime, Utc};

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
const TOP: f32 = HEIGHT - 56.0;
const BOTTOM: f32 = 66.0;

/// What the paper says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedIn {
    /// The shape it is in, such as "Social Work England".
    pub shape: String,
    /// The person's name.
    pub person_name: String,
    /// Who keeps the record.
    pub provider: String,
    /// The name of their mark, where they have one.
    pub mark: Option<String>,
    /// Its days and what they come to, in one line.
    pub summary: String,
    /// The pieces, in their order.
    pub pieces: Vec<Lines>,
    /// Whose rules it follows.
    pub source: Option<String>,
    /// What the file is known by, such as the person's id.
    pub reference: String,
    /// When the record was made.
    pub made_at: DateTime<Utc>,
    /// The IANA zone its date is shown in.
    pub timezone: Zone,
}

/// One piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// Its day.
    pub on: String,
    /// What it was.
    pub what: String,
    /// What kind it was, its time and its certificate, in one line.
    pub facts: String,
    /// What the person says of it, each with its name.
    pub answers: Vec<(String, String)>,
}

/// Draws it as a PDF file, on as many pages as it takes. `marks` are those it may name.
///
/// # Errors
/// Only if the PDF library fails.
pub fn render(record: &HandedIn, marks: &Marks, fonts: &Fonts) -> Result<Vec<u8>, DocumentError> {
    let mut sheet = Sheet { fonts, done: Vec::new(), paper: Paper::default(), y: TOP };
    if let Some(mark) = marks.named(record.mark.as_deref()) {
        sheet.paper.mark((RIGHT, HEIGHT - 36.0), (160.0, 34.0), mark);
    }
    let day = times::day(times::day_in(record.made_at, record.timezone.tz()));
    sheet.heading(record, &day);
    for piece in &record.pieces {
        sheet.piece(piece);
    }
    if record.pieces.is_empty() {
        sheet.note("Nothing is recorded for these days.");
    }
    if let Some(source) = &record.source {
        sheet.note(source);
    }
    let about = About {
        title: format!("CPD record for {}: {}", record.shape, record.person_name),
        author: record.person_name.clone(),
        subject: format!("CPD, as recorded on {day}"),
        number: record.reference.clone(),
        made_at: record.made_at,
    };
    let pages = sheet.finished(&format!("{}  ·  {}", record.person_name, record.shape));
    pdf(about, (WIDTH, HEIGHT), pages, fonts)
}

struct Sheet<'a> {
    fonts: &'a Fonts,
    done: Vec<Paper>,
    paper: Paper,
    y: f32,
}

impl Sheet<'_> {
    fn heading(&mut self, record: &HandedIn, day: &str) {
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
        let soft = Style { ours: true, ..Style::new(Face::Text, 10.5, Ink::Soft) };
        flow.paragraph(soft, 1.4, &format!("{}: {}", record.shape, record.summary));
        flow.paragraph(soft, 1.4, &format!("As recorded on {day} by {}", record.provider));
        flow.draw(&mut self.paper, LEFT, self.y);
        self.y -= flow.depth() + 8.0;
    }

    fn piece(&mut self, piece: &Lines) {
        let mut head = Flow::new(self.fonts, RIGHT - LEFT);
        head.fitted(Style::new(Face::Display, 13.0, Ink::Deep), 1.25, &piece.what, &[(13.0, 2), (11.0, 3)]);
        let small = Style::new(Face::Text, 9.0, Ink::Soft);
        let facts = if piece.on.is_empty() {
            piece.facts.clone()
        } else {
            format!("{} · {}", piece.on, piece.facts)
        };
        head.paragraph(small, 1.35, &facts);
        // A piece begins where its first answer can stand below its name.
        self.make_room(head.depth() + 90.0);
        self.y -= 18.0;
        self.paper.rule((LEFT, self.y), (RIGHT, self.y), 1.0, Ink::Deep);
        head.draw(&mut self.paper, LEFT, self.y - 6.0);
        self.y -= head.depth() + 10.0;
        for (name, words) in &piece.answers {
            self.answer(name, words);
        }
    }

    fn answer(&mut self, name: &str, words: &str) {
        let strong = Style { ours: true, ..Style::new(Face::Strong, 9.0, Ink::Black) };
        let text = Style::new(Face::Text, 10.0, Ink::Black);
        for (at, paragraph) in words.split('\n').filter(|part| !part.trim().is_empty()).enumerate() {
            let mut flow = Flow::new(self.fonts, RIGHT - LEFT);
            if at == 0 {
                flow.gap(4.0);
                flow.paragraph(strong, 1.4, name);
            }
            flow.paragraph(text, 1.4, paragraph);
            self.make_room(flow.depth());
            flow.draw(&mut self.paper, LEFT, self.y);
            self.y -= flow.depth();
        }
    }

    fn note(&mut self, words: &str) {
        let mut flow = Flow::new(self.fonts, RIGHT - LEFT);
        flow.paragraph(Style { ours: true, ..Style::new(Face::Text, 9.0, Ink::Soft) }, 1.4, words);
        self.make_room(flow.depth() + 24.0);
        flow.draw(&mut self.paper, LEFT, self.y - 24.0);
        self.y -= flow.depth() + 24.0;
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
        page_foot::number(&mut self.done, (LEFT, RIGHT), (self.fonts, small, 5.0), words);
        self.done
    }
}
