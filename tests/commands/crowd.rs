//! A demo as large as wanted: as many as asked for, sound, and nothing but what could have happened.

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use training_ladder::{
    commands::demo::{self, Size},
    config::ServeConfig,
};

use super::ladder;
use crate::support::{database::both_databases, raw_database::Beside};

const SIZE: Size = Size { people: 1_500, sessions: 150, bookings: 4_567 };

both_databases! {
    async fn a_crowd_is_as_large_as_asked_for_and_sound(database: TestDatabase) {
        let folder = TempDir::with_prefix("ladder-test-").expect("a temporary folder");
        let today: DateTime<Utc> = "2026-12-01T10:00:00Z".parse().expect("a moment");
        let config = ServeConfig::for_demo(folder.path(), 0).expect("settings");
        let url = database.url.clone();
        let make = move || demo::make_in(&config, &url, today, Some(SIZE)).unwrap_or_else(|why| panic!("{why}"));
        std::thread::spawn(make).join().expect("the demo");

        let mut beside = Beside::to(&database);
        let mut more = |of: &str| {
            let theirs = "person_id IN (SELECT id FROM people WHERE source = 'Crowd')";
            let count = if of.contains("WHERE") {
                format!("SELECT count(*) FROM {of} AND {theirs}")
            } else {
                format!("SELECT count(*) FROM {of} WHERE {theirs}")
            };
            usize::try_from(beside.number(&count)).expect("a count")
        };
        assert_eq!(more("bookings"), SIZE.bookings);
        assert_eq!(more("session_trainers"), SIZE.sessions);
        // One trainer besides, for each 400 sessions that were begun.
        assert_eq!(more("addresses"), SIZE.people + 1);
        let attended = more("bookings WHERE state = 'attended'");
        assert!(attended > SIZE.bookings * 7 / 10, "{attended}");
        assert_eq!(more("completions"), attended);
        assert_eq!(more("certificates"), attended);
        assert!(more("bookings WHERE state = 'waitlisted'") > 0);
        assert!(more("feedback f JOIN bookings b ON b.id = f.booking_id WHERE TRUE") > attended / 8);
        // Nobody is at the next step who was not at the one before.
        let jumped = beside.number(
            "SELECT count(*) FROM bookings b JOIN sessions s ON s.id = b.session_id \
             JOIN courses c ON c.id = b.course_id AND c.slug = 'development' WHERE NOT EXISTS (SELECT 1 FROM bookings a \
             JOIN sessions t ON t.id = a.session_id JOIN courses d ON d.id = a.course_id AND d.slug = 'introduction' \
             WHERE a.person_id = b.person_id AND t.starts_at < s.starts_at) \
             AND b.person_id IN (SELECT id FROM people WHERE source = 'Crowd')",
        );
        assert_eq!(jumped, 0);

        let audited = ladder(&["audit"], &[("DATABASE_URL", &database.url)]);
        let said = String::from_utf8_lossy(&audited.stdout).into_owned();
        assert_eq!(audited.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&audited.stderr));
    }
}

#[test]
fn what_does_not_go_together_is_refused_before_anything_is_made() {
    let folder = TempDir::with_prefix("ladder-test-").expect("a temporary folder");
    let place = folder.path().to_string_lossy().into_owned();
    let asked = ["demo", "--data-dir", &place, "--people", "100", "--sessions", "10", "--bookings", "1000"];
    let refused = ladder(&asked, &[]);
    assert_eq!(refused.status.code(), Some(1));
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(why.contains("24 times as many people"), "{why}");
    assert!(!folder.path().join("ladder.sqlite3").exists());
    let half = ladder(&["demo", "--data-dir", &place, "--people", "100"], &[]);
    assert_eq!(half.status.code(), Some(2), "a number alone");
}
