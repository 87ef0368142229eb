//! What somebody means to do with a course: written by them, seen by those they share it with and by nobody else.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    plans::{plan_of, plan_path, shared},
    register::Class,
};

async fn read(app: &TestApp, who: &Someone, booking: &str) -> Value {
    app.get(who, &plan_path(booking)).await.expect(200).json()
}

/// A line manager of the first person of a class.
async fn manager_of(app: &TestApp, who: &Someone) -> Someone {
    let manager = app.delegate("Mary Manager").await;
    let (person, manager_id) = (who.id, manager.id);
    let managed = app.db.write(move |tx| {
        let mut row = training_ladder::store::write::people::person::load_person(tx.conn(), person)?;
        row.line_manager_id = Some(manager_id);
        tx.account_for([training_ladder::store::Row::Person(row.id.uuid())]);
        training_ladder::store::write::people::person::store_person(tx, &row)
    });
    managed.await.expect("a manager");
    Someone { token: app.sign_in(&manager.email).await, ..manager }
}

both_databases! {
    async fn it_is_written_from_the_start_of_the_course_on_and_stays_ones_own(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        let path = plan_path(&class.bookings[0]);
        let empty = json!({"actions": [], "shared_with_trainer": false, "shared_with_manager": false});
        assert_eq!(read(&app, &class.people[0], &class.bookings[0]).await, empty);
        let plan = plan_of(&[("Listen first", app.day_in(30)), ("Ask twice", app.day_in(40))]);
        app.put(&class.people[0], &path, plan.clone()).await.expect_problem(409, "wrong_state");
        class.at_start(&app, 0).await;
        let ada = class.people[0].clone();
        let written = app.put(&ada, &path, plan.clone()).await.expect(200);
        assert_eq!(written.header("cache-control"), "private, no-store");
        let first_tag = written.header("etag");
        let written = written.json();
        assert_eq!(written["actions"][0]["text"], "Listen first");
        assert_eq!(written["actions"][0]["by"], plan["actions"][0]["by"]);
        assert_eq!(written["actions"][0]["note"], json!(null));
        assert_eq!(read(&app, &ada, &class.bookings[0]).await, written);
        let token = app.sign_in(&ada.email).await;
        let known = [("if-none-match", first_tag.as_str())];
        app.send(Method::GET, &path, Some(&token), &known, None).await.expect(304);

        // One is kept and changed, one is new, one goes.
        let kept = id_of(&written["actions"][1]);
        let changed = json!({
            "actions": [
                {"id": kept, "text": "Ask\ntwice", "by": app.day_in(50), "state": "done", "note": "It took two meetings."},
                {"text": "Sit in a circle", "by": app.day_in(60), "state": "planned"},
            ],
            "shared_with_trainer": false, "shared_with_manager": false,
        });
        let after = app.put(&ada, &path, changed).await.expect(200).json();
        assert_eq!(id_of(&after["actions"][0]), kept);
        assert_eq!(after["actions"][0]["text"], "Ask twice", "on one line");
        assert_eq!((&after["actions"][0]["state"], &after["actions"][0]["note"]), (&json!("done"), &json!("It took two meetings.")));
        assert_eq!(after["actions"].as_array().map(Vec::len), Some(2));
        let stale = [("if-match", first_tag.as_str())];
        app.send(Method::PUT, &path, Some(&token), &stale, Some(&plan)).await.expect_problem(412, "stale");

        // Whoever has a result has their plan still; a colleague has none and cannot write this one.
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "a"]).await;
        class.close(&app).await.expect(200);
        let ada = &class.people[0];
        assert_eq!(read(&app, ada, &class.bookings[0]).await, after);
        let bens = plan_path(&class.bookings[1]);
        app.put(&class.people[1], &bens, plan_of(&[])).await.expect_problem(409, "wrong_state");
        app.put(&class.people[1], &path, plan_of(&[])).await.expect_problem(404, "not_found");
    }

    async fn what_is_wrong_is_told_and_changes_nothing(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_start(&app, 0).await;
        let (ada, path) = (&class.people[0], plan_path(&class.bookings[0]));
        let before = app.put(ada, &path, plan_of(&[("Listen first", app.day_in(30))])).await.expect(200).json();
        let bens = plan_of(&[("Mine", app.day_in(3))]);
        let bens = app.put(&class.people[1], &plan_path(&class.bookings[1]), bens).await.expect(200).json();
        let day = app.day_in(9);
        let action = |text: &str| json!({"text": text, "by": day, "state": "planned"});
        let with = |actions: Value| json!({"actions": actions, "shared_with_trainer": true, "shared_with_manager": true});
        let foreign = json!([{"id": id_of(&bens["actions"][0]), "text": "Mine", "by": day, "state": "planned"}]);
        let twice = id_of(&before["actions"][0]);
        let twice = json!([{"id": twice, "text": "a", "by": day, "state": "done"}, {"id": twice, "text": "b", "by": day, "state": "done"}]);
        let note = json!([{"text": "a", "by": day, "state": "done", "note": "x".repeat(501)}]);
        for (actions, field) in [
            (json!([action("a"), action("b"), action("c"), action("d"), action("e"), action("f")]), "actions"),
            (json!([action(" ")]), "actions[0].text"),
            (json!([action("ok"), action(&"x".repeat(301))]), "actions[1].text"),
            (note, "actions[0].note"),
            (json!([{"text": "a", "by": "1999-12-31", "state": "done"}]), "actions[0].by"),
            (json!([{"text": "a", "by": "2999-01-01", "state": "done"}]), "actions[0].by"),
            (json!([{"text": "a", "by": "soon", "state": "done"}]), "actions[0].by"),
            (json!([{"text": "a", "by": day, "state": "begun"}]), "actions[0].state"),
            (foreign, "actions[0].id"),
            (twice, "actions[1].id"),
        ] {
            let problem = app.put(ada, &path, with(actions)).await.expect_problem(422, "invalid_input").json();
            assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        }
        assert_eq!(read(&app, ada, &class.bookings[0]).await, before);
    }

    async fn it_is_seen_by_those_it_is_shared_with_and_ends_at_once(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_start(&app, 0).await;
        let (ada, path) = (class.people[0].clone(), plan_path(&class.bookings[0]));
        let manager = manager_of(&app, &ada).await;
        let others = [&class.tess, &manager, &class.cora, &class.people[1]];
        let plan = plan_of(&[("Listen first", app.day_in(30))]);
        let mut answers = Vec::new();
        for who in others {
            answers.push(app.get(who, &path).await.expect_problem(404, "not_found").json()["detail"].clone());
        }
        app.put(&ada, &path, plan.clone()).await.expect(200);
        for who in others {
            answers.push(app.get(who, &path).await.expect_problem(404, "not_found").json()["detail"].clone());
            app.put(who, &path, plan.clone()).await.expect_problem(404, "not_found");
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "whether there is one is told to nobody: {answers:?}");

        app.put(&ada, &path, shared(plan.clone(), &["trainer"])).await.expect(200);
        assert_eq!(read(&app, &class.tess, &class.bookings[0]).await["actions"][0]["text"], "Listen first");
        for who in [&manager, &class.cora, &class.people[1]] {
            app.get(who, &path).await.expect_problem(404, "not_found");
        }
        app.put(&class.tess, &path, plan.clone()).await.expect_problem(404, "not_found");
        app.put(&ada, &path, shared(plan.clone(), &["manager"])).await.expect(200);
        assert_eq!(read(&app, &manager, &class.bookings[0]).await["shared_with_manager"], true);
        app.get(&class.tess, &path).await.expect_problem(404, "not_found");
        app.get(&class.cora, &path).await.expect_problem(404, "not_found");
        app.put(&ada, &path, plan).await.expect(200);
        app.get(&manager, &path).await.expect_problem(404, "not_found");
        // A plan without an action is none.
        app.put(&ada, &path, shared(plan_of(&[]), &["trainer", "manager"])).await.expect(200);
        app.get(&manager, &path).await.expect_problem(404, "not_found");
    }

    async fn whoever_runs_a_group_sees_what_its_people_bring(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let ada = class.people[0].clone();
        let path = plan_path(&class.bookings[0]);
        let plan = plan_of(&[("Listen first", app.day_in(30))]);
        app.put(&ada, &path, shared(plan.clone(), &["trainer"])).await.expect(200);
        let gus = app.trainer("Gus Group").await;
        let (one, two) = (app.date_in(20, 2), app.date_in(50, 2));
        app.course(&class.cora, "action-learning", |_| {}).await;
        let trainers = json!([gus.id]);
        let dates = |dates: Value| (dates, trainers.clone());
        for (dates, sees) in [(dates(json!([one])), false), (dates(json!([one, two])), true)] {
            let (dates, trainers) = dates;
            let session = app.session_with(&class.cora, "action-learning", |body| {
                body["dates"] = dates;
                body["trainer_ids"] = trainers;
            }).await;
            let booking = app.book(&ada, session, json!({})).await;
            let answer = app.get(&gus, &path).await;
            assert_eq!(answer.status.as_u16(), if sees { 200 } else { 404 });
            let page = app.browser_of(&gus).await.open(&format!("/sessions/{session}/action-plans")).await.expect(200).text();
            assert_eq!(page.contains("Listen first"), sees, "{page}");
            if sees {
                app.put(&ada, &path, plan.clone()).await.expect(200);
                app.get(&gus, &path).await.expect_problem(404, "not_found");
                app.put(&ada, &path, shared(plan.clone(), &["trainer"])).await.expect(200);
            }
            app.cancel(&ada, &booking).await;
            app.get(&gus, &path).await.expect_problem(404, "not_found");
        }
    }

    async fn it_goes_along_where_two_records_become_one(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ada Twin"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["60", "p"]).await;
        class.close(&app).await.expect(200);
        let (ada, twin) = (class.people[0].clone(), class.people[1].clone());
        // The lesser result has the plan; the booking that stays has none.
        let plan = shared(plan_of(&[("Listen first", app.day_in(30))]), &["trainer"]);
        let plan = app.put(&ada, &plan_path(&class.bookings[0]), plan).await.expect(200).json();
        let path = format!("/api/v1/people/{}/merge", twin.id);
        app.post(&class.cora, &path, json!({"into": ada.id})).await.expect(200);
        assert_eq!(read(&app, &ada, &class.bookings[1]).await, plan);
        assert_eq!(read(&app, &class.tess, &class.bookings[1]).await, plan);
        assert_eq!(read(&app, &ada, &class.bookings[0]).await["actions"], json!([]));
        app.audit().await;
    }
}
