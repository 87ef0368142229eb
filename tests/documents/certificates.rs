//! The certificate, parsed back.

use std::sync::LazyLock;

use proptest::prelude::*;
use training_ladder::{
    documents::{
        DocumentError, Fonts, Marks,
        certificate::{render, render_all},
    },
    domain::{certificates::CertificateSnapshot, talks::TalkAttended},
};

use super::{
    reading::{Pdf, assert_in_order},
    samples::{at, fullest, plainest, usual},
};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load().expect("fonts that can be read"));

fn pdf(snapshot: &CertificateSnapshot) -> Pdf {
    Pdf::read(&render(snapshot, &Marks::default(), &FONTS).expect("a certificate"))
}

#[test]
fn it_says_everything_in_the_order_it_is_read() {
    assert_in_order(
        &pdf(&usual()).text(),
        &[
            "CERTIFICATE OF COMPLETION",
            "This is to certify that",
            "Siân O’Brien",
            "completed",
            "Circles and meetings",
            "Tuesday 12 January 2027, 10am to 12:30pm",
            "Online, on Zoom",
            "2 hours 30 minutes of CPD",
            "Attended all 2 hours 30 minutes",
            "Securing the earlier knowledge",
            "An action plan for practice development",
            "Restorative practice: city workforce",
            "Introduction",
            "Circles and meetings",
            "this certificate: step 3 of 5",
            "Bespoke team session",
            "Led by",
            "Ann Example and Sue Sample",
            "Restorative training team, City Council",
            "Accredited by",
            "Restorative Justice Council, reference RJC-1234, 1 January 2026 to 31 December 2027",
            "https://training.example.gov.uk/verify/7K3F9QWM2ABCDEFGHJKMNPQRSTVW",
            "7K3F-9QWM-2ABC-DEFG-HJKM-NPQR-STVW",
            "TL-2027-7K3F9Q",
            "13 January 2027",
        ],
    );
}

#[test]
fn several_are_one_file_with_a_page_each() {
    let all = [usual(), plainest(), fullest()];
    let about = || ("01a1".to_owned(), at("2027-02-01T09:00:00Z"));
    let octets = render_all(&all, about(), &Marks::default(), &FONTS).expect("certificates");
    let file = Pdf::read(&octets);
    assert_eq!(file.page_count(), 3);
    for (page, snapshot) in (1..).zip(&all) {
        let words = |file: &Pdf, page| file.lines(page).into_iter().map(|line| line.text).collect::<Vec<_>>();
        assert_eq!(words(&file, page), words(&pdf(snapshot), 1), "page {page} is the certificate itself");
    }
    assert_eq!(file.info("Title"), format!("Certificates: {}", usual().course_title));
    assert_eq!(
        render_all(&all, about(), &Marks::default(), &FONTS).expect("certificates"),
        octets,
        "made again it is the same"
    );
}

#[test]
fn the_name_is_the_largest_thing_on_it() {
    for snapshot in [usual(), plainest(), fullest()] {
        let lines = pdf(&snapshot).lines(1);
        let largest = lines.iter().max_by(|a, b| a.size.total_cmp(&b.size)).expect("a line");
        assert!(snapshot.person_name.unwrap().contains(&largest.text), "{largest:?}");
        let others = lines.iter().filter(|line| line.size >= largest.size).count();
        assert!(others <= 2, "only the name's own lines are as large");
    }
}

#[test]
fn the_file_says_what_it_is() {
    let pdf = pdf(&usual());
    assert_eq!(pdf.info("Title"), "Certificate: Siân O’Brien, Circles and meetings");
    assert_eq!(pdf.info("Author"), "Restorative training team, City Council");
    assert_eq!(
        pdf.info("Subject"),
        "Circles and meetings completed on Tuesday 12 January 2027, 2 hours 30 minutes of CPD"
    );
    assert_eq!(pdf.info("Keywords"), "TL-2027-7K3F9Q");
    assert_eq!(pdf.info("CreationDate"), "D:20270113090000+00'00'");
    assert_eq!(pdf.language(), "en-GB");
    let (width, height) = pdf.page_size();
    assert!((width - 841.89).abs() < 0.1 && (height - 595.28).abs() < 0.1, "A4 across: {width} × {height}");
}

#[test]
fn a_screen_reader_is_told_what_to_read() {
    let pieces = pdf(&usual()).structure();
    assert_eq!(pieces.first(), Some(&("H1".into(), None)));
    let pictures: Vec<_> =
        pieces.iter().filter_map(|(role, words)| words.as_ref().map(|words| (role, words))).collect();
    let words = "QR code that leads to https://training.example.gov.uk/verify/7K3F9QWM2ABCDEFGHJKMNPQRSTVW";
    assert_eq!(pictures, [(&"Figure".to_owned(), &words.to_owned())]);
}

#[test]
fn fonts_are_embedded_and_only_what_is_used_of_them() {
    let octets = render(&usual(), &Marks::default(), &FONTS).unwrap();
    assert!(octets.len() < 60_000, "{} octets", octets.len());
    let pdf = Pdf::read(&octets);
    assert_eq!(pdf.fonts().len(), 3);
    for font in pdf.fonts().values() {
        let (descendant, descriptor) = pdf.descendant(font);
        let name =
            String::from_utf8_lossy(descendant.get(b"BaseFont").unwrap().as_name().unwrap()).into_owned();
        let (tag, _) = name.split_once('+').expect("the tag of a subset");
        assert!(tag.len() == 6 && tag.chars().all(|c| c.is_ascii_uppercase()), "{tag}");
        let program = pdf.program(descriptor);
        assert!(program.starts_with(&[0, 1, 0, 0]), "a TrueType font");
        assert!(program.len() < 60_000, "{} octets of {name}", program.len());
    }
}

#[test]
fn the_same_snapshot_gives_the_same_octets() {
    let first = render(&usual(), &Marks::default(), &FONTS).unwrap();
    render(&fullest(), &Marks::default(), &FONTS).unwrap();
    assert!(render(&usual(), &Marks::default(), &FONTS).unwrap() == first);
    assert!(render(&usual(), &Marks::default(), &Fonts::load().unwrap()).unwrap() == first);
}

#[test]
fn the_qr_code_leads_to_the_verification_page() {
    const SIDE: u16 = 500;
    const QUIET: f32 = 50.0;
    for snapshot in [usual(), fullest()] {
        let blocks = pdf(&snapshot).qr_blocks();
        let edge = |index: usize, choose: fn(f32, f32) -> f32| {
            blocks.iter().map(|block| block[index]).reduce(choose).expect("squares")
        };
        let (left, bottom) = (edge(0, f32::min), edge(1, f32::min));
        let (right, top) = (edge(2, f32::max), edge(3, f32::max));
        assert!((right - left - (top - bottom)).abs() < 0.01, "square");
        assert!(right - left > 60.0, "large enough for any camera");

        let scale = (f32::from(SIDE) - 2.0 * QUIET) / (right - left);
        let covered = |column: usize, row: usize| {
            let pixel = |index: usize| (f32::from(u16::try_from(index).unwrap()) + 0.5 - QUIET) / scale;
            let (x, y) = (left + pixel(column), top - pixel(row));
            blocks.iter().any(|block| block[0] <= x && x < block[2] && block[1] <= y && y < block[3])
        };
        let mut image = rqrr::PreparedImage::prepare_from_bitmap(SIDE.into(), SIDE.into(), covered);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code");
        assert_eq!(grids[0].decode().expect("a code that can be read").1, snapshot.verification_url);
    }
}

#[test]
fn an_address_too_long_for_a_qr_code_is_refused() {
    let snapshot = CertificateSnapshot { verification_url: "https://x.example/".repeat(200), ..usual() };
    assert!(matches!(render(&snapshot, &Marks::default(), &FONTS), Err(DocumentError::Qr(_))));
}

#[test]
fn names_in_latin_greek_and_cyrillic_print_as_they_are() {
    for name in [
        "Ŵyn Llŷr ap Siôn",
        "Łukasz Żółć-Śniegoń",
        "Ελένη Παπαδοπούλου",
        "Александра Ивановна Щёголева",
        "D’Arcy O'Neill-Smith",
        "Nguyễn Thị Ánh Đào",
        "Þórdís Guðmundsdóttir",
        "Çağla Şıkoğlu",
        "Dvořák Čapek Ľubomíra",
    ] {
        let pdf = pdf(&CertificateSnapshot { person_name: Some(name.into()), ..usual() });
        assert_in_order(&pdf.text(), &["This is to certify that", name, "completed"]);
        pdf.check_layout();
    }
}

#[test]
fn letters_sent_in_pieces_are_put_together() {
    let pdf = pdf(&CertificateSnapshot { person_name: Some("Sia\u{302}n W\u{302}yn".into()), ..usual() });
    assert_in_order(&pdf.text(), &["Siân Ŵyn"]);
}

#[test]
fn what_no_font_draws_shows_as_a_mark() {
    let pdf = pdf(&CertificateSnapshot {
        course_title: "Li 漢字 \u{202e}\u{200b}Bo\u{0}\r\nX".into(),
        ..usual()
    });
    let text = pdf.text();
    let line = text.lines().find(|line| line.starts_with("Li ")).expect("the title").to_owned();
    let marks = line.chars().filter(|c| *c == '\u{fffd}').count();
    assert_eq!(marks, 2, "{line}");
    assert!(line.ends_with(" Bo X"), "{line}");
}

#[test]
fn long_names_grow_smaller_and_never_run_out_of_the_page() {
    let mut sizes = Vec::new();
    for length in [4, 30, 40, 50, 70, 300] {
        for word in ["Wilhelmina ", "Mmmm-Wwww ", "Ŵ"] {
            let name: String = word.chars().cycle().take(length).collect();
            let pdf = pdf(&CertificateSnapshot { person_name: Some(name.clone()), ..fullest() });
            pdf.check_layout();
            let lines = pdf.lines(1);
            let first = lines.iter().position(|line| line.text == "This is to certify that").unwrap() + 1;
            let last = lines.iter().position(|line| line.text == "completed").unwrap();
            let printed: String = lines[first..last].iter().map(|line| line.text.as_str()).collect();
            let bare = |text: &str| text.replace(' ', "");
            if length <= 70 {
                assert_eq!(bare(&printed), bare(&name), "the whole name is there");
            }
            sizes.push((word, length, lines[first].size));
        }
    }
    for pair in sizes.iter().filter(|(word, ..)| *word == "Wilhelmina ").collect::<Vec<_>>().windows(2) {
        assert!(pair[0].2 >= pair[1].2, "{pair:?}");
    }
}

#[test]
fn everything_fits_whatever_is_there() {
    let dates = |count: usize| fullest().dates.into_iter().take(count).collect::<Vec<_>>();
    let long = "a long title that goes on ".repeat(8);
    for snapshot in [
        usual(),
        plainest(),
        fullest(),
        CertificateSnapshot { ladder: None, ..fullest() },
        CertificateSnapshot { accreditation: None, ..fullest() },
        CertificateSnapshot { dates: dates(6), ..usual() },
        CertificateSnapshot { dates: dates(6), ..plainest() },
        CertificateSnapshot { dates: Vec::new(), ..usual() },
        CertificateSnapshot { course_title: long.clone(), ..usual() },
        CertificateSnapshot { course_title: long.clone(), ..plainest() },
        CertificateSnapshot { outcomes: fullest().outcomes, ..usual() },
        CertificateSnapshot { trainers: fullest().trainers, ..usual() },
        CertificateSnapshot { provider: long.clone(), trainers: vec![long.clone(); 5], ..usual() },
        CertificateSnapshot { person_name: None, ..usual() },
    ] {
        let pdf = pdf(&snapshot);
        pdf.check_layout();
    }
}

#[test]
fn six_dates_are_all_named_in_the_sessions_own_time() {
    let text = pdf(&CertificateSnapshot {
        dates: (0..6)
            .map(|week| {
                let start = at("2026-03-17T10:00:00Z") + chrono::Days::new(7 * week)
                    - chrono::TimeDelta::hours(i64::from(week > 1));
                (start, start + chrono::TimeDelta::minutes(90))
            })
            .collect(),
        ..usual()
    })
    .text();
    assert_in_order(
        &text,
        &[
            "Tuesday 17 March 2026, 10am to 11:30am",
            "Tuesday 24 March 2026, 10am to 11:30am",
            "Tuesday 31 March 2026, 10am to 11:30am",
            "Tuesday 7 April 2026, 10am to 11:30am",
            "Tuesday 14 April 2026, 10am to 11:30am",
            "Tuesday 21 April 2026, 10am to 11:30am",
        ],
    );
}

#[test]
fn an_erased_name_is_said_to_be_erased() {
    let pdf = pdf(&CertificateSnapshot { person_name: None, ..usual() });
    assert_in_order(&pdf.text(), &["Name removed at the holder’s request", "Circles and meetings"]);
    assert_eq!(pdf.info("Title"), "Certificate: name removed, Circles and meetings");
}

#[test]
fn the_fonts_can_be_shared_between_threads() {
    let first = render(&usual(), &Marks::default(), &FONTS).unwrap();
    std::thread::scope(|scope| {
        let others: Vec<_> =
            (0..4).map(|_| scope.spawn(|| render(&usual(), &Marks::default(), &FONTS).unwrap())).collect();
        for other in others {
            assert!(other.join().unwrap() == first);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn no_text_makes_it_fail(
        name in "\\PC{0,80}",
        title in "\\PC{0,200}",
        outcomes in proptest::collection::vec("\\PC{0,120}", 0..8),
        trainer in "\\PC{0,60}",
    ) {
        let snapshot = CertificateSnapshot {
            person_name: Some(name),
            course_title: title,
            outcomes,
            trainers: vec![trainer],
            ..usual()
        };
        let drawn = render(&snapshot, &Marks::default(), &FONTS);
        prop_assert!(matches!(drawn, Ok(_) | Err(DocumentError::Unprintable { .. })), "{drawn:?}");
        let unnamed = CertificateSnapshot { person_name: None, ..snapshot };
        prop_assert!(render(&unnamed, &Marks::default(), &FONTS).is_ok());
    }
}

#[test]
fn what_was_taken_on_demand_says_so_and_lists_its_talks() {
    let talk = |n: usize, minutes| TalkAttended {
        title: format!("Talk {n}: what a school learns from a circle"),
        speaker: (n % 2 == 1).then(|| "Ann Example".to_owned()),
        minutes,
    };
    let snapshot = CertificateSnapshot {
        on_demand: true,
        dates: Vec::new(),
        trainers: Vec::new(),
        cpd_basis:
            "Taken on demand and finished on Tuesday 12 January 2027: watched 2 of 3 talks, 1 hour together."
                .into(),
        talks: vec![talk(1, 45), talk(2, 15)],
        ..usual()
    };
    assert_in_order(
        &pdf(&snapshot).text(),
        &[
            "completed",
            "Circles and meetings",
            "Finished on",
            "On demand",
            "Talks",
            "Talk 1: what a school learns from a circle, Ann Example (45 minutes)",
            "Talk 2: what a school learns from a circle (15 minutes)",
            "Outcomes",
            "Training given by",
        ],
    );
    // A long day stands on one page.
    let long = CertificateSnapshot { talks: (0..14).map(|n| talk(n, 30)).collect(), ..fullest() };
    let long = pdf(&long);
    assert_eq!(long.page_count(), 1);
    long.check_layout();
}
