//! The typefaces of every document: parsed once, shared by all that is printed.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{FontId, PdfFontMap, font::PdfFont};
use unicode_normalization::UnicodeNormalization;

use super::{DocumentError, typeface::Typeface};

/// One of the typefaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Face {
    /// For names and titles.
    Display,
    /// For everything that is read.
    Text,
    /// For what must stand out at a small size.
    Strong,
}

/// The characters a document draws in each face.
pub(super) type Letters = BTreeMap<Face, BTreeSet<char>>;

/// The fonts, ready to measure and to embed. Parsing takes a while and some memory: make it once and share it.
pub struct Fonts {
    display: Typeface,
    text: Typeface,
    strong: Typeface,
}

impl Fonts {
    /// Parses the fonts compiled into the program (DejaVu: Latin, Greek and Cyrillic).
    ///
    /// # Errors
    /// Only if the build is broken.
    pub fn load() -> Result<Self, DocumentError> {
        Ok(Self {
            display: Typeface::load("DejaVuSerifCondensed", dejavu::serif_condensed::regular())?,
            text: Typeface::load("DejaVuSansCondensed", dejavu::sans_condensed::regular())?,
            strong: Typeface::load("DejaVuSansCondensed-Bold", dejavu::sans_condensed::bold())?,
        })
    }

    fn face(&self, face: Face) -> &Typeface {
        match face {
            Face::Display => &self.display,
            Face::Text => &self.text,
            Face::Strong => &self.strong,
        }
    }

    fn has(&self, face: Face, c: char) -> bool {
        // Glyph 0 is the box that stands for "no such character".
        self.face(face).parsed.lookup_glyph_index(c.into()).is_some_and(|glyph| glyph != 0)
    }

    /// The width of printable text, in points.
    pub(super) fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        let font = &self.face(face).parsed;
        let units: u32 = text
            .chars()
            .filter_map(|c| font.lookup_glyph_index(c.into()))
            .filter_map(|glyph| font.get_glyph_width(glyph))
            .map(u32::from)
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "a text is far shorter than 2^24 font units")]
        let units = units as f32;
        units * size / f32::from(font.units_per_em)
    }

    /// Text as it can be printed: composed letters, single spaces, nothing invisible, and a visible mark for what
    /// no font of ours draws. The face changes where another one draws more of it.
    pub(super) fn printable(&self, preferred: Face, text: &str) -> (Face, String) {
        let mut clean = String::with_capacity(text.len());
        for c in text.nfc() {
            if c.is_whitespace() || c.is_control() {
                if !clean.is_empty() && !clean.ends_with(' ') {
                    clean.push(' ');
                }
            } else if !is_invisible(c) {
                clean.push(c);
            }
        }
        let clean = clean.trim_end();

        let missing = |face| clean.chars().filter(|c| !self.has(face, *c)).count();
        let face = match preferred {
            Face::Display if missing(Face::Display) > missing(Face::Text) => Face::Text,
            other => other,
        };
        let mark =
            if self.has(face, char::REPLACEMENT_CHARACTER) { char::REPLACEMENT_CHARACTER } else { '?' };
        (face, clean.chars().map(|c| if self.has(face, c) { c } else { mark }).collect())
    }

    /// The fonts as a document embeds them: of each face the letters it draws.
    pub(super) fn embedded(&self, letters: &Letters) -> Result<PdfFontMap, DocumentError> {
        let mut map = BTreeMap::new();
        for (face, letters) in letters {
            let font = self.face(*face).subset(tag(*face), letters)?;
            map.insert(id(*face), PdfFont::new(font));
        }
        Ok(PdfFontMap { map })
    }
}

/// The name of a face inside a document: fixed, so that the same certificate gives the same octets.
pub(super) fn id(face: Face) -> FontId {
    FontId(tag(face).to_owned())
}

/// The tag of the face's subset, six capitals (ISO 32000-1 §9.6.4).
fn tag(face: Face) -> &'static str {
    match face {
        Face::Display => "DISPLA",
        Face::Text => "READNG",
        Face::Strong => "STRONG",
    }
}

/// Characters that draw nothing but change what stands beside them: joiners, marks of direction, selectors.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}
