//! Whoever runs a session does not hold a delegate's place on it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    app::{Answer, TestApp},
    catalogue::id_of,
    database::both_databases,
};

/// The codes of every reason given.
#[track_caller]
fn refused(answer: Answer) -> Vec<Value> {
    let told = answer.expect_problem(409, "booking_refused").json();
    told["refusals"].as_array().expect("refusals").iter().map(|refusal| refusal["code"].clone()).collect()
}

both_databases! {
    async fn whoever_runs_a_session_is_booked_on_it_by_nobody(app: TestApp) {
        let (cora, ada, boss) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Mia Manager").await);
        let manager = boss.id;
        let tess = app.person("Tess", move |row| {
            row.is_trainer = true;
            row.line_manager_id = Some(manager);
        }).await;
        app.course(&cora, "introduction", |_| {}).await;
        let trainers = json!([tess.id]);
        let hers = app.session_with(&cora, "introduction", |body| {
            body["trainer_ids"] = trainers;
            body["capacity"] = json!(1);
        }).await;
        let other = app.session(&cora, "introduction", 40, 3, 5).await;
        let path = format!("/api/v1/sessions/{hers}/bookings");
        let for_her = json!({"person_id": tess.id});
        assert_eq!(refused(app.post(&tess, &path, json!({})).await), ["runs_session"]);
        assert_eq!(refused(app.post(&boss, &path, for_her.clone()).await), ["runs_session"]);
        assert_eq!(refused(app.post(&cora, &path, for_her).await), ["runs_session"]);
        let answer = app.get(&tess, &format!("/api/v1/sessions/{hers}/eligibility")).await.expect(200).json();
        assert_eq!(answer["eligible"], false);
        let reason = &answer["refusals"][0];
        assert_eq!(reason["message"], "You run this date, so you cannot have a place on it.");
        assert_eq!(reason["next_step"]["session_id"], json!(other), "another date of the course");
        // Full: the line is as closed to her, and a place handed over or moved as well.
        let adas = app.post(&ada, &path, json!({})).await.expect(201).json();
        assert_eq!(refused(app.post(&tess, &path, json!({"join_waitlist": true})).await), ["runs_session"]);
        let hand = format!("/api/v1/bookings/{}/substitute", id_of(&adas));
        assert_eq!(refused(app.post(&cora, &hand, json!({"person_id": tess.id})).await), ["runs_session"]);
        let elsewhere = app.post(&tess, &format!("/api/v1/sessions/{other}/bookings"), json!({})).await.expect(201).json();
        app.patch(&cora, &format!("/api/v1/sessions/{hers}"), json!({"capacity": 2})).await.expect(200);
        let moving = format!("/api/v1/bookings/{}/move", id_of(&elsewhere));
        assert_eq!(refused(app.post(&tess, &moving, json!({"session_id": hers})).await), ["runs_session"]);
        app.audit().await;
    }

    async fn putting_somebody_with_a_place_on_as_trainer_ends_it_and_it_goes_to_the_line(app: TestApp) {
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess").await);
        let (ada, ben, tim) = (app.delegate("Ada").await, app.delegate("Ben").await, app.trainer("Tim").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 2).await;
        let path = format!("/api/v1/sessions/{session}");
        let book = format!("{path}/bookings");
        let hers = app.post(&tess, &book, json!({})).await.expect(201).json();
        app.post(&ada, &book, json!({})).await.expect(201);
        app.clock.advance(TimeDelta::seconds(1));
        let his = app.post(&tim, &book, json!({"join_waitlist": true})).await.expect(201).json();
        app.clock.advance(TimeDelta::seconds(1));
        let bens = app.post(&ben, &book, json!({"join_waitlist": true})).await.expect(201).json();
        let change = json!({"trainer_ids": [tess.id, tim.id]});
        let changed = app.patch(&cora, &path, change).await.expect(200).json();
        let mut ended: Vec<_> = changed["ended_places"].as_array().expect("ended places").clone();
        ended.sort_by_key(|place| place["name"].to_string());
        assert_eq!(ended, [
            json!({"booking_id": id_of(&hers), "name": "Tess"}), json!({"booking_id": id_of(&his), "name": "Tim"}),
        ]);
        let stands = async |booking: &Value| {
            app.get(&cora, &format!("/api/v1/bookings/{}", id_of(booking))).await.expect(200).json()
        };
        let hers = stands(&hers).await;
        assert_eq!(hers["state"], "cancelled");
        let why = hers["history"].as_array().expect("a history").last().expect("a step")["reason"].clone();
        assert_eq!(why, "You run this course date, and whoever runs it has no place on it.");
        assert_eq!(stands(&his).await["state"], "cancelled");
        assert_eq!(stands(&bens).await["state"], "offered", "the place went on");
        assert_eq!(app.kinds_to(&tess.email).await, ["booked", "booking_cancelled", "run_session"]);
        assert_eq!(app.kinds_to(&ben.email).await, ["waitlisted", "offer_made"]);
        let again = app.patch(&cora, &path, json!({"capacity": 3})).await.expect(200).json();
        assert_eq!(again["ended_places"], Value::Null, "said once");
        app.audit().await;
    }

    async fn a_record_that_runs_what_the_other_one_is_booked_on_keeps_the_running_alone(app: TestApp) {
        let (cora, tess, twin) = (app.coordinator().await, app.trainer("Tess").await, app.delegate("Tess Twin").await);
        app.course(&cora, "introduction", |_| {}).await;
        let trainers = json!([tess.id]);
        let session = app.session_with(&cora, "introduction", |body| body["trainer_ids"] = trainers).await;
        let booked = app.post(&twin, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201).json();
        app.post(&cora, &format!("/api/v1/people/{}/merge", twin.id), json!({"into": tess.id})).await.expect(200);
        let stands = app.get(&cora, &format!("/api/v1/bookings/{}", id_of(&booked))).await.expect(200).json();
        assert_eq!(stands["state"], "cancelled");
        app.audit().await;
    }
}
