//! Certificates from the plainest to the fullest.

use chrono::{DateTime, Days, NaiveDate, Utc};
use training_ladder::domain::{
    certificates::{AccreditationLine, CertificateSnapshot, LadderPosition},
    times::Zone,
    words::Delivery,
};

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// What most certificates look like.
pub fn usual() -> CertificateSnapshot {
    CertificateSnapshot {
        person_name: Some("Siân O’Brien".into()),
        course_title: "Circles and meetings".into(),
        ladder: Some(LadderPosition {
            ladder: "Restorative practice: city workforce".into(),
            rungs: [
                "Introduction",
                "Development",
                "Circles and meetings",
                "Action learning",
                "Bespoke team session",
            ]
            .map(String::from)
            .to_vec(),
            rung: 3,
        }),
        dates: vec![(at("2027-01-12T10:00:00Z"), at("2027-01-12T12:30:00Z"))],
        timezone: Zone::LONDON,
        delivery: Delivery::Zoom,
        cpd_minutes: 150,
        cpd_basis: "Attended all 2 hours 30 minutes: the course's full 2 hours 30 minutes of CPD, \
                    breaks not counted."
            .into(),
        outcomes: vec![
            "Securing the earlier knowledge".into(),
            "Values and purpose of a restorative meeting".into(),
            "Confidence to facilitate one".into(),
            "An action plan for practice development".into(),
        ],
        trainers: vec!["Ann Example".into(), "Sue Sample".into()],
        provider: "Restorative training team, City Council".into(),
        mark: None,
        on_demand: false,
        talks: Vec::new(),
        accreditation: Some(AccreditationLine {
            body: "Restorative Justice Council".into(),
            reference: "RJC-1234".into(),
            valid_from: day("2026-01-01"),
            valid_to: day("2027-12-31"),
        }),
        number: "TL-2027-7K3F9Q".into(),
        verification_code: "7K3F9QWM2ABCDEFGHJKMNPQRSTVW".into(),
        verification_url: "https://training.example.gov.uk/verify/7K3F9QWM2ABCDEFGHJKMNPQRSTVW".into(),
        completed_on: day("2027-01-12"),
        issued_at: at("2027-01-13T09:00:00Z"),
    }
}

/// Nothing that can be left out.
pub fn plainest() -> CertificateSnapshot {
    CertificateSnapshot {
        person_name: Some("Bo Li".into()),
        course_title: "Network meeting".into(),
        ladder: None,
        outcomes: Vec::new(),
        trainers: Vec::new(),
        accreditation: None,
        delivery: Delivery::Room,
        ..usual()
    }
}

/// Everything at once, and long.
pub fn fullest() -> CertificateSnapshot {
    let first = at("2027-01-12T10:00:00Z");
    CertificateSnapshot {
        person_name: Some("Maximiliane-Charlotte von Hohenberg-Schwarzenstein de Saint-Exupéry-Łuk".into()),
        course_title: "Action learning for whole teams: building restorative practice into everyday supervision, \
                       meetings and family work across the partnership, with coaching between the dates"
            .into(),
        ladder: Some(LadderPosition {
            ladder: "Restorative practice for everyone who works with children and families in the city".into(),
            rungs: (1..=8).map(|n| format!("Step {n} with a rather long name of its own")).collect(),
            rung: 7,
        }),
        dates: (0..6)
            .map(|month| {
                let start = first + Days::new(28 * month);
                (start, start + chrono::TimeDelta::minutes(90))
            })
            .collect(),
        cpd_minutes: 540,
        outcomes: (1..=8)
            .map(|n| {
                format!(
                    "Outcome {n}: securing the earlier knowledge, with successes and barriers when working with \
                     families and colleagues, and the communication skills that this asks for in one’s own setting"
                )
            })
            .collect(),
        trainers: ["Ann Example", "Sue Sample", "Ŵyn Rhŷs", "Łukasz Żółć", "Ελένη Παππά"].map(String::from).to_vec(),
        ..usual()
    }
}
