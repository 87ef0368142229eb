//! A waiting list brought into another order.

use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
};

/// A session of one place that Ada has, with these people waiting in this order, a minute apart.
struct Line {
    cora: Someone,
    ada: Someone,
    session: training_ladder::domain::ids::SessionId,
    adas: Value,
    waiting: Vec<(Someone, Value)>,
}

impl Line {
    async fn of(app: &TestApp, names: &[&str]) -> Self {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let adas = app.book(&ada, session, json!({})).await;
        let mut line = Self { cora, ada, session, adas, waiting: Vec::new() };
        for name in names {
            line.joins(app, name).await;
        }
        line
    }

    async fn joins(&mut self, app: &TestApp, name: &str) {
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let person = app.delegate(name).await;
        let booking = app.book(&person, self.session, json!({"join_waitlist": true})).await;
        self.waiting.push((person, booking));
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/sessions/{}/{rest}", self.session)
    }

    fn order(&self, of: &[usize]) -> Value {
        let ids: Vec<String> = of.iter().map(|index| id_of(&self.waiting[*index].1)).collect();
        json!({"order": ids, "reason": "She starts in a new post."})
    }

    async fn names(&self, app: &TestApp) -> Vec<String> {
        let roster = app.get(&self.cora, &self.path("roster")).await.expect(200).json();
        let line = roster["waitlist"].as_array().expect("a line");
        line.iter().map(|entry| entry["person"]["name"].as_str().expect("a name").to_owned()).collect()
    }
}

both_databases! {
    async fn the_next_place_is_offered_along_the_new_order(app: TestApp) {
        let mut line = Line::of(&app, &["Ben", "Cleo", "Dan"]).await;
        let answer = app.put(&line.cora, &line.path("waitlist"), line.order(&[2, 0, 1])).await.expect(200).json();
        let positions: Vec<Value> = answer["waitlist"].as_array().expect("a line").iter()
            .map(|entry| json!([entry["person"]["name"], entry["position"]])).collect();
        assert_eq!(positions, [json!(["Dan", 1]), json!(["Ben", 2]), json!(["Cleo", 3])]);
        // Why stays with everybody who moved, and whoever joins later comes after.
        let (dan, dans) = &line.waiting[2];
        let read = app.get(dan, &format!("/api/v1/bookings/{}", id_of(dans))).await.expect(200).json();
        assert_eq!(read["waitlist_position"], 1);
        let last = read["history"].as_array().expect("a history").last().expect("a line").clone();
        assert_eq!(last["reason"], "From place 3 in the line to place 1: She starts in a new post.");
        assert_eq!((&last["state"], &last["by"]["name"]), (&json!("waitlisted"), &json!("Cora Coordinator")));
        line.joins(&app, "Eve").await;
        assert_eq!(line.names(&app).await, ["Dan", "Ben", "Cleo", "Eve"]);

        app.cancel(&line.ada, &line.adas).await;
        let stand = [("Dan", 2, "offered"), ("Ben", 0, "waitlisted"), ("Cleo", 1, "waitlisted")];
        for (name, index, state) in stand {
            let (person, booking) = &line.waiting[index];
            assert_eq!(app.stands(person, booking).await, state, "{name}");
        }
        app.audit().await;
    }

    async fn an_order_that_is_not_the_line_changes_nothing(app: TestApp) {
        let line = Line::of(&app, &["Ben", "Cleo"]).await;
        let path = line.path("waitlist");
        let send = |body: Value| app.put(&line.cora, &path, body);
        let said = send(line.order(&[1])).await.expect_problem(409, "waitlist_changed").text();
        assert!(said.contains(&format!("Missing: {}. Not waiting: none.", id_of(&line.waiting[0].1))), "{said}");
        let mut stranger = line.order(&[1, 0]);
        stranger["order"].as_array_mut().expect("ids").push(line.adas["id"].clone());
        send(stranger).await.expect_problem(409, "waitlist_changed");
        send(line.order(&[1, 1, 0])).await.expect_problem(422, "invalid_input");
        let mut silent = line.order(&[1, 0]);
        silent["reason"] = json!(" ");
        let said = send(silent).await.expect_problem(422, "invalid_input").json();
        assert_eq!(said["errors"][0]["field"], "reason");
        assert_eq!(line.names(&app).await, ["Ben", "Cleo"]);
        let ada = app.put(&line.ada, &path, line.order(&[1, 0])).await;
        ada.expect_problem(403, "forbidden");
    }

    async fn whoever_let_offers_pass_comes_last_when_they_want_a_place_again(app: TestApp) {
        let line = Line::of(&app, &["Ben", "Cleo"]).await;
        app.put(&line.cora, &line.path("waitlist"), line.order(&[1, 0])).await.expect(200);
        let (cleo, cleos) = &line.waiting[1];
        let mut beside = crate::support::raw_database::Beside::to(&app.database);
        beside.run("UPDATE bookings SET skipped = (1 = 1), unanswered_offers = 2 WHERE line_rank = 1");
        let still = json!({"still_wanted": true});
        app.patch(cleo, &format!("/api/v1/bookings/{}/waiting", id_of(cleos)), still).await.expect(200);
        assert_eq!(line.names(&app).await, ["Ben", "Cleo"]);
    }
}
