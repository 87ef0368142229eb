//! A team whose manager asks for training, and the steps of it through the API.

use chrono::Days;
use serde_json::{Value, json};
use training_ladder::{
    domain::{
        ids::{CourseId, OrganisationId},
        words::OrganisationKind,
    },
    store::write::certificates::completions,
};

use super::{
    app::{Answer, Someone, TestApp},
    catalogue::id_of,
};

/// Everybody a request for training concerns.
pub struct Team {
    pub cora: Someone,
    pub tess: Someone,
    /// Leads the organisation, and so manages its members.
    pub lena: Someone,
    pub people: Vec<Someone>,
    pub organisation: OrganisationId,
}

impl Team {
    /// A school with these members, and a bespoke course for at most 20.
    pub async fn of(app: &TestApp, names: &[&str]) -> Self {
        let cora = app.coordinator().await;
        Self::with(app, cora, names).await
    }

    /// The same with nobody in it yet, and a coordinator who is there already.
    pub async fn beside(app: &TestApp, cora: Someone) -> Self {
        Self::with(app, cora, &[]).await
    }

    async fn with(app: &TestApp, cora: Someone, names: &[&str]) -> Self {
        let tess = app.trainer("Tess Trainer").await;
        let lena = app.delegate("Lena Lead").await;
        let organisation = app.organisation("Hillside School", OrganisationKind::School).await;
        app.join(&lena, organisation, true).await;
        let mut people = Vec::new();
        for name in names {
            let person = app.delegate(name).await;
            app.join(&person, organisation, false).await;
            people.push(person);
        }
        app.course(&cora, "bespoke", |course| {
            course["title"] = json!("Bespoke team session");
            course["by_commission"] = json!(true);
        })
        .await;
        Self { cora, tess, lena, people, organisation }
    }

    /// The same, with an action-learning course of six dates for those who did Introduction and Development.
    pub async fn for_action_learning(app: &TestApp, names: &[&str]) -> Self {
        let team = Self::of(app, names).await;
        app.course(&team.cora, "introduction", |_| {}).await;
        app.course(&team.cora, "development", |course| {
            course["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        })
        .await;
        app.course(&team.cora, "action-learning", |course| {
            course["by_commission"] = json!(true);
            course["capacity"] = json!(10);
            course["duration_minutes"] = json!(90);
            course["cpd_minutes"] = json!(540);
            course["enough_dates"] = json!(5);
            course["prerequisites"] = json!([
                {"any_of": [{"kind": "course", "course": "introduction"}]},
                {"any_of": [{"kind": "course", "course": "development"}]},
            ]);
        })
        .await;
        team
    }

    /// Records that somebody completed a course a month ago.
    pub async fn completed(&self, app: &TestApp, person: usize, slug: &str) {
        completed(app, &self.people[person], slug).await;
    }

    /// Asks for a course in the lead's name; returns the request's id.
    pub async fn ask(&self, app: &TestApp, course: &str) -> String {
        let wish = json!({"course": course, "aims": "Calmer meetings"});
        id_of(&app.post(&self.lena, "/api/v1/commissions", wish).await.expect(201).json())
    }

    /// Puts all members on the list.
    pub async fn name_all(&self, app: &TestApp, request: &str) {
        let ids: Vec<_> = self.people.iter().map(|person| person.id).collect();
        self.name(app, request, json!({"person_ids": ids})).await.expect(201);
    }

    /// Puts people on the list.
    pub async fn name(&self, app: &TestApp, request: &str, whom: Value) -> Answer {
        app.post(&self.lena, &path(request, "people"), whom).await
    }

    /// Proposes one date of two hours so many days from now, run by Tess.
    pub async fn propose(&self, app: &TestApp, request: &str, in_days: i64) -> Answer {
        self.propose_dates(app, request, &[(in_days, 2)]).await
    }

    /// Proposes these dates: days from now, and hours.
    pub async fn propose_dates(&self, app: &TestApp, request: &str, dates: &[(i64, i64)]) -> Answer {
        let dates: Vec<Value> = dates.iter().map(|(days, hours)| app.date_in(*days, *hours)).collect();
        let proposal = json!({"dates": dates, "trainer_ids": [self.tess.id]});
        app.post(&self.cora, &path(request, "proposals"), proposal).await
    }

    /// Accepts a version.
    pub async fn accept(&self, app: &TestApp, request: &str, version: i32) -> Answer {
        app.post(&self.lena, &path(request, "accept"), json!({"version": version})).await
    }

    /// Schedules it.
    pub async fn schedule(&self, app: &TestApp, request: &str) -> Answer {
        app.post(&self.cora, &path(request, "schedule"), json!({})).await
    }

    /// From nothing to agreed, with everybody on the list and one date so many days from now.
    pub async fn agreed(&self, app: &TestApp, course: &str, in_days: i64) -> String {
        let request = self.ask(app, course).await;
        if !self.people.is_empty() {
            self.name_all(app, &request).await;
        }
        self.propose(app, &request, in_days).await.expect(201);
        self.accept(app, &request, 1).await.expect(200);
        request
    }

    /// An agreed request for one stranger so many days from now.
    pub async fn agreed_for_strangers(&self, app: &TestApp, in_days: i64) -> String {
        let request = self.ask(app, "bespoke").await;
        self.name(app, &request, json!({"text": strangers(1)})).await.expect(201);
        self.propose(app, &request, in_days).await.expect(201);
        self.accept(app, &request, 1).await.expect(200);
        request
    }

    /// The request as the coordinator sees it.
    pub async fn read(&self, app: &TestApp, request: &str) -> Value {
        app.get(&self.cora, &format!("/api/v1/commissions/{request}")).await.expect(200).json()
    }

    /// The events of its timeline.
    pub async fn events(&self, app: &TestApp, request: &str) -> Vec<String> {
        let lines = app.get(&self.lena, &path(request, "timeline")).await.expect(200).json();
        let lines = lines["items"].as_array().expect("lines").clone();
        lines.iter().map(|line| line["event"].as_str().expect("an event").to_owned()).collect()
    }
}

/// An address below a request's.
pub fn path(request: &str, rest: &str) -> String {
    format!("/api/v1/commissions/{request}/{rest}")
}

/// A pasted list of so many people nobody knows yet.
pub fn strangers(count: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    let line = |n: usize| format!("New Person{} <new.{}@school.example>", letter(n), letter(n));
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

/// Records that somebody completed a course a month ago.
pub async fn completed(app: &TestApp, who: &Someone, slug: &str) {
    let course = app.get_public(&format!("/api/v1/courses/{slug}")).await.expect(200).json();
    let course: CourseId = id_of(&course).parse().expect("a course's id");
    let (person, on) = (who.id, app.clock.now().date_naive() - Days::new(30));
    let added = app.db.write(move |tx| {
        let row = completions::CompletionRow {
            id: tx.new_id(),
            person_id: person,
            course_id: course,
            organisation_id: None,
            completed_on: Some(on),
            cpd_minutes: 165,
            booking_id: None,
            source: "test".to_owned(),
            withdrawn_at: None,
            created_at: tx.now().naive_utc(),
        };
        completions::add(tx, &row)
    });
    added.await.expect("a completion");
}
