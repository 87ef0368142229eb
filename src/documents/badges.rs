//! Name badges: ten to a page, to be cut out and put into holders.

use chrono::{DateTime, Utc};

use super::{
    DocumentError, Fonts,
    fonts::Face,
    paper::{Ink, Paper, Role, Style},
    pdf_file::{About, pdf},
    text_column::Flow,
};
use crate::domain::times::{self, Zone, ZoneNote};

/// A4.
const PAGE: (f32, f32) = (595.28, 841.89);
/// 85 by 54 millimetres, as holders are made for: the size of a bank card.
const BADGE: (f32, f32) = (240.94, 153.07);
const COLUMNS: usize = 2;
const ROWS: usize = 5;
/// Where the badges begin: in the middle of the page's width, and below the line that says what they are.
const LEFT: f32 = (PAGE.0 - 2.0 * BADGE.0) / 2.0;
const TOP: f32 = PAGE.1 - 48.0;
/// What a badge keeps free around its words: scissors and holders take some of it.
const EDGE: f32 = 14.0;

/// The sizes a name is tried in, and the lines it may then take: the longest name there may be ends in the last of them.
const NAME_STEPS: &[(f32, usize)] =
    &[(34.0, 1), (30.0, 2), (26.0, 2), (22.0, 3), (18.0, 3), (15.0, 4), (12.0, 5), (9.0, 7), (7.5, 9)];
const ORGANISATION_STEPS: &[(f32, usize)] = &[(12.0, 1), (10.5, 2), (9.0, 2), (7.5, 3)];

/// What one badge says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The name, as people are called.
    pub name: String,
    /// Where they come from, if the badge is to say so.
    pub organisation: Option<String>,
}

/// The badges of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badges {
    /// The course's title.
    pub course_title: String,
    /// Start and end of its first date.
    pub first_date: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The IANA zone the date is shown in.
    pub timezone: Zone,
    /// Whose badges.
    pub people: Vec<Badge>,
    /// What the file is known by, such as the session's id.
    pub reference: String,
    /// When they were made.
    pub made_at: DateTime<Utc>,
}

/// Draws the badges as a PDF file, on as many pages as it takes; one without badges when there is nobody.
///
/// # Errors
/// Only if the PDF library fails.
pub fn render(badges: &Badges, fonts: &Fonts) -> Result<Vec<u8>, DocumentError> {
    let zone = badges.timezone.tz();
    let when = badges
        .first_date
        .map(|(from, to)| times::range(from, to, zone, ZoneNote::WhenElsewhere))
        .unwrap_or_default();
    let nobody: &[Badge] = &[];
    let sheets: Vec<&[Badge]> =
        if badges.people.is_empty() { vec![nobody] } else { badges.people.chunks(COLUMNS * ROWS).collect() };
    let count = sheets.len();
    let mut pages = Vec::with_capacity(count);
    for (number, people) in (1..).zip(sheets) {
        let mut paper = Paper::default();
        heading(&mut paper, fonts, &[&badges.course_title, &when, &format!("page {number} of {count}")]);
        for (at, badge) in people.iter().enumerate() {
            draw(&mut paper, fonts, badge, corner(at));
        }
        pages.push(paper);
    }
    let about = About {
        title: format!("Name badges: {}", badges.course_title),
        author: String::new(),
        subject: when,
        number: badges.reference.clone(),
        made_at: badges.made_at,
    };
    pdf(about, PAGE, pages, fonts)
}

/// What the sheet is, in the margin that is cut away.
fn heading(paper: &mut Paper, fonts: &Fonts, words: &[&str]) {
    let words: Vec<&str> = words.iter().copied().filter(|words| !words.is_empty()).collect();
    paper.begin(Role::Heading);
    let mut line = Flow::new(fonts, PAGE.0 - 2.0 * LEFT);
    let style = Style { ours: true, ..Style::new(Face::Text, 8.5, Ink::Soft) };
    let text = format!("Name badges  ·  {}", words.join("  ·  "));
    line.fitted(style, 1.2, &text, &[(8.5, 1), (7.5, 1), (6.5, 2)]);
    line.draw_on(paper, LEFT, PAGE.1 - 32.0);
}

/// The left upper corner of the badge of this number on its page.
fn corner(at: usize) -> (f32, f32) {
    let part = |index: usize| f32::from(u16::try_from(index).unwrap_or(u16::MAX));
    (LEFT + part(at % COLUMNS) * BADGE.0, TOP - part(at / COLUMNS) * BADGE.1)
}

fn draw(paper: &mut Paper, fonts: &Fonts, badge: &Badge, (x, top): (f32, f32)) {
    paper.frame(x, top - BADGE.1, BADGE.0, BADGE.1, 0.4, Ink::Hair);
    let width = BADGE.0 - 2.0 * EDGE;
    let mut words = Flow::new(fonts, width);
    words.fitted(Style::new(Face::Display, 34.0, Ink::Black), 1.12, &badge.name, NAME_STEPS);
    if let Some(organisation) = &badge.organisation {
        words.gap(6.0);
        words.fitted(Style::new(Face::Text, 12.0, Ink::Soft), 1.2, organisation, ORGANISATION_STEPS);
    }
    words.draw(paper, x + EDGE, top - (BADGE.1 - words.depth()) / 2.0);
}
