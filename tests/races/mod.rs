//! What must hold when many things happen at the same moment in several copies of the program.
//!
//! Each race has its *control*: the same calls with the locks off, which must break what the race asserts, or fail,
//! within a few attempts. A race whose control holds would prove nothing.

mod check_ins;
mod commissions;
mod conditions;
mod line;
mod places;
mod twice;

use futures_util::future::join_all;
use serde_json::{Value, json};
use training_ladder::{domain::ids::SessionId, store::Locking};

use crate::support::{
    app::{Answer, Someone, TestApp},
    database::{OnDatabase, TestDatabase},
    raw_database::Beside,
};

/// How many copies of the program run on the one database.
const COPIES: usize = 4;

/// How often a control tries to break what the locks keep.
const ATTEMPTS: usize = 25;

/// Several copies of the program on one database.
struct Copies {
    all: Vec<TestApp>,
    cora: Someone,
}

/// The same with their locks off, for controls.
struct Unlocked(Copies);

impl OnDatabase for Copies {
    async fn on(database: TestDatabase) -> Self {
        Self::with(database, Locking::On).await
    }
}

impl OnDatabase for Unlocked {
    async fn on(database: TestDatabase) -> Self {
        Self(Copies::with(database, Locking::Off).await)
    }
}

impl Copies {
    async fn with(database: TestDatabase, locking: Locking) -> Self {
        let first = TestApp::with(database, locking);
        let cora = first.coordinator().await;
        let mut all = vec![first];
        for seed in 1..COPIES {
            let copy = all[0].copy(1_000 + seed as u64);
            all.push(copy);
        }
        Self { all, cora }
    }

    fn first(&self) -> &TestApp {
        &self.all[0]
    }

    /// The copy that serves the caller of this number.
    fn of(&self, caller: usize) -> &TestApp {
        &self.all[caller % self.all.len()]
    }

    async fn people(&self, count: usize, name: &str) -> Vec<Someone> {
        let mut people = Vec::new();
        for number in 0..count {
            people.push(self.first().delegate(&format!("{name} {}", letters(number))).await);
        }
        people
    }

    /// A session of one date on a course of its own, so many days from now.
    async fn session(&self, slug: &str, in_days: i64, capacity: i64) -> SessionId {
        self.first().course(&self.cora, slug, |_| {}).await;
        self.first().session(&self.cora, slug, in_days, 2, capacity).await
    }

    /// A request to the copy that serves the caller of this number.
    async fn post(&self, caller: usize, who: &Someone, path: String, body: Value) -> Answer {
        self.of(caller).post(who, &path, body).await
    }

    /// All of these people ask at once for a place on their session.
    async fn book_at_once(&self, asks: &[(&Someone, SessionId)], body: &Value) -> Vec<Answer> {
        let calls = asks.iter().enumerate().map(|(number, (who, session))| {
            self.post(number, who, format!("/api/v1/sessions/{session}/bookings"), body.clone())
        });
        join_all(calls).await
    }

    /// These people book one after the other, and get what they ask for.
    async fn book_in_turn(&self, people: &[Someone], session: SessionId, state: &str) -> Vec<String> {
        let mut ids = Vec::new();
        for who in people {
            let path = format!("/api/v1/sessions/{session}/bookings");
            let booking =
                self.first().post(who, &path, json!({"join_waitlist": true})).await.expect(201).json();
            assert_eq!(booking["state"], state, "{booking}");
            ids.push(booking["id"].as_str().expect("an id").to_owned());
        }
        ids
    }

    fn number(&self, sql: &str) -> i64 {
        Beside::to(&self.first().database).number(sql)
    }

    /// Places of a session that are held.
    fn held(&self, session: SessionId) -> i64 {
        self.in_states(session, "'requested', 'booked', 'offered'")
    }

    fn in_states(&self, session: SessionId, states: &str) -> i64 {
        let id = self.literal(&session.to_string());
        self.number(&format!("SELECT count(*) FROM bookings WHERE session_id = {id} AND state IN ({states})"))
    }

    /// An id as the database's own language writes it.
    fn literal(&self, id: &str) -> String {
        let hex = id.replace('-', "");
        if self.first().database.is_postgres() { format!("'\\x{hex}'") } else { format!("x'{hex}'") }
    }
}

/// How many were answered so; everything but these statuses and 409 is an error and fails the test.
#[track_caller]
fn granted(answers: &[Answer], status: u16) -> usize {
    for answer in answers {
        assert!(
            [status, 409].contains(&answer.status.as_u16()),
            "no error but a refusal: {} {}",
            answer.status,
            answer.text()
        );
    }
    answers.iter().filter(|answer| answer.status.as_u16() == status).count()
}

/// Whether the program itself failed, as it does without its locks.
fn failed(answers: &[Answer]) -> bool {
    answers.iter().any(|answer| answer.status.is_server_error() || answer.json()["code"] == "in_progress")
}

/// Two letters for a number, since a name may not be all digits.
fn letters(number: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    format!("{}{}", letter(number / 26), letter(number))
}
