//! How long one certificate takes, fonts parsed beforehand as the program does.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use training_ladder::{
    documents::{Fonts, Marks, certificate::render},
    domain::{
        certificates::{AccreditationLine, CertificateSnapshot, LadderPosition},
        times::Zone,
        words::Delivery,
    },
};

fn sample() -> CertificateSnapshot {
    let at = |text: &str| text.parse().expect("a time");
    let day = |text: &str| text.parse().expect("a day");
    CertificateSnapshot {
        person_name: Some("Siân Llŷr O’Brien-Łukasiewicz".into()),
        course_title: "Circles and meetings: facilitating restorative practice".into(),
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
        cpd_basis:
            "Attended all 2 hours 30 minutes: the course's full 2 CPD hours 30 minutes of active learning, \
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

fn certificate(criterion: &mut Criterion) {
    let fonts = Fonts::load().expect("fonts");
    let snapshot = sample();
    criterion.bench_function("certificate", |bencher| {
        bencher.iter(|| render(black_box(&snapshot), &Marks::default(), &fonts));
    });
    criterion.bench_function("parsing the fonts once", |bencher| bencher.iter(Fonts::load));
}

criterion_group!(benches, certificate);
criterion_main!(benches);
