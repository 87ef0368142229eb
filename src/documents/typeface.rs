//! A font file: read once, and cut down to the glyphs a document draws, so that a page carries a few thousand octets of
//! each face.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use allsorts::{
    binary::read::ReadScope,
    font_data::FontData,
    subset::{CmapTarget, SubsetProfile, subset as cut},
};
use printpdf::ParsedFont;
use unicode_normalization::UnicodeNormalization;

use super::DocumentError;

/// A font file, and what was read from it.
pub(super) struct Typeface {
    /// Its PostScript name, which a PDF knows it by.
    name: String,
    octets: Cow<'static, [u8]>,
    /// What shapes text with it.
    pub(super) font: harfrust::Font,
    /// What measures and embeds it; most fonts are never printed with.
    parsed: OnceLock<ParsedFont>,
    /// The character that each glyph stands for, worked out when it is asked for.
    said: OnceLock<BTreeMap<u16, char>>,
}

/// What a document draws with one typeface.
#[derive(Debug, Default, Clone)]
pub(super) struct Drawn {
    /// Characters that are drawn one by one.
    pub letters: BTreeSet<char>,
    /// Glyphs that a shaper chose.
    pub glyphs: BTreeSet<u16>,
}

impl Drawn {
    /// Takes in what is drawn elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        self.letters.extend(other.letters);
        self.glyphs.extend(other.glyphs);
    }
}

impl Typeface {
    pub(super) fn load(
        name: impl Into<String>,
        octets: impl Into<Cow<'static, [u8]>>,
    ) -> Result<Self, DocumentError> {
        let (name, octets) = (name.into(), octets.into());
        let font = match &octets {
            Cow::Borrowed(octets) => harfrust::Font::new(*octets, 0),
            Cow::Owned(octets) => harfrust::Font::new(octets.clone(), 0),
        };
        match font.filter(|font| font.charmap().has_unicode()) {
            Some(font) => Ok(Self { name, octets, font, parsed: OnceLock::new(), said: OnceLock::new() }),
            None => Err(DocumentError::Font(name)),
        }
    }

    /// The font as printpdf reads it.
    pub(super) fn parsed(&self) -> Result<&ParsedFont, DocumentError> {
        if let Some(parsed) = self.parsed.get() {
            return Ok(parsed);
        }
        let mut parsed = ParsedFont::from_bytes(&self.octets, 0, &mut Vec::new())
            .ok_or_else(|| DocumentError::Font(self.name.clone()))?;
        // printpdf keeps a copy of the file; what is embedded is cut from the file itself.
        parsed.original_bytes = Vec::new();
        Ok(self.parsed.get_or_init(|| parsed))
    }

    /// Whether the font has a glyph of its own for a character.
    pub(super) fn has(&self, c: char) -> bool {
        self.font.charmap().map_unicode(c).is_some()
    }

    /// The glyph of a character, where it has one of its own.
    pub(super) fn glyph_of(&self, c: char) -> Option<u16> {
        let glyph = self.font.charmap().map_unicode(c)?;
        u16::try_from(glyph.to_u32()).ok()
    }

    /// The character a glyph stands for by itself; the first where it is drawn for several.
    pub(super) fn says(&self, glyph: u16) -> Option<char> {
        let said = self.said.get_or_init(|| {
            let mut said = BTreeMap::new();
            for (code, glyph) in self.font.charmap().unicodes() {
                if let (Some(c), Ok(glyph)) = (char::from_u32(code), u16::try_from(glyph.to_u32())) {
                    let first = said.entry(glyph).or_insert(c);
                    *first = (*first).min(c);
                }
            }
            said
        });
        said.get(&glyph).copied()
    }

    /// The width of a glyph, in ems.
    pub(super) fn advance(&self, glyph: u16) -> f32 {
        let Ok(parsed) = self.parsed() else { return 0.0 };
        f32::from(parsed.get_glyph_width(glyph).unwrap_or(0)) / f32::from(parsed.units_per_em.max(1))
    }

    /// Whether a shaper can draw a character with the font, in one glyph or as a letter with its marks.
    pub(super) fn draws(&self, c: char) -> bool {
        self.has(c) || std::iter::once(c).nfd().all(|part| part != c && self.has(part))
    }

    /// Every character that has a glyph.
    pub(super) fn characters(&self) -> impl Iterator<Item = char> {
        self.font.charmap().unicodes().filter_map(|(code, _)| char::from_u32(code))
    }

    /// The part that draws what is drawn, under the tag that marks a subset, with the number that each glyph has
    /// there. A letter the font does not have is left out.
    pub(super) fn subset(
        &self,
        tag: &str,
        drawn: &Drawn,
    ) -> Result<(ParsedFont, BTreeMap<u16, u16>), DocumentError> {
        let whole = self.parsed()?;
        let letters: BTreeMap<u32, u16> = drawn
            .letters
            .iter()
            .map(|letter| u32::from(*letter))
            .filter_map(|letter| Some((letter, whole.lookup_glyph_index(letter)?)))
            .collect();
        // Glyph 0, the box for what is missing, stands first in every font.
        let kept: BTreeSet<u16> =
            letters.values().copied().chain(drawn.glyphs.iter().copied()).chain([0]).collect();
        let kept: Vec<u16> = kept.into_iter().collect();
        let program = program(&self.octets, &kept)
            .map_err(|error| DocumentError::Pdf(format!("{} cannot be subset: {error}", self.name)))?;
        // The glyphs of a subset are numbered in the order they were asked for.
        let numbers: BTreeMap<u16, u16> = kept.into_iter().zip(0..).collect();
        let font = ParsedFont {
            original_bytes: program,
            font_index: 0,
            font_name: Some(format!("{tag}+{}", self.name)),
            codepoint_to_glyph: letters.iter().map(|(letter, glyph)| (*letter, numbers[glyph])).collect(),
            glyph_widths: numbers
                .iter()
                .filter_map(|(glyph, number)| Some((*number, whole.get_glyph_width(*glyph)?)))
                .collect(),
            units_per_em: whole.units_per_em,
            font_metrics: whole.font_metrics.clone(),
            font_type: whole.font_type,
            pdf_font_metrics: whole.pdf_font_metrics.clone(),
        };
        Ok((font, numbers))
    }
}

fn program(octets: &[u8], glyphs: &[u16]) -> Result<Vec<u8>, String> {
    let font = ReadScope::new(octets).read::<FontData<'_>>().map_err(|error| error.to_string())?;
    let tables = font.table_provider(0).map_err(|error| error.to_string())?;
    cut(&tables, glyphs, &SubsetProfile::Pdf, CmapTarget::Unicode).map_err(|error| error.to_string())
}
