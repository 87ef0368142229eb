//! How long one calendar invite takes.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use training_ladder::{
    calendar::invite::write,
    domain::invites::{Invite, InviteMethod, Party},
};

fn invite(criterion: &mut Criterion) {
    let at = |text: &str| text.parse().expect("a time");
    let invite = Invite {
        method: InviteMethod::Request,
        uid: "0192f0c1-2a3b-7c4d-8e5f-001122334455@training.example".into(),
        sequence: 0,
        dtstamp: at("2026-02-01T08:30:15Z"),
        starts_at: at("2026-03-17T10:00:00Z"),
        ends_at: at("2026-03-17T13:00:00Z"),
        summary: "Cylchoedd a chyfarfodydd – Circles and meetings".into(),
        description: "Join: https://zoom.example/j/123456789?pwd=abcdefghij\nMeeting ID: 123 456 789\nPasscode: 123456\n"
            .repeat(8),
        location: Some("https://zoom.example/j/123456789?pwd=abcdefghij".into()),
        conference: Some("https://zoom.example/j/123456789?pwd=abcdefghij".into()),
        url: Some("https://training.example/bookings/0192f0c1-2a3b-7c4d-8e5f-001122334455".into()),
        organizer: Party { name: "Training team".into(), email: "training@council.example".into() },
        attendee: Party { name: "O'Brien, Siân; “Shan”".into(), email: "sian.obrien@school.example".into() },
    };
    criterion.bench_function("invite", |bencher| bencher.iter(|| write(black_box(&invite))));
}

criterion_group!(benches, invite);
criterion_main!(benches);
