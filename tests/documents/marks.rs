//! Marks: what is taken, what is refused and why, and that papers draw them.

use training_ladder::{
    documents::{Fonts, Marks, certificate::render, read_mark},
    domain::{
        certificates::CertificateSnapshot,
        site::{LARGEST_MARK, Mark, MarkKind},
    },
};

use super::{reading::Pdf, samples::usual};

/// A PNG of one colour.
pub fn png(width: u32, height: u32, colour: [u8; 4]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let pixels = colour.repeat((width * height) as usize);
    encoder.write_header().expect("a head").write_image_data(&pixels).expect("pixels");
    file
}

fn svg(inside: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\">{inside}</svg>")
}

fn taken(file: &[u8]) -> Mark {
    read_mark(file).expect("a mark")
}

fn refused(file: &[u8]) -> String {
    read_mark(file).expect_err("no mark")
}

#[test]
fn pictures_and_plain_drawings_are_taken() {
    let mark = taken(&png(60, 30, [11, 79, 92, 255]));
    assert_eq!((mark.kind, mark.width, mark.height), (MarkKind::Png, 60, 30));
    let drawing = svg(
        "<title>Partnership</title><defs><linearGradient id=\"g\"><stop offset=\"0\" stop-color=\"#0b4f5c\"/>\
         </linearGradient></defs><style>.a { fill: url(#g) }</style><rect class=\"a\" width=\"40\" height=\"20\"/>\
         <use href=\"#g\"/>",
    );
    let mark = taken(drawing.as_bytes());
    assert_eq!((mark.kind, mark.width, mark.height), (MarkKind::Svg, 1000, 500));
    let noted = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:sodipodi=\"http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd\" \
                 width=\"30px\" height=\"30\"><sodipodi:namedview id=\"base\"/><path d=\"M0 0h30v30z\"/></svg>";
    assert_eq!(taken(noted.as_bytes()).width, 1000);
}

#[test]
fn whatever_acts_or_leads_out_of_a_drawing_is_refused_by_name() {
    for (inside, why) in [
        ("<script>alert(1)</script>", "the element script"),
        (
            "<foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\">x</p></foreignObject>",
            "the element foreignObject",
        ),
        ("<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>", "the element script"),
        ("<rect onload=\"alert(1)\"/>", "the event onload"),
        ("<rect OnClick=\"alert(1)\"/>", "the event OnClick"),
        ("<animate attributeName=\"href\" to=\"javascript:alert(1)\"/>", "the element animate"),
        ("<set attributeName=\"onload\" to=\"alert(1)\"/>", "the element set"),
        ("<image href=\"https://elsewhere.example/x.png\"/>", "the element image"),
        ("<a href=\"https://elsewhere.example\"><path d=\"M0 0\"/></a>", "the element a"),
        ("<use href=\"https://elsewhere.example/x.svg#y\"/>", "a link that leads out"),
        (
            "<use xmlns:l=\"http://www.w3.org/1999/xlink\" l:href=\"data:image/svg+xml,x\"/>",
            "a link that leads out",
        ),
        ("<rect style=\"fill: url(https://elsewhere.example/x)\"/>", "a style that fetches"),
        ("<rect fill=\"url( &#39;//elsewhere.example/x&#39; )\"/>", "a style that fetches"),
        ("<style>@import 'https://elsewhere.example/x.css';</style>", "a style that fetches"),
        ("<style>rect { fill: u\\72l(//elsewhere.example) }</style>", "characters written as numbers"),
        ("<g xml:base=\"https://elsewhere.example/\"/>", "another place for its links"),
        ("<?xml-stylesheet href=\"https://elsewhere.example/x.css\"?>", "an instruction to the program"),
    ] {
        let said = refused(svg(inside).as_bytes());
        assert!(said.contains(why), "{inside}: {said}");
    }
    let entities = "<!DOCTYPE svg [<!ENTITY x \"y\">]><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">&x;</svg>";
    assert!(refused(entities.as_bytes()).contains("without a document type"));
}

#[test]
fn what_cannot_be_a_mark_says_why() {
    let wide = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 700 100\"/>";
    let large = vec![b' '; LARGEST_MARK + 1];
    let cut = &png(60, 30, [0, 0, 0, 255])[..60];
    for (file, why) in [
        (&b"GIF89a"[..], "neither a PNG nor an SVG"),
        (b"\xff\xfe<svg/>", "neither a PNG nor an SVG"),
        (b"<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", "the element html"),
        (b"<svg viewBox=\"0 0 1 1\"/>", "the element svg"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "how wide and high"),
        (wide.as_bytes(), "at most 6 times as wide"),
        (&large, "at most 190 KB"),
        (cut, "cannot be read to its end"),
        (&png(1600, 1600, [0, 0, 0, 255]), "1600 by 1600 pixels"),
    ] {
        let said = refused(file);
        assert!(said.contains(why), "{why}: {said}");
    }
}

#[test]
fn a_certificate_shows_the_mark_it_was_issued_with_and_reads_as_before() {
    let fonts = Fonts::load().expect("fonts");
    let mut marks = Marks::default();
    marks.add("one", &taken(&png(1200, 400, [11, 79, 92, 128])));
    marks.add("drawn", &taken(svg("").as_bytes()));
    let with = |mark: Option<&str>| {
        let paper = CertificateSnapshot { mark: mark.map(str::to_owned), ..usual() };
        render(&paper, &marks, &fonts).expect("a certificate")
    };
    let (plain, marked) = (with(None), with(Some("one")));
    assert!(marked == with(Some("one")), "made again it is the same");
    assert!(plain == with(Some("drawn")), "papers draw no SVG");
    assert!(plain == with(Some("lost")), "a mark that is nowhere leaves the paper as it is");
    let pdf = Pdf::read(&marked);
    pdf.check_layout();
    assert_eq!(pdf.text(), Pdf::read(&plain).text());
    assert!(String::from_utf8_lossy(&marked).contains("/Subtype/Image"), "a picture is in it");
    assert!(!String::from_utf8_lossy(&plain).contains("/Subtype/Image"));
}
