//! Random histories against a small model of the rules: after every step states, places and mails agree, and at the
//! end the audit finds nothing. A history is told by its seed alone, and a failure names it with its steps.

mod asks;
mod model;
mod verbs;

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use training_ladder::{
    domain::{
        access::Actor,
        ids::{BookingId, PersonId, SessionId},
        words::{BookingState, SessionState, Word as _},
    },
    ports::Random,
    store::{Locking, read::sessions::session_rows, write::bookings::booking},
    usecases::Failure,
};

use self::model::{Model, Refused, Session};
use crate::support::{app::TestApp, database::TestDatabase, raw_database::Beside};

const PEOPLE: usize = 8;
const STEPS: usize = 60;

/// The program and the model side by side.
struct History {
    app: TestApp,
    beside: Beside,
    model: Model,
    random: Random,
    people: Vec<PersonId>,
    sessions: Vec<SessionId>,
    /// The program's bookings, in the model's order.
    bookings: Vec<BookingId>,
    manager: PersonId,
    coordinator: PersonId,
    told: String,
    mails_before: usize,
    /// A register has been reopened.
    reopened: bool,
}

fn actor(person_id: PersonId) -> Actor {
    Actor {
        person_id,
        is_coordinator: false,
        is_trainer: false,
        manages_anyone: false,
        leads_anywhere: false,
    }
}

impl History {
    async fn begin(app: TestApp, seed: u64) -> Self {
        let cora = app.coordinator().await;
        let manager = app.delegate("Mary Manager").await.id;
        let mut people = Vec::new();
        for name in ["Ada", "Bea", "Cem", "Dan", "Eve", "Fay", "Gus", "Hal"].into_iter().take(PEOPLE) {
            people.push(app.person(name, move |row| row.line_manager_id = Some(manager)).await.id);
        }
        app.course(&cora, "free", |_| {}).await;
        app.course(&cora, "asked", |body| body["needs_approval"] = json!(true)).await;
        let random = Random::seeded(seed);
        let mut sessions = Vec::new();
        let mut known = Vec::new();
        // No two at one time; the first is so near that offers are short and places soon open to all.
        for (course, slug, in_days) in [(0, "free", 9), (0, "free", 30), (1, "asked", 21), (1, "asked", 40)] {
            let capacity = 1 + usize::from(random.bytes::<1>()[0] % 3);
            let places = i64::try_from(capacity).unwrap_or(1);
            let id = app.session(&cora, slug, in_days, 3, places).await;
            let row = app.db.read(move |c| session_rows::session(c, id)).await.expect("a session");
            sessions.push(id);
            let (starts_at, ends_at) = (row.starts_at.and_utc(), row.ends_at.and_utc());
            known.push(Session { course, capacity, starts_at, ends_at, state: SessionState::Published });
        }
        let mut beside = Beside::to(&app.database);
        let mails_before = usize::try_from(beside.number("SELECT count(*) FROM outbox")).unwrap_or(0);
        let model = Model::new(app.clock.now(), vec![false, true], known);
        Self {
            app,
            beside,
            model,
            random,
            people,
            sessions,
            bookings: Vec::new(),
            manager,
            coordinator: cora.id,
            told: format!("seed {seed}"),
            mails_before,
            reopened: false,
        }
    }

    /// A number below `end`.
    fn below(&self, end: usize) -> usize {
        usize::from(u16::from_be_bytes(self.random.bytes())) % end.max(1)
    }

    /// Any booking at all, most often one that could still change.
    fn any_booking(&self) -> Option<usize> {
        let lively: Vec<usize> = (0..self.bookings.len())
            .filter(|index| {
                let state = self.model.bookings[*index].state;
                matches!(
                    state,
                    BookingState::Booked
                        | BookingState::Offered
                        | BookingState::Waitlisted
                        | BookingState::Requested
                )
            })
            .collect();
        if lively.is_empty() || self.below(8) == 0 {
            return (!self.bookings.is_empty()).then(|| self.below(self.bookings.len()));
        }
        Some(lively[self.below(lively.len())])
    }

    /// A booking in this state if there is one, else any.
    fn booking_in(&self, state: BookingState) -> Option<usize> {
        let of_state: Vec<usize> =
            (0..self.bookings.len()).filter(|index| self.model.bookings[*index].state == state).collect();
        if of_state.is_empty() { self.any_booking() } else { Some(of_state[self.below(of_state.len())]) }
    }

    fn holder(&self, booking: usize) -> Actor {
        actor(self.people[self.model.bookings[booking].person])
    }

    async fn step(&mut self) {
        // A moment passes with every step, so that joining times differ.
        self.pass(TimeDelta::seconds(1));
        let asked_before = self.told.len();
        match self.below(22) {
            0..=5 => self.book().await,
            6 | 7 => self.cancel().await,
            8 | 9 => self.answer_offer().await,
            10 => self.move_booking().await,
            11 => self.substitute().await,
            12 | 13 => self.answer_request().await,
            14 => self.call_off_now_and_then().await,
            15 => self.still_wants().await,
            16 => self.finish().await,
            17 => self.reopen_now_and_then().await,
            _ => self.let_time_pass().await,
        }
        if self.told.len() > asked_before {
            self.compare().await;
        }
    }

    fn pass(&mut self, by: TimeDelta) {
        self.app.clock.advance(by);
        self.model.pass_time(by);
    }

    fn tell(&mut self, what: std::fmt::Arguments<'_>) {
        let _ = write!(self.told, "\n{} {what}", self.model.now.format("%d %b %H:%M:%S"));
    }

    /// Both did it, or both refused.
    #[track_caller]
    fn agree<T, U>(&mut self, program: Result<T, Failure>, model: Result<U, Refused>) -> Option<(T, U)> {
        match (program, model) {
            (Ok(done), Ok(expected)) => Some((done, expected)),
            (Err(Failure::Refused(_)), Err(Refused)) => {
                self.told.push_str(" (refused)");
                None
            }
            (program, model) => panic!(
                "the program {}, the model {}\n{}",
                program.err().map_or("did it".to_owned(), |failure| format!("said {failure:?}")),
                if model.is_ok() { "did it" } else { "refused" },
                self.told
            ),
        }
    }

    async fn compare(&mut self) {
        for (session, id) in self.sessions.clone().into_iter().enumerate() {
            let rows = self.app.db.read(move |c| booking::of_session(c, id, BookingState::ALL)).await;
            let mut program: Vec<(BookingId, BookingState)> =
                rows.expect("bookings").into_iter().map(|row| (row.id, row.state)).collect();
            let mut model: Vec<(BookingId, BookingState)> = (0..self.bookings.len())
                .filter(|index| self.model.bookings[*index].session == session)
                .map(|index| (self.bookings[index], self.model.bookings[index].state))
                .collect();
            program.sort_unstable();
            model.sort_unstable();
            let numbered = |rows: &[(BookingId, BookingState)]| -> Vec<(Option<usize>, BookingState)> {
                let number = |id| self.bookings.iter().position(|known| *known == id);
                rows.iter().map(|(id, state)| (number(*id), *state)).collect()
            };
            assert_eq!(numbered(&program), numbered(&model), "session {session}, then:\n{}", self.told);
            if self.model.sessions[session].state != SessionState::Cancelled {
                self.compare_places(session, id).await;
            }
        }
        let kinds = self.beside.lines("SELECT kind AS line FROM outbox ORDER BY id");
        let mut program: Vec<&str> = kinds[self.mails_before..].iter().map(String::as_str).collect();
        let mut model = std::mem::take(&mut self.model.mails);
        if self.reopened {
            // Closing again tells those alone whose result or certificate is another; the register's own tests say whom.
            let of_closing = |kind: &&str| kind.starts_with("result_") || kind.starts_with("certificate_");
            program.retain(|kind| !of_closing(kind));
            model.retain(|kind| !of_closing(kind));
        }
        self.mails_before = kinds.len();
        program.sort_unstable();
        model.sort_unstable();
        assert_eq!(program, model, "mails (the program's first), then:\n{}", self.told);
    }

    /// What the public is told of a session.
    async fn compare_places(&mut self, session: usize, id: SessionId) {
        let shown = self.app.get_public(&format!("/api/v1/sessions/{id}")).await.expect(200).json();
        let said = (&shown["places_left"], &shown["waitlist_length"]);
        let model = (json!(self.model.places_left(session)), json!(self.model.waiting(session)));
        assert_eq!(said, (&model.0, &model.1), "places left and waiting at {session}, then:\n{}", self.told);
    }
}

async fn live_through(database: TestDatabase, seed: u64) {
    let mut history = History::begin(TestApp::with(database, Locking::On), seed).await;
    for _ in 0..STEPS {
        history.step().await;
    }
    let report = history.app.app.usecases.audit().await.expect("an audit");
    assert_eq!(report.findings, vec![], "{}", history.told);
}

/// Tests that each live through several histories, so that they run beside each other.
macro_rules! histories {
    ($($name:ident on $database:ident: $seeds:expr;)+) => {$(
        #[actix_web::test]
        async fn $name() {
            for seed in $seeds {
                live_through(TestDatabase::$database(), seed).await;
            }
        }
    )+};
}

histories! {
    some_histories on sqlite: 1..=6;
    further_histories on sqlite: 11..=16;
    more_histories on sqlite: 21..=26;
    the_last_histories on sqlite: 31..=36;
    histories_on_a_server on postgres: 41..=43;
    further_histories_on_a_server on postgres: 47..=49;
}

/// A model that never refuses would agree with a program that does everything: it is held against a few facts.
#[test]
fn the_model_keeps_the_rules_it_is_made_of() {
    let now: DateTime<Utc> = "2026-11-03T09:00:00Z".parse().expect("a time");
    let starts_at = now + TimeDelta::days(30);
    let session = Session {
        course: 0,
        capacity: 1,
        starts_at,
        ends_at: starts_at + TimeDelta::hours(3),
        state: SessionState::Published,
    };
    let mut model = Model::new(now, vec![false], vec![session]);
    assert_eq!(model.book(0, 0, false), Ok(0));
    assert_eq!(model.book(0, 0, true), Err(Refused), "nobody books twice");
    assert_eq!(model.attempt(|model| model.book(1, 0, false)), Err(Refused), "it is full");
    assert_eq!(model.book(1, 0, true), Ok(1));
    assert_eq!(model.cancel(0), Ok(()));
    assert_eq!(model.bookings[1].state, BookingState::Offered);
    assert_eq!(model.places_left(0), 0, "an offer holds the place");
    model.pass_time(TimeDelta::days(3));
    model.settle(0);
    assert_eq!(model.bookings[1].state, BookingState::Waitlisted, "5pm on the second working day is past");
    assert_eq!(model.mails, ["booked", "waitlisted", "booking_cancelled", "offer_made", "offer_passed_on"]);
}
