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
        let plain = database.bare();
        let (url, bare) = (database.url.clone(), plain.url.clone());
        let make = move || {
            demo::make_in(&config, &url, today, Some(SIZE)).unwrap_or_else(|why| panic!("{why}"));
            demo::make_in(&config, &bare, today, None).unwrap_or_else(|why| panic!("{why}"));
        };
        std::thread::spawn(make).join().expect("both demos");

        let mut with = Beside::to(&database);
        let mut without = Beside::to(&plain);
        let mut more = |of: &str| {
            let count = format!("SELECT count(*) FROM {of}");
            usize::try_from(with.number(&count) - without.number(&count)).expect("more")
        };
        assert_eq!(more("bookings"), SIZE.bookings);
        assert_eq!(more("sessions"), SIZE.sessions);
        // One trainer besides, for each 400 sessions that were begun.
        assert_eq!(more("people"), SIZE.people + 1);
        let attended = more("bookings WHERE state = 'attended'");
        assert!(attended > SIZE.bookings * 7 / 10, "{attended}");
        assert_eq!(more("completions"), attended);
        assert_eq!(more("certificates"), attended);
        assert!(more("bookings WHERE state = 'waitlisted'") > 0);
        assert!(more("feedback") > attended / 8 && more("impacts") > attended / 40);
        // Nobody is at the next step who was not at the one before.
        let jumped = with.number(
            "SELECT count(*) FROM bookings b JOIN courses c ON c.id = b.course_id AND c.slug = 'development' \
             WHERE b.origin = 'self' AND NOT EXISTS (SELECT 1 FROM bookings a JOIN courses d ON d.id = a.course_id \
             AND d.slug = 'introduction' WHERE a.person_id = b.person_id AND a.created_at <= b.created_at) \
             AND NOT EXISTS (SELECT 1 FROM completions k WHERE k.person_id = b.person_id AND k.booking_id IS NULL)",
        );
        assert!(jumped * 20 < i64::try_from(SIZE.bookings).unwrap_or_default(), "{jumped}");

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
