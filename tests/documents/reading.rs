//! A PDF file as a reader sees it.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object};

/// A file parsed back.
pub struct Pdf(pub Document);

/// A line of text and where it begins and ends on the page.
#[derive(Debug, Clone)]
pub struct Line {
    pub text: String,
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub end: f32,
}

impl Pdf {
    pub fn read(octets: &[u8]) -> Self {
        Self(Document::load_mem(octets).expect("a PDF that can be parsed"))
    }

    fn resolved<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.0.dereference(object).expect("a reference that leads somewhere").1
    }

    fn entry<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> &'a Object {
        self.resolved(dictionary.get(key.as_bytes()).unwrap_or_else(|_| panic!("no /{key}")))
    }

    /// What the file says of itself under a key.
    pub fn info(&self, key: &str) -> String {
        let info = self.entry(&self.0.trailer, "Info").as_dict().expect("a dictionary");
        let octets = self.entry(info, key).as_str().expect("a string");
        match octets.strip_prefix(&[0xfe, 0xff]) {
            Some(utf16) => {
                let units: Vec<u16> =
                    utf16.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                String::from_utf16(&units).expect("UTF-16")
            }
            None => String::from_utf8(octets.to_vec()).expect("text"),
        }
    }

    pub fn language(&self) -> String {
        let language = self.0.catalog().expect("a catalogue").get(b"Lang").expect("a language");
        String::from_utf8(language.as_str().expect("a string").to_vec()).expect("text")
    }

    pub fn page_count(&self) -> u32 {
        u32::try_from(self.0.get_pages().len()).expect("pages")
    }

    /// The first page, whose size and fonts are those of all.
    fn page(&self) -> &Dictionary {
        self.0.get_dictionary(self.0.get_pages()[&1]).expect("a page")
    }

    pub fn page_size(&self) -> (f32, f32) {
        let corners: Vec<f32> = self
            .entry(self.page(), "MediaBox")
            .as_array()
            .expect("corners")
            .iter()
            .map(|number| number.as_float().expect("a number"))
            .collect();
        (corners[2] - corners[0], corners[3] - corners[1])
    }

    fn operations(&self, page: u32) -> Vec<Operation> {
        let content = self.0.get_page_content(self.0.get_pages()[&page]);
        Content::decode(&content).expect("a page that can be drawn").operations
    }

    /// The fonts of the page by the names it uses.
    pub fn fonts(&self) -> BTreeMap<Vec<u8>, &Dictionary> {
        let resources = self.entry(self.page(), "Resources").as_dict().expect("resources");
        let fonts = self.entry(resources, "Font").as_dict().expect("fonts");
        fonts
            .iter()
            .map(|(name, font)| (name.clone(), self.resolved(font).as_dict().expect("a font")))
            .collect()
    }

    /// The font proper behind a composite font, and its descriptor.
    pub fn descendant<'a>(&'a self, font: &'a Dictionary) -> (&'a Dictionary, &'a Dictionary) {
        let array = self.entry(font, "DescendantFonts").as_array().expect("an array");
        let descendant = self.resolved(&array[0]).as_dict().expect("a font");
        (descendant, self.entry(descendant, "FontDescriptor").as_dict().expect("a descriptor"))
    }

    /// The octets of the embedded font program.
    pub fn program(&self, descriptor: &Dictionary) -> Vec<u8> {
        let stream = self.entry(descriptor, "FontFile2").as_stream().expect("a stream");
        stream.decompressed_content().expect("a font program")
    }

    /// The lines of a page in drawing order, decoded through each font's own map to Unicode.
    pub fn lines(&self, page: u32) -> Vec<Line> {
        let fonts: BTreeMap<_, _> = self
            .fonts()
            .into_iter()
            .map(|(name, font)| (name, (self.unicode_map(font), self.widths(font))))
            .collect();
        let (mut font, mut size, mut at, mut tracking) = (Vec::new(), 0.0, (0.0, 0.0), 0.0);
        let mut lines = Vec::new();
        for operation in self.operations(page) {
            let number = |index: usize| operation.operands[index].as_float().expect("a number");
            match operation.operator.as_str() {
                "Tf" => {
                    font = operation.operands[0].as_name().expect("a name").to_vec();
                    size = number(1);
                }
                "Td" => at = (number(0), number(1)),
                "Tc" => tracking = number(0),
                "Tj" => {
                    let (unicode, widths) = &fonts[&font];
                    let octets = operation.operands[0].as_str().expect("glyphs");
                    let glyphs = octets.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                    let mut line = Line { text: String::new(), x: at.0, y: at.1, size, end: at.0 };
                    for glyph in glyphs {
                        line.text.push_str(unicode.get(&glyph).map_or("\u{0}", String::as_str));
                        line.end += widths.get(&glyph).copied().unwrap_or(1000.0) / 1000.0 * size + tracking;
                    }
                    lines.push(line);
                }
                "TJ" | "'" | "\"" => panic!("text shown in a way this reader does not follow"),
                _ => {}
            }
        }
        lines
    }

    fn unicode_map(&self, font: &Dictionary) -> BTreeMap<u16, String> {
        let stream = self.entry(font, "ToUnicode").as_stream().expect("a stream");
        let octets = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
        let map = String::from_utf8(octets).expect("a map");
        let mut found = BTreeMap::new();
        for section in map.split("beginbfchar").skip(1) {
            let section = section.split("endbfchar").next().unwrap_or_default();
            let hex: Vec<&str> =
                section.split(['<', '>']).map(str::trim).filter(|part| !part.is_empty()).collect();
            for pair in hex.chunks(2) {
                found.insert(u16::from_str_radix(pair[0], 16).expect("a glyph"), decoded(pair[1]));
            }
        }
        for section in map.split("beginbfrange").skip(1) {
            let section = section.split("endbfrange").next().unwrap_or_default();
            for line in section.lines().filter(|line| line.contains('<')) {
                let hex: Vec<&str> = line
                    .split(['<', '>'])
                    .filter(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_hexdigit()))
                    .collect();
                let first = u16::from_str_radix(hex[0], 16).expect("a glyph");
                let last = u16::from_str_radix(hex[1], 16).expect("a glyph");
                if line.contains('[') {
                    for (glyph, text) in (first..=last).zip(&hex[2..]) {
                        found.insert(glyph, decoded(text));
                    }
                } else {
                    let start = u32::from_str_radix(hex[2], 16).expect("a character");
                    for (offset, glyph) in (0..).zip(first..=last) {
                        let c = char::from_u32(start + offset).expect("a character");
                        found.insert(glyph, c.to_string());
                    }
                }
            }
        }
        found
    }

    fn widths(&self, font: &Dictionary) -> BTreeMap<u16, f32> {
        let (descendant, _) = self.descendant(font);
        let mut widths = BTreeMap::new();
        let mut first = 0;
        for part in self.entry(descendant, "W").as_array().expect("widths") {
            match part {
                Object::Array(run) => {
                    for (glyph, width) in (first..).zip(run) {
                        widths.insert(glyph, width.as_float().expect("a width"));
                    }
                }
                number => first = u16::try_from(number.as_i64().expect("a glyph")).expect("a glyph"),
            }
        }
        widths
    }

    /// Everything written, page after page, a line each.
    pub fn text(&self) -> String {
        let lines = (1..=self.page_count()).flat_map(|page| self.lines(page));
        lines.map(|line| line.text).collect::<Vec<_>>().join("\n")
    }

    /// Checks that nothing lies outside the page's margins, and nothing on top of something else.
    pub fn check_layout(&self) {
        let (width, height) = self.page_size();
        let overlap = |a: &Line, b: &Line| {
            a.x < b.end && b.x < a.end && a.y < b.y + b.size * 0.7 && b.y < a.y + a.size * 0.7
        };
        for page in 1..=self.page_count() {
            let lines = self.lines(page);
            for (index, line) in lines.iter().enumerate() {
                assert!(line.x >= 40.0 && line.end <= width - 40.0, "{line:?} runs out of the page");
                assert!(
                    line.y >= 30.0 && line.y + line.size <= height - 30.0,
                    "{line:?} runs out of the page"
                );
                assert!(!line.text.contains('\u{0}'), "every glyph leads back to its character: {line:?}");
                for other in &lines[index + 1..] {
                    assert!(!overlap(line, other), "{line:?} lies on {other:?}");
                }
            }
        }
    }

    /// What a screen reader is told: each piece's type, and the words that stand for it if it is a picture.
    ///
    /// Checks on the way that the pieces follow one another as they are drawn, and that each mark is found again.
    pub fn structure(&self) -> Vec<(String, Option<String>)> {
        let catalog = self.0.catalog().expect("a catalogue");
        let marked = self.entry(catalog, "MarkInfo").as_dict().expect("a dictionary");
        assert!(marked.get(b"Marked").and_then(Object::as_bool).expect("a word"), "the file is tagged");
        let root = self.entry(catalog, "StructTreeRoot").as_dict().expect("a tree");
        let document = self.entry(root, "K").as_dict().expect("a document");
        let owners = self.entry(self.entry(root, "ParentTree").as_dict().expect("owners"), "Nums");
        let owners =
            self.resolved(&owners.as_array().expect("owners")[1]).as_array().expect("the page's owners");
        let mut expected = 0_usize;
        let mut pieces = Vec::new();
        for reference in self.entry(document, "K").as_array().expect("pieces") {
            let piece = self.resolved(reference).as_dict().expect("a piece");
            for mark in self.entry(piece, "K").as_array().expect("marks") {
                assert_eq!(mark.as_i64().expect("a mark"), i64::try_from(expected).unwrap());
                assert_eq!(&owners[expected], reference);
                expected += 1;
            }
            let role = piece.get(b"S").and_then(Object::as_name).expect("a type");
            let words = piece.get(b"Alt").ok().map(|words| lopdf::decode_text_string(words).expect("text"));
            pieces.push((String::from_utf8_lossy(role).into_owned(), words));
        }
        // What only says a word in place of its glyphs is no piece.
        let is_piece = |operation: &&Operation| {
            operation.operator == "BDC" && operation.operands[0].as_name().expect("a tag") != b"Span"
        };
        let drawn = self.operations(1).iter().filter(is_piece).count();
        assert_eq!(drawn, expected, "every mark on the page belongs to a piece");
        pieces
    }

    /// The rectangles of the largest shape on the page: the QR code. Each is (left, bottom, right, top).
    pub fn qr_blocks(&self) -> Vec<[f32; 4]> {
        let mut largest = Vec::new();
        let mut shape: Vec<[f32; 4]> = Vec::new();
        for operation in self.operations(1) {
            let at = || [0, 1].map(|index: usize| operation.operands[index].as_float().expect("a number"));
            match operation.operator.as_str() {
                "m" => {
                    let [x, y] = at();
                    shape.push([x, y, x, y]);
                }
                "l" => {
                    let [x, y] = at();
                    let block = shape.last_mut().expect("a path that has begun");
                    *block = [block[0].min(x), block[1].min(y), block[2].max(x), block[3].max(y)];
                }
                "f" | "S" | "B" | "b" => {
                    if shape.len() > largest.len() {
                        largest = std::mem::take(&mut shape);
                    }
                    shape.clear();
                }
                _ => {}
            }
        }
        largest
    }
}

fn decoded(hex: &str) -> String {
    let units: Vec<u16> = hex
        .as_bytes()
        .chunks(4)
        .map(|unit| u16::from_str_radix(std::str::from_utf8(unit).expect("hex"), 16).expect("hex"))
        .collect();
    String::from_utf16(&units).expect("UTF-16")
}

/// Says that all of `parts` stand in the text, in this order.
pub fn assert_in_order(text: &str, parts: &[&str]) {
    let flat = text.replace('\n', " ");
    let mut from = 0;
    for part in parts {
        match flat[from..].find(part) {
            Some(found) => from += found + part.len(),
            None => panic!("{part:?} is not there, or not after what should stand before it, in:\n{text}"),
        }
    }
}
