//! Lines of text set one under another in a column, measured before they are drawn.

use super::{
    fonts::Fonts,
    paper::{Paper, Role, Style},
    wrap::{self, Fitted},
};

/// A column: where it stands, how wide it is, and what has been set in it.
pub(super) struct Flow<'a> {
    fonts: &'a Fonts,
    width: f32,
    depth: f32,
    lines: Vec<Placed>,
}

struct Placed {
    begins: bool,
    indent: f32,
    below_top: f32,
    style: Style,
    text: String,
}

impl<'a> Flow<'a> {
    pub(super) fn new(fonts: &'a Fonts, width: f32) -> Self {
        Self { fonts, width, depth: 0.0, lines: Vec::new() }
    }

    /// How far down the column reaches, in points.
    pub(super) fn depth(&self) -> f32 {
        self.depth
    }

    pub(super) fn gap(&mut self, points: f32) {
        self.depth += points;
    }

    /// A paragraph in as many lines as it takes; `leading` is the distance of lines as a multiple of the size.
    pub(super) fn paragraph(&mut self, style: Style, leading: f32, text: &str) {
        self.indented(0.0, style, leading, text);
    }

    /// A paragraph that begins with a bullet and hangs from it.
    pub(super) fn item(&mut self, style: Style, leading: f32, text: &str) {
        let indent = style.size;
        let first = self.lines.len();
        self.indented(indent, style, leading, text);
        if let Some(line) = self.lines.get_mut(first) {
            // The bullet belongs to the words it stands before: one line, read as one.
            let (bullet, shift) = ("• ", self.fonts.width(style.face, style.size, "• "));
            line.text.insert_str(0, bullet);
            line.indent -= shift;
        }
    }

    /// Text at the first of `steps` (size, lines) at which it fits; says the size it took.
    pub(super) fn fitted(&mut self, style: Style, leading: f32, text: &str, steps: &[(f32, usize)]) -> f32 {
        let (face, text) = self.fonts.printable(style.face, text);
        let Fitted { size, lines } = wrap::fit(self.fonts, face, &text, self.width, steps);
        self.set(0.0, Style { face, size, ..style }, leading, lines);
        size
    }

    fn indented(&mut self, indent: f32, style: Style, leading: f32, text: &str) {
        let (face, text) = self.fonts.printable(style.face, text);
        let lines = wrap::lines(self.fonts, face, style.size, &text, self.width - indent);
        self.set(indent, Style { face, ..style }, leading, lines);
    }

    fn set(&mut self, indent: f32, style: Style, leading: f32, lines: Vec<String>) {
        for (index, text) in lines.into_iter().enumerate() {
            // Letters stand about four fifths of the size above their line.
            let below_top = self.depth + style.size * (0.8 + (leading - 1.0) / 2.0);
            self.lines.push(Placed { begins: index == 0, indent, below_top, style, text });
            self.depth += style.size * leading;
        }
    }

    /// Draws the column with its top at `top`, each paragraph a piece of its own.
    pub(super) fn draw(&self, paper: &mut Paper, x: f32, top: f32) {
        for line in &self.lines {
            if line.begins {
                paper.begin(Role::Paragraph);
            }
            paper.text(x + line.indent, top - line.below_top, line.style, &line.text);
        }
    }

    /// Draws the column as a part of the piece begun last.
    pub(super) fn draw_on(&self, paper: &mut Paper, x: f32, top: f32) {
        for line in &self.lines {
            paper.text(x + line.indent, top - line.below_top, line.style, &line.text);
        }
    }
}
