//! Who may do what, who closed whom, what was read of others: each with who, from where and when.

use actix_web::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::{Answer, Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    raw_database::Beside,
    register::Class,
};

/// Where everything in these tests is done from.
const FROM: &str = "203.0.113.7";

/// Calls from there, as somebody.
pub(super) async fn call(app: &TestApp, who: &Someone, call: (Method, &str), body: Option<Value>) -> Answer {
    let token = app.sign_in(&who.email).await;
    app.send_from(FROM.parse().expect("an address"), call, Some(&token), body.as_ref()).await
}

/// The lines of the trail that a coordinator finds so, the oldest first.
pub(super) async fn lines(app: &TestApp, cora: &Someone, query: &str) -> Vec<Value> {
    app.app.usecases.write_sightings().await.expect("the trail is written");
    let page = app.get(cora, &format!("/api/v1/trail?limit=200&{query}")).await.expect(200).json();
    let mut items = page["items"].as_array().expect("lines").clone();
    items.reverse();
    items
}

fn person(who: &Someone) -> Value {
    json!({"id": who.id, "name": who.name})
}

/// Fails unless there is this line, done by `by` about `about` a moment ago from there.
#[track_caller]
fn stands(app: &TestApp, lines: &[Value], action: &str, by: &Someone, about: &Someone) -> Value {
    let found: Vec<&Value> = lines.iter().filter(|line| line["action"] == action).collect();
    assert_eq!(found.len(), 1, "{action}: {lines:#?}");
    let line = found[0];
    assert_eq!(line["by"], person(by), "{line}");
    assert_eq!(line["about"], person(about), "{line}");
    assert_eq!(line["origin"], app.app.usecases.origin_of(FROM), "{line}");
    let at: DateTime<Utc> = line["at"].as_str().expect("a time").parse().expect("a time");
    assert_eq!(at, app.clock.now(), "{line}");
    line.clone()
}

both_databases! {
    async fn roles_closings_leads_and_managers_are_on_the_trail(app: TestApp) {
        let (cora, ada, bo) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Bo").await);
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        let adas = format!("/api/v1/people/{}", ada.id);
        let patch = |body: Value| call(&app, &cora, (Method::PATCH, adas.as_str()), Some(body));
        let latest = async |action: &str| {
            let mut all = lines(&app, &cora, &format!("person_id={}", ada.id)).await;
            all.retain(|line| line["action"] == action);
            let at = app.clock.now();
            all.retain(|line| line["at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap() == at);
            all
        };

        // Roles, before and after.
        for (roles, said) in [
            (json!(["delegate", "trainer"]), "delegate -> trainer"),
            (json!(["trainer", "coordinator"]), "trainer -> trainer and coordinator"),
            (json!([]), "trainer and coordinator -> delegate"),
        ] {
            app.clock.advance(TimeDelta::minutes(1));
            patch(json!({"roles": roles})).await.expect(200);
            let line = stands(&app, &latest("roles_changed").await, "roles_changed", &cora, &ada);
            assert_eq!((&line["detail"], &line["kind"]), (&json!(said), &json!("rights")));
        }
        // What leaves them as they are is no change of them.
        app.clock.advance(TimeDelta::minutes(1));
        patch(json!({"name": "Ada"})).await.expect(200);
        assert_eq!(latest("roles_changed").await, Vec::<Value>::new());

        // Closed, and opened again.
        app.clock.advance(TimeDelta::minutes(1));
        patch(json!({"disabled": true})).await.expect(200);
        stands(&app, &latest("account_closed").await, "account_closed", &cora, &ada);
        app.clock.advance(TimeDelta::minutes(1));
        patch(json!({"disabled": false})).await.expect(200);
        stands(&app, &latest("account_opened").await, "account_opened", &cora, &ada);

        // A lead, made and ended.
        let member = json!({"organisation_id": school, "is_lead": true});
        let joins = (Method::POST, format!("{adas}/memberships"));
        let membership = call(&app, &cora, (joins.0, &joins.1), Some(member)).await.expect(201).json();
        let line = stands(&app, &latest("lead_made").await, "lead_made", &cora, &ada);
        assert_eq!((&line["subject"], &line["subject_id"]), (&json!("membership"), &membership["id"]));
        app.clock.advance(TimeDelta::minutes(1));
        let ends = format!("/api/v1/memberships/{}/end", id_of(&membership));
        call(&app, &cora, (Method::POST, &ends), Some(json!({}))).await.expect(200);
        stands(&app, &latest("lead_ended").await, "lead_ended", &cora, &ada);

        // A line manager, named, changed for another, and taken back: by the person.
        let cy = app.delegate("Cy").await;
        let names = |manager: Value| {
            call(&app, &ada, (Method::PATCH, "/api/v1/me"), Some(json!({"line_manager": manager})))
        };
        for (manager, ended, made) in [
            (json!(bo.email), None, Some(&bo)),
            (json!(cy.email), Some(&bo), Some(&cy)),
            (Value::Null, Some(&cy), None),
        ] {
            app.clock.advance(TimeDelta::minutes(1));
            names(manager).await.expect(200);
            for (word, who) in [("manager_ended", ended), ("manager_made", made)] {
                let found = latest(word).await;
                match who {
                    Some(who) => {
                        let line = stands(&app, &found, word, &ada, &ada);
                        assert_eq!(line["other"], person(who));
                        // Whoever it names finds it too.
                        let theirs = lines(&app, &cora, &format!("person_id={}&kind=rights", who.id)).await;
                        assert!(theirs.contains(&line), "{theirs:#?}");
                    }
                    None => assert_eq!(found, Vec::<Value>::new()),
                }
            }
        }
    }

    async fn what_is_read_of_others_is_on_the_trail_and_what_is_read_of_oneself_is_not(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        let (cora, tess, ada) = (class.cora.clone(), class.tess.clone(), class.people.remove(0));
        let boss = app.delegate("Boss").await;
        let mine = json!({"line_manager": boss.email});
        app.patch(&ada, "/api/v1/me", mine).await.expect(200);
        let booking = &class.bookings[0];
        let needs = format!("/api/v1/bookings/{booking}/access-needs");
        let reads = async || {
            let mut found = lines(&app, &cora, "kind=reads").await;
            found.retain(|line| line["action"].as_str().is_some_and(|action| !action.starts_with("trail")));
            found
        };
        let get = |who: &Someone, path: &str| {
            let (who, path) = (who.clone(), path.to_owned());
            let app = &app;
            async move { call(app, &who, (Method::GET, &path), None).await }
        };

        // Nothing was said yet, so nothing is read.
        get(&tess, &needs).await.expect(200);
        assert_eq!(reads().await, Vec::<Value>::new());
        app.put(&ada, &needs, json!({"needs": "Live captions, please."})).await.expect(200);
        get(&ada, &needs).await.expect(200);
        let browser = app.browser_of(&ada).await;
        browser.open(&format!("/bookings/{booking}")).await.expect(200);
        // A manager's page of the booking does not show them.
        let browser = app.browser_of(&boss).await;
        browser.open(&format!("/bookings/{booking}")).await.expect(200);
        get(&boss, &needs).await.expect(403);
        assert_eq!(reads().await, Vec::<Value>::new());

        get(&tess, &needs).await.expect(200);
        let line = stands(&app, &reads().await, "access_needs_read", &tess, &ada);
        assert_eq!((&line["subject"], &line["subject_id"]), (&json!("booking"), &json!(booking)));
        // Read again within the hour: the same line, counted. The page of the booking shows them as well.
        app.clock.advance(TimeDelta::minutes(1));
        get(&tess, &needs).await.expect(200);
        let again = reads().await;
        assert_eq!((again.len(), &again[0]["times"], &again[0]["at"]), (1, &json!(2), &line["at"]), "{again:#?}");
        assert_ne!(again[0]["last_at"], Value::Null);
        let browser = app.browser_of(&tess).await;
        browser.open(&format!("/bookings/{booking}")).await.expect(200);
        let page = reads().await;
        assert_eq!(page.last().map(|line| &line["detail"]), Some(&json!("read_booking")), "{page:#?}");
        app.clock.advance(TimeDelta::hours(1));
        get(&tess, &needs).await.expect(200);
        stands(&app, &reads().await[page.len()..], "access_needs_read", &tess, &ada);

        // A person's whole record, by whoever manages them and by a coordinator.
        app.clock.advance(TimeDelta::hours(1));
        let record = format!("/api/v1/people/{}", ada.id);
        get(&boss, &record).await.expect(200);
        let theirs = lines(&app, &cora, &format!("kind=reads&person_id={}", boss.id)).await;
        stands(&app, &theirs, "person_read", &boss, &ada);
        get(&cora, &record).await.expect(200);
        let of_coras = |line: &Value| line["action"] == "person_read" && line["by"]["id"] == json!(cora.id);
        assert_eq!(reads().await.iter().filter(|line| of_coras(line)).count(), 1);

        // Who is coming, read and taken away.
        get(&tess, &class.path("roster")).await.expect(200);
        get(&tess, &class.path("roster?format=csv")).await.expect(200);
        let found = reads().await;
        for word in ["roster_read", "people_exported"] {
            let line = found.iter().find(|line| line["action"] == word).expect(word);
            assert_eq!((&line["by"], &line["subject_id"]), (&person(&tess), &json!(class.session)));
        }
        // Reading the trail is on the trail.
        let browser = app.browser_of(&cora).await;
        browser.open("/manage/trail.csv").await.expect(200);
        let found = lines(&app, &cora, "kind=reads").await;
        for word in ["trail_read", "trail_exported"] {
            let line = found.iter().find(|line| line["action"] == word).expect(word);
            assert_eq!(line["by"], person(&cora));
        }
    }

    async fn it_is_found_by_person_kind_and_time_page_by_page(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let begun = app.clock.now();
        for minute in 0..7 {
            app.clock.advance(TimeDelta::minutes(1));
            let roles = if minute % 2 == 0 { json!(["trainer"]) } else { json!([]) };
            app.patch(&cora, &format!("/api/v1/people/{}", ada.id), json!({"roles": roles})).await.expect(200);
        }
        let count = async |query: String| lines(&app, &cora, &query).await.len();
        let of_ada = format!("person_id={}&kind=rights", ada.id);
        assert_eq!(count(of_ada.clone()).await, 7);
        let at = |minutes: i64| {
            let at = begun + TimeDelta::minutes(minutes);
            at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
        };
        assert_eq!(count(format!("{of_ada}&since={}", at(3))).await, 5);
        assert_eq!(count(format!("{of_ada}&since={}&until={}", at(3), at(5))).await, 2);
        assert_eq!(count(format!("person_id={}&kind=refusals", ada.id)).await, 0);
        let mut seen = Vec::new();
        let mut next = String::new();
        loop {
            let page = app.get(&cora, &format!("/api/v1/trail?{of_ada}&limit=3{next}")).await.expect(200).json();
            seen.extend(page["items"].as_array().unwrap().iter().map(id_of));
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(seen.len(), 7);
        assert!(seen.is_sorted_by(|a, b| a > b), "the newest first, each once");
        app.get(&cora, "/api/v1/trail?kind=gossip").await.expect_problem(422, "invalid_input");
        app.get(&ada, "/api/v1/trail").await.expect_problem(403, "forbidden");
    }

    async fn what_the_program_does_by_itself_comes_from_nowhere(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        let over = app.clock.now() + TimeDelta::days(2);
        class.at(&app, over).await;
        app.run_jobs().await;
        let by_itself = "SELECT count(*) FROM audit_log WHERE actor_id IS NULL AND origin IS NOT NULL";
        assert_eq!(Beside::to(&app.database).number(by_itself), 0);
        let called = "SELECT count(*) FROM audit_log WHERE action = 'booking_booked' AND origin IS NULL";
        assert_eq!(Beside::to(&app.database).number(called), 0, "what was called for comes from somewhere");
    }
}
