//! Random histories against a small model of the rules: after every step states, places and mails agree, and at the
//! end the audit finds nothing. A history is told by its seed alone, and a failure names it with its steps.

mod asks;
mod calendar;
mod changes;
mod comparing;
mod later;
mod model;
mod papers;
mod steps;
mod trainers;
mod verbs;

use std::{fmt::Write as _, ops::RangeInclusive, panic, thread};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use training_ladder::{
    domain::{
        access::Actor,
        ids::{BookingId, DateId, PersonId, SessionId},
        words::{BookingState, SessionState},
    },
    ports::Random,
    store::{Locking, read::sessions::session_rows},
};

use self::{
    model::{Date, Model, Session},
    steps::{Counts, Later},
    trainers::Trainer,
};
use crate::support::{
    app::{Someone, TestApp},
    counted_again::figures_agree,
    database::TestDatabase,
};

const PEOPLE: usize = 8;
const STEPS: usize = 80;
/// The kinds of the last steps, the very last first: what is over is finished, opened again and finished again.
const LAST: [usize; 20] = [19, 21, 19, 43, 19, 21, 43, 19, 19, 39, 22, 43, 19, 40, 22, 0, 0, 0, 0, 0];
/// After so many of a thread's histories have failed the rest are left.
const MOST_FAILURES: usize = 4;
const NAMES: [&str; PEOPLE] = ["Ada", "Bea", "Cem", "Dan", "Eve", "Fay", "Gus", "Hal"];
/// The courses: open, and with a manager's yes.
const SLUGS: [&str; 2] = ["free", "asked"];
/// The sessions: of which course, and in how many days each of their dates is.
const SESSIONS: [(usize, &[i64]); 4] = [(0, &[9]), (0, &[16, 20]), (1, &[14]), (1, &[21, 24, 27])];

/// The program and the model side by side.
struct History {
    app: TestApp,
    model: Model,
    random: Random,
    people: Vec<PersonId>,
    /// The addresses of each, the first the oldest.
    addresses: Vec<Vec<String>>,
    /// The record that each became.
    merged_into: Vec<Option<usize>>,
    /// Whose account is closed.
    closed: Vec<bool>,
    sessions: Vec<SessionId>,
    /// The program's dates of each session, in the model's order.
    dates: Vec<Vec<DateId>>,
    /// The program's bookings, in the model's order.
    bookings: Vec<BookingId>,
    manager: PersonId,
    coordinator: PersonId,
    cora: Someone,
    trainers: Vec<Trainer>,
    told: String,
    mails_before: usize,
    /// Sessions whose register has been reopened.
    reopened: Vec<usize>,
    steps: usize,
    /// The later steps taken.
    taken: Vec<Later>,
    /// Whether the model knows every mail of this step.
    exact: bool,
    /// Whom a step concerns beside those whose bookings it changes.
    concerned: Vec<usize>,
    /// The trainers a step concerns.
    concerned_trainers: Vec<usize>,
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
        let (mut people, mut addresses) = (Vec::new(), Vec::new());
        for name in NAMES {
            let somebody = app.person(name, move |row| row.line_manager_id = Some(manager)).await;
            people.push(somebody.id);
            addresses.push(vec![somebody.email]);
        }
        let trainers = Trainer::all(&app).await;
        app.course(&cora, "free", |_| {}).await;
        app.course(&cora, "asked", |body| body["needs_approval"] = json!(true)).await;
        let random = Random::seeded(seed);
        let (mut sessions, mut known, mut dates) = (Vec::new(), Vec::new(), Vec::new());
        // No two at one time, wherever their dates move: each has hours of the day to itself. The first is so near
        // that offers are short and places soon open to all.
        for (at, (course, days)) in SESSIONS.into_iter().enumerate() {
            let capacity = 1 + at % 2 + usize::from(random.bytes::<1>()[0] % 3);
            let first = app.clock.now() + TimeDelta::hours(3 * i64::try_from(at).unwrap_or(0));
            let of: Vec<Date> =
                days.iter().map(|day| Date::hours(first + TimeDelta::days(*day), 3)).collect();
            let asked: Vec<_> =
                of.iter().map(|date| json!({"starts_at": date.starts_at, "ends_at": date.ends_at})).collect();
            let id = app
                .session_with(&cora, SLUGS[course], |body| {
                    body["dates"] = json!(asked);
                    body["capacity"] = json!(capacity);
                })
                .await;
            let mut rows = app.db.read(move |c| session_rows::dates(c, &[id])).await.expect("dates");
            rows.sort_by_key(|row| row.starts_at);
            dates.push(rows.iter().map(|row| row.id).collect());
            sessions.push(id);
            let state = SessionState::Published;
            known.push(Session { course, capacity, dates: of, state, title: None });
        }
        let mails_before = app.mails().await.len();
        let model = Model::new(app.clock.now(), &[(false, "Free"), (true, "Asked")], known);
        Self {
            app,
            model,
            random,
            people,
            addresses,
            merged_into: vec![None; PEOPLE],
            closed: vec![false; PEOPLE],
            sessions,
            dates,
            bookings: Vec::new(),
            manager,
            coordinator: cora.id,
            cora,
            trainers,
            told: format!("seed {seed}"),
            mails_before,
            reopened: Vec::new(),
            steps: 0,
            taken: Vec::new(),
            exact: true,
            concerned: Vec::new(),
            concerned_trainers: Vec::new(),
        }
    }

    /// Whether somebody's account is open and their record stands.
    fn is_there(&self, person: usize) -> bool {
        !self.closed[person] && self.merged_into[person].is_none()
    }

    /// Mostly a session of this kind, if there is one; else any.
    fn session_that(&self, fits: impl Fn(&Session) -> bool) -> usize {
        let all: Vec<usize> = (0..self.sessions.len()).filter(|at| fits(&self.model.sessions[*at])).collect();
        if all.is_empty() || self.below(5) == 0 {
            return self.below(self.sessions.len());
        }
        all[self.below(all.len())]
    }

    fn took(&mut self, kind: Later) {
        self.taken.push(kind);
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
        self.steps += 1;
        let (asked_before, before) = (self.told.len(), self.model.clone());
        // In the end registers are closed, opened and closed again.
        let left = STEPS - self.steps;
        let kind = LAST.get(left).copied().unwrap_or_else(|| self.below(43));
        self.exact = kind < 27;
        self.concerned.clear();
        self.concerned_trainers.clear();
        match kind {
            0..=6 => self.book().await,
            8 | 9 => self.cancel().await,
            10..=12 => self.answer_offer().await,
            13 => self.move_booking().await,
            7 | 14 => self.substitute().await,
            15 | 16 => self.answer_request().await,
            17 => self.call_off_now_and_then().await,
            18 => self.still_wants().await,
            19 | 20 => self.finish().await,
            21 => self.reopen().await,
            22..=26 => self.let_time_pass().await,
            27..=32 => self.change_dates().await,
            33 => self.rename_course().await,
            34..=36 => self.merge().await,
            37 => self.change_address().await,
            38 => self.close_account().await,
            39 => self.correct_length().await,
            40 => self.call_off_midway().await,
            41 => self.change_trainers().await,
            42 => self.change_trainers_address().await,
            _ => self.merge_finished().await,
        }
        self.let_trainers_follow(&before);
        if self.told.len() > asked_before {
            self.compare(&before).await;
        }
    }

    fn pass(&mut self, by: TimeDelta) {
        self.app.clock.advance(by);
        self.model.pass_time(by);
    }

    fn tell(&mut self, what: std::fmt::Arguments<'_>) {
        let _ = write!(self.told, "\n{} {what}", self.model.now.format("%d %b %H:%M:%S"));
    }
}

/// Lives through a history and says which of the later steps it took.
async fn live_through(database: TestDatabase, seed: u64) -> Vec<Later> {
    let mut history = History::begin(TestApp::with(database, Locking::On), seed).await;
    for step in 0..STEPS {
        history.step().await;
        // Now and then, so that figures are brought up to date and not only read once.
        if step % 27 == 0 {
            figures_agree(&history.app, history.coordinator).await;
        }
    }
    figures_agree(&history.app, history.coordinator).await;
    history.check_calendars().await;
    history.check_papers().await;
    let report = history.app.app.usecases.audit().await.expect("an audit");
    assert_eq!(report.findings, vec![], "{}", history.told);
    history.taken
}

/// The seeds of the histories that are lived through; `LADDER_TEST_HISTORIES` says others for both databases: how many,
/// or from which to which, such as `501-1000`.
fn which(usually: u64) -> RangeInclusive<u64> {
    #[expect(clippy::disallowed_methods, reason = "whoever runs the tests says by it for how long")]
    let said = std::env::var("LADDER_TEST_HISTORIES").ok();
    let Some(said) = said else { return 1..=usually };
    let seed = |text: &str| text.parse().expect("LADDER_TEST_HISTORIES is a number, or two such as 501-1000");
    match said.split_once('-') {
        Some((from, to)) => seed(from)..=seed(to),
        None => 1..=seed(&said),
    }
}

/// Lives through so many histories, two at a time, and counts what happened in them. One that fails says its seed and
/// its steps; the others go on, so that a fault is met from several sides.
fn live_through_all(database: fn() -> TestDatabase, seeds: RangeInclusive<u64>) {
    let (start, end) = seeds.into_inner();
    let live = move |first: u64| {
        let (mut taken, mut failed) = (Vec::new(), Vec::new());
        for seed in (first..=end).step_by(2) {
            let history = || actix_web::rt::System::new().block_on(live_through(database(), seed));
            match panic::catch_unwind(history) {
                Ok(steps) => taken.push(steps),
                Err(_) => failed.push(seed),
            }
            if failed.len() >= MOST_FAILURES {
                break;
            }
        }
        (taken, failed)
    };
    let ((taken, failed), (others, others_failed)) = thread::scope(|scope| {
        let other = scope.spawn(move || live(start + 1));
        (live(start), other.join().expect("a thread that ends"))
    });
    assert_eq!([failed, others_failed].concat(), Vec::<u64>::new(), "the seeds of histories that failed");
    let mut counts = Counts::default();
    for taken in taken.iter().chain(&others) {
        counts.add(taken);
    }
    if end.saturating_sub(start) >= 39 {
        counts.hold(20);
    }
}

#[test]
fn histories_in_a_file() {
    live_through_all(TestDatabase::sqlite, which(200));
}

#[test]
fn histories_on_a_server() {
    live_through_all(TestDatabase::postgres, which(50));
}

/// A model that never refuses would agree with a program that does everything: it is held against a few facts.
#[test]
fn the_model_keeps_the_rules_it_is_made_of() {
    use self::model::Refused;
    let now: DateTime<Utc> = "2026-11-03T09:00:00Z".parse().expect("a time");
    let starts_at = now + TimeDelta::days(30);
    let session = Session {
        course: 0,
        capacity: 1,
        dates: vec![Date::hours(starts_at, 3)],
        state: SessionState::Published,
        title: None,
    };
    let mut model = Model::new(now, &[(false, "Free")], vec![session]);
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
    assert_eq!(model.sessions[0].title.as_deref(), Some("Free"));
    let (past, coming) = model.calendar(0);
    assert_eq!((past.len(), coming.len()), (0, 0), "what was given up is in no calendar");
    assert_eq!(model.mails, ["booked", "waitlisted", "booking_cancelled", "offer_made", "offer_passed_on"]);
}
