//! CPD as people hand it in, on paper.

use std::sync::LazyLock;

use training_ladder::{
    documents::{
        Fonts, Marks,
        handed_in::{HandedIn, Lines, render},
    },
    domain::times::Zone,
};

use super::{
    reading::{Pdf, assert_in_order},
    samples::at,
};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load().expect("fonts that can be read"));

fn record(pieces: Vec<Lines>) -> HandedIn {
    HandedIn {
        shape: "Social Work England".into(),
        person_name: "Siân O’Brien".into(),
        provider: "The training team".into(),
        mark: None,
        summary: "1 December 2026 to 30 November 2027".into(),
        pieces,
        source: Some("As asked for by Social Work England: CPD guidance (2021–22 on).".into()),
        reference: "0192f0c2".into(),
        made_at: at("2027-03-01T09:00:00Z"),
        timezone: Zone::LONDON,
    }
}

fn piece(what: &str, learnt: &str) -> Lines {
    Lines {
        on: "Tuesday 12 January 2027".into(),
        what: what.into(),
        facts: "Training course, live online · certificate TL-2027-7K3F9Q".into(),
        answers: vec![
            ("What I learnt".into(), learnt.into()),
            (
                "The difference it made to my practice".into(),
                "Families speak first.\nMeetings are shorter.".into(),
            ),
            ("What I learnt by talking it over with a peer".into(), "–".into()),
        ],
    }
}

#[test]
fn it_says_of_each_piece_what_is_asked() {
    let pdf = Pdf::read(
        &render(&record(vec![piece("Introduction", "To ask first.")]), &Marks::default(), &FONTS).unwrap(),
    );
    pdf.check_layout();
    assert_eq!(pdf.info("Title"), "CPD record for Social Work England: Siân O’Brien");
    assert_in_order(
        &pdf.text(),
        &[
            "CPD RECORD",
            "Siân O’Brien",
            "Social Work England: 1 December 2026 to 30 November 2027",
            "As recorded on Monday 1 March 2027 by The training team",
            "Introduction",
            "Tuesday 12 January 2027 · Training course, live online",
            "What I learnt",
            "To ask first.",
            "The difference it made to my practice",
            "Families speak first.",
            "Meetings are shorter.",
            "What I learnt by talking it over with a peer",
            "As asked for by Social Work England",
            "page 1 of 1",
        ],
    );
}

#[test]
fn long_words_go_on_over_the_page_and_an_empty_record_says_so() {
    let long = "Words that go on and on. ".repeat(60);
    let pieces = (0..9)
        .map(|number| piece(&format!("Course {number} {}", "of a long name ".repeat(9)), &long))
        .collect();
    let pdf = Pdf::read(&render(&record(pieces), &Marks::default(), &FONTS).unwrap());
    pdf.check_layout();
    assert!(pdf.page_count() > 3);
    let pdf = Pdf::read(&render(&record(Vec::new()), &Marks::default(), &FONTS).unwrap());
    pdf.check_layout();
    assert_in_order(&pdf.text(), &["Nothing is recorded for these days."]);
}
