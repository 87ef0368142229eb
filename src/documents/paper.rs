//! What can be drawn on a page. Points from the bottom left corner; the order of drawing is the order of reading.

use printpdf::{
    Actions, BorderArray, Color, CurTransMat, DictItem, Line, LinePoint, LinkAnnotation, Op, PaintMode,
    PdfFontHandle, Point, Polygon, PolygonRing, Pt, RawImage, RawImageData, RawImageFormat, Rect, Rgb,
    TextItem, WindingOrder, XObjectId, XObjectTransform,
};

use super::{
    fonts::{self, Face, Letters},
    marks::Picture,
};

/// The colours of a document: dark enough to be told apart in grey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Near-black: what is read.
    Black,
    /// What explains what is read.
    Soft,
    /// The deep colour: titles and the rail.
    Deep,
    /// The warm accent: what is this person's.
    Warm,
    /// Hairlines.
    Hair,
    /// The paper, on a filled shape.
    Paper,
}

impl Ink {
    fn colour(self) -> Color {
        let [r, g, b] = match self {
            Self::Black => [0x1c_u8, 0x1a, 0x17],
            Self::Soft => [0x57, 0x51, 0x48],
            Self::Deep => [0x0b, 0x4f, 0x5c],
            Self::Warm => [0xa8, 0x4b, 0x16],
            Self::Hair => [0xb3, 0xa8, 0x96],
            Self::Paper => [0xff, 0xff, 0xff],
        };
        let part = |octet: u8| f32::from(octet) / 255.0;
        Color::Rgb(Rgb::new(part(r), part(g), part(b), None))
    }
}

/// How a line of text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub face: Face,
    pub size: f32,
    pub ink: Ink,
    /// Space added after each letter, in points.
    pub tracking: f32,
    /// Whether the words are ours, so that they are read from left to right whichever name they begin with.
    pub ours: bool,
}

impl Style {
    pub(super) const fn new(face: Face, size: f32, ink: Ink) -> Self {
        Self { face, size, ink, tracking: 0.0, ours: false }
    }
}

/// What a piece of the page is to somebody who hears it read (ISO 32000-1 §14.8.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// What the document is.
    Heading,
    /// Text that is read as one.
    Paragraph,
    /// A picture, with the words that stand for it.
    Figure(String),
}

/// A piece of the page and the marks in its content that belong to it.
pub(super) struct Element {
    pub role: Role,
    pub marks: Vec<i64>,
}

/// A page being drawn.
#[derive(Default)]
pub(super) struct Paper {
    ops: Vec<Op>,
    elements: Vec<Element>,
    letters: Letters,
    marks: i64,
    pictures: Vec<(XObjectId, RawImage)>,
}

/// What a page is made of.
pub(super) struct Parts {
    /// The drawing.
    pub ops: Vec<Op>,
    /// Its pieces in the order they are read.
    pub elements: Vec<Element>,
    /// The letters it takes.
    pub letters: Letters,
    /// The pictures it takes.
    pub pictures: Vec<(XObjectId, RawImage)>,
}

impl Paper {
    /// What it is made of.
    pub(super) fn into_parts(self) -> Parts {
        Parts { ops: self.ops, elements: self.elements, letters: self.letters, pictures: self.pictures }
    }

    /// Begins a new piece; what is written next belongs to it.
    pub(super) fn begin(&mut self, role: Role) {
        self.elements.push(Element { role, marks: Vec::new() });
    }

    /// Draws something that belongs to the piece begun last.
    fn marked(&mut self, ops: impl IntoIterator<Item = Op>) {
        let mark = self.marks;
        self.marks += 1;
        let tag = match self.elements.last_mut() {
            Some(element) => {
                element.marks.push(mark);
                element.role.tag()
            }
            None => "Artifact",
        };
        let map = [("MCID".to_owned(), DictItem::Int(mark))].into_iter().collect();
        let properties = DictItem::Dict { map };
        self.ops.push(Op::BeginMarkedContentWithProperties { tag: tag.to_owned(), properties });
        self.ops.extend(ops);
        self.ops.push(Op::EndMarkedContent);
    }

    /// Draws something that is not read: lines and shapes.
    fn unread(&mut self, ops: impl IntoIterator<Item = Op>) {
        self.ops.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() });
        self.ops.extend(ops);
        self.ops.push(Op::EndMarkedContent);
    }

    /// One line of words of ours, or of others that are drawn letter by letter, from `x` rightwards, standing on `y`.
    pub(super) fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
        self.letters.entry(style.face.into()).or_default().letters.extend(text.chars());
        self.marked([
            Op::StartTextSection,
            Op::SetFillColor { col: style.ink.colour() },
            Op::SetFont { font: PdfFontHandle::External(fonts::id(style.face)), size: Pt(style.size) },
            Op::SetCharacterSpacing { multiplier: style.tracking },
            Op::SetTextCursor { pos: point(x, y) },
            Op::ShowText { items: vec![TextItem::Text(text.to_owned())] },
            Op::EndTextSection,
        ]);
    }

    /// What writes a line in glyphs, and the glyphs it takes; see [`super::spoken_line`].
    pub(super) fn written(&mut self, ink: Ink, (line, drawn): (Vec<Op>, Letters)) {
        for (font, drawn) in drawn {
            self.letters.entry(font).or_default().add(drawn);
        }
        let begin = [
            Op::StartTextSection,
            Op::SetFillColor { col: ink.colour() },
            Op::SetCharacterSpacing { multiplier: 0.0 },
        ];
        self.marked(begin.into_iter().chain(line).chain([Op::EndTextSection]));
    }

    /// A straight line.
    pub(super) fn rule(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32, ink: Ink) {
        self.unread([
            Op::SetOutlineColor { col: ink.colour() },
            Op::SetOutlineThickness { pt: Pt(thickness) },
            Op::DrawLine {
                line: Line { points: vec![corner(from.0, from.1), corner(to.0, to.1)], is_closed: false },
            },
        ]);
    }

    /// The outline of a rectangle.
    pub(super) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, thickness: f32, ink: Ink) {
        self.unread([
            Op::SetOutlineColor { col: ink.colour() },
            Op::SetOutlineThickness { pt: Pt(thickness) },
            polygon(vec![rectangle(x, y, width, height)], PaintMode::Stroke),
        ]);
    }

    /// A picture of filled rectangles (x, y, width, height), painted as one shape so that no seams show between
    /// them; `words` stand for it where it is not seen.
    pub(super) fn figure(&mut self, blocks: &[(f32, f32, f32, f32)], ink: Ink, words: &str) {
        let rings = blocks.iter().map(|&(x, y, width, height)| rectangle(x, y, width, height)).collect();
        self.begin(Role::Figure(words.to_owned()));
        self.marked([Op::SetFillColor { col: ink.colour() }, polygon(rings, PaintMode::Fill)]);
    }

    /// A mark within a box of `most` points (width, height) whose right upper corner is at `x` and `y`. The name of
    /// whose it is stands on the paper, so it is not read.
    pub(super) fn mark(&mut self, (x, y): (f32, f32), most: (f32, f32), picture: &Picture) {
        #[expect(clippy::cast_precision_loss, reason = "a few hundred pixels")]
        let (width, height) = (picture.width as f32, picture.height as f32);
        let scale = (most.0 / width).min(most.1 / height);
        let (width, height) = (width * scale, height * scale);
        // The same mark has the same name: the same paper has the same octets, and its pages share the picture.
        let id = XObjectId(picture.name.clone());
        self.pictures.push((
            id.clone(),
            RawImage {
                pixels: RawImageData::U8(picture.pixels.clone()),
                width: picture.width,
                height: picture.height,
                data_format: RawImageFormat::RGB8,
                tag: Vec::new(),
            },
        ));
        self.unread([
            Op::SaveGraphicsState,
            Op::SetTransformationMatrix {
                matrix: CurTransMat::Raw([width, 0.0, 0.0, height, x - width, y - height]),
            },
            Op::UseXobject {
                id,
                transform: XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() },
            },
            Op::RestoreGraphicsState,
        ]);
    }

    /// A circle: filled with `fill`, outlined with `outline`.
    pub(super) fn circle(&mut self, x: f32, y: f32, radius: f32, fill: Ink, outline: Ink, thickness: f32) {
        // How far the handles of a cubic stand out for a quarter of a circle.
        let handle = radius * 0.552_284_8;
        let bezier = |x, y| LinePoint { p: point(x, y), bezier: true };
        let points = vec![
            corner(x + radius, y),
            bezier(x + radius, y + handle),
            bezier(x + handle, y + radius),
            corner(x, y + radius),
            bezier(x - handle, y + radius),
            bezier(x - radius, y + handle),
            corner(x - radius, y),
            bezier(x - radius, y - handle),
            bezier(x - handle, y - radius),
            corner(x, y - radius),
            bezier(x + handle, y - radius),
            bezier(x + radius, y - handle),
            corner(x + radius, y),
        ];
        self.unread([
            Op::SetFillColor { col: fill.colour() },
            Op::SetOutlineColor { col: outline.colour() },
            Op::SetOutlineThickness { pt: Pt(thickness) },
            polygon(vec![PolygonRing { points }], PaintMode::FillStroke),
        ]);
    }

    /// A rectangle that opens an address when clicked.
    pub(super) fn link(&mut self, x: f32, y: f32, width: f32, height: f32, address: &str) {
        let area = Rect::from_xywh(Pt(x), Pt(y), Pt(width), Pt(height));
        let no_border = BorderArray::Solid([0.0, 0.0, 0.0]);
        let link = LinkAnnotation::new(area, Actions::Uri(address.to_owned()), Some(no_border), None, None);
        self.ops.push(Op::LinkAnnotation { link });
    }
}

impl Role {
    /// The standard structure type.
    pub(super) fn tag(&self) -> &'static str {
        match self {
            Self::Heading => "H1",
            Self::Paragraph => "P",
            Self::Figure(_) => "Figure",
        }
    }
}

fn polygon(rings: Vec<PolygonRing>, mode: PaintMode) -> Op {
    Op::DrawPolygon { polygon: Polygon { rings, mode, winding_order: WindingOrder::NonZero } }
}

fn point(x: f32, y: f32) -> Point {
    Point { x: Pt(x), y: Pt(y) }
}

fn corner(x: f32, y: f32) -> LinePoint {
    LinePoint { p: point(x, y), bezier: false }
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> PolygonRing {
    PolygonRing {
        points: vec![
            corner(x, y),
            corner(x + width, y),
            corner(x + width, y + height),
            corner(x, y + height),
        ],
    }
}
