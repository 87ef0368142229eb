//! A shaped line as a PDF draws it: glyphs in their places, and what they say in the order it is spoken.
//!
//! Readers take text from the characters that codes stand for. From left to right a word says in `ActualText` (ISO
//! 32000-1 §14.9.4) what its glyphs cannot say one by one. From right to left that helps no one: readers expect codes
//! from left to right and turn them round themselves, also what one glyph or one `ActualText` says. So the glyphs of
//! a word whose letters join or carry marks say nothing there, and its characters stand beside them unseen, a code each.

use std::collections::BTreeMap;

use printpdf::{Codepoint, DictItem, Op, PdfFontHandle, Pt, TextItem, TextMatrix, TextRenderingMode};

use unicode_normalization::char::is_combining_mark;

use super::{
    fonts::{self, FontNo, Fonts, Letters},
    shaping::{Glyph, Letter, Shaped, Word},
};
use crate::domain::printable::is_unseen;

/// What a glyph stands for that says nothing: a space without width.
const NOTHING: char = '\u{200b}';

/// An unseen letter of a script that runs from right to left.
const RIGHT_TO_LEFT: char = '\u{200f}';

/// A line being written.
struct Writing<'a> {
    fonts: &'a Fonts,
    /// Where the line begins.
    at: (f32, f32),
    size: f32,
    ops: Vec<Op>,
    drawn: Letters,
}

/// What draws a line of this size from `at` rightwards, and the glyphs it takes.
pub(super) fn write(fonts: &Fonts, line: &Shaped, at: (f32, f32), size: f32) -> (Vec<Op>, Letters) {
    let mut writing = Writing { fonts, at, size, ops: Vec::new(), drawn: BTreeMap::new() };
    for word in &line.words {
        let font = PdfFontHandle::External(fonts::id(word.font));
        writing.ops.push(Op::SetFont { font, size: Pt(size) });
        writing.word(word);
    }
    (writing.ops, writing.drawn)
}

impl Writing<'_> {
    fn word(&mut self, word: &Word) {
        let all: Vec<&Letter> = word.letters.iter().collect();
        if all.iter().all(|letter| self.says_itself(word.font, letter)) {
            self.letters(word.font, &all);
        } else if word.right_to_left {
            self.instead_of("", |it| it.letters(word.font, &all));
            self.spell(word);
        } else {
            self.instead_of(&word.text, |it| it.letters(word.font, &all));
        }
    }

    /// Whether a letter is the one glyph that stands for its one character.
    fn says_itself(&self, font: FontNo, letter: &Letter) -> bool {
        let mut characters = letter.text.chars();
        match (characters.next(), characters.next(), letter.glyphs.as_slice()) {
            (Some(c), None, [glyph]) => self.fonts.says(font, glyph.number) == Some(c),
            _ => false,
        }
    }

    fn letters(&mut self, font: FontNo, letters: &[&Letter]) {
        for glyph in letters.iter().flat_map(|letter| &letter.glyphs) {
            self.glyph(font, *glyph);
        }
    }

    fn glyph(&mut self, font: FontNo, glyph: Glyph) {
        self.drawn.entry(font).or_default().glyphs.insert(glyph.number);
        let (x, y) = (self.at.0 + glyph.x * self.size, self.at.1 + glyph.y * self.size);
        let says = self.fonts.says(font, glyph.number).unwrap_or(NOTHING);
        let code = Codepoint::with_cid(glyph.number, 0.0, says.to_string());
        self.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, x, y]) });
        self.ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(vec![code])] });
    }

    /// Writes the characters of a word unseen, the last one leftmost, spread evenly over its width so that no gap reads as
    /// a space. Marks go with the letter they stand on: by themselves they are too narrow not to leave one.
    fn spell(&mut self, word: &Word) {
        let font = word.font;
        let spelled = spelled(&word.text);
        let count = u16::try_from(spelled.len()).unwrap_or(u16::MAX).max(1);
        let begins = word.letters.first().map_or(0.0, |letter| letter.x);
        let room = word.letters.iter().map(|letter| letter.width).sum::<f32>() / f32::from(count);
        self.ops.push(Op::SetTextRenderingMode { mode: TextRenderingMode::Invisible });
        for (place, (c, marks)) in (0_u16..).zip(spelled.into_iter().rev()) {
            let Some(number) = self.fonts.glyph_of(font, c) else { continue };
            let width = self.fonts.advance(font, number);
            let percent = if width > 0.0 { (room / width * 100.0).clamp(1.0, 400.0) } else { 100.0 };
            self.ops.push(Op::SetHorizontalScaling { percent });
            let glyph = Glyph { number, x: begins + room * f32::from(place), y: 0.0 };
            if marks.is_empty() && self.fonts.says(font, number) == Some(c) {
                self.glyph(font, glyph);
            } else {
                // Poppler turns a run round from its first letter on; a mark that stands before it would stay behind.
                let begins = (place == 0 && !marks.is_empty()).then_some(&RIGHT_TO_LEFT);
                let from_the_left: String =
                    begins.into_iter().chain(marks.iter().rev()).chain([&c]).collect();
                self.instead_of(&from_the_left, |it| it.glyph(font, glyph));
            }
        }
        self.ops.push(Op::SetHorizontalScaling { percent: 100.0 });
        self.ops.push(Op::SetTextRenderingMode { mode: TextRenderingMode::Fill });
    }

    /// What is drawn inside says `text` and nothing else.
    fn instead_of(&mut self, text: &str, draw: impl FnOnce(&mut Self)) {
        let mut utf16 = vec![0xfe, 0xff];
        utf16.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        let words = DictItem::String { data: utf16, literal: false };
        let properties = DictItem::Dict { map: [("ActualText".to_owned(), words)].into_iter().collect() };
        self.ops.push(Op::BeginMarkedContentWithProperties { tag: "Span".to_owned(), properties });
        draw(self);
        self.ops.push(Op::EndMarkedContent);
    }
}

/// The letters of a text, each with the marks and the unseen characters that follow it.
fn spelled(text: &str) -> Vec<(char, Vec<char>)> {
    let mut spelled: Vec<(char, Vec<char>)> = Vec::new();
    for c in text.chars() {
        match spelled.last_mut() {
            Some((_, marks)) if is_combining_mark(c) || is_unseen(c) => marks.push(c),
            _ => spelled.push((c, Vec::new())),
        }
    }
    spelled
}
