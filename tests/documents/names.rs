//! Names in every script that papers draw: the picture looked at and kept as a hash, the text read back by another
//! program, nothing outside the page.

use std::{fs, path::Path, process::Command, sync::LazyLock};

use aws_lc_rs::digest::{SHA256, digest};
use training_ladder::{
    documents::{DocumentError, Fonts, Marks, badges, certificate::render, sign_in_sheet, transcript},
    domain::{certificates::CertificateSnapshot, times::Zone},
};
use unicode_normalization::UnicodeNormalization;

use super::samples::{at, plainest, usual};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load().expect("fonts that can be read"));

/// What each is there for, and the name.
const NAMES: [(&str, &str); 18] = [
    ("Arabic, lam-alef", "سلام علاء الأحمد"),
    ("Arabic, vowel signs", "مُحَمَّد الْأَمِين"),
    ("Persian, letters kept apart", "علی\u{200c}رضا پورگنجی"),
    ("Hebrew, maqaf", "יעל בן־דוד"),
    ("Hebrew, points", "שָׁלוֹם כֹּהֵן"),
    ("Devanagari, conjuncts", "श्रीकृष्ण त्रिवेदी"),
    ("Bengali, reordered", "কৌশিকী বন্দ্যোপাধ্যায়"),
    ("Gurmukhi", "ਹਰਪ੍ਰੀਤ ਸਿੰਘ"),
    ("Gujarati", "કૃષ્ણકાંત ત્રિવેદી"),
    ("Tamil, split vowels", "கோவிந்தராஜன் மீனாட்சி"),
    ("Yoruba, marks on dotted letters", "Ọláṣùbọ̀mí Adébáyọ̀-Ẹ̀ṣọ́"),
    ("Vietnamese", "Nguyễn Thị Ngọc Ánh"),
    ("Welsh", "Siân Ŵyn Llŷr"),
    ("Greek and Cyrillic", "Ελένη Παππά Ѓорѓи Ћирић"),
    ("two scripts", "Amira Khan أميرة خان"),
    ("two scripts, the other first", "أميرة (Amira) خان"),
    ("70 letters, Latin", "Maximiliane-Charlotte von Hohenberg-Schwarzenstein de Saint-Exupéry-Łuk"),
    ("70 letters, Devanagari", "वेंकटनरसिंहराजुवारिपेटा श्रीनिवासराघवेन्द्रप्रसाद त्रिविक्रमनारायणशास्त्री"),
];

fn named(name: &str) -> CertificateSnapshot {
    CertificateSnapshot { person_name: Some(name.to_owned()), ..usual() }
}

/// What a program of poppler's makes of a file.
fn poppler(program: &str, arguments: &[&str], file: &Path) -> Vec<u8> {
    let made = Command::new(program).args(arguments).arg(file).arg("-").output();
    let made = made.unwrap_or_else(|why| panic!("{program} (poppler-utils): {why}"));
    assert!(made.status.success(), "{program}: {}", String::from_utf8_lossy(&made.stderr));
    made.stdout
}

/// Text as it is spoken: without the marks of direction that a reader adds, lines joined.
fn spoken(text: &str) -> String {
    let marks = |c: &char| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{c}');
    let plain: String = text.chars().filter(marks).collect();
    plain.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn extracted(octets: &[u8], arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paper.pdf");
    fs::write(&file, octets).expect("a file");
    spoken(&String::from_utf8(poppler("pdftotext", arguments, &file)).expect("text"))
}

#[test]
fn a_name_is_read_back_in_the_order_it_is_spoken() {
    // In the order in which it is written, and in the order in which it stands on the page. By the latter poppler
    // reads a line from left to right when it holds a Latin letter, whatever it begins with.
    let by_place = NAMES.iter().filter(|(what, _)| *what != "two scripts, the other first");
    let as_written = NAMES.iter().zip(std::iter::repeat(&["-raw"][..]));
    let wrong: Vec<String> = as_written
        .chain(by_place.zip(std::iter::repeat(&[][..])))
        .filter_map(|((what, name), arguments)| {
            let text = extracted(&render(&named(name), &Marks::default(), &FONTS).expect(what), arguments);
            let expected = format!("This is to certify that {} completed", spoken(name));
            let found = text.replace("( ", "(").replace(" )", ")").contains(&expected);
            (!found).then(|| format!("{what} {arguments:?}: {expected}\n{text}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn nothing_of_a_name_runs_out_of_the_page() {
    for (what, name) in NAMES {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("paper.pdf");
        fs::write(&file, render(&named(name), &Marks::default(), &FONTS).expect(what)).expect("a file");
        let boxes = String::from_utf8(poppler("pdftotext", &["-bbox"], &file)).expect("text");
        let words: Vec<&str> = boxes.lines().filter(|line| line.contains("<word ")).collect();
        assert!(words.len() > 40, "{what}: {boxes}");
        for word in words {
            let edge = |name: &str| -> f32 {
                let (_, rest) = word.split_once(&format!("{name}=\"")).expect("an edge");
                rest.split('"').next().and_then(|number| number.parse().ok()).expect("a number")
            };
            assert!(edge("xMin") >= 40.0 && edge("xMax") <= 802.0, "{what}: {word}");
            assert!(edge("yMin") >= 20.0 && edge("yMax") <= 575.0, "{what}: {word}");
        }
    }
}

/// The picture of a certificate's upper half, where the name stands, as poppler of this machine paints it. Each was
/// looked at beside what hb-view draws; after a change of the layout look at them again, then keep the new hashes
/// (`cargo insta review`).
#[test]
fn each_name_looks_as_it_was_looked_at() {
    let version = Command::new("pdftoppm").arg("-v").output().expect("pdftoppm (poppler-utils)");
    let version = String::from_utf8_lossy(&version.stderr).lines().next().unwrap_or_default().to_owned();
    if version != "pdftoppm version 22.12.0" {
        eprintln!("{version} paints other shades than the one whose pictures were kept: not compared");
        return;
    }
    let mut kept = String::new();
    for (what, name) in NAMES {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("paper.pdf");
        let paper = CertificateSnapshot { person_name: Some(name.to_owned()), ..plainest() };
        fs::write(&file, render(&paper, &Marks::default(), &FONTS).expect(what)).expect("a file");
        let wanted =
            ["-gray", "-r", "100", "-x", "60", "-y", "150", "-W", "1050", "-H", "170", "-singlefile"];
        let picture = Command::new("pdftoppm").args(wanted).arg(&file).output().expect("pdftoppm");
        assert!(picture.stdout.len() > 100_000, "{what}: {}", String::from_utf8_lossy(&picture.stderr));
        let hash = digest(&SHA256, &picture.stdout);
        let first = hash.as_ref().iter().take(8).fold(0_u64, |number, octet| number << 8 | u64::from(*octet));
        kept.push_str(&format!("{first:016x} {what}: {name}\n"));
    }
    insta::assert_snapshot!("pictures", kept);
}

#[test]
fn a_name_that_no_font_draws_is_never_printed() {
    let refused = render(&named("王小明 Wang 王"), &Marks::default(), &FONTS).expect_err("no glyphs");
    let number = usual().number;
    assert_eq!(refused, DocumentError::Unprintable { number, characters: vec!['王', '小', '明'] });
    assert!(refused.to_string().ends_with("no font draws 王, 小 and 明"), "{refused}");
    // What nobody asked to be printed is no reason to refuse.
    let paper = CertificateSnapshot { person_name: None, ..named("") };
    assert!(render(&paper, &Marks::default(), &FONTS).is_ok());
}

#[test]
fn what_is_said_to_be_printable_is() {
    let alphabet = FONTS.alphabet();
    for (what, name) in NAMES {
        assert_eq!(alphabet.missing(name), Vec::<char>::new(), "{what}");
    }
    for name in ["王小明", "山田 太郎", "김민준", "สมชาย ใจดี", "Jane 🎓 Smith", "ދިވެހި"]
    {
        assert!(!alphabet.prints(name), "{name}");
        assert!(render(&named(name), &Marks::default(), &FONTS).is_err(), "{name}");
    }
}

#[test]
fn a_font_that_is_added_draws_its_script() {
    let added =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/fonts/NotoSansThaana-Regular.ttf");
    let fonts = Fonts::load_with(&[added]).expect("a font");
    let name = "މުޙައްމަދު";
    assert!(fonts.alphabet().prints(name));
    let text = extracted(&render(&named(name), &Marks::default(), &fonts).expect("a certificate"), &[]);
    assert!(text.contains(&format!("This is to certify that {} completed", spoken(name))), "{text}");
    for file in ["Cargo.toml", "there-is-none.ttf"] {
        let refused = Fonts::load_with(&[Path::new(env!("CARGO_MANIFEST_DIR")).join(file)]);
        assert!(matches!(refused, Err(DocumentError::Font(why)) if why.contains(file)), "{file}");
    }
}

#[test]
fn other_papers_draw_them_too() {
    for (what, name) in NAMES {
        let sheet = sign_in_sheet::SignInSheet {
            course_title: name.to_owned(),
            dates: vec![(at("2027-01-12T10:00:00Z"), at("2027-01-12T12:30:00Z"))],
            timezone: Zone::LONDON,
            place: Some(name.to_owned()),
            trainers: vec![name.to_owned()],
            people: vec![(name.to_owned(), name.to_owned())],
            reference: "0192f0c1".to_owned(),
            made_at: at("2027-01-11T16:30:00Z"),
        };
        let text = extracted(&sign_in_sheet::render(&sheet, &FONTS).expect(what), &["-raw"]);
        let found = text.matches(spoken(name).split(' ').next().unwrap_or_default()).count();
        assert!(found >= 5, "{what}: {found} in {text}");
        let worn = badges::Badges {
            course_title: "Introduction".to_owned(),
            first_date: None,
            timezone: Zone::LONDON,
            people: vec![badges::Badge { name: name.to_owned(), organisation: Some(name.to_owned()) }],
            reference: "0192f0c1".to_owned(),
            made_at: at("2027-01-11T16:30:00Z"),
        };
        let text = extracted(&badges::render(&worn, &FONTS).expect(what), &["-raw"]);
        assert_eq!(
            text.matches(spoken(name).split(' ').next().unwrap_or_default()).count(),
            2,
            "{what}: {text}"
        );
        let record = transcript::CpdRecord {
            person_name: name.to_owned(),
            provider: "The training team".into(),
            mark: None,
            entries: vec![transcript::CpdEntry {
                on: None,
                course_title: name.to_owned(),
                notes: vec![name.to_owned()],
                minutes: 150,
                reflection: vec![name.to_owned()],
            }],
            reference: "0192f0c2".to_owned(),
            made_at: at("2027-03-01T09:00:00Z"),
            timezone: Zone::LONDON,
        };
        let text = extracted(&transcript::render(&record, &Marks::default(), &FONTS).expect(what), &["-raw"]);
        let closed = text.replace("( ", "(").replace(" )", ")");
        assert!(closed.contains(&spoken(name)), "{what}: {text}");
        assert!(!text.contains('\u{fffd}'), "{what}: {text}");
    }
}
