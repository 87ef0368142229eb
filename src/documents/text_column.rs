//! Lines of text set one under another in a column, measured before they are drawn.

use super::{
    fonts::Fonts,
    paper::{Paper, Role, Style},
    shaping::{self, Shaped},
    spoken_line,
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
    /// The text as glyphs, where it is not drawn letter by letter.
    shaped: Option<Shaped>,
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
        self.indented(0.0, style, leading, "", text);
    }

    /// A paragraph that begins with a bullet and hangs from it.
    pub(super) fn item(&mut self, style: Style, leading: f32, text: &str) {
        // The bullet belongs to the words it stands before: one line, read as one.
        self.indented(style.size, style, leading, "• ", text);
    }

    /// Text at the first of `steps` (size, lines) at which it fits; says the size it took.
    pub(super) fn fitted(&mut self, style: Style, leading: f32, text: &str, steps: &[(f32, usize)]) -> f32 {
        let (face, text) = self.fonts.printable(style.face, text);
        let Fitted { size, lines } = wrap::fit(self.fonts, face, &text, self.width, steps);
        self.set((0.0, ""), Style { face, size, ..style }, leading, &text, lines);
        size
    }

    fn indented(&mut self, indent: f32, style: Style, leading: f32, bullet: &str, text: &str) {
        let (face, text) = self.fonts.printable(style.face, text);
        let lines = wrap::lines(self.fonts, face, style.size, &text, self.width - indent);
        self.set((indent, bullet), Style { face, ..style }, leading, &text, lines);
    }

    /// Sets the lines of a text, whose direction is that of each of them.
    fn set(
        &mut self,
        (indent, bullet): (f32, &str),
        style: Style,
        leading: f32,
        whole: &str,
        lines: Vec<String>,
    ) {
        let right_to_left = !style.ours && shaping::is_right_to_left(whole);
        for (index, line) in lines.into_iter().enumerate() {
            let begins = index == 0;
            // Letters stand about four fifths of the size above their line.
            let below_top = self.depth + style.size * (0.8 + (leading - 1.0) / 2.0);
            let hung = if begins { bullet } else { "" };
            let indent = indent - shaping::width_of(self.fonts, style.face, style.size, hung);
            let text = format!("{hung}{line}");
            let shaped = shaping::shaped(self.fonts, style.face, &text, right_to_left);
            self.lines.push(Placed { begins, indent, below_top, style, text, shaped });
            self.depth += style.size * leading;
        }
    }

    /// Draws the column with its top at `top`, each paragraph a piece of its own.
    pub(super) fn draw(&self, paper: &mut Paper, x: f32, top: f32) {
        for line in &self.lines {
            if line.begins {
                paper.begin(Role::Paragraph);
            }
            line.draw(self.fonts, paper, x, top);
        }
    }

    /// Draws the column as a part of the piece begun last.
    pub(super) fn draw_on(&self, paper: &mut Paper, x: f32, top: f32) {
        for line in &self.lines {
            line.draw(self.fonts, paper, x, top);
        }
    }
}

impl Placed {
    fn draw(&self, fonts: &Fonts, paper: &mut Paper, x: f32, top: f32) {
        let (x, y) = (x + self.indent, top - self.below_top);
        match &self.shaped {
            Some(line) => {
                let written = spoken_line::write(fonts, line, (x, y), self.style.size);
                paper.written(self.style.ink, written);
            }
            None => paper.text(x, y, self.style, &self.text),
        }
    }
}
