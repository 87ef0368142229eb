//! What is kept of the public catalogue is what a fresh look at the database would show, whatever changed, whoever changed
//! it, and whatever the clock says.

use std::time::Duration;

use actix_web::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use training_ladder::{
    domain::ids::SessionId,
    ports::Random,
    store::{DbOptions, Error},
    web::kept::{Kept, Made},
};

use crate::support::{
    app::{Answer, Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    raw_database::Beside,
};

/// What anybody may see, and is kept.
const SHOWN: [&str; 12] = [
    "/api/v1/sessions",
    "/api/v1/sessions?with_places=true",
    "/api/v1/sessions?course=introduction&limit=2",
    "/api/v1/courses",
    "/api/v1/courses/introduction",
    "/api/v1/courses/not-there-at-first",
    "/api/v1/ladders",
    "/",
    "/courses",
    "/courses?q=practice&places=on",
    "/courses/introduction",
    "/courses/not-there-at-first",
];

/// Changes in one run.
const STEPS: usize = 60;

/// Everything that is shown, each with its status, its tag and its body.
async fn shown(app: &TestApp, date: SessionId) -> Vec<(String, u16, String, String)> {
    let mut all = Vec::new();
    for path in SHOWN.map(str::to_owned).into_iter().chain([format!("/sessions/{date}")]) {
        let answer = app.get_public(&path).await;
        all.push((path, answer.status.as_u16(), answer.header("etag"), answer.text()));
    }
    all
}

/// A change nobody sees, after which a copy believes nothing that it kept.
async fn forget(app: &TestApp) {
    app.db.write(|_| Ok::<_, Error>(())).await.expect("an empty write");
}

/// As a copy that does not ask what others changed.
fn deaf() -> DbOptions {
    DbOptions { others_within: Duration::from_hours(1), ..DbOptions::default() }
}

/// Chance that is the same in each run of a seed.
struct Dice(Random);

impl Dice {
    fn below(&self, sides: usize) -> usize {
        usize::from(u16::from_le_bytes(self.0.bytes())) % sides
    }

    fn of<'t, T>(&self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }
}

/// A catalogue that changes.
struct Changing {
    dice: Dice,
    cora: Someone,
    trainer: Someone,
    people: Vec<Someone>,
    sessions: Vec<SessionId>,
    drafts: Vec<String>,
    bookings: Vec<String>,
}

impl Changing {
    async fn on(app: &TestApp, seed: u64) -> Self {
        let cora = app.coordinator().await;
        let trainer = app.trainer("Tariq Trainer").await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |_| {}).await;
        let mut people = Vec::new();
        for name in ["Ada", "Ben", "Cem", "Dina"] {
            people.push(app.delegate(name).await);
        }
        let mut sessions = Vec::new();
        for day in 1..5 {
            sessions.push(app.session(&cora, "introduction", day, 2, 2).await);
            sessions.push(app.session(&cora, "development", 2 * day, 2, 1).await);
        }
        let (dice, drafts, bookings) = (Dice(Random::seeded(seed)), Vec::new(), Vec::new());
        Self { dice, cora, trainer, people, sessions, drafts, bookings }
    }

    /// One change through this copy, allowed or not, or some time that passes.
    async fn step(&mut self, app: &TestApp) -> &'static str {
        match self.dice.below(12) {
            0..=2 => {
                let person = self.dice.of(&self.people).clone();
                let path = format!("/api/v1/sessions/{}/bookings", self.dice.of(&self.sessions));
                let body = json!({"person_id": person.id, "join_waitlist": true});
                let answer = app.post(&self.cora, &path, body).await;
                if answer.status == 201 {
                    self.bookings.push(id_of(&answer.json()));
                }
                "booked"
            }
            3 => {
                if let Some(booking) = self.bookings.pop() {
                    app.post(&self.cora, &format!("/api/v1/bookings/{booking}/cancel"), json!({})).await;
                }
                "cancelled"
            }
            4 => {
                let capacity = 1 + self.dice.below(4);
                self.edit_session(app, json!({"capacity": capacity})).await;
                "another number of places"
            }
            5 => {
                let at = app.clock.now() + TimeDelta::hours(self.hours());
                let field = *self.dice.of(&["booking_opens_at", "booking_closes_at"]);
                self.edit_session(app, json!({ field: at })).await;
                "booking opens or closes otherwise"
            }
            6 => {
                let slug = *self.dice.of(&["introduction", "development", "not-there-at-first"]);
                let date = app.date_in(1 + i64::try_from(self.dice.below(9)).unwrap_or(0), 2);
                let body = json!({"dates": [date], "trainer_ids": [self.trainer.id], "capacity": 1});
                let path = format!("/api/v1/courses/{slug}/sessions");
                let answer = app.post(&self.cora, &path, body).await;
                if answer.status == 201 {
                    self.drafts.push(id_of(&answer.json()));
                }
                "a draft"
            }
            7 => {
                if let Some(draft) = self.drafts.pop() {
                    app.post(&self.cora, &format!("/api/v1/sessions/{draft}/publish"), json!({})).await;
                    self.sessions.push(draft.parse().expect("an id"));
                }
                let course = json!({"slug": "not-there-at-first", "title": "New", "duration_minutes": 60});
                app.post(&self.cora, "/api/v1/courses", course).await;
                "published"
            }
            8 => {
                let title = format!("Introduction, version {}", self.dice.below(1000));
                app.patch(&self.cora, "/api/v1/courses/introduction", json!({"title": title})).await;
                let name = format!("Tariq Trainer {}", ["A", "B", "C"][self.dice.below(3)]);
                let path = format!("/api/v1/people/{}", self.trainer.id);
                app.patch(&self.cora, &path, json!({"name": name})).await;
                "other names"
            }
            9 => {
                if self.dice.below(3) == 0 {
                    let path = format!("/api/v1/sessions/{}/cancel", self.dice.of(&self.sessions));
                    app.post(&self.cora, &path, json!({"reason": "The room is flooded"})).await;
                }
                app.run_jobs().await;
                "called off, and what follows"
            }
            10 => {
                let turns = turns(app).await;
                if !turns.is_empty() {
                    let turn = *self.dice.of(&turns);
                    let beside = [-1, 0, 1][self.dice.below(3)];
                    let at = turn + TimeDelta::microseconds(beside);
                    app.clock.set(at.max(app.clock.now()));
                }
                "the clock at a turn"
            }
            _ => {
                app.clock.advance(TimeDelta::minutes(1 + self.hours()));
                "some minutes"
            }
        }
    }

    fn hours(&self) -> i64 {
        i64::try_from(self.dice.below(48)).unwrap_or(0)
    }

    async fn edit_session(&self, app: &TestApp, edit: Value) -> Answer {
        let path = format!("/api/v1/sessions/{}", self.dice.of(&self.sessions));
        app.patch(&self.cora, &path, edit).await
    }
}

/// When what is shown changes by itself.
async fn turns(app: &TestApp) -> Vec<DateTime<Utc>> {
    let list = app.get_public("/api/v1/sessions").await.json();
    let of = |session: &Value| {
        let fields = [
            session["booking_opens_at"].clone(),
            session["booking_closes_at"].clone(),
            session["dates"][0]["starts_at"].clone(),
        ];
        fields.into_iter().filter_map(|time| time.as_str()?.parse().ok()).collect::<Vec<DateTime<Utc>>>()
    };
    let all = list["items"].as_array().into_iter().flatten().flat_map(of);
    all.filter(|at| *at > app.clock.now()).collect()
}

async fn changes_are_seen(app: TestApp, seed: u64) {
    let mut changing = Changing::on(&app, seed).await;
    let date = changing.sessions[0];
    let (other, fresh) = (app.copy(seed + 1), app.copy(seed + 2));
    let deaf = app.copy_with(seed + 3, deaf());
    let mut missed = 0;
    let mut changed = 0;
    let mut before = shown(&app, date).await;
    for step in 0..STEPS {
        let by = if changing.dice.below(2) == 0 { &app } else { &other };
        let what = changing.step(by).await;
        forget(&fresh).await;
        let stands = shown(&fresh, date).await;
        changed += usize::from(stands != before);
        before = stands.clone();
        for (copy, name) in [(&app, "this copy"), (&other, "the other copy")] {
            for (kept, fresh) in shown(copy, date).await.iter().zip(&stands) {
                assert_eq!(kept, fresh, "{name}, seed {seed}, step {step}: {what}");
            }
        }
        missed += usize::from(shown(&deaf, date).await != stands);
    }
    assert!(changed > STEPS / 6, "{changed} of {STEPS} steps changed what is shown");
    assert!(missed > STEPS / 6, "a copy that does not ask for others' changes misses them: {missed}");
}

both_databases! {
    async fn what_is_kept_is_what_stands_after_every_change(app: TestApp) {
        changes_are_seen(app, 1).await;
    }

    async fn what_is_kept_costs_no_statement_and_304_no_body(app: TestApp) {
        let date = Changing::on(&app, 1).await.sessions[0];
        // On a server, whatever anybody writes in another database may be a change.
        let app = app.copy_with(2, deaf());
        let first = shown(&app, date).await;
        let before = app.app.reads.statements_run();
        assert_eq!(shown(&app, date).await, first);
        for (path, status, tag, _) in &first {
            if *status == 200 && path.starts_with("/api") {
                let again = app.send(Method::GET, path, None, &[("if-none-match", tag)], None).await;
                assert_eq!((again.status.as_u16(), again.header("etag")), (304, tag.clone()), "{path}");
                assert!(again.body.is_empty());
            }
        }
        // What is not there is not kept.
        let missing = first.iter().filter(|(_, status, ..)| *status == 404).count();
        assert_eq!(missing, 2);
        let asked = u64::try_from(missing).unwrap_or(0) * 20;
        assert!(app.app.reads.statements_run() - before <= asked, "the database is asked for what is kept");
    }

    async fn the_documents_are_known_by_their_tags(app: TestApp) {
        for path in ["/api/openapi.json", "/api/openapi-3.0.json"] {
            let tag = app.get_public(path).await.expect(200).header("etag");
            let again = app.send(Method::GET, path, None, &[("if-none-match", &tag)], None).await.expect(304);
            assert!(again.body.is_empty() && !tag.is_empty(), "{path}");
            app.send(Method::GET, path, None, &[("if-none-match", "\"another\"")], None).await.expect(200);
        }
    }

    async fn a_booking_never_believes_what_is_kept(app: TestApp) {
        let changing = Changing::on(&app, 1).await;
        let deaf = app.copy_with(9, deaf());
        let session = changing.sessions[1];
        let left = |list: &Value| {
            let found = list["items"].as_array().into_iter().flatten().find(|one| one["id"] == json!(session));
            found.map(|one| one["places_left"].clone())
        };
        let path = format!("/api/v1/sessions/{session}/bookings");
        let place = |who: &Someone| json!({"person_id": who.id});
        assert_eq!(left(&deaf.get_public("/api/v1/sessions").await.json()), Some(json!(1)));
        app.post(&changing.cora, &path, place(&changing.people[0])).await.expect(201);
        let still = left(&deaf.get_public("/api/v1/sessions").await.json());
        assert_eq!(still, Some(json!(1)), "this copy does not ask");
        deaf.post(&changing.cora, &path, place(&changing.people[1])).await.expect_problem(409, "session_full");
    }

    async fn a_change_by_hand_is_seen(app: TestApp) {
        let changing = Changing::on(&app, 1).await;
        let before = app.get_public("/api/v1/sessions").await;
        Beside::to(&app.database).run("UPDATE sessions SET capacity = capacity + 1");
        let after = app.get_public("/api/v1/sessions").await;
        assert_ne!(before.header("etag"), after.header("etag"));
        let left = |answer: &Answer| answer.json()["items"][0]["places_left"].as_i64();
        assert_eq!(left(&after), left(&before).map(|left| left + 1));
        drop(changing);
    }

    async fn little_is_kept(app: TestApp) {
        let kept = Kept::default();
        for number in 0..2000 {
            let made = async |_| Ok::<_, Error>(Made { value: number, bytes: 100_000, until: None });
            let got = kept.get(&app.app, &format!("a name {number}"), made).await.expect("a number");
            assert_eq!(*got, number);
        }
        let (things, bytes) = kept.size();
        assert!(things <= 512, "{things}");
        assert!(bytes <= 16 * 1024 * 1024, "{bytes}");
        // What was made last is there; what is not made is not remembered, and leaves room.
        let fails = async |_| Err::<Made<i32>, _>(Error::Missing);
        assert_eq!(*kept.get(&app.app, "a name 1999", fails).await.expect("it is kept"), 1999);
        for number in 0..2000 {
            let fails = async |_| Err::<Made<i32>, _>(Error::Missing);
            assert!(kept.get(&app.app, &format!("no name {number}"), fails).await.is_err());
        }
        assert!(kept.size().0 <= 512);
        let huge = async |_| Ok::<_, Error>(Made { value: 0, bytes: 1 << 30, until: None });
        kept.get(&app.app, "huge", huge).await.expect("it is made");
        assert!(kept.size().1 <= 16 * 1024 * 1024);
    }
}
