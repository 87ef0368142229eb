//! What is promised of the demo, and what nobody would believe of it, on whatever day it is made.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use chrono::{DateTime, Datelike, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tempfile::TempDir;
use training_ladder::{
    commands::demo,
    config::ServeConfig,
    domain::{
        times::LONDON,
        working_days::{is_working_day, london_day},
    },
};

use super::ladder;
use crate::support::raw_database::Beside;

/// How long each course lasts, in minutes a date, and how many dates it has.
const LENGTHS: [(&str, i64, usize); 10] = [
    ("introduction", 180, 1),
    ("development", 150, 1),
    ("circles-and-meetings", 150, 1),
    ("action-learning", 90, 6),
    ("bespoke", 120, 1),
    ("introduction-for-schools", 120, 1),
    ("becoming-a-restorative-school", 180, 1),
    ("practitioner", 360, 1),
    ("network-meeting", 90, 1),
    ("restorative-practice-conference", 390, 1),
];

const OPEN_TO_ALL: [&str; 5] =
    ["introduction", "development", "circles-and-meetings", "practitioner", "network-meeting"];

/// Places that are taken.
const HELD: &str = "(SELECT count(*) FROM bookings b WHERE b.session_id = s.id AND b.state IN ('requested', 'booked', \
                    'offered', 'attended', 'partly_attended', 'no_show'))";

struct Made {
    folder: TempDir,
    today: DateTime<Utc>,
    beside: Beside,
}

impl Made {
    fn on(today: &str) -> Self {
        let folder = TempDir::with_prefix("ladder-test-").expect("a temporary folder");
        let today: DateTime<Utc> = today.parse().expect("a moment");
        let config = ServeConfig::for_demo(folder.path(), 0).expect("settings");
        let file = folder.path().join("ladder.sqlite3");
        demo::make(&config, folder.path(), &file, today).unwrap_or_else(|why| panic!("{why}"));
        let beside = Beside::at(&format!("sqlite:{}", file.display()));
        Self { folder, today, beside }
    }

    fn count(&mut self, of: &str) -> i64 {
        self.beside.number(&format!("SELECT count(*) FROM {of}"))
    }

    /// Nothing is as it is asked for.
    fn nobody(&mut self, query: &str) {
        let found = self.beside.lines(query);
        assert!(found.is_empty(), "{}: {found:?}", self.today);
    }

    fn now(&self) -> String {
        self.today.format("'%Y-%m-%d %H:%M:%S'").to_string()
    }
}

/// Slug, session, start and end of every date.
fn dates(made: &mut Made) -> Vec<(String, String, DateTime<Utc>, DateTime<Utc>)> {
    let lines = made.beside.lines(
        "SELECT c.slug || '|' || hex(s.id) || '|' || strftime('%Y-%m-%d %H:%M:%S', d.starts_at) || '|' || \
         strftime('%Y-%m-%d %H:%M:%S', d.ends_at) AS line FROM session_dates d \
         JOIN sessions s ON s.id = d.session_id JOIN courses c ON c.id = s.course_id",
    );
    let moment = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").expect("a moment");
    lines
        .iter()
        .map(|line| {
            let cells: Vec<&str> = line.split('|').collect();
            let (starts, ends) = (moment(cells[2]).and_utc(), moment(cells[3]).and_utc());
            (cells[0].to_owned(), cells[1].to_owned(), starts, ends)
        })
        .collect()
}

fn dates_are_when_people_are_at_work(made: &mut Made) {
    let all = dates(made);
    for (slug, session, starts, ends) in &all {
        let day = london_day(*starts);
        let quiet = matches!((day.month(), day.day()), (12, 24..) | (1, ..=2));
        assert!(is_working_day(day) && !quiet, "{slug} on {day}");
        let clock = |at: &DateTime<Utc>| at.with_timezone(&LONDON).time();
        let hour = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
        assert!(clock(starts) >= hour(9, 0) && clock(ends) <= hour(17, 30), "{slug}: {starts} to {ends}");
        let (_, minutes, sittings) = LENGTHS.iter().find(|(of, ..)| of == slug).expect("a course in use");
        assert_eq!((*ends - *starts).num_minutes(), *minutes, "{slug} on {day}");
        assert_eq!(all.iter().filter(|date| date.1 == *session).count(), *sittings, "{slug}");
    }
    made.nobody(
        "SELECT c.slug AS line FROM session_trainers a JOIN session_trainers b ON b.person_id = a.person_id \
         AND b.session_id > a.session_id JOIN session_dates d ON d.session_id = a.session_id \
         JOIN session_dates e ON e.session_id = b.session_id AND e.starts_at < d.ends_at AND d.starts_at < e.ends_at \
         JOIN sessions s ON s.id = a.session_id JOIN courses c ON c.id = s.course_id",
    );
}

fn everybody_has_a_place(made: &mut Made) {
    made.nobody(
        "SELECT name AS line FROM people p WHERE NOT EXISTS (SELECT 1 FROM memberships m \
         WHERE m.person_id = p.id AND m.confirmed_at IS NOT NULL AND m.to_on IS NULL)",
    );
    assert!(made.count("people") >= 60 && made.count("organisations") >= 6);
    assert!(made.beside.number("SELECT count(DISTINCT person_id) FROM session_trainers") >= 3);
}

fn by(email: &str) -> String {
    format!("(SELECT person_id FROM addresses WHERE email = '{email}')")
}

fn sign_ins_stand_where_they_are_promised_to(made: &mut Made) {
    let delegate = by("delegate@demo.example");
    assert_eq!(made.count(&format!("bookings WHERE person_id = {delegate}")), 0);
    assert_eq!(made.count(&format!("completions WHERE person_id = {delegate}")), 0);
    let held = made.beside.lines(&format!(
        "SELECT c.slug AS line FROM certificates k JOIN courses c ON c.id = k.course_id \
         WHERE k.state = 'valid' AND k.person_id = {} ORDER BY 1",
        by("developed@demo.example")
    ));
    assert_eq!(held, ["development", "introduction"]);
    // Who has done nothing, one course, several.
    let progress = made.beside.lines(&format!(
        "SELECT CAST((SELECT count(DISTINCT course_id) FROM completions c WHERE c.person_id = p.id) AS TEXT) AS line \
         FROM people p WHERE line_manager_id = {} ORDER BY 1",
        by("manager@demo.example")
    ));
    assert_eq!(progress.len(), 8);
    let mut kinds = progress;
    kinds.dedup();
    assert!(kinds.len() >= 3, "{kinds:?}");
    let led = format!(
        "(SELECT organisation_id FROM memberships WHERE is_lead AND person_id = {})",
        by("lead@demo.example")
    );
    let colleagues = format!("memberships WHERE confirmed_at IS NOT NULL AND organisation_id = {led}");
    assert!(made.count(&colleagues) >= 9);
    let learned = format!(
        "people p WHERE EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = p.id AND m.organisation_id = {led}) \
         AND EXISTS (SELECT 1 FROM completions c WHERE c.person_id = p.id)"
    );
    assert!(made.count(&learned) >= 3);
    assert!(
        made.count(&format!(
            "sessions s WHERE {} IN (SELECT person_id FROM session_trainers t \
                                 WHERE t.session_id = s.id)",
            by("trainer@demo.example")
        )) >= 10
    );
}

fn what_is_asked_for_is_open_to_nobody_else(made: &mut Made) {
    made.nobody(
        "SELECT c.slug AS line FROM sessions s JOIN courses c ON c.id = s.course_id WHERE c.by_commission \
         AND (NOT s.private OR NOT EXISTS (SELECT 1 FROM commissions k WHERE k.session_id = s.id))",
    );
    for slug in ["action-learning", "bespoke"] {
        let of = format!("(SELECT id FROM courses WHERE slug = '{slug}')");
        let states = format!("SELECT count(DISTINCT state) FROM commissions WHERE course_id = {of}");
        assert!(made.beside.number(&states) >= 3, "{slug}");
        let delivered = format!("sessions WHERE state = 'delivered' AND course_id = {of}");
        assert!(made.count(&delivered) >= 1, "{slug}");
    }
}

fn every_open_course_is_bookable_and_has_been_held(made: &mut Made) {
    let now = made.now();
    for slug in OPEN_TO_ALL {
        let of = format!("s.course_id = (SELECT id FROM courses WHERE slug = '{slug}')");
        let bookable = format!(
            "sessions s WHERE {of} AND s.state = 'published' AND s.starts_at > {now} AND {HELD} < s.capacity"
        );
        assert!(made.count(&bookable) >= 1, "{slug} has no bookable date on {now}");
        assert!(made.count(&format!("sessions s WHERE {of} AND s.state = 'delivered'")) >= 1, "{slug}");
    }
    for (what, which) in [
        ("a draft", "s.state = 'draft'".to_owned()),
        ("called off", "s.state = 'cancelled'".to_owned()),
        ("attendance still open", format!("s.state = 'published' AND s.ends_at < {now}")),
        (
            "nearly full",
            format!(
                "s.starts_at > {now} AND s.capacity > 12 AND {HELD} BETWEEN s.capacity - 3 AND s.capacity - 1"
            ),
        ),
        (
            "full, and people wait",
            format!(
                "s.starts_at > {now} AND {HELD} = s.capacity AND (SELECT count(*) FROM bookings b \
                 WHERE b.session_id = s.id AND b.state = 'waitlisted') >= 2"
            ),
        ),
    ] {
        assert!(made.count(&format!("sessions s WHERE {which}")) >= 1, "no date is {what} on {now}");
    }
}

fn the_year_behind_it_is_a_believable_one(made: &mut Made) {
    let year_ago = (made.today - TimeDelta::days(300)).format("'%Y-%m-%d %H:%M:%S'").to_string();
    for (what, least) in [
        (format!("sessions WHERE state = 'delivered' AND starts_at < {year_ago}"), 1),
        ("sessions WHERE state = 'delivered'".to_owned(), 30),
        ("certificates WHERE state = 'valid'".to_owned(), 100),
        ("results WHERE outcome = 'no_show'".to_owned(), 5),
        ("results WHERE outcome = 'partly_attended'".to_owned(), 3),
        ("bookings WHERE short_notice".to_owned(), 2),
        ("bookings WHERE give_up_reason = 'illness'".to_owned(), 1),
        ("offers WHERE outcome = 'accepted'".to_owned(), 1),
        ("booking_conditions".to_owned(), 1),
        ("access_needs".to_owned(), 2),
        ("feedback".to_owned(), 60),
        ("feedback_quotes".to_owned(), 4),
        ("impacts".to_owned(), 10),
        ("on_demand_courses WHERE is_open".to_owned(), 2),
        ("completions WHERE source = 'on_demand'".to_owned(), 1),
        ("talk_marks".to_owned(), 5),
        // A link that a visitor can follow.
        ("outbox WHERE kind = 'impact_asked' AND state = 'queued'".to_owned(), 1),
    ] {
        let found = made.count(&what);
        assert!(found >= least, "{}: {found} of {what}", made.today);
    }
    // What was offered was answered.
    made.nobody("SELECT state AS line FROM bookings WHERE state = 'offered'");
}

fn holds_everything_promised(today: &str) {
    let mut made = Made::on(today);
    dates_are_when_people_are_at_work(&mut made);
    everybody_has_a_place(&mut made);
    sign_ins_stand_where_they_are_promised_to(&mut made);
    what_is_asked_for_is_open_to_nobody_else(&mut made);
    every_open_course_is_bookable_and_has_been_held(&mut made);
    the_year_behind_it_is_a_believable_one(&mut made);
    audited(made.folder.path());
}

fn audited(folder: &Path) {
    let database = format!("sqlite:{}", folder.join("ladder.sqlite3").display());
    let output = ladder(&["audit"], &[("DATABASE_URL", &database)]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn made_on_christmas_eve_it_holds_everything_promised() {
    holds_everything_promised("2026-12-24T09:30:00Z");
}

#[test]
fn made_on_a_sunday_in_the_summer_holidays_it_holds_everything_promised() {
    holds_everything_promised("2027-08-15T11:00:00Z");
}

/// The demo as it is started, with a caller.
struct Started {
    child: std::process::Child,
    address: String,
    client: reqwest::blocking::Client,
}

impl Drop for Started {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Started {
    fn begin(folder: &Path) -> (Self, Vec<String>) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ladder"))
            .args(["demo", "--port", "0", "--data-dir"])
            .arg(folder)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let (mut said, mut address) = (Vec::new(), None);
        for line in BufReader::new(child.stdout.take().expect("stdout")).lines() {
            let line = line.expect("a line");
            address = line.strip_prefix("listening on ").map(str::to_owned);
            if address.is_some() {
                break;
            }
            said.push(line);
        }
        let address = address.unwrap_or_else(|| panic!("it printed {said:?}"));
        (Self { child, address, client: reqwest::blocking::Client::new() }, said)
    }

    fn token(&self, email: &str) -> String {
        let typed = json!({"email": email, "password": "demo-password"});
        let answer = self.client.post(format!("{}/api/v1/auth/login", self.address)).json(&typed).send();
        let answer: Value = answer.expect("an answer").json().expect("JSON");
        answer["access_token"].as_str().unwrap_or_else(|| panic!("{email}: {answer}")).to_owned()
    }

    fn get(&self, token: &str, path: &str) -> Value {
        let answer = self.client.get(format!("{}/api/v1{path}", self.address)).bearer_auth(token).send();
        answer.expect("an answer").json().expect("JSON")
    }
}

#[test]
fn everybody_promised_signs_in_and_the_newcomer_can_book_every_introduction() {
    let folder = TempDir::with_prefix("ladder-test-").expect("a temporary folder");
    let (demo, said) = Started::begin(folder.path());
    for name in ["delegate", "developed", "trainer", "manager", "lead", "coordinator"] {
        let email = format!("{name}@demo.example");
        assert!(said.iter().any(|line| line.contains(&email)), "{said:?}");
        let me = demo.get(&demo.token(&email), "/me");
        assert_eq!(me["email"], email);
        assert_eq!(me["memberships"].as_array().map(Vec::len), Some(1), "{me}");
    }
    let ladders = demo.get(&demo.token("delegate@demo.example"), "/ladders");
    assert!(ladders["items"][0]["name"].as_str().is_some_and(|name| name.contains("city")), "{ladders}");

    let newcomer = demo.token("delegate@demo.example");
    let me = demo.get(&newcomer, "/me");
    let open = demo.get(&newcomer, "/sessions?course=introduction&with_places=true&limit=50");
    let open = open["items"].as_array().expect("a list");
    assert!(open.len() >= 4, "{} open introductions", open.len());
    for session in open {
        let (id, person) = (session["id"].as_str().expect("an id"), me["id"].as_str().expect("an id"));
        let answer = demo.get(&newcomer, &format!("/sessions/{id}/eligibility?person_id={person}"));
        assert_eq!(answer["eligible"], true, "{answer}");
    }
    assert_eq!(
        demo.get(&demo.token("manager@demo.example"), "/people")["items"].as_array().map(Vec::len),
        Some(8)
    );
}
