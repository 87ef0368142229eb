//! Text as glyphs: runs of one direction, script and typeface, each in its place on the line.
//!
//! Latin, Greek and Cyrillic without loose marks need none of this; everything else does: letters that join (Arabic),
//! change places (Devanagari and its kin), carry marks (Yoruba) or run from right to left.

use std::ops::Range;

use harfrust::{Buffer, Direction, Script, ShapeOptions, ShaperFont};
use unicode_bidi::{BidiInfo, Level};

use super::{
    fonts::{Face, FontNo, Fonts},
    letters::{clusters, script_of},
};

/// A line of text as it is drawn. Lengths are in ems: multiples of the size it is set in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shaped {
    /// Words and what is between them, in the order they are spoken.
    pub words: Vec<Word>,
    /// How far it reaches.
    pub width: f32,
}

/// A word of one typeface, or what is between two.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// What draws it.
    pub font: FontNo,
    /// Whether it runs from right to left.
    pub right_to_left: bool,
    /// Where it begins in the text.
    at: usize,
    /// What it says, in the order it is spoken.
    pub text: String,
    /// Its letters from left to right.
    pub letters: Vec<Letter>,
}

/// What is drawn as one: a letter, or several that join in one shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Letter {
    /// What it says, in the order it is spoken.
    pub text: String,
    /// Its glyphs from left to right.
    pub glyphs: Vec<Glyph>,
    /// Where it begins, from the beginning of the line.
    pub x: f32,
    /// How far it reaches.
    pub width: f32,
}

/// A glyph and where it stands, from the beginning of the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// Its number in the font.
    pub number: u16,
    pub x: f32,
    pub y: f32,
}

/// A stretch of one script that one typeface draws.
struct Run {
    range: Range<usize>,
    script: Script,
    font: FontNo,
}

/// A line as glyphs, where it is not drawn letter by letter. `right_to_left` is the direction of the text it is a part
/// of.
pub(super) fn shaped(fonts: &Fonts, face: Face, text: &str, right_to_left: bool) -> Option<Shaped> {
    (!fonts.is_plain(face, text)).then(|| shape(fonts, face, text, right_to_left))
}

/// The width of printable text, in points.
pub(super) fn width_of(fonts: &Fonts, face: Face, size: f32, text: &str) -> f32 {
    match shaped(fonts, face, text, false) {
        Some(shaped) => shaped.width * size,
        None => fonts.plain_width(face, size, text),
    }
}

/// Whether a text is read from right to left: its first letter with a direction says so.
pub(super) fn is_right_to_left(text: &str) -> bool {
    matches!(unicode_bidi::get_base_direction(text), unicode_bidi::Direction::Rtl)
}

fn shape(fonts: &Fonts, face: Face, text: &str, right_to_left: bool) -> Shaped {
    let mut line = Shaped { words: Vec::new(), width: 0.0 };
    let base = if right_to_left { Level::rtl() } else { Level::ltr() };
    let bidi = BidiInfo::new(text, Some(base));
    let Some(paragraph) = bidi.paragraphs.first() else { return line };
    let runs = runs(fonts, face, text);
    let (levels, stretches) = bidi.visual_runs(paragraph, paragraph.range.clone());
    for stretch in stretches {
        let backwards = levels[stretch.start].is_rtl();
        let mut inside: Vec<Run> = runs
            .iter()
            .map(|run| Run {
                range: run.range.start.max(stretch.start)..run.range.end.min(stretch.end),
                ..*run
            })
            .filter(|run| !run.range.is_empty())
            .collect();
        if backwards {
            inside.reverse();
        }
        for run in inside {
            place(fonts, &mut line, text, &run, backwards);
        }
    }
    line.words.sort_by_key(|word| word.at);
    line
}

fn runs(fonts: &Fonts, face: Face, text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    // Letters with and without marks are drawn alike.
    let marked = text.chars().any(|c| matches!(c, '\u{300}'..='\u{36f}'));
    for cluster in clusters(text) {
        let range = at..at + cluster.len();
        at = range.end;
        let last = runs.last();
        // What belongs to no script goes with what stands before it, or else after it.
        let script = cluster
            .chars()
            .find_map(script_of)
            .or_else(|| last.map(|run| run.script))
            .or_else(|| text.chars().find_map(script_of))
            .unwrap_or(Script::LATIN);
        let font = fonts.drawing(face, cluster, (script, marked), last.map(|run| run.font));
        match runs.last_mut() {
            Some(run) if run.script == script && run.font == font => run.range.end = range.end,
            _ => runs.push(Run { range, script, font }),
        }
    }
    runs
}

/// Shapes a run and sets it behind what stands already.
fn place(fonts: &Fonts, line: &mut Shaped, text: &str, run: &Run, backwards: bool) {
    let font = fonts.shaper(run.font);
    let said = &text[run.range.clone()];
    let mut buffer = Buffer::new();
    buffer.push_str(said);
    buffer.set_script(Some(run.script));
    buffer.set_direction(if backwards { Direction::RightToLeft } else { Direction::LeftToRight });
    if harfrust::shape(&ShaperFont::new(font), &mut buffer, ShapeOptions::new()).is_err() {
        // Script and direction are set above, and nothing else is refused.
        return;
    }
    let em = f32::from(font.units_per_em());
    #[expect(clippy::cast_precision_loss, reason = "a line is far shorter than 2^24 font units")]
    let ems = |units: i32| units as f32 / em;

    let mut starts: Vec<usize> = buffer.glyph_infos().iter().map(|glyph| glyph.cluster as usize).collect();
    starts.sort_unstable();
    starts.dedup();
    starts.push(said.len());
    let mut previous = None;
    for (glyph, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
        let start = glyph.cluster as usize;
        let end = starts.get(starts.partition_point(|known| *known <= start));
        let text = &said[start..end.copied().unwrap_or(said.len())];
        let placed = Glyph {
            number: u16::try_from(glyph.glyph_id).unwrap_or(0),
            x: line.width + ems(position.x_offset),
            y: ems(position.y_offset),
        };
        let advance = ems(position.x_advance);
        let at = run.range.start + start;
        let is_space = text.chars().all(char::is_whitespace);
        match (line.words.last_mut(), previous) {
            (Some(word), Some((before, _))) if before == start => {
                if let Some(letter) = word.letters.last_mut() {
                    letter.glyphs.push(placed);
                    letter.width += advance;
                }
            }
            (Some(word), Some((_, space))) if !(space || is_space) => {
                word.letters.push(letter(text, placed, line.width, advance));
                word.at = word.at.min(at);
                // From right to left what stands further right is spoken before.
                let place = if backwards { 0 } else { word.text.len() };
                word.text.insert_str(place, text);
            }
            _ => line.words.push(Word {
                font: run.font,
                right_to_left: backwards,
                at,
                text: text.to_owned(),
                letters: vec![letter(text, placed, line.width, advance)],
            }),
        }
        previous = Some((start, is_space));
        line.width += advance;
    }
}

fn letter(text: &str, glyph: Glyph, x: f32, width: f32) -> Letter {
    Letter { text: text.to_owned(), glyphs: vec![glyph], x, width }
}
