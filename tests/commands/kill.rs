//! Nothing lost, nothing twice: the program is killed in the middle of many bookings, started again, and what it had
//! acknowledged is there; every mail goes out, one repeated only under its own Message-ID.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
};

use chrono::TimeDelta;
use reqwest::blocking::Client;
use serde_json::{Value, json};
use training_ladder::{domain::ids::SessionId, ports::Clock, store::Locking};

use crate::support::{
    app::{PASSWORD, Someone, TestApp},
    database::TestDatabase,
    raw_database::Beside,
};

/// As tests make their applications: what wraps the signing key.
const SECRET: &str = "a secret of more than thirty-two bytes, for tests";

/// People who book at once, each on every session.
const PEOPLE: usize = 24;
const SESSIONS: i64 = 4;

/// So many are acknowledged before the program is killed.
const ACKNOWLEDGED: usize = 20;

struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(database: &TestDatabase, folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ladder"))
            .args(["serve", "--port", "0", "--data-dir"])
            .arg(folder)
            .arg("--mail")
            .arg(format!("folder:{}", folder.join("mail").display()))
            .env_clear()
            .env("DATABASE_URL", &database.url)
            // The coordinator here has shown nothing but a password.
            .env("LADDER_SECOND_FACTOR_FOR", "nobody")
            .env("LADDER_SECRET", SECRET)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
        let address = line.trim_end().strip_prefix("listening on ").map(str::to_owned);
        Self { address: address.unwrap_or_else(|| panic!("it printed {line:?}")), child }
    }

    /// `kill -9`.
    fn kill(mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it ends");
    }

    fn sign_in(&self, client: &Client, email: &str) -> Option<String> {
        let login = json!({"email": email, "password": PASSWORD});
        let answer = client.post(format!("{}/api/v1/auth/login", self.address)).json(&login).send().ok()?;
        answer.json::<Value>().ok()?["access_token"].as_str().map(str::to_owned)
    }
}

/// Everybody books everything until the program answers no more; gives the bookings that were acknowledged.
fn book_under_load(serving: Serving, people: &[Someone], sessions: &[SessionId]) -> Vec<String> {
    let (tell, told) = mpsc::channel();
    let serving_at = &serving;
    let book = |who: &Someone, tell: &mpsc::Sender<String>| -> Option<()> {
        let serving = serving_at;
        let client = Client::new();
        let token = serving.sign_in(&client, &who.email)?;
        for session in sessions {
            let path = format!("{}/api/v1/sessions/{session}/bookings", serving.address);
            let answer = client.post(path).bearer_auth(&token).json(&json!({})).send().ok()?;
            assert_eq!(answer.status().as_u16(), 201);
            // The answer was begun; whether all of it arrives is up to the kill.
            let booking: Value = answer.json().ok()?;
            tell.send(booking["id"].as_str()?.to_owned()).ok()?;
        }
        Some(())
    };
    let mut acknowledged = Vec::new();
    thread::scope(|scope| {
        for group in people.chunks(people.len().div_ceil(8)) {
            let (tell, book) = (tell.clone(), &book);
            scope.spawn(move || group.iter().try_for_each(|who| book(who, &tell)));
        }
        drop(tell);
        acknowledged.extend(told.iter().take(ACKNOWLEDGED));
        let pid = serving.child.id().to_string();
        let killed = Command::new("kill").args(["-9", &pid]).status().expect("kill runs");
        assert!(killed.success());
    });
    acknowledged.extend(told);
    serving.kill();
    acknowledged
}

/// Fails unless every one of these bookings is there.
fn read_back(serving: &Serving, email: &str, bookings: &[String]) {
    let client = Client::new();
    let token = serving.sign_in(&client, email).expect("a token");
    for booking in bookings {
        let path = format!("{}/api/v1/bookings/{booking}", serving.address);
        let answer = client.get(path).bearer_auth(&token).send().expect("an answer");
        assert_eq!(answer.status().as_u16(), 200, "{booking} was acknowledged and is gone");
        assert_eq!(answer.json::<Value>().expect("a booking")["state"], "booked");
    }
}

/// The Message-IDs of the mails in a folder.
fn message_ids(folder: &Path) -> BTreeSet<String> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeSet::new() };
    entries
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .map(|path| {
            let mail = fs::read(path).expect("a mail");
            let text = String::from_utf8_lossy(&mail).into_owned();
            let line = text.lines().find(|line| line.to_ascii_lowercase().starts_with("message-id:"));
            let id = line.and_then(|line| line.split_once(':')).map(|(_, id)| id.trim().to_owned());
            id.expect("a Message-ID")
        })
        .collect()
}

#[actix_web::test]
async fn what_was_acknowledged_survives_a_kill_and_every_mail_goes_out_once() {
    let app = TestApp::with(TestDatabase::sqlite(), Locking::On);
    // The program that is killed goes by the machine's clock.
    app.clock.set(Clock::machine().now());
    let cora = app.coordinator().await;
    let mut sessions = Vec::new();
    for number in 0..SESSIONS {
        let slug = format!("course-{number}");
        app.course(&cora, &slug, |_| {}).await;
        sessions.push(app.session(&cora, &slug, 20 + number, 2, 100).await);
    }
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        let letter = char::from(b'a' + u8::try_from(number).expect("a letter"));
        people.push(app.delegate(&format!("Booker {letter}")).await);
    }
    let folder = tempfile::TempDir::with_prefix("ladder-test-").expect("a temporary folder");

    let serving = Serving::start(&app.database, folder.path());
    let acknowledged = book_under_load(serving, &people, &sessions);
    assert!(acknowledged.len() >= ACKNOWLEDGED);
    let all = PEOPLE * usize::try_from(SESSIONS).unwrap_or(0);
    assert!(acknowledged.len() < all, "it was killed before everything was booked");

    // Started again it knows every booking it had acknowledged, and works.
    let again = Serving::start(&app.database, folder.path());
    // The client blocks, which a thread of this test's own may not.
    thread::scope(|scope| {
        scope.spawn(|| read_back(&again, &cora.email, &acknowledged)).join().expect("all are there");
    });
    again.kill();

    // Leases of the dead run out, and what they had in hand goes out all the same.
    app.clock.set(Clock::machine().now() + TimeDelta::hours(2));
    app.run_jobs().await;
    let mut beside = Beside::to(&app.database);
    let waiting = "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'superseded', 'suppressed')";
    assert_eq!(beside.number(waiting), 0);
    let of_bookings = "SELECT message_id AS line FROM outbox WHERE kind = 'booked'";
    let queued: Vec<String> = beside.lines(of_bookings);
    let bookings = usize::try_from(beside.number("SELECT count(*) FROM bookings")).unwrap_or(0);
    assert_eq!(queued.len(), bookings, "one confirmation a booking");
    assert!(bookings >= acknowledged.len());
    let sent_later: Vec<String> = app.mailbox.sent().into_iter().map(|mail| mail.message_id).collect();
    let before = message_ids(&folder.path().join("mail"));
    for id in &queued {
        assert!(before.contains(id) || sent_later.contains(id), "{id} never went out");
    }
    let later: BTreeSet<&String> = sent_later.iter().collect();
    assert_eq!(later.len(), sent_later.len(), "nothing goes out twice without a crash in between");
    app.audit().await;
    let audited = super::ladder(&["audit"], &[("DATABASE_URL", &app.database.url)]);
    let said = String::from_utf8_lossy(&audited.stdout).into_owned();
    assert_eq!(audited.status.code(), Some(0), "{said}");
}
