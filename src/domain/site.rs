//! What a partnership says of itself on its site: its name, its mark, its first sentence and its colour.

use super::{
    colours::{Colour, check_accent},
    input::{FieldError, FieldErrors, optional_short_text},
    words::words,
};

/// The longest name: a line of a page's head, on a phone two.
pub const LONGEST_NAME: usize = 80;
/// The longest first sentence.
pub const LONGEST_SENTENCE: usize = 240;
/// The most a mark may hold, in octets: written as text it still fits into a request to the API.
pub const LARGEST_MARK: usize = 190 * 1024;
/// How many times as wide as high a mark may be, and as high as wide: it stands in a line.
pub const WIDEST_MARK: u32 = 6;

words! {
    /// How a mark is drawn.
    MarkKind {
        /// In pixels.
        Png = "png",
        /// In lines.
        Svg = "svg",
    }
}

impl MarkKind {
    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// A mark that was looked into and is harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// How it is drawn.
    pub kind: MarkKind,
    /// Its width, in whatever unit its height is in.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Mark {
    /// Its width and height where it may be so wide and so high.
    #[must_use]
    pub fn within(&self, width: u32, height: u32) -> (u32, u32) {
        let (own_width, own_height) = (self.width.max(1), self.height.max(1));
        let as_wide = own_width * height / own_height;
        if as_wide <= width {
            (as_wide.max(1), height)
        } else {
            (width, (own_height * width / own_width).max(1))
        }
    }
}

/// What a coordinator types; what is empty is as the service was set up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteInput {
    /// The partnership's name.
    pub name: Option<String>,
    /// The first sentence of the front page.
    pub sentence: Option<String>,
    /// The colour of links and buttons.
    pub accent: Option<String>,
}

/// The same, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteDetails {
    /// The partnership's name.
    pub name: Option<String>,
    /// The first sentence of the front page.
    pub sentence: Option<String>,
    /// The colour of links and buttons.
    pub accent: Option<Colour>,
}

/// Checks what was typed about the site.
///
/// # Errors
/// Every broken rule.
pub fn check_site(input: &SiteInput) -> Result<SiteDetails, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    let name = errors.keep(optional_short_text("name", input.name.as_deref(), LONGEST_NAME)).flatten();
    let sentence =
        errors.keep(optional_short_text("sentence", input.sentence.as_deref(), LONGEST_SENTENCE)).flatten();
    let typed = input.accent.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    let accent = typed.and_then(|typed| errors.keep(check_accent("accent", typed)));
    errors.finish(SiteDetails { name, sentence, accent })
}
