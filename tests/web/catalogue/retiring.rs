//! A course that is no longer given: what becomes of its coming dates, and that nothing new is offered of it.

use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::domain::ids::SessionId;

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
};

const COURSE: &str = "/api/v1/courses/introduction";

async fn state(app: &TestApp, session: SessionId) -> Value {
    app.get_public(&format!("/api/v1/sessions/{session}")).await.expect(200).json()["state"].clone()
}

async fn booked(app: &TestApp, who: &Someone, session: SessionId, body: Value) -> Value {
    app.post(who, &format!("/api/v1/sessions/{session}/bookings"), body).await.expect(201).json()
}

both_databases! {
    async fn its_coming_dates_run_unless_they_are_called_off_with_it(app: TestApp) {
        let (cora, ada, tess) = (app.coordinator().await, app.delegate("Ada").await, app.trainer("Tess").await);
        app.course(&cora, "introduction", |_| {}).await;
        let trainers = json!([tess.id]);
        let first = app.session_with(&cora, "introduction", |body| body["trainer_ids"] = trainers).await;
        let second = app.session(&cora, "introduction", 44, 3, 5).await;
        let draft = app.draft(&cora, "introduction", |_| {}).await;
        let adas = booked(&app, &ada, first, json!({})).await;
        let early = json!({"coming": "call_off"});
        let told = app.patch(&cora, COURSE, early).await.expect_problem(422, "invalid_input").json();
        assert_eq!(told["errors"][0]["field"], "coming");
        app.patch(&cora, COURSE, json!({"retired": true, "coming": "walk"})).await.expect(422);
        app.patch(&cora, COURSE, json!({"retired": true})).await.expect(200);
        assert_eq!((state(&app, first).await, state(&app, second).await), (json!("published"), json!("published")));
        let publish = format!("/api/v1/sessions/{}/publish", id_of(&draft));
        app.post(&cora, &publish, json!({})).await.expect_problem(409, "course_retired");
        // Retired already, and called off after all.
        let off = json!({"retired": true, "coming": "call_off", "reason": "The course ends with the year."});
        app.patch(&cora, COURSE, off).await.expect(200);
        assert_eq!((state(&app, first).await, state(&app, second).await), (json!("cancelled"), json!("cancelled")));
        assert_eq!(app.kinds_to(&ada.email).await, ["booked", "session_cancelled"]);
        assert_eq!(app.kinds_to(&tess.email).await, ["run_session", "run_called_off"]);
        let stands = app.get(&ada, &format!("/api/v1/bookings/{}", id_of(&adas))).await.expect(200).json();
        assert_eq!(stands["history"].as_array().expect("steps").last().expect("one")["reason"], "The course ends with the year.");
        app.run_jobs().await;
        let mail = app.mailbox.sent().into_iter().rfind(|mail| mail.to.email == ada.email).expect("a mail");
        assert!(!mail.text.contains("These are the next dates"), "no further dates: {}", mail.text);
        app.audit().await;
    }

    async fn what_is_over_stays_and_so_does_what_people_hold(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let over = app.session(&cora, "introduction", 3, 3, 5).await;
        let coming = app.session(&cora, "introduction", 30, 3, 5).await;
        booked(&app, &ada, over, json!({})).await;
        app.clock.advance(TimeDelta::days(4));
        app.patch(&cora, COURSE, json!({"retired": true, "coming": "call_off"})).await.expect(200);
        assert_eq!((state(&app, over).await, state(&app, coming).await), (json!("published"), json!("cancelled")));
        app.audit().await;
    }

    async fn nobody_who_waits_is_offered_a_place_on_it_and_no_next_step_leads_to_it(app: TestApp) {
        let (cora, ada, ben) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Ben").await);
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        let full = app.session(&cora, "introduction", 30, 3, 1).await;
        let open = app.session(&cora, "introduction", 37, 3, 5).await;
        let next = app.session(&cora, "development", 60, 3, 5).await;
        let adas = booked(&app, &ada, full, json!({})).await;
        let bens = booked(&app, &ben, full, json!({"join_waitlist": true})).await;
        let step = async || {
            let path = format!("/api/v1/sessions/{next}/eligibility");
            app.get(&ben, &path).await.expect(200).json()["refusals"][0]["next_step"].clone()
        };
        let with_places = async || {
            let list = app.get_public("/api/v1/sessions?course=introduction&with_places=true").await.expect(200);
            list.json()["items"].as_array().expect("items").len()
        };
        assert_eq!((step().await["session_id"].clone(), with_places().await), (json!(open), 1));
        app.patch(&cora, COURSE, json!({"retired": true, "coming": "run"})).await.expect(200);
        assert_eq!((step().await, with_places().await), (Value::Null, 0));
        let cancel = format!("/api/v1/bookings/{}/cancel", id_of(&adas));
        app.post(&ada, &cancel, json!({})).await.expect(200);
        app.run_jobs().await;
        let stands = app.get(&ben, &format!("/api/v1/bookings/{}", id_of(&bens))).await.expect(200).json();
        assert_eq!(stands["state"], "waitlisted", "the place is not offered");
        assert!(!app.kinds_to(&ben.email).await.contains(&"offer_made".to_owned()));
        app.audit().await;
    }
}
