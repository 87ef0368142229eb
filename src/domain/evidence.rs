//! Evidence for training already done: which files are taken, told by what they hold, and what they are called.

use super::words::words;

/// The most a file may hold, in bytes.
pub const MOST_BYTES: u32 = 10 * 1024 * 1024;
/// The most files of one claim.
pub const MOST_FILES: usize = 5;
/// The most files of one person about which nobody has decided.
pub const MOST_WAITING: usize = 20;
/// The longest name that is kept of a file, in characters.
const LONGEST_LABEL: usize = 100;
/// The longest ending that is taken for one, in characters.
const LONGEST_ENDING: usize = 5;

/// What is taken, as people read it.
pub const TAKEN: &str = "PDF, JPEG, PNG, WebP and HEIC";

words! {
    /// What a file is.
    EvidenceKind {
        /// A PDF.
        Pdf = "pdf",
        /// A JPEG picture.
        Jpeg = "jpeg",
        /// A PNG picture.
        Png = "png",
        /// A WebP picture.
        Webp = "webp",
        /// A HEIC picture, as some phones take them.
        Heic = "heic",
    }
}

impl EvidenceKind {
    /// What a file is that begins with these bytes; none if it is nothing that is taken. Its name says nothing about it.
    #[must_use]
    pub fn of(beginning: &[u8]) -> Option<Self> {
        let part = |from: usize, to: usize| beginning.get(from..to).unwrap_or_default();
        match beginning {
            [b'%', b'P', b'D', b'F', b'-', digit, ..] if digit.is_ascii_digit() => Some(Self::Pdf),
            // A start of image, and the first of its segments.
            [0xFF, 0xD8, 0xFF, 0xC0..=0xFE, ..] => Some(Self::Jpeg),
            _ if part(0, 8) == b"\x89PNG\r\n\x1A\n" && part(12, 16) == b"IHDR" => Some(Self::Png),
            _ if part(0, 4) == b"RIFF" && part(8, 15) == b"WEBPVP8" => Some(Self::Webp),
            _ if is_heic(beginning) => Some(Self::Heic),
            _ => None,
        }
    }

    /// What browsers call it.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
        }
    }

    /// How its file names end.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Heic => "heic",
        }
    }
}

/// Whether a file begins as ISO/IEC 23008-12 says of pictures in HEVC: a box of the type `ftyp` whose brands name it.
fn is_heic(beginning: &[u8]) -> bool {
    let Some((length, rest)) = beginning.split_first_chunk::<4>() else { return false };
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    let Some(brands) = rest.strip_prefix(b"ftyp") else { return false };
    // Eight bytes of the box are its length and type.
    let Some(brands) = length.checked_sub(8).and_then(|length| brands.get(..length)) else { return false };
    let mut brands = brands.chunks_exact(4);
    let (major, _version) = (brands.next().unwrap_or_default(), brands.next());
    let of_pictures = |brand: &[u8]| matches!(brand, b"heic" | b"heix" | b"heim" | b"heis");
    of_pictures(major) || (matches!(major, b"mif1" | b"msf1") && brands.any(of_pictures))
}

/// What a file is called where people read it: as it was called where it came from, without what is no name, and
/// ending as what it is.
#[must_use]
pub fn label(sent_as: &str, kind: EvidenceKind) -> String {
    let name = sent_as.rsplit(['/', '\\']).next().unwrap_or_default();
    // Signs that turn the direction of reading could make an ending look like another.
    let turns =
        |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let name: String = name.chars().filter(|c| !c.is_control() && !turns(*c)).collect();
    let stem = match name.rsplit_once('.') {
        Some((stem, ending))
            if (1..=LONGEST_ENDING).contains(&ending.len())
                && ending.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            stem
        }
        _ => name.as_str(),
    };
    let stem: String = stem.trim().trim_matches('.').chars().take(LONGEST_LABEL).collect();
    let stem = if stem.trim().is_empty() { "evidence" } else { stem.trim() };
    format!("{stem}.{}", kind.ending())
}

/// A length in bytes as people read it.
#[must_use]
pub fn size(bytes: i64) -> String {
    const MEGABYTE: i64 = 1024 * 1024;
    match bytes {
        ..1024 => "1 KB".to_owned(),
        1024..MEGABYTE => format!("{} KB", bytes / 1024),
        _ => {
            let tenths = bytes * 10 / MEGABYTE;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// Why a file is not taken that is none of the kinds.
#[must_use]
pub fn not_taken(sent_as: &str) -> String {
    let name: String = sent_as.chars().filter(|c| !c.is_control()).take(LONGEST_LABEL).collect();
    format!(
        "“{name}” is not one of the files that are taken: {TAKEN}. What counts is what a file holds, not what it is \
         called."
    )
}

/// Why a file is not taken that is too large.
#[must_use]
pub fn too_large(sent_as: &str) -> String {
    let name: String = sent_as.chars().filter(|c| !c.is_control()).take(LONGEST_LABEL).collect();
    format!(
        "“{name}” is larger than {} MB. Send a smaller picture, or fewer pages.",
        MOST_BYTES / 1024 / 1024
    )
}
