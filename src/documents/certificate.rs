//! The certificate: A4 landscape, to be read aloud in the order it is drawn, and to be hung on a wall.

use chrono::{DateTime, Utc};

use super::{
    DocumentError, Fonts, Marks,
    fonts::Face,
    marks::Picture,
    paper::{Ink, Paper, Role, Style},
    pdf_file::{About, pdf},
    qr::qr,
    shaping::width_of,
    text_column::Flow,
};
use crate::domain::{
    certificates::{CertificateSnapshot, LadderPosition, format_code},
    delivery,
    talks::TalkAttended,
    times::{self, ZoneNote},
};

const WIDTH: f32 = 841.89;
const HEIGHT: f32 = 595.28;
const LEFT: f32 = 60.0;
const RIGHT: f32 = WIDTH - 60.0;
/// Where the name may begin, below the letterhead.
const TOP: f32 = HEIGHT - 97.0;
/// Where the rail begins; the column of text ends 40 points before it.
const RAIL: f32 = 588.0;
/// The line over trainer and provider: what stands above may not reach below it.
const CREDITS: f32 = 176.0;
/// The line over the foot.
const FOOT: f32 = 118.0;

/// The sizes a name is tried in, and the lines it may then take.
const NAME_STEPS: &[(f32, usize)] = &[
    (44.0, 1),
    (40.0, 1),
    (36.0, 1),
    (32.0, 1),
    (30.0, 2),
    (27.0, 2),
    (24.0, 2),
    (20.0, 2),
    (16.0, 3),
    (12.0, 4),
];
/// The scales at which what stands below the name is tried.
const SCALES: [f32; 13] = [1.16, 1.08, 1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4];

/// Draws the certificate as a PDF file; the same snapshot gives the same octets. `marks` are those it may name.
///
/// # Errors
/// A name with characters that no font draws; a verification address too long for a QR code; a failure of the PDF
/// library. No other text makes it fail: what is long is set smaller, what no font draws shows as a mark.
pub fn render(
    snapshot: &CertificateSnapshot,
    marks: &Marks,
    fonts: &Fonts,
) -> Result<Vec<u8>, DocumentError> {
    pdf(about(snapshot), (WIDTH, HEIGHT), vec![draw(snapshot, marks, fonts)?], fonts)
}

/// Draws several certificates as one PDF file, a page each, to be printed in one go. `number` says what they belong
/// to, and `made_at` when the file is made.
///
/// # Errors
/// As [`render`].
pub fn render_all(
    snapshots: &[CertificateSnapshot],
    (number, made_at): (String, DateTime<Utc>),
    marks: &Marks,
    fonts: &Fonts,
) -> Result<Vec<u8>, DocumentError> {
    let pages =
        snapshots.iter().map(|snapshot| draw(snapshot, marks, fonts)).collect::<Result<Vec<_>, _>>()?;
    let first = snapshots.first();
    let about = About {
        title: first.map(|first| format!("Certificates: {}", first.course_title)).unwrap_or_default(),
        author: first.map(|first| first.provider.clone()).unwrap_or_default(),
        subject: format!("{} certificates", snapshots.len()),
        number,
        made_at,
    };
    pdf(about, (WIDTH, HEIGHT), pages, fonts)
}

fn draw(snapshot: &CertificateSnapshot, marks: &Marks, fonts: &Fonts) -> Result<Paper, DocumentError> {
    if let Some(name) = &snapshot.person_name {
        let characters = fonts.missing(name);
        if !characters.is_empty() {
            return Err(DocumentError::Unprintable { number: snapshot.number.clone(), characters });
        }
    }
    let mut paper = Paper::default();
    letterhead(&mut paper, marks.named(snapshot.mark.as_deref()), fonts);
    let (name, name_size) = name(snapshot, fonts);
    let body = body(snapshot, fonts, TOP - name.depth() - CREDITS, name_size);
    // What room is left stands for a third above the name, so that a short certificate does not hang at the top.
    let slack = (TOP - name.depth() - body.depth() - CREDITS - 34.0).max(0.0);
    let top = TOP - (slack * 0.33).min(30.0);
    let below_name = top - name.depth() - 12.0;
    name.draw(&mut paper, LEFT, top);
    body.draw(&mut paper, LEFT, below_name);
    if let Some(ladder) = &snapshot.ladder {
        rail(&mut paper, ladder, fonts, below_name);
    }
    credits(&mut paper, snapshot, fonts);
    foot(&mut paper, snapshot, fonts)?;
    Ok(paper)
}

fn about(snapshot: &CertificateSnapshot) -> About {
    let who = snapshot.person_name.as_deref().unwrap_or("name removed");
    About {
        title: format!("Certificate: {who}, {}", snapshot.course_title),
        author: snapshot.provider.clone(),
        subject: format!(
            "{} completed on {}, {}",
            snapshot.course_title,
            times::day(snapshot.completed_on),
            times::cpd_length(snapshot.cpd_minutes)
        ),
        number: snapshot.number.clone(),
        made_at: snapshot.issued_at,
    }
}

/// The frame, what this paper is, and the mark of whoever gave the training.
fn letterhead(paper: &mut Paper, mark: Option<&Picture>, fonts: &Fonts) {
    paper.frame(26.0, 26.0, WIDTH - 52.0, HEIGHT - 52.0, 0.6, Ink::Hair);
    let words = "CERTIFICATE OF COMPLETION";
    let label = Style { tracking: 1.6, ..Style::new(Face::Strong, 9.5, Ink::Deep) };
    paper.begin(Role::Heading);
    paper.text(LEFT, HEIGHT - 67.0, label, words);
    paper.rule((LEFT, HEIGHT - 80.0), (RIGHT, HEIGHT - 80.0), 0.6, Ink::Hair);
    let below_words = width_of(fonts, label.face, label.size, words) + 25.0 * label.tracking;
    paper.rule((LEFT, HEIGHT - 80.0), (LEFT + below_words, HEIGHT - 80.0), 2.0, Ink::Deep);
    if let Some(mark) = mark {
        paper.mark((RIGHT, HEIGHT - 34.0), (200.0, 40.0), mark);
    }
}

/// Whose it is, and the size of the name, which nothing may exceed.
fn name<'a>(snapshot: &CertificateSnapshot, fonts: &'a Fonts) -> (Flow<'a>, f32) {
    let mut flow = Flow::new(fonts, RIGHT - LEFT);
    flow.paragraph(Style::new(Face::Text, 11.5, Ink::Soft), 1.3, "This is to certify that");
    flow.gap(2.0);
    let style = Style::new(Face::Display, 44.0, Ink::Black);
    let erased = Style { ink: Ink::Soft, ..style };
    let size = if let Some(who) = &snapshot.person_name {
        flow.fitted(style, 1.12, who, NAME_STEPS)
    } else {
        flow.fitted(erased, 1.12, "Name removed at the holder’s request", &[(30.0, 1)])
    };
    (flow, size)
}

/// What, when, how much and what for, as large as there is room for.
fn body<'a>(snapshot: &CertificateSnapshot, fonts: &'a Fonts, room: f32, name_size: f32) -> Flow<'a> {
    let width = if snapshot.ladder.is_some() { RAIL - 40.0 - LEFT } else { 620.0 };
    let mut column = Flow::new(fonts, width);
    for scale in SCALES {
        column = particulars(snapshot, fonts, width, scale, name_size);
        if column.depth() <= room - 26.0 {
            break;
        }
    }
    column
}

fn particulars<'a>(
    snapshot: &CertificateSnapshot,
    fonts: &'a Fonts,
    width: f32,
    scale: f32,
    name_size: f32,
) -> Flow<'a> {
    let zone = snapshot.timezone.tz();
    let text = |size: f32, ink| Style::new(Face::Text, size * scale, ink);
    let mut flow = Flow::new(fonts, width);
    flow.paragraph(text(11.5, Ink::Soft), 1.3, "completed");
    flow.gap(3.0 * scale);

    // The name is the largest thing on the page, also when it is long and the title short.
    let title = |size: f32| (size * scale).min(name_size * 0.85);
    flow.fitted(
        Style::new(Face::Display, title(23.0), Ink::Deep),
        1.18,
        &snapshot.course_title,
        &[(title(23.0), 1), (title(20.0), 2), (title(17.0), 3), (title(14.0), 4), (title(11.0), 6)],
    );
    flow.gap(9.0 * scale);

    for (starts_at, ends_at) in &snapshot.dates {
        let when = times::range(*starts_at, *ends_at, zone, ZoneNote::WhenElsewhere);
        flow.paragraph(text(11.5, Ink::Black), 1.35, &when);
    }
    let how = if snapshot.on_demand {
        flow.paragraph(
            text(11.5, Ink::Black),
            1.35,
            &format!("Finished on {}", times::day(snapshot.completed_on)),
        );
        delivery::ON_DEMAND
    } else {
        delivery::mode(snapshot.delivery)
    };
    flow.paragraph(text(10.0, Ink::Soft), 1.35, how);
    flow.gap(9.0 * scale);

    let hours = Style::new(Face::Strong, 12.5 * scale, Ink::Warm);
    flow.paragraph(hours, 1.35, &times::cpd_length(snapshot.cpd_minutes));
    let size = 9.0 * scale;
    flow.fitted(text(9.0, Ink::Soft), 1.35, &snapshot.cpd_basis, &[(size, 4)]);

    if !snapshot.talks.is_empty() {
        flow.gap(10.0 * scale);
        flow.paragraph(Style::new(Face::Strong, 8.5 * scale, Ink::Soft), 1.4, "Talks");
        for talk in &snapshot.talks {
            flow.item(text(8.5, Ink::Black), 1.38, &talk_line(talk));
        }
    }
    if !snapshot.outcomes.is_empty() {
        flow.gap(10.0 * scale);
        let label = Style::new(Face::Strong, 8.5 * scale, Ink::Soft);
        flow.paragraph(label, 1.4, "Outcomes");
        for outcome in &snapshot.outcomes {
            flow.item(text(8.5, Ink::Black), 1.38, outcome);
        }
    }
    flow
}

/// A talk with who spoke and how long.
fn talk_line(talk: &TalkAttended) -> String {
    let by = talk.speaker.as_ref().map(|speaker| format!(", {speaker}")).unwrap_or_default();
    format!("{}{by} ({})", talk.title, times::length(talk.minutes))
}

/// The ladder with this step filled; a word says so too, for those who do not see the shape.
fn rail(paper: &mut Paper, ladder: &LadderPosition, fonts: &Fonts, highest: f32) {
    let width = RIGHT - RAIL;
    let mut title = Flow::new(fonts, width);
    title.paragraph(Style::new(Face::Strong, 8.5, Ink::Soft), 1.35, &ladder.ladder);

    let count = u16::try_from(ladder.rungs.len()).unwrap_or(u16::MAX).max(1);
    let between = f32::from(count - 1);
    let last = CREDITS + 28.0;
    let pitch = ((highest - title.depth() - 20.0 - last) / between.max(1.0)).clamp(8.0, 38.0);
    let radius = (pitch * 0.3).min(9.5);
    let centre = |index: u16| last + pitch * (between - f32::from(index));
    title.draw(paper, RAIL, centre(0) + 20.0 + title.depth());
    if count > 1 {
        paper.rule((RAIL + 10.0, centre(0)), (RAIL + 10.0, last), 1.0, Ink::Deep);
    }
    for (index, rung) in (0..count).zip(&ladder.rungs) {
        let here = i32::from(index) + 1 == ladder.rung;
        step(
            paper,
            fonts,
            Step { number: index + 1, of: count, name: rung, here, y: centre(index), radius, width },
        );
    }
}

#[derive(Clone, Copy)]
struct Step<'a> {
    number: u16,
    of: u16,
    name: &'a str,
    here: bool,
    y: f32,
    radius: f32,
    width: f32,
}

fn step(paper: &mut Paper, fonts: &Fonts, step: Step<'_>) {
    let (fill, numeral, ink, face) = if step.here {
        (Ink::Deep, Ink::Paper, Ink::Deep, Face::Strong)
    } else {
        (Ink::Paper, Ink::Deep, Ink::Soft, Face::Text)
    };
    paper.circle(RAIL + 10.0, step.y, step.radius, fill, Ink::Deep, 1.0);
    let size = step.radius;
    let number = step.number.to_string();
    let x = RAIL + 10.0 - width_of(fonts, Face::Strong, size, &number) / 2.0;
    paper.begin(Role::Paragraph);
    paper.text(x, step.y - size * 0.36, Style::new(Face::Strong, size, numeral), &number);

    let size = (step.radius * 1.05).clamp(5.0, 10.0);
    let mut name = Flow::new(fonts, step.width - 30.0);
    name.fitted(
        Style::new(face, size, ink),
        1.15,
        step.name,
        &[(size, 1), (size * 0.85, 2), (size * 0.6, 2)],
    );
    if step.here {
        let note = format!("this certificate: step {} of {}", step.number, step.of);
        name.fitted(Style::new(Face::Text, size * 0.8, Ink::Warm), 1.25, &note, &[(size * 0.8, 1)]);
    }
    name.draw_on(paper, RAIL + 30.0, step.y + name.depth() / 2.0);
}

/// Who led it, who gave it, and the accreditation where it fits.
fn credits(paper: &mut Paper, snapshot: &CertificateSnapshot, fonts: &Fonts) {
    paper.rule((LEFT, CREDITS), (RIGHT, CREDITS), 0.6, Ink::Hair);
    let mut columns: Vec<(&str, String)> = Vec::new();
    if !snapshot.trainers.is_empty() {
        columns.push(("Led by", listed(&snapshot.trainers)));
    }
    columns.push(("Training given by", snapshot.provider.clone()));
    if let Some(line) = &snapshot.accreditation {
        let period = format!("{} to {}", short_day(line.valid_from), short_day(line.valid_to));
        columns.push(("Accredited by", format!("{}, reference {}, {period}", line.body, line.reference)));
    }
    let count = f32::from(u8::try_from(columns.len()).unwrap_or(1));
    let width = (RIGHT - LEFT + 24.0) / count;
    let mut x = LEFT;
    for (label, text) in columns {
        let mut flow = Flow::new(fonts, width - 24.0);
        flow.paragraph(Style::new(Face::Text, 8.0, Ink::Soft), 1.4, label);
        let value = Style { ours: true, ..Style::new(Face::Text, 10.0, Ink::Black) };
        flow.fitted(value, 1.22, &text, &[(10.0, 2), (9.2, 3), (8.0, 3), (7.0, 4), (5.5, 5)]);
        flow.draw(paper, x, CREDITS - 8.0);
        x += width;
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn short_day(day: chrono::NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// How anyone can check it: QR code, address, code, number and issue date.
fn foot(paper: &mut Paper, snapshot: &CertificateSnapshot, fonts: &Fonts) -> Result<(), DocumentError> {
    const QR: f32 = 80.0;
    paper.rule((LEFT, FOOT), (RIGHT, FOOT), 0.6, Ink::Hair);
    qr(paper, &snapshot.verification_url, RIGHT, FOOT - 4.0 - QR, QR)?;

    let width = RIGHT - LEFT - QR - 20.0;
    let mut check = Flow::new(fonts, width);
    check.paragraph(Style::new(Face::Text, 8.0, Ink::Soft), 1.4, "Anyone can check this certificate at");
    let address = Style::new(Face::Text, 10.0, Ink::Deep);
    check.fitted(
        address,
        1.25,
        &snapshot.verification_url,
        &[(10.0, 1), (9.0, 1), (8.0, 1), (7.0, 2), (5.0, 3)],
    );
    check.draw(paper, LEFT, FOOT - 9.0);
    if snapshot.verification_url.starts_with("http") {
        paper.link(LEFT, FOOT - 9.0 - check.depth(), width, check.depth(), &snapshot.verification_url);
    }

    let zone = snapshot.timezone.tz();
    let issued = short_day(times::day_in(snapshot.issued_at, zone));
    let code = format_code(&snapshot.verification_code);
    let mut x = LEFT;
    for (label, text, width) in [
        ("Code", code.as_str(), 300.0),
        ("Certificate number", &snapshot.number, 160.0),
        ("Issued", &issued, 140.0),
    ] {
        let mut flow = Flow::new(fonts, width - 20.0);
        flow.paragraph(Style::new(Face::Text, 8.0, Ink::Soft), 1.4, label);
        let value = Style::new(Face::Strong, 10.0, Ink::Black);
        flow.fitted(value, 1.25, text, &[(10.0, 1), (9.2, 1), (8.5, 1), (7.5, 2), (6.0, 2)]);
        flow.draw(paper, x, FOOT - 9.0 - 34.0);
        x += width;
    }
    Ok(())
}
