//! The typefaces of every document: read once, shared by all that is printed.

use std::{borrow::Cow, collections::BTreeMap, path::PathBuf};

use harfrust::Script;
use printpdf::{FontId, PdfFontMap, font::PdfFont};
use unicode_normalization::char::is_combining_mark;

use super::{
    DocumentError,
    letters::{clean, is_joiner, script_of},
    typeface::{Drawn, Typeface},
};
use crate::domain::printable::Alphabet;

/// One of the typefaces a document is set in. What it does not draw, the typeface of a script does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Face {
    /// For names and titles.
    Display,
    /// For everything that is read.
    Text,
    /// For what must stand out at a small size.
    Strong,
}

/// A typeface by its place in [`Fonts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FontNo(usize);

impl From<Face> for FontNo {
    fn from(face: Face) -> Self {
        Self(face as usize)
    }
}

/// What a document draws with each typeface.
pub(super) type Letters = BTreeMap<FontNo, Drawn>;

/// Number of each glyph of a document's typefaces in the parts that it embeds.
pub(super) type Numbers = BTreeMap<FontId, BTreeMap<u16, u16>>;

/// A script whose letters have a typeface of their own: tag in a PDF, PostScript name, file.
type OwnFace = (Script, &'static str, &'static str, &'static [u8]);

/// Beside Latin, Greek and Cyrillic, which the three faces draw.
const OWN_FACES: [OwnFace; 7] = [
    (
        Script::ARABIC,
        "ARABIC",
        "NotoNaskhArabic-Regular",
        include_bytes!("typefaces/NotoNaskhArabic-Regular.ttf"),
    ),
    (
        Script::HEBREW,
        "HEBREW",
        "NotoSerifHebrew-Regular",
        include_bytes!("typefaces/NotoSerifHebrew-Regular.ttf"),
    ),
    (
        Script::DEVANAGARI,
        "DEVANA",
        "NotoSerifDevanagari-Regular",
        include_bytes!("typefaces/NotoSerifDevanagari-Regular.ttf"),
    ),
    (
        Script::BENGALI,
        "BENGAL",
        "NotoSerifBengali-Regular",
        include_bytes!("typefaces/NotoSerifBengali-Regular.ttf"),
    ),
    (
        Script::GURMUKHI,
        "GURMUK",
        "NotoSerifGurmukhi-Regular",
        include_bytes!("typefaces/NotoSerifGurmukhi-Regular.ttf"),
    ),
    (
        Script::GUJARATI,
        "GUJARA",
        "NotoSerifGujarati-Regular",
        include_bytes!("typefaces/NotoSerifGujarati-Regular.ttf"),
    ),
    (
        Script::TAMIL,
        "TAMILS",
        "NotoSerifTamil-Regular",
        include_bytes!("typefaces/NotoSerifTamil-Regular.ttf"),
    ),
];

/// Draws Latin, Greek and Cyrillic with loose marks: the three faces have no place for a mark on most capitals.
const MARKED: (&str, &str, &[u8]) =
    ("MARKED", "NotoSerif-Regular", include_bytes!("typefaces/NotoSerif-Regular.ttf"));

/// The fonts, ready to measure and to embed. Reading takes a while and some memory: make it once and share it.
pub struct Fonts {
    /// The three faces, those of [`OWN_FACES`], [`MARKED`], then what was added, in this order.
    typefaces: Vec<Typeface>,
}

impl Fonts {
    /// Reads the fonts compiled into the program: DejaVu for Latin, Greek and Cyrillic, Noto for Arabic, Hebrew,
    /// Devanagari, Bengali, Gurmukhi, Gujarati and Tamil.
    ///
    /// # Errors
    /// Only if the build is broken.
    pub fn load() -> Result<Self, DocumentError> {
        Self::load_with(&[])
    }

    /// The same with further font files, which draw what those do not.
    ///
    /// # Errors
    /// A file that cannot be read or is no font.
    pub fn load_with(files: &[PathBuf]) -> Result<Self, DocumentError> {
        let mut typefaces = vec![
            Typeface::load("DejaVuSerifCondensed", dejavu::serif_condensed::regular())?,
            Typeface::load("DejaVuSansCondensed", dejavu::sans_condensed::regular())?,
            Typeface::load("DejaVuSansCondensed-Bold", dejavu::sans_condensed::bold())?,
        ];
        for (_, _, name, octets) in OWN_FACES {
            typefaces.push(Typeface::load(name, octets)?);
        }
        typefaces.push(Typeface::load(MARKED.1, MARKED.2)?);
        for (file, letter) in files.iter().zip('A'..='Z') {
            let shown = file.display();
            let octets =
                std::fs::read(file).map_err(|error| DocumentError::Font(format!("{shown} ({error})")))?;
            let typeface = Typeface::load(format!("Added{letter}"), Cow::Owned(octets))
                .map_err(|_| DocumentError::Font(format!("{shown} (it is no TrueType or OpenType font)")))?;
            typefaces.push(typeface);
        }
        Ok(Self { typefaces })
    }

    /// Every character that can be printed.
    #[must_use]
    pub fn alphabet(&self) -> Alphabet {
        Alphabet::of(self.typefaces.iter().flat_map(Typeface::characters))
    }

    fn typeface(&self, font: impl Into<FontNo>) -> &Typeface {
        &self.typefaces[font.into().0]
    }

    /// What shapes text with a typeface.
    pub(super) fn shaper(&self, font: FontNo) -> &harfrust::Font {
        &self.typeface(font).font
    }

    /// The character that a glyph stands for by itself.
    pub(super) fn says(&self, font: FontNo, glyph: u16) -> Option<char> {
        self.typeface(font).says(glyph)
    }

    /// The glyph of a character.
    pub(super) fn glyph_of(&self, font: FontNo, c: char) -> Option<u16> {
        self.typeface(font).glyph_of(c)
    }

    /// The width of a glyph, in ems.
    pub(super) fn advance(&self, font: FontNo, glyph: u16) -> f32 {
        self.typeface(font).advance(glyph)
    }

    /// What draws a letter with its marks: the typeface of its script, or else the face it is set in; for what
    /// belongs to no script (a space, a comma), what draws its neighbour. What nothing draws stays with the face.
    /// `marked` says that loose marks stand in the line.
    pub(super) fn drawing(
        &self,
        face: Face,
        cluster: &str,
        (script, marked): (Script, bool),
        beside: Option<FontNo>,
    ) -> FontNo {
        let own = OWN_FACES.iter().position(|(of, ..)| *of == script).map(|at| FontNo(at + 3));
        let simple = [Script::LATIN, Script::GREEK, Script::CYRILLIC].contains(&script);
        let own = own.or((marked && simple).then_some(FontNo(3 + OWN_FACES.len())));
        let beside = beside.filter(|_| cluster.chars().all(|c| script_of(c).is_none()));
        let draws = |font: &FontNo| cluster.chars().all(|c| is_joiner(c) || self.typefaces[font.0].draws(c));
        let others = [Face::Text, Face::Display, Face::Strong].map(FontNo::from);
        let scripts_and_files = (3..self.typefaces.len()).map(FontNo);
        own.into_iter()
            .chain(beside)
            .chain([face.into()])
            .chain(others)
            .chain(scripts_and_files)
            .find(draws)
            .unwrap_or(face.into())
    }

    /// Whether any typeface draws a character.
    fn draw(&self, c: char) -> bool {
        is_joiner(c) || self.typefaces.iter().any(|typeface| typeface.draws(c))
    }

    /// What of a text, once cleaned, no typeface draws, each letter once.
    pub(super) fn missing(&self, text: &str) -> Vec<char> {
        let mut missing: Vec<char> = Vec::new();
        for c in clean(text).chars() {
            if !self.draw(c) && !missing.contains(&c) {
                missing.push(c);
            }
        }
        missing
    }

    /// Whether a text is drawn letter by letter, from left to right, in one face: most are.
    pub(super) fn is_plain(&self, face: Face, text: &str) -> bool {
        let plain = |c: char| match c {
            '\u{20}'..='\u{2ff}' => true,
            // Greek, Cyrillic; Latin and Greek with marks; punctuation and signs.
            '\u{370}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' | '\u{2010}'..='\u{2bff}' | '\u{fffd}' => {
                !is_combining_mark(c)
            }
            _ => false,
        };
        text.chars().all(plain) && text.chars().all(|c| c.is_ascii() || self.typeface(face).has(c))
    }

    /// The width of text that is drawn letter by letter, in points.
    pub(super) fn plain_width(&self, face: Face, size: f32, text: &str) -> f32 {
        let Ok(font) = self.typeface(face).parsed() else { return 0.0 };
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
        let clean = clean(text);
        let own = |c: char| script_of(c).is_some_and(|script| OWN_FACES.iter().any(|(of, ..)| *of == script));
        let missing = |face: Face| {
            clean.chars().filter(|c| !own(*c) && !self.typeface(face).draws(*c) && self.draw(*c)).count()
        };
        let face = match preferred {
            Face::Display if missing(Face::Display) > missing(Face::Text) => Face::Text,
            other => other,
        };
        let mark = if self.typeface(face).has(char::REPLACEMENT_CHARACTER) {
            char::REPLACEMENT_CHARACTER
        } else {
            '?'
        };
        (face, clean.chars().map(|c| if self.draw(c) { c } else { mark }).collect())
    }

    /// The fonts as a document embeds them, of each what it draws, and the numbers its glyphs have there.
    pub(super) fn embedded(&self, letters: &Letters) -> Result<(PdfFontMap, Numbers), DocumentError> {
        let (mut map, mut numbers) = (BTreeMap::new(), Numbers::new());
        for (no, drawn) in letters {
            let (font, numbered) = self.typeface(*no).subset(&tag(*no), drawn)?;
            map.insert(id(*no), PdfFont::new(font));
            numbers.insert(id(*no), numbered);
        }
        Ok((PdfFontMap { map }, numbers))
    }
}

/// The name of a face inside a document: fixed, so that the same certificate gives the same octets.
pub(super) fn id(font: impl Into<FontNo>) -> FontId {
    FontId(tag(font.into()))
}

/// The tag of the face's subset, six capitals (ISO 32000-1 §9.6.4).
fn tag(FontNo(font): FontNo) -> String {
    let faces = ["DISPLA", "READNG", "STRONG"];
    let scripts = OWN_FACES.map(|(_, tag, ..)| tag);
    if let Some(tag) = faces.iter().chain(&scripts).chain([&MARKED.0]).nth(font) {
        return (*tag).to_owned();
    }
    let added = font.saturating_sub(faces.len() + scripts.len() + 1);
    format!("ADDED{}", ('A'..='Z').nth(added).unwrap_or('Z'))
}
