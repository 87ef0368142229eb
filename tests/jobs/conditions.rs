//! Places whose condition failed.

use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
};

/// Ada on Introduction in 20 days and, on that condition, on Development in 40.
async fn planned(app: &TestApp) -> (Someone, Value, Value) {
    let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
    app.course(&cora, "introduction", |_| {}).await;
    app.course(&cora, "development", |body| {
        body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
    })
    .await;
    let first = app.session(&cora, "introduction", 20, 3, 5).await;
    let second = app.session(&cora, "development", 40, 3, 5).await;
    let first = app.book(&ada, first, json!({})).await;
    let second = app.book(&ada, second, json!({})).await;
    assert_eq!(second["conditional_on"], json!([first["id"]]));
    (ada, first, second)
}

async fn read(app: &TestApp, who: &Someone, booking: &Value) -> Value {
    app.get(who, &format!("/api/v1/bookings/{}", id_of(booking))).await.expect(200).json()
}

both_databases! {
    async fn a_place_is_given_up_two_working_days_after_its_condition_failed(app: TestApp) {
        let (ada, first, second) = planned(&app).await;
        app.cancel(&ada, &first).await;
        // It failed on Tuesday: until 5pm on Thursday.
        app.at("2026-11-05T16:59:00Z").await;
        assert_eq!(app.stands(&ada, &second).await, "booked");
        assert!(app.kinds_to(&ada.email).await.contains(&"condition_failed".to_owned()));
        app.at("2026-11-05T17:00:00Z").await;
        assert_eq!(app.stands(&ada, &second).await, "released");
        assert_eq!(app.kinds_to(&ada.email).await.last().map(String::as_str), Some("place_released"));
        app.audit().await;
    }

    async fn whoever_is_told_what_they_lack_is_spoken_to(app: TestApp) {
        let (ada, first, _) = planned(&app).await;
        app.cancel(&ada, &first).await;
        let mails = app.mails_to(&ada.email).await;
        let (_, told) = mails.iter().find(|(kind, _)| kind == "condition_failed").expect("a mail");
        let needed = told["needed"][0].as_str().expect("a sentence");
        assert!(needed.starts_with("You ") && !needed.contains("Ada"), "{needed}");
    }

    async fn a_place_that_was_put_right_is_kept(app: TestApp) {
        let (ada, first, second) = planned(&app).await;
        let session = first["session_id"].as_str().expect("a session").parse().expect("an id");
        app.cancel(&ada, &first).await;
        app.book(&ada, session, json!({})).await;
        app.at("2026-11-09T17:00:00Z").await;
        assert_eq!(app.stands(&ada, &second).await, "booked");
        app.audit().await;
    }

    async fn what_hangs_on_one_booking_twice_is_told_once(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |body| {
            let group = json!({"any_of": [{"kind": "course", "course": "introduction"}]});
            let lately = json!({"any_of": [{"kind": "course", "course": "introduction", "within_months": 24}]});
            body["prerequisites"] = json!([group, lately]);
        })
        .await;
        let first = app.session(&cora, "introduction", 20, 3, 5).await;
        let second = app.session(&cora, "development", 40, 3, 5).await;
        let first = app.book(&ada, first, json!({})).await;
        let second = app.book(&ada, second, json!({})).await;
        app.cancel(&ada, &first).await;
        let told = app.kinds_to(&ada.email).await.into_iter().filter(|kind| kind == "condition_failed").count();
        assert_eq!(told, 1);
        app.at("2026-11-05T17:00:00Z").await;
        assert_eq!(app.stands(&ada, &second).await, "released");
    }

    async fn an_objection_stops_the_clock_until_it_is_answered(app: TestApp) {
        let (ada, first, second) = planned(&app).await;
        app.cancel(&ada, &first).await;
        assert_eq!(read(&app, &ada, &second).await["put_right_until"], "2026-11-05T17:00:00Z");
        let words = json!({"words": "I did not cancel it."});
        let path = format!("/api/v1/bookings/{}/dispute", id_of(&second));
        let said = app.post(&ada, &path, words).await.expect(201).json();
        assert_eq!(read(&app, &ada, &second).await["put_right_until"], json!(null));
        app.at("2026-11-09T10:00:00Z").await;
        assert_eq!(app.stands(&ada, &second).await, "booked");
        let cora = app.person("Cora Two", |row| row.is_coordinator = true).await;
        let answer = json!({"answer": "Your manager did."});
        app.post(&cora, &format!("/api/v1/disputes/{}/answer", id_of(&said)), answer).await.expect(200);
        let (kind, mail) = app.mails_to(&ada.email).await.pop().expect("a mail");
        assert_eq!((kind.as_str(), &mail["put_right_until"]["at"]), ("dispute_answered", &json!("2026-11-11T17:00:00Z")));
        // Not a day of the objection counts: Tuesday and Wednesday are left.
        assert_eq!(read(&app, &ada, &second).await["put_right_until"], "2026-11-11T17:00:00Z");
        app.at("2026-11-11T16:59:00Z").await;
        assert_eq!(app.stands(&ada, &second).await, "booked");
        app.at("2026-11-11T17:00:00Z").await;
        assert_eq!(app.stands(&ada, &second).await, "released");
        app.audit().await;
    }
}
