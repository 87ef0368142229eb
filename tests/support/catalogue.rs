//! Courses and sessions for tests, made through the API as a coordinator makes them.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use training_ladder::domain::ids::SessionId;

use super::app::{Someone, TestApp};

impl TestApp {
    /// A course of this slug, on no ladder, open to everybody: three hours on Zoom, 20 places. `change` alters the
    /// request before it is sent. Returns the course.
    pub async fn course(&self, coordinator: &Someone, slug: &str, change: impl FnOnce(&mut Value)) -> Value {
        let mut body = json!({
            "slug": slug,
            "title": title_of(slug),
            "summary": "What it is about.",
            "outcomes": ["An action plan for practice development"],
            "delivery": "zoom",
            "duration_minutes": 180,
            "cpd_minutes": 165,
            "capacity": 20,
        });
        change(&mut body);
        self.post(coordinator, "/api/v1/courses", body).await.expect(201).json()
    }

    /// A published session of one date, so many days from now, with joining details; returns its id.
    pub async fn session(
        &self,
        coordinator: &Someone,
        slug: &str,
        starts_in_days: i64,
        hours: i64,
        capacity: i64,
    ) -> SessionId {
        let dates = json!([self.date_in(starts_in_days, hours)]);
        self.session_with(coordinator, slug, |body| {
            body["dates"] = dates;
            body["capacity"] = capacity.into();
        })
        .await
    }

    /// A published session; `change` alters the request, which has one date of three hours in 30 days.
    pub async fn session_with(
        &self,
        coordinator: &Someone,
        slug: &str,
        change: impl FnOnce(&mut Value),
    ) -> SessionId {
        let draft = self.draft(coordinator, slug, change).await;
        let path = format!("/api/v1/sessions/{}/publish", id_of(&draft));
        self.post(coordinator, &path, json!({})).await.expect(200);
        id_of(&draft).parse().expect("a session's id")
    }

    /// A draft, as [`TestApp::session_with`]; returns the session as it was answered.
    pub async fn draft(&self, coordinator: &Someone, slug: &str, change: impl FnOnce(&mut Value)) -> Value {
        let mut body = json!({
            "dates": [self.date_in(30, 3)],
            "trainer_ids": [],
            "joining": {"url": "https://zoom.example/j/94112233445", "help": "Ring 0117 496 0000"},
        });
        change(&mut body);
        self.post(coordinator, &format!("/api/v1/courses/{slug}/sessions"), body).await.expect(201).json()
    }

    /// A date as requests give it: so many days from now at this time of day, so many hours long.
    pub fn date_in(&self, days: i64, hours: i64) -> Value {
        let starts_at: DateTime<Utc> = self.clock.now() + TimeDelta::days(days);
        json!({"starts_at": starts_at, "ends_at": starts_at + TimeDelta::hours(hours)})
    }
}

/// The id of what was answered.
pub fn id_of(answer: &Value) -> String {
    answer["id"].as_str().expect("an id").to_owned()
}

fn title_of(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
