//! A font file: parsed once, and cut down to the letters a document draws, so that a page carries a few thousand
//! octets of each face.

use std::collections::{BTreeMap, BTreeSet};

use allsorts::{
    binary::read::ReadScope,
    font_data::FontData,
    subset::{CmapTarget, SubsetProfile, subset as cut},
};
use printpdf::ParsedFont;

use super::DocumentError;

/// A font file, and what was read from it.
pub(super) struct Typeface {
    /// Its PostScript name, which a PDF knows it by.
    name: &'static str,
    octets: &'static [u8],
    pub(super) parsed: ParsedFont,
}

impl Typeface {
    pub(super) fn load(name: &'static str, octets: &'static [u8]) -> Result<Self, DocumentError> {
        let mut parsed =
            ParsedFont::from_bytes(octets, 0, &mut Vec::new()).ok_or(DocumentError::Font(name))?;
        // printpdf keeps a copy of the file; what is embedded is cut from the file itself.
        parsed.original_bytes = Vec::new();
        Ok(Self { name, octets, parsed })
    }

    /// The part that draws `letters`, under the tag that marks a subset. A letter the font does not have is left out.
    pub(super) fn subset(&self, tag: &str, letters: &BTreeSet<char>) -> Result<ParsedFont, DocumentError> {
        let whole = &self.parsed;
        let drawn: BTreeMap<u32, u16> = letters
            .iter()
            .map(|letter| u32::from(*letter))
            .filter_map(|letter| Some((letter, whole.lookup_glyph_index(letter)?)))
            .collect();
        // Glyph 0, the box for what is missing, stands first in every font.
        let kept: BTreeSet<u16> = drawn.values().copied().chain([0]).collect();
        let kept: Vec<u16> = kept.into_iter().collect();
        let program = program(self.octets, &kept)
            .map_err(|error| DocumentError::Pdf(format!("{} cannot be subset: {error}", self.name)))?;
        // The glyphs of a subset are numbered in the order they were asked for.
        let numbers: BTreeMap<u16, u16> = kept.into_iter().zip(0..).collect();
        Ok(ParsedFont {
            original_bytes: program,
            font_index: 0,
            font_name: Some(format!("{tag}+{}", self.name)),
            codepoint_to_glyph: drawn.iter().map(|(letter, glyph)| (*letter, numbers[glyph])).collect(),
            glyph_widths: numbers
                .iter()
                .filter_map(|(glyph, number)| Some((*number, whole.get_glyph_width(*glyph)?)))
                .collect(),
            units_per_em: whole.units_per_em,
            font_metrics: whole.font_metrics.clone(),
            font_type: whole.font_type,
            pdf_font_metrics: whole.pdf_font_metrics.clone(),
        })
    }
}

fn program(octets: &[u8], glyphs: &[u16]) -> Result<Vec<u8>, String> {
    let font = ReadScope::new(octets).read::<FontData<'_>>().map_err(|error| error.to_string())?;
    let tables = font.table_provider(0).map_err(|error| error.to_string())?;
    cut(&tables, glyphs, &SubsetProfile::Pdf, CmapTarget::Unicode).map_err(|error| error.to_string())
}
