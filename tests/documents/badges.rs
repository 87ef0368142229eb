//! Name badges, parsed back: ten to a page, each within its own edges, however long the name.

use std::sync::LazyLock;

use training_ladder::{
    documents::{
        Fonts,
        badges::{Badge, Badges, render},
    },
    domain::times::Zone,
};

use super::{
    reading::{Pdf, assert_in_order},
    samples::at,
};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load().expect("fonts that can be read"));

fn badges(people: Vec<Badge>) -> Badges {
    Badges {
        course_title: "Action learning".into(),
        first_date: Some((at("2027-01-12T10:00:00Z"), at("2027-01-12T11:30:00Z"))),
        timezone: Zone::LONDON,
        people,
        reference: "0192f0c1".into(),
        made_at: at("2027-01-11T16:30:00Z"),
    }
}

fn badge(name: &str, organisation: Option<&str>) -> Badge {
    Badge { name: name.to_owned(), organisation: organisation.map(str::to_owned) }
}

#[test]
fn ten_stand_on_a_page_in_the_order_of_the_roster() {
    let people = (1..=21).map(|n| badge(&format!("Ŵyn Person {n}"), None)).collect();
    let pdf = Pdf::read(&render(&badges(people), &FONTS).unwrap());
    pdf.check_layout();
    assert_eq!(pdf.page_count(), 3);
    assert_eq!(pdf.language(), "en-GB");
    assert_eq!(pdf.info("Title"), "Name badges: Action learning");
    let first = "Name badges · Action learning · Tuesday 12 January 2027, 10am to 11:30am · page 1 of 3";
    assert_in_order(&pdf.text(), &[first, "Ŵyn Person 1", "Ŵyn Person 10", "page 2 of 3", "Ŵyn Person 21"]);
}

#[test]
fn the_organisation_stands_below_the_name_where_it_is_said() {
    let people = vec![badge("Amira Khan", Some("Hillside Primary School")), badge("Ben Okoro", None)];
    let pdf = Pdf::read(&render(&badges(people), &FONTS).unwrap());
    pdf.check_layout();
    assert_in_order(&pdf.text(), &["Amira Khan", "Hillside Primary School", "Ben Okoro"]);
    let roles: Vec<String> = pdf.structure().into_iter().map(|(role, _)| role).collect();
    assert_eq!(roles, ["H1", "P", "P", "P"]);
}

/// The edges of the badges, in points, as `documents/badges.rs` draws them.
const EDGES: [f32; 3] = [56.7, 297.64, 538.58];

#[test]
fn no_name_runs_over_the_edge_of_its_badge() {
    let longest = "Maximiliane-Charlotte von Hohenberg-Schwarzenstein ".repeat(4);
    let names = [
        longest.trim().chars().take(200).collect::<String>(),
        "W".repeat(200),
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch".to_owned(),
        "Jo".to_owned(),
        "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh".to_owned(),
    ];
    let school = "St Bartholomew and All Angels Church of England Voluntary Aided Primary School ".repeat(2);
    let people = names.iter().flat_map(|name| [badge(name, None), badge(name, Some(&school))]).collect();
    let pdf = Pdf::read(&render(&badges(people), &FONTS).unwrap());
    pdf.check_layout();
    for line in pdf.lines(1) {
        let within = |edges: &[f32]| line.x > edges[0] + 10.0 && line.end < edges[1] - 10.0;
        let heading = line.y > 795.0;
        assert!(heading || EDGES.windows(2).any(within), "{line:?} leaves its badge");
    }
    assert!(pdf.text().contains("Jo"), "{}", pdf.text());
}

#[test]
fn with_nobody_there_is_a_page_that_says_what_it_is() {
    let pdf = Pdf::read(&render(&badges(Vec::new()), &FONTS).unwrap());
    assert_eq!(pdf.page_count(), 1);
    assert!(pdf.text().contains("page 1 of 1"), "{}", pdf.text());
}
