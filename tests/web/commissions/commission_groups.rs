//! Action learning for a group: who lacks what, what fixes it, and an agreement on condition.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    catalogue::id_of,
    commissions::{Team, path},
    database::both_databases,
};

const NAMES: [&str; 4] = ["Ada", "Ben", "Cid", "Dee"];
const SIX: [(i64, i64); 6] = [(60, 2), (90, 2), (120, 2), (150, 2), (180, 2), (210, 2)];

/// A group of four who did the Introduction; the last two lack Development, which comes up in 20 days.
struct Group {
    team: Team,
    request: String,
    development: String,
}

impl Group {
    async fn of(app: &TestApp, capacity: i64) -> Self {
        let team = Team::for_action_learning(app, &NAMES).await;
        for person in 0..NAMES.len() {
            team.completed(app, person, "introduction").await;
        }
        for person in 0..2 {
            team.completed(app, person, "development").await;
        }
        let (date, trains) = (json!([app.date_in(20, 3)]), json!([team.tess.id]));
        let development = app
            .session_with(&team.cora, "development", |body| {
                body["dates"] = date;
                body["capacity"] = capacity.into();
                body["trainer_ids"] = trains;
            })
            .await
            .to_string();
        let request = team.ask(app, "action-learning").await;
        team.name_all(app, &request).await;
        team.propose_dates(app, &request, &SIX).await.expect(201);
        Self { team, request, development }
    }

    async fn matrix(&self, app: &TestApp) -> Value {
        app.get(&self.team.lena, &path(&self.request, "eligibility")).await.expect(200).json()
    }

    async fn readiness(&self, app: &TestApp) -> Vec<String> {
        let matrix = self.matrix(app).await;
        let people = matrix["people"].as_array().expect("people");
        people.iter().map(|one| one["readiness"].as_str().expect("a word").to_owned()).collect()
    }

    async fn book_missing(&self, app: &TestApp) -> Vec<Value> {
        let body = json!({"session_id": self.development});
        let at = path(&self.request, "book-missing");
        let booked = app.post(&self.team.lena, &at, body).await.expect(201).json();
        booked.as_array().expect("bookings").clone()
    }

    /// Marks everybody on a session and closes its register: a word a person, for every date.
    async fn hold(&self, app: &TestApp, session: &str, outcome: impl Fn(&str, usize) -> &'static str) {
        let read = app.get(&self.team.cora, &format!("/api/v1/sessions/{session}")).await.expect(200).json();
        let dates = read["dates"].as_array().expect("dates");
        let end = dates.last().expect("a date")["ends_at"].as_str().expect("a time");
        app.clock.set(end.parse::<DateTime<Utc>>().expect("a time") + TimeDelta::minutes(5));
        let at = format!("/api/v1/sessions/{session}");
        let roster = app.get(&self.team.tess, &format!("{at}/roster")).await.expect(200).json();
        let mut marks = Vec::new();
        for entry in roster["entries"].as_array().expect("entries") {
            let name = entry["person"]["name"].as_str().expect("a name");
            for (number, date) in dates.iter().enumerate() {
                let outcome = outcome(name, number);
                marks.push(
                    json!({"booking_id": entry["booking_id"], "date_id": date["id"], "outcome": outcome}),
                );
            }
        }
        app.put(&self.team.tess, &format!("{at}/register"), json!({"marks": marks})).await.expect(200);
        app.post(&self.team.tess, &format!("{at}/register/close"), json!({})).await.expect(200);
    }
}

both_databases! {
    async fn a_set_agreed_on_condition_is_confirmed_when_the_last_has_met_it(app: TestApp) {
        let group = Group::of(&app, 20).await;
        let team = &group.team;
        assert_eq!(group.readiness(&app).await, ["ready", "ready", "lacking", "lacking"]);
        let matrix = group.matrix(&app).await;
        assert_eq!(matrix["requirements"][1]["label"], "Development");
        assert_eq!(matrix["people"][2]["requirements"][0]["standing"], "met");
        assert_eq!(matrix["people"][2]["requirements"][1]["standing"], "lacking");
        assert_eq!(matrix["fixes"][0]["session_id"], group.development.as_str());
        assert_eq!(matrix["fixes"][0]["people"].as_array().expect("people").len(), 2);
        let told = team.accept(&app, &group.request, 1).await.expect_problem(409, "not_everybody_ready").json();
        let words = told["detail"].as_str().expect("words");
        assert!(words.starts_with("Cid lacks Development. Dee lacks Development."), "{words}");

        // All of them are booked in one step; nobody twice.
        assert_eq!(group.book_missing(&app).await.len(), 2);
        assert_eq!(group.readiness(&app).await, ["ready", "ready", "planned", "planned"]);
        let again = json!({"session_id": group.development});
        let again = app.post(&team.lena, &path(&group.request, "book-missing"), again).await;
        again.expect_problem(409, "nobody_helped");
        let agreed = team.accept(&app, &group.request, 1).await.expect(200).json();
        assert_eq!((&agreed["state"], &agreed["condition"]), (&json!("agreed"), &json!("open")));
        let scheduled = team.schedule(&app, &group.request).await.expect(201).json();
        let set = scheduled["session_id"].as_str().expect("a session").to_owned();
        app.audit().await;

        group.hold(&app, &group.development, |_, _| "present").await;
        app.run_jobs().await;
        assert_eq!(team.read(&app, &group.request).await["condition"], "met");
        let events = team.events(&app, &group.request).await;
        assert_eq!(events[2..], ["proposed", "prepared", "accepted_on_condition", "scheduled", "condition_met"]);
        assert_eq!(app.kinds_to(&team.lena.email).await.last().expect("a mail"), "commission_news");

        // Five of six are enough.
        group.hold(&app, &set, |name, date| if name == "Ben" && date == 3 { "absent" } else { "present" }).await;
        assert_eq!(team.read(&app, &group.request).await["state"], "delivered");
        for person in &team.people {
            let list = app.get(person, "/api/v1/certificates").await.expect(200).json();
            let of_set = |one: &&Value| one["course_title"] == "Action learning";
            assert_eq!(list["items"].as_array().expect("items").iter().filter(of_set).count(), 1, "{}", person.name);
        }
        app.audit().await;
    }

    async fn whoever_fails_a_condition_is_reported_once(app: TestApp) {
        let group = Group::of(&app, 20).await;
        let team = &group.team;
        group.book_missing(&app).await;
        team.accept(&app, &group.request, 1).await.expect(200);
        group.hold(&app, &group.development, |name, _| if name == "Dee" { "absent" } else { "present" }).await;
        app.run_jobs().await;
        assert_eq!(team.read(&app, &group.request).await["condition"], "failed");
        let mails = app.mails().await;
        let news = mails.iter().rfind(|mail| mail.kind == "commission_news").expect("news");
        assert_eq!(news.payload["people"], json!(["Dee"]));
        let told = mails.len();
        app.run_jobs().await;
        assert_eq!(app.mails().await.len(), told, "told once");
        let told = team.schedule(&app, &group.request).await.expect_problem(409, "booking_refused").json();
        assert!(told["detail"].as_str().expect("words").starts_with("Dee: "), "{told}");

        // Off the list, the rest are confirmed; or a coordinator lets the person attend anyway.
        let matrix = app.get(&team.cora, &path(&group.request, "eligibility")).await.expect(200).json();
        let waiver = json!({"waivers": [{
            "person_id": team.people[3].id,
            "requirement": matrix["requirements"][1]["id"],
            "reason": "Did the same course in Leeds.",
        }]});
        app.post(&team.cora, &path(&group.request, "schedule"), waiver).await.expect(201);
        app.run_jobs().await;
        assert_eq!(team.read(&app, &group.request).await["condition"], "met");
        app.audit().await;
    }

    async fn a_group_is_booked_whole_or_not_at_all(app: TestApp) {
        let group = Group::of(&app, 1).await;
        let team = &group.team;
        assert_eq!(group.matrix(&app).await["fixes"][0]["enough_places"], false);
        let (at, body) = (path(&group.request, "book-missing"), json!({"session_id": group.development}));
        let few = app.post(&team.lena, &at, body.clone()).await.expect_problem(409, "too_few_places").json();
        assert!(few["detail"].as_str().expect("words").starts_with("2 places are wanted on this date and 1 left"), "{few}");
        let one = json!({"session_id": group.development, "person_ids": [team.people[2].id]});
        app.post(&team.lena, &at, one).await.expect(201);
        assert_eq!(group.readiness(&app).await, ["ready", "ready", "planned", "lacking"]);
        let stranger = app.delegate("Stranger").await;
        let other = json!({"session_id": group.development, "person_ids": [stranger.id]});
        app.post(&team.lena, &at, other).await.expect_problem(422, "invalid_input");
        // Agreed all the same, on condition that the last one does it.
        let on_condition = json!({"version": 1, "on_condition": true});
        let agreed = app.post(&team.lena, &path(&group.request, "accept"), on_condition).await.expect(200).json();
        assert_eq!(agreed["condition"], "open");
    }

    async fn the_record_of_somebody_one_does_not_manage_stays_closed(app: TestApp) {
        let group = Group::of(&app, 20).await;
        let stranger = app.delegate("Stella Stranger").await;
        let list = json!({"text": format!("S Stranger <{}>", stranger.email)});
        group.team.name(&app, &group.request, list).await.expect(201);
        let matrix = group.matrix(&app).await;
        assert_eq!((matrix["people"].as_array().map(Vec::len), &matrix["not_shown"]), (Some(4), &json!(1)));
        assert!(!matrix.to_string().contains(&stranger.id.to_string()), "{matrix}");
        let refused = group.team.accept(&app, &group.request, 1).await.expect_problem(409, "not_everybody_ready").json();
        assert!(!refused["detail"].as_str().expect("words").contains("Stranger"), "{refused}");
        let seen = app.get(&group.team.cora, &path(&group.request, "eligibility")).await.expect(200).json();
        assert_eq!((&seen["people"][4]["person"]["name"], &seen["people"][4]["readiness"]), (&json!("S Stranger"), &json!("lacking")));
        assert_eq!(id_of(&group.team.read(&app, &group.request).await), group.request);
    }
}
