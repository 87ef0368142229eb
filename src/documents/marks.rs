//! Marks: files that were uploaded as one, looked into before they are taken, and drawn on papers.
//!
//! A drawing in lines (SVG) is a program as much as a picture. Taken is one that holds nothing but shapes, words and
//! their colours: elements and links are those of a list, and whatever acts, or leads out of the file, is refused by
//! name. It is served so that it could do nothing even then (`web::site_assets`).

use std::collections::HashMap;

use png::{ColorType, Decoder, Limits, Transformations};
use roxmltree::{Attribute, Document, Node, NodeType};

use crate::domain::site::{LARGEST_MARK, Mark, MarkKind, WIDEST_MARK};

/// The most pixels of a mark, each way: far more than a paper shows of it.
const MOST_PIXELS: u32 = 1_500;
/// The most pixels that papers draw, each way.
const DRAWN_PIXELS: usize = 480;
const SVG: &str = "http://www.w3.org/2000/svg";
/// What drawing programs leave in a file for themselves; browsers draw nothing of it.
const NOTES: [&str; 7] = [
    "http://www.inkscape.org/namespaces/inkscape",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/elements/1.1/",
    "http://www.bohemiancoding.com/sketch/ns",
];
/// What a mark may be drawn with.
const SHAPES: [&str; 27] = [
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "title",
    "desc",
    "metadata",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
    "pattern",
    "marker",
    "style",
    "switch",
    "view",
];

/// Reads a file as a mark.
///
/// # Errors
/// Why it is not taken, as a sentence.
pub fn read_mark(bytes: &[u8]) -> Result<Mark, String> {
    if bytes.len() > LARGEST_MARK {
        return Err(format!(
            "This file holds {} KB; a mark holds at most {} KB.",
            bytes.len() / 1024,
            LARGEST_MARK / 1024
        ));
    }
    let (kind, (width, height)) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        (MarkKind::Png, Picture::of_png(bytes)?.size)
    } else {
        let text = std::str::from_utf8(bytes)
            .ok()
            .filter(|text| text.trim_start_matches('\u{feff}').trim_start().starts_with('<'));
        let Some(text) = text else {
            return Err("This is neither a PNG nor an SVG file. Save the mark as one of these.".to_owned());
        };
        (MarkKind::Svg, size_of_svg(text)?)
    };
    if width > height.saturating_mul(WIDEST_MARK) || height > width.saturating_mul(WIDEST_MARK) {
        return Err(format!(
            "This is {width} wide and {height} high. A mark stands in a line: it is at most {WIDEST_MARK} times as wide as \
             high, and as high as wide. Cut off what is empty around it, or leave the words out."
        ));
    }
    Ok(Mark { kind, width, height, bytes: bytes.to_vec() })
}

/// The pixels of a mark as papers draw them: three octets each, on white.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is called in a file that shows it.
    pub(super) name: String,
    /// Width and height as it came.
    size: (u32, u32),
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Picture {
    /// Reads a PNG file.
    ///
    /// # Errors
    /// It cannot be read, or is larger than any paper needs.
    fn of_png(bytes: &[u8]) -> Result<Self, String> {
        let broken = |_| "This PNG file cannot be read to its end. Save it anew.".to_owned();
        let limits = Limits { bytes: 4 * (MOST_PIXELS * MOST_PIXELS) as usize * 4 };
        let mut decoder = Decoder::new_with_limits(std::io::Cursor::new(bytes), limits);
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(broken)?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width > MOST_PIXELS || height > MOST_PIXELS {
            return Err(format!(
                "This picture is {width} by {height} pixels. At most {MOST_PIXELS} each way are needed: save it smaller."
            ));
        }
        let mut buffer = vec![0; reader.output_buffer_size().unwrap_or_default()];
        let frame = reader.next_frame(&mut buffer).map_err(broken)?;
        buffer.truncate(frame.buffer_size());
        let on_white = |part: u8, alpha: u8| {
            let (part, alpha) = (u16::from(part), u16::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        let pixels: Vec<u8> = match frame.color_type {
            ColorType::Grayscale => buffer.iter().flat_map(|part| [*part; 3]).collect(),
            ColorType::GrayscaleAlpha => {
                buffer.chunks_exact(2).flat_map(|of| [on_white(of[0], of[1]); 3]).collect()
            }
            ColorType::Rgb => buffer,
            ColorType::Rgba => buffer
                .chunks_exact(4)
                .flat_map(|of| [on_white(of[0], of[3]), on_white(of[1], of[3]), on_white(of[2], of[3])])
                .collect(),
            ColorType::Indexed => return Err("This PNG file cannot be read. Save it anew.".to_owned()),
        };
        let whole = Self {
            name: String::new(),
            size: (width, height),
            width: width as usize,
            height: height as usize,
            pixels,
        };
        Ok(whole.at_most(DRAWN_PIXELS))
    }

    /// The same, each pixel the mean of those it stands for, with at most so many each way.
    fn at_most(self, most: usize) -> Self {
        let (from_width, from_height) = (self.width, self.height);
        let longest = from_width.max(from_height);
        if longest <= most {
            return self;
        }
        let (width, height) = ((from_width * most / longest).max(1), (from_height * most / longest).max(1));
        let mut pixels = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            let rows =
                y * from_height / height..((y + 1) * from_height / height).max(y * from_height / height + 1);
            for x in 0..width {
                let columns =
                    x * from_width / width..((x + 1) * from_width / width).max(x * from_width / width + 1);
                for part in 0..3 {
                    let of = rows.clone().flat_map(|row| {
                        columns.clone().map(move |column| (row * from_width + column) * 3 + part)
                    });
                    let (sum, count) = of.fold((0_usize, 0_usize), |(sum, count), at| {
                        (sum + usize::from(self.pixels[at]), count + 1)
                    });
                    pixels.push(u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX));
                }
            }
        }
        Self { width, height, pixels, ..self }
    }
}

/// The marks that papers name, ready to be drawn.
#[derive(Debug, Clone, Default)]
pub struct Marks(HashMap<String, Picture>);

impl Marks {
    /// Adds a mark under its name; one that papers cannot draw is left out.
    pub fn add(&mut self, name: &str, mark: &Mark) {
        if mark.kind == MarkKind::Png
            && let Ok(picture) = Picture::of_png(&mark.bytes)
        {
            self.0.insert(name.to_owned(), Picture { name: format!("Mark{name}"), ..picture });
        }
    }

    /// The mark of this name.
    pub(super) fn named(&self, name: Option<&str>) -> Option<&Picture> {
        self.0.get(name?)
    }
}

/// How wide and high a drawing is; refused where it holds what a mark must not.
fn size_of_svg(text: &str) -> Result<(u32, u32), String> {
    let document = Document::parse(text).map_err(|why| {
        format!("This SVG file cannot be read ({why}). Save it anew as plain SVG, without a document type.")
    })?;
    for node in document.root().descendants() {
        match node.node_type() {
            NodeType::PI => return Err(refused("an instruction to the program that shows it")),
            NodeType::Element => check_element(node)?,
            NodeType::Root | NodeType::Text | NodeType::Comment => {}
        }
    }
    let root = document.root_element();
    if root.tag_name().name() != "svg" || root.tag_name().namespace() != Some(SVG) {
        return Err(
            "This is no SVG file: its first element is not svg. Save the mark as SVG or PNG.".to_owned()
        );
    }
    let length =
        |name: &str| root.attribute(name).and_then(|of| of.trim().trim_end_matches("px").parse::<f64>().ok());
    let view: Vec<f64> = root
        .attribute("viewBox")
        .unwrap_or_default()
        .split([' ', ',', '\n', '\t'])
        .filter_map(|part| part.parse().ok())
        .collect();
    let size = match view[..] {
        [_, _, width, height] => Some((width, height)),
        _ => length("width").zip(length("height")),
    };
    let thousandths = |of: f64, longest: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 1000")]
        let part = (of / longest * 1000.0).round().clamp(1.0, 1000.0) as u32;
        part
    };
    match size {
        Some((width, height)) if width > 0.0 && height > 0.0 && width.is_finite() && height.is_finite() => {
            let longest = width.max(height);
            Ok((thousandths(width, longest), thousandths(height, longest)))
        }
        _ => Err("This SVG file does not say how wide and high it is. Give it a viewBox.".to_owned()),
    }
}

fn refused(what: &str) -> String {
    format!(
        "This SVG file holds {what}, which a mark does not need and which could act in a reader's browser. Save it anew \
         as plain SVG, or as PNG."
    )
}

fn check_element(node: Node<'_, '_>) -> Result<(), String> {
    let name = node.tag_name().name();
    let drawn = match node.tag_name().namespace() {
        Some(SVG) if SHAPES.contains(&name) => true,
        Some(namespace) if NOTES.contains(&namespace) => false,
        _ => return Err(refused(&format!("the element {name}"))),
    };
    for attribute in node.attributes() {
        check_attribute(attribute)?;
    }
    if drawn && name == "style" {
        let style: String = node.descendants().filter_map(|part| part.text()).collect();
        check_style(&style)?;
    }
    Ok(())
}

fn check_attribute(attribute: Attribute<'_, '_>) -> Result<(), String> {
    let (name, value) = (attribute.name().to_ascii_lowercase(), attribute.value());
    if name.starts_with("on") {
        return Err(refused(&format!("the event {}", attribute.name())));
    }
    if matches!(name.as_str(), "href" | "src") && !value.trim().starts_with('#') {
        return Err(refused("a link that leads out of the file"));
    }
    if name == "base" {
        return Err(refused("another place for its links"));
    }
    check_style(value)
}

/// What stands in a style, or in an attribute that is one: no escape that hides a word, nothing fetched, nothing that
/// acts.
fn check_style(style: &str) -> Result<(), String> {
    let folded: String =
        style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let fetched = folded
        .match_indices("url(")
        .any(|(at, begin)| !folded[at + begin.len()..].trim_start_matches(['"', '\'']).starts_with('#'));
    if fetched || folded.contains("@import") || folded.contains("image(") || folded.contains("image-set(") {
        return Err(refused("a style that fetches something"));
    }
    if folded.contains("javascript:") || folded.contains("expression(") || folded.contains("behavior:") {
        return Err(refused("a style that acts"));
    }
    if style.contains('\\') {
        return Err(refused("a style with characters written as numbers"));
    }
    Ok(())
}
