//! Text broken into lines, and made smaller by steps until it fits.

use super::{
    fonts::{Face, Fonts},
    letters::clusters,
    shaping::width_of,
};

/// Text that fits: its lines and the size they are set in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fitted {
    pub size: f32,
    pub lines: Vec<String>,
}

/// The lines of a text, and whether a word had to be cut to fit.
struct Wrapped {
    lines: Vec<String>,
    cut: bool,
}

/// Sets printable text at the first step (a size, and how many lines it may take) at which no word is cut, with
/// lines of about equal length. Past the last step words are cut, and what still does not fit ends in an ellipsis.
pub(super) fn fit(fonts: &Fonts, face: Face, text: &str, width: f32, steps: &[(f32, usize)]) -> Fitted {
    for &(size, most) in steps {
        let wrapped = wrap(fonts, face, size, text, width);
        if !wrapped.cut && wrapped.lines.len() <= most {
            return Fitted { size, lines: balanced(fonts, face, size, text, width, wrapped) };
        }
    }
    let &(size, most) = steps.last().unwrap_or(&(8.0, 1));
    let mut lines = wrap(fonts, face, size, text, width).lines;
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let fits =
                |text: &str| width_of(fonts, face, size, text) + width_of(fonts, face, size, "…") <= width;
            while !last.is_empty() && !fits(last) {
                let whole = clusters(last).last().map_or(0, str::len);
                last.truncate(last.len() - whole);
            }
            *last = format!("{}…", last.trim_end());
        }
    }
    Fitted { size, lines }
}

/// Printable text in as many lines as it takes.
pub(super) fn lines(fonts: &Fonts, face: Face, size: f32, text: &str, width: f32) -> Vec<String> {
    wrap(fonts, face, size, text, width).lines
}

/// The same number of lines over the narrowest measure that gives it: no last line of one short word.
fn balanced(fonts: &Fonts, face: Face, size: f32, text: &str, width: f32, full: Wrapped) -> Vec<String> {
    let count = full.lines.len();
    let mut best = full.lines;
    if count > 1 {
        let mut measure = width * 0.95;
        while measure > width * 0.4 {
            let narrower = wrap(fonts, face, size, text, measure);
            if narrower.cut || narrower.lines.len() != count {
                break;
            }
            best = narrower.lines;
            measure -= width * 0.05;
        }
    }
    best
}

fn wrap(fonts: &Fonts, face: Face, size: f32, text: &str, width: f32) -> Wrapped {
    let fits = |line: &str| width_of(fonts, face, size, line) <= width;
    let mut wrapped = Wrapped { lines: Vec::new(), cut: false };
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            wrapped.lines.push(std::mem::take(&mut line));
        }
        // A word wider than the whole line: broken after a hyphen if it has one, cut if it must be.
        for piece in word.split_inclusive('-') {
            if fits(&format!("{line}{piece}")) {
                line.push_str(piece);
                continue;
            }
            if !line.is_empty() {
                wrapped.lines.push(std::mem::take(&mut line));
            }
            for letter in clusters(piece) {
                if !line.is_empty() && !fits(&format!("{line}{letter}")) {
                    wrapped.cut = true;
                    wrapped.lines.push(std::mem::take(&mut line));
                }
                line.push_str(letter);
            }
        }
    }
    if !line.is_empty() {
        wrapped.lines.push(line);
    }
    wrapped
}
