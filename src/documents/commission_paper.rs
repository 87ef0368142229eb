//! A paper of facts and tables: the quote, the statement and the outcome of training that was asked for.

use chrono::{DateTime, Utc};

use super::{
    DocumentError, Fonts,
    fonts::Face,
    page_foot,
    paper::{Ink, Paper, Role, Style},
    pdf_file::{About, pdf},
    text_column::Flow,
};

const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const LEFT: f32 = 56.0;
const RIGHT: f32 = WIDTH - 56.0;
const BOTTOM: f32 = 66.0;
const VALUE: f32 = LEFT + 120.0;
/// Space between two columns.
const GUTTER: f32 = 10.0;

/// What the paper says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What it is, such as "Quote".
    pub kind: String,
    /// What it is about.
    pub title: String,
    /// Label and value of each fact, in order.
    pub facts: Vec<(String, String)>,
    /// Paragraphs under the facts.
    pub words: Vec<String>,
    /// Tables under those.
    pub tables: Vec<Table>,
    /// Who issues it.
    pub provider: String,
    /// What the file is known by, such as the reference of the request.
    pub reference: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// A table with a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it lists.
    pub heading: String,
    /// Each column's heading, and how much of the width it takes compared with the others.
    pub columns: Vec<(String, u16)>,
    /// The rows, a cell a column.
    pub rows: Vec<Vec<String>>,
}

/// Draws it as a PDF file, on as many pages as it takes.
///
/// # Errors
/// Only if the PDF library fails.
pub fn render(letter: &Letter, fonts: &Fonts) -> Result<Vec<u8>, DocumentError> {
    let mut sheet = Sheet { fonts, done: Vec::new(), paper: Paper::default(), y: HEIGHT - 56.0 };
    sheet.heading(letter);
    for (label, value) in &letter.facts {
        sheet.fact(label, value);
    }
    for words in &letter.words {
        sheet.paragraph(words);
    }
    for table in &letter.tables {
        sheet.table(table);
    }
    let about = About {
        title: format!("{}: {}", letter.kind, letter.title),
        author: letter.provider.clone(),
        subject: format!("{} {}", letter.kind, letter.reference),
        number: letter.reference.clone(),
        made_at: letter.made_at,
    };
    let pages = sheet.finished(letter);
    pdf(about, (WIDTH, HEIGHT), pages, fonts)
}

struct Sheet<'a> {
    fonts: &'a Fonts,
    done: Vec<Paper>,
    paper: Paper,
    y: f32,
}

impl Sheet<'_> {
    fn heading(&mut self, letter: &Letter) {
        self.paper.begin(Role::Heading);
        let label = Style { tracking: 1.4, ..Style::new(Face::Strong, 9.0, Ink::Deep) };
        self.paper.text(LEFT, self.y - 8.0, label, &letter.kind.to_uppercase());
        self.paper.rule((LEFT, self.y - 20.0), (RIGHT, self.y - 20.0), 0.6, Ink::Hair);
        let mut flow = Flow::new(self.fonts, RIGHT - LEFT);
        flow.gap(36.0);
        let title = Style::new(Face::Display, 24.0, Ink::Black);
        flow.fitted(title, 1.15, &letter.title, &[(24.0, 2), (18.0, 3), (13.0, 4)]);
        flow.paragraph(Style::new(Face::Text, 10.5, Ink::Soft), 1.4, &letter.provider);
        flow.draw(&mut self.paper, LEFT, self.y);
        self.y -= flow.depth() + 16.0;
    }

    fn fact(&mut self, label: &str, value: &str) {
        let mut flow = Flow::new(self.fonts, RIGHT - VALUE);
        flow.paragraph(Style::new(Face::Text, 10.5, Ink::Black), 1.35, value);
        let height = flow.depth() + 6.0;
        self.make_room(height);
        self.paper.begin(Role::Paragraph);
        let line = self.y - 10.5 * (0.8 + 0.175);
        self.paper.text(LEFT, line, Style::new(Face::Strong, 10.5, Ink::Deep), label);
        flow.draw_on(&mut self.paper, VALUE, self.y);
        self.y -= height;
    }

    fn paragraph(&mut self, words: &str) {
        let mut flow = Flow::new(self.fonts, RIGHT - LEFT);
        flow.paragraph(Style::new(Face::Text, 10.5, Ink::Black), 1.4, words);
        self.make_room(flow.depth() + 14.0);
        self.y -= 10.0;
        flow.draw(&mut self.paper, LEFT, self.y);
        self.y -= flow.depth() + 4.0;
    }

    fn table(&mut self, table: &Table) {
        let total: u16 = table.columns.iter().map(|(_, share)| *share).sum();
        let whole = RIGHT - LEFT;
        let widths: Vec<f32> = table
            .columns
            .iter()
            .map(|(_, share)| whole * f32::from(*share) / f32::from(total.max(1)))
            .collect();
        self.make_room(92.0);
        self.y -= 30.0;
        self.paper.begin(Role::Paragraph);
        self.paper.text(LEFT, self.y, Style::new(Face::Display, 15.0, Ink::Deep), &table.heading);
        self.y -= 10.0;
        let heads: Vec<String> = table.columns.iter().map(|(head, _)| head.clone()).collect();
        self.row(&heads, &widths, Style::new(Face::Strong, 9.0, Ink::Soft), (1.0, Ink::Deep));
        for row in &table.rows {
            self.row(row, &widths, Style::new(Face::Text, 10.0, Ink::Black), (0.5, Ink::Hair));
        }
    }

    fn row(&mut self, cells: &[String], widths: &[f32], style: Style, (thickness, ink): (f32, Ink)) {
        let flows: Vec<Flow<'_>> = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| {
                let mut flow = Flow::new(self.fonts, width - GUTTER);
                flow.paragraph(style, 1.3, cell);
                flow
            })
            .collect();
        let height = flows.iter().map(Flow::depth).fold(0.0, f32::max) + 9.0;
        self.make_room(height);
        self.paper.begin(Role::Paragraph);
        let mut x = LEFT;
        for (flow, width) in flows.iter().zip(widths) {
            flow.draw_on(&mut self.paper, x, self.y - 4.0);
            x += width;
        }
        self.y -= height;
        self.paper.rule((LEFT, self.y), (RIGHT, self.y), thickness, ink);
    }

    /// Turns the page when what comes next would not stand whole on this one.
    fn make_room(&mut self, height: f32) {
        if self.y - height < BOTTOM {
            self.done.push(std::mem::take(&mut self.paper));
            self.y = HEIGHT - 56.0;
        }
    }

    fn finished(mut self, letter: &Letter) -> Vec<Paper> {
        self.done.push(self.paper);
        let words = format!("{} {}", letter.kind, letter.reference);
        let small = Style::new(Face::Text, 8.0, Ink::Soft);
        page_foot::number(&mut self.done, (LEFT, RIGHT), (self.fonts, small, 5.0), &words);
        self.done
    }
}
