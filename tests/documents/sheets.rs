//! The sign-in sheet and the CPD record, parsed back.

use std::sync::LazyLock;

use chrono::{Days, TimeDelta};
use training_ladder::{
    documents::{
        Fonts, Marks,
        sign_in_sheet::{self, SignInSheet},
        transcript::{self, CpdEntry, CpdRecord},
    },
    domain::times::Zone,
};

use super::{
    reading::{Pdf, assert_in_order},
    samples::at,
};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load().expect("fonts that can be read"));

fn sheet(people: usize, dates: u64) -> SignInSheet {
    let first = at("2027-01-12T10:00:00Z");
    SignInSheet {
        course_title: "Action learning".into(),
        dates: (0..dates)
            .map(|month| {
                (first + Days::new(28 * month), first + Days::new(28 * month) + TimeDelta::minutes(90))
            })
            .collect(),
        timezone: Zone::LONDON,
        place: Some("Room 2, Civic Hall".into()),
        trainers: vec!["Ann Example".into()],
        people: (1..=people).map(|n| (format!("Ŵyn Person {n}"), "Abbey Primary School".into())).collect(),
        reference: "0192f0c1".into(),
        made_at: at("2027-01-11T16:30:00Z"),
    }
}

fn entry(on: Option<&str>, title: &str, minutes: i32, notes: &[&str]) -> CpdEntry {
    CpdEntry {
        on: on.map(|day| day.parse().expect("a day")),
        course_title: title.into(),
        notes: notes.iter().map(ToString::to_string).collect(),
        minutes,
        reflection: Vec::new(),
    }
}

fn record(entries: Vec<CpdEntry>) -> CpdRecord {
    CpdRecord {
        person_name: "Siân O’Brien".into(),
        provider: "The training team".into(),
        mark: None,
        entries,
        reference: "0192f0c2".into(),
        made_at: at("2027-03-01T09:00:00Z"),
        timezone: Zone::LONDON,
    }
}

#[test]
fn everybody_expected_has_a_line_and_each_date_a_box() {
    let pdf = Pdf::read(&sign_in_sheet::render(&sheet(12, 6), &FONTS).unwrap());
    pdf.check_layout();
    assert_eq!(pdf.page_count(), 1);
    assert_eq!(pdf.language(), "en-GB");
    assert_eq!(pdf.info("Title"), "Sign-in sheet: Action learning");
    assert_in_order(
        &pdf.text(),
        &[
            "SIGN-IN SHEET",
            "Action learning",
            "6 dates · Room 2, Civic Hall · led by Ann Example",
            "Name",
            "Organisation",
            "Tue 12 Jan 2027 10am",
            "Tue 1 Jun 2027 11am",
            "1 Ŵyn Person 1 Abbey Primary School",
            "12 Ŵyn Person 12 Abbey Primary School",
            "13 14 15",
            "List made Monday 11 January 2027, 4:30pm · page 1 of 1",
        ],
    );
}

#[test]
fn a_long_list_goes_on_under_its_headings() {
    let pdf = Pdf::read(&sign_in_sheet::render(&sheet(60, 1), &FONTS).unwrap());
    pdf.check_layout();
    assert!(pdf.page_count() > 2);
    let text = pdf.text();
    assert_eq!(text.matches("SIGN-IN SHEET").count(), usize::try_from(pdf.page_count()).unwrap());
    assert_in_order(&text, &["Tuesday 12 January 2027, 10am to 11:30am", "Ŵyn Person 60", "63"]);
}

#[test]
fn a_sheet_with_nobody_yet_and_one_with_long_names_can_be_printed() {
    Pdf::read(&sign_in_sheet::render(&sheet(0, 1), &FONTS).unwrap()).check_layout();
    let mut long = sheet(3, 6);
    long.course_title = "A long title that goes on ".repeat(8);
    long.people[1] = ("Maximiliane-Charlotte von Hohenberg-Schwarzenstein".into(), "St ".repeat(60));
    Pdf::read(&sign_in_sheet::render(&long, &FONTS).unwrap()).check_layout();
}

#[test]
fn a_record_goes_year_by_year_newest_first() {
    let entries = vec![
        entry(Some("2026-02-10"), "Introduction", 180, &["Certificate TL-2026-AAAAAA"]),
        entry(Some("2027-01-12"), "Circles and meetings", 150, &["Certificate TL-2027-7K3F9Q"]),
        entry(Some("2026-09-08"), "Development", 45, &["There for part of it"]),
        entry(None, "Two-day course", 0, &["Recorded from earlier training"]),
    ];
    let pdf = Pdf::read(&transcript::render(&record(entries), &Marks::default(), &FONTS).unwrap());
    pdf.check_layout();
    assert_eq!(pdf.info("Title"), "CPD record: Siân O’Brien");
    assert_in_order(
        &pdf.text(),
        &[
            "CPD RECORD",
            "Siân O’Brien",
            "6 hours 15 minutes of CPD in all, as recorded on Monday 1 March 2027",
            "2027 2 hours 30 minutes",
            "12 January Circles and meetings Certificate TL-2027-7K3F9Q 2 hours 30 minutes",
            "2026 3 hours 45 minutes",
            "8 September Development There for part of it 45 minutes",
            "10 February Introduction",
            "Date not known",
            "Two-day course",
            "page 1 of 1",
        ],
    );
    assert!(pdf.text().lines().all(|line| line != "0 minutes"), "time never recorded is not said to be none");
}

#[test]
fn a_long_record_takes_several_pages_and_an_empty_one_says_what_will_come() {
    let many = (0..80)
        .map(|n| {
            entry(
                Some(&format!("{}-03-{:02}", 2000 + n / 4, n % 28 + 1)),
                &"Development ".repeat(12),
                150,
                &[],
            )
        })
        .collect();
    let pdf = Pdf::read(&transcript::render(&record(many), &Marks::default(), &FONTS).unwrap());
    pdf.check_layout();
    assert!(pdf.page_count() > 4);

    let pdf = Pdf::read(&transcript::render(&record(Vec::new()), &Marks::default(), &FONTS).unwrap());
    pdf.check_layout();
    assert_in_order(&pdf.text(), &["Nothing has been recorded yet"]);
}

#[test]
fn what_people_say_of_a_course_stands_below_it_and_goes_on_over_the_page() {
    let mut said = entry(Some("2027-01-12"), "Introduction", 165, &["Certificate TL-2027-7K3F9Q"]);
    said.reflection = vec![
        "What I learnt: to ask before I answer.".to_owned(),
        "Action plan: Begin each team meeting with a check-in: done. It takes five minutes.".to_owned(),
    ];
    let pdf = Pdf::read(&transcript::render(&record(vec![said.clone()]), &Marks::default(), &FONTS).unwrap());
    pdf.check_layout();
    assert_in_order(
        &pdf.text(),
        &["12 January Introduction", "to ask before I answer.", "Action plan: Begin each"],
    );
    said.reflection = vec!["Words that go on. ".repeat(80); 8];
    let many = vec![said; 3];
    let pdf = Pdf::read(&transcript::render(&record(many), &Marks::default(), &FONTS).unwrap());
    pdf.check_layout();
    assert!(pdf.page_count() > 1);
}
