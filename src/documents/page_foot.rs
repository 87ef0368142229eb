//! The foot of a paper's pages: what the paper is, and which of how many each page is.

use super::{
    Fonts,
    paper::{Paper, Style},
    text_column::Flow,
};

/// How high the foot stands.
const FOOT: f32 = 48.0;

/// Writes the foot of every page between these two margins: in 8 points, or smaller on two lines where it does not fit.
pub(super) fn number(
    pages: &mut [Paper],
    (left, right): (f32, f32),
    (fonts, style, smaller): (&Fonts, Style, f32),
    words: &str,
) {
    let count = pages.len();
    for (index, page) in pages.iter_mut().enumerate() {
        let mut foot = Flow::new(fonts, right - left);
        let words = format!("{words}  ·  page {} of {count}", index + 1);
        foot.fitted(style, 1.2, &words, &[(8.0, 1), (smaller, 2)]);
        foot.draw(page, left, FOOT);
    }
}
