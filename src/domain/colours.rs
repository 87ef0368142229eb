//! Colours of a site: whether words in one can be read on our pages, and what becomes of it on dark ground. The
//! contrast is that of WCAG 2.2, success criterion 1.4.3.

use super::input::FieldError;

/// The least contrast between words and their ground that everybody can read (WCAG 2.2, level AA).
pub const LEAST_CONTRAST: f64 = 4.5;
/// What the colour on dark ground is brought to: that of the colours there that are ours.
const DARK_CONTRAST: f64 = 7.0;
/// The darkest ground of the light pages on which a link can stand; a test holds the stylesheet to it.
pub const LIGHT_GROUND: Colour = Colour(0xfb, 0xe7, 0xe6);
/// The lightest ground of the dark pages.
pub const DARK_GROUND: Colour = Colour(0x1d, 0x33, 0x25);
/// Words on a button in the colour, where pages are dark.
const ON_DARK: Colour = Colour(0x10, 0x19, 0x1a);
const WHITE: Colour = Colour(0xff, 0xff, 0xff);
const BLACK: Colour = Colour(0, 0, 0);
/// In how many steps another colour is looked for between two.
const STEPS: u8 = 50;

/// A colour: its red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Reads `#0b4f5c`, also in capitals or without its sign.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let digits = typed.trim();
        let digits = digits.strip_prefix('#').unwrap_or(digits);
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    /// `#0b4f5c`.
    #[must_use]
    pub fn shown(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// How light it is, from 0 to 1 (WCAG 2.2, relative luminance).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast with another, from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// This colour with `share` of 50 parts of another.
    fn mixed(self, with: Self, share: u8) -> Self {
        let part = |own: u8, other: u8| {
            let sum = u32::from(own) * u32::from(STEPS - share) + u32::from(other) * u32::from(share);
            u8::try_from((sum + u32::from(STEPS) / 2) / u32::from(STEPS)).unwrap_or(u8::MAX)
        };
        Self(part(self.0, with.0), part(self.1, with.1), part(self.2, with.2))
    }

    /// The nearest colour on the way to another that has this contrast with a ground.
    fn towards(self, end: Self, ground: Self, contrast: f64) -> Self {
        (0..=STEPS)
            .map(|share| self.mixed(end, share))
            .find(|one| one.contrast(ground) >= contrast)
            .unwrap_or(end)
    }
}

/// A site's colour as each kind of page uses it: for words, and as the ground of buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// On light pages: as it was chosen.
    pub light: Colour,
    /// The same under the pointer.
    pub light_hover: Colour,
    /// Words on it there.
    pub on_light: Colour,
    /// On dark pages: made lighter until it can be read.
    pub dark: Colour,
    /// The same under the pointer.
    pub dark_hover: Colour,
    /// Words on it there.
    pub on_dark: Colour,
}

impl Scheme {
    /// What becomes of a colour.
    #[must_use]
    pub fn of(accent: Colour) -> Self {
        let dark = accent.towards(WHITE, DARK_GROUND, DARK_CONTRAST);
        Self {
            light: accent,
            light_hover: accent.mixed(BLACK, STEPS / 4),
            on_light: WHITE,
            dark,
            dark_hover: dark.mixed(WHITE, STEPS / 2),
            on_dark: ON_DARK,
        }
    }
}

/// Checks a colour for words and buttons.
///
/// # Errors
/// It is no colour, or words in it are too faint on our light pages; said with the contrast reached and a colour near
/// it that would do.
pub fn check_accent(field: &str, typed: &str) -> Result<Colour, FieldError> {
    let colour = Colour::parse(typed).ok_or_else(|| {
        FieldError::new(field, "Enter the colour as # and six of 0 to 9 and a to f, such as #0b4f5c.")
    })?;
    let reached = colour.contrast(LIGHT_GROUND);
    if reached >= LEAST_CONTRAST {
        return Ok(colour);
    }
    let near = colour.towards(BLACK, LIGHT_GROUND, LEAST_CONTRAST);
    // Cut off, not rounded: what falls short never reads as if it did not.
    let reached = (reached * 100.0).floor() / 100.0;
    Err(FieldError::new(
        field,
        format!(
            "Words in {} are too faint on our light pages: their contrast is {reached:.2} to 1, and {LEAST_CONTRAST} \
             to 1 is the least that everybody can read. {} is near it and would do.",
            colour.shown(),
            near.shown()
        ),
    ))
}
