//! A class for tests: a course, a session run by Tess, the people on it, and what a test asks of its register.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::app::{Answer, Someone, TestApp};

/// A session with people booked on it.
pub struct Class {
    pub cora: Someone,
    pub tess: Someone,
    pub people: Vec<Someone>,
    pub bookings: Vec<String>,
    pub session: String,
    pub dates: Vec<String>,
    starts: Vec<DateTime<Utc>>,
    ends: Vec<DateTime<Utc>>,
}

impl Class {
    /// Three hours in a week's time on a course worth 165 CPD minutes, with these people booked.
    pub async fn of(app: &TestApp, names: &[&str]) -> Self {
        Self::with(app, names, &[(7, 3)], |_| {}).await
    }

    /// The same on these dates (days from now, hours), the course changed before it is made.
    pub async fn with(
        app: &TestApp,
        names: &[&str],
        dates: &[(i64, i64)],
        change: impl FnOnce(&mut Value),
    ) -> Self {
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess Trainer").await);
        let mut people = Vec::new();
        for name in names {
            people.push(app.delegate(name).await);
        }
        app.course(&cora, "introduction", change).await;
        let mut class = Self::run(app, cora, tess, "introduction", dates).await;
        for person in people {
            class.book(app, person).await;
        }
        class
    }

    /// A session of a course that is there, with nobody on it yet.
    pub async fn run(
        app: &TestApp,
        cora: Someone,
        tess: Someone,
        course: &str,
        dates: &[(i64, i64)],
    ) -> Self {
        let dates: Vec<Value> = dates.iter().map(|(days, hours)| app.date_in(*days, *hours)).collect();
        let (times, trainers) = (json!(dates), json!([tess.id]));
        let session = app
            .session_with(&cora, course, |body| {
                body["dates"] = times;
                body["trainer_ids"] = trainers;
            })
            .await
            .to_string();
        let time = |date: &Value, key: &str| date[key].as_str().expect("a time").parse().expect("a time");
        let read = app.get_public(&format!("/api/v1/sessions/{session}")).await.expect(200).json();
        let read = read["dates"].as_array().expect("dates").clone();
        Self {
            cora,
            tess,
            people: Vec::new(),
            bookings: Vec::new(),
            session,
            dates: read.iter().map(|date| date["id"].as_str().expect("an id").to_owned()).collect(),
            starts: read.iter().map(|date| time(date, "starts_at")).collect(),
            ends: read.iter().map(|date| time(date, "ends_at")).collect(),
        }
    }

    /// Books somebody.
    pub async fn book(&mut self, app: &TestApp, person: Someone) {
        let path = format!("/api/v1/sessions/{}/bookings", self.session);
        let booked = app.post(&person, &path, json!({})).await.expect(201).json();
        assert_eq!(booked["state"], "booked");
        self.bookings.push(booked["id"].as_str().expect("an id").to_owned());
        self.people.push(person);
    }

    /// Moves the clock; access tokens live a quarter of an hour, so everybody signs in again.
    pub async fn at(&mut self, app: &TestApp, time: DateTime<Utc>) {
        app.clock.set(time);
        for person in [&mut self.cora, &mut self.tess].into_iter().chain(&mut self.people) {
            person.token = app.sign_in(&person.email).await;
            person.signed_in_at = time;
        }
    }

    /// To the start of a date, counted from 0.
    pub async fn at_start(&mut self, app: &TestApp, date: usize) {
        self.at(app, self.starts[date]).await;
    }

    /// To the end of the last date.
    pub async fn at_end(&mut self, app: &TestApp) {
        let end = *self.ends.last().expect("a date");
        self.at(app, end).await;
    }

    /// Some minutes on.
    pub async fn later(&mut self, app: &TestApp, minutes: i64) {
        self.at(app, app.clock.now() + TimeDelta::minutes(minutes)).await;
    }

    /// One mark.
    pub fn mark(&self, person: usize, date: usize, outcome: &str, minutes: Option<i64>) -> Value {
        let mut mark = json!({
            "booking_id": self.bookings[person], "date_id": self.dates[date], "outcome": outcome,
        });
        if let Some(minutes) = minutes {
            mark["minutes"] = minutes.into();
        }
        mark
    }

    /// Sends marks as the trainer.
    pub async fn send_marks(&self, app: &TestApp, marks: Vec<Value>) -> Answer {
        app.put(&self.tess, &self.path("register"), json!({ "marks": marks })).await
    }

    /// Marks everybody at every date: `p`resent, `a`bsent, or the minutes they were there; one word a person, for
    /// all dates.
    pub async fn mark_all(&self, app: &TestApp, words: &[&str]) {
        let mut marks = Vec::new();
        for (person, word) in words.iter().enumerate() {
            for date in 0..self.dates.len() {
                marks.push(match *word {
                    "p" => self.mark(person, date, "present", None),
                    "a" => self.mark(person, date, "absent", None),
                    minutes => self.mark(person, date, "partly", minutes.parse().ok()),
                });
            }
        }
        self.send_marks(app, marks).await.expect(200);
    }

    /// Closes the register as the trainer.
    pub async fn close(&self, app: &TestApp) -> Answer {
        app.post(&self.tess, &self.path("register/close"), json!({})).await
    }

    /// Reopens it as the coordinator.
    pub async fn reopen(&self, app: &TestApp) -> Answer {
        let why = json!({"reason": "Somebody was marked wrongly."});
        app.post(&self.cora, &self.path("register/reopen"), why).await
    }

    /// An address below the session's.
    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/sessions/{}/{rest}", self.session)
    }

    /// Somebody's certificates, newest first.
    pub async fn certificates(&self, app: &TestApp, person: usize) -> Vec<Value> {
        let list = app.get(&self.people[person], "/api/v1/certificates").await.expect(200).json();
        list["items"].as_array().expect("items").clone()
    }

    /// The state of somebody's booking.
    pub async fn state(&self, app: &TestApp, person: usize) -> String {
        let path = format!("/api/v1/bookings/{}", self.bookings[person]);
        let booking = app.get(&self.people[person], &path).await.expect(200).json();
        booking["state"].as_str().expect("a state").to_owned()
    }
}

impl TestApp {
    /// The mails queued for an address, oldest first: kind and payload.
    pub async fn mails_to(&self, email: &str) -> Vec<(String, Value)> {
        let all = self.mails().await.into_iter().filter(|mail| mail.to == email);
        all.map(|mail| (mail.kind, mail.payload)).collect()
    }
}
