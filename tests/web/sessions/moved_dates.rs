//! A date is moved, added or called off: everybody concerned hears of it once, and what was said for another day ends.

use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::domain::{ids::SessionId, words::Word as _};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
};

/// Moves the one date of a session to so many days from now.
async fn move_to(app: &TestApp, cora: &Someone, session: SessionId, days: i64) -> Value {
    let path = format!("/api/v1/sessions/{session}");
    let known = app.get(cora, &path).await.expect(200).json()["dates"][0]["id"].clone();
    let mut date = app.date_in(days, 3);
    date["id"] = known;
    app.patch(cora, &path, json!({"dates": [date]})).await.expect(200).json()
}

/// The last mail of a kind to somebody.
async fn last(app: &TestApp, to: &Someone, kind: &str) -> Value {
    let all = app.mails_to(&to.email).await.into_iter().rev();
    all.into_iter().find(|(found, _)| found == kind).map(|(_, mail)| mail).expect("such a mail")
}

both_databases! {
    async fn everybody_with_an_active_booking_hears_once(app: TestApp) {
        let (cora, mia) = (app.coordinator().await, app.delegate("Mia Manager").await);
        let boss = mia.id;
        app.course(&cora, "introduction", |body| body["needs_approval"] = json!(true)).await;
        let session = app.session(&cora, "introduction", 30, 3, 3).await;
        let ada = app.person("Ada Asks", move |row| row.line_manager_id = Some(boss)).await;
        let (ben, cleo) = (app.delegate("Ben Booked").await, app.delegate("Cleo Offered").await);
        let (dan, eve) = (app.delegate("Dan Waits").await, app.delegate("Eve Leaves").await);
        assert_eq!(app.book(&ada, session, json!({})).await["state"], "requested");
        let path = format!("/api/v1/sessions/{session}/bookings");
        let mut booked = Vec::new();
        for who in [&ben, &eve] {
            let body = json!({"person_id": who.id});
            booked.push(app.post(&cora, &path, body).await.expect(201).json());
        }
        let cleos = app.book(&cleo, session, json!({"join_waitlist": true})).await;
        app.clock.advance(TimeDelta::seconds(1));
        let dans = app.book(&dan, session, json!({"join_waitlist": true})).await;
        app.cancel(&eve, &booked[1]).await;
        assert_eq!(app.stands(&cleo, &cleos).await, "offered");
        assert_eq!(app.stands(&dan, &dans).await, "waitlisted");
        let before = app.mails().await.len();

        move_to(&app, &cora, session, 37).await;
        let mut told: Vec<(String, String)> =
            app.mails().await.into_iter().skip(before).map(|mail| (mail.to, mail.kind)).collect();
        told.sort();
        let expected = [
            (&ada, "dates_changed"),
            (&ben, "date_changed"),
            (&cleo, "dates_changed"),
            (&dan, "dates_changed"),
            (&mia, "approval_dates_changed"),
        ];
        let expected: Vec<(String, String)> =
            expected.iter().map(|(who, kind)| (who.email.clone(), (*kind).to_owned())).collect();
        assert_eq!(told, expected);
        let adas = last(&app, &ada, "dates_changed").await;
        assert_eq!((&adas["requested"], &adas["offered_until"]), (&json!(true), &Value::Null));
        assert!(adas["changes"][0].as_str().expect("a sentence").contains("is moved to Thursday 10 December 2026"));
        assert!(last(&app, &mia, "approval_dates_changed").await["answer_by"].is_object());
        app.audit().await;
    }

    async fn whoever_said_yes_for_another_day_is_told_the_new_one(app: TestApp) {
        let (cora, mia) = (app.coordinator().await, app.delegate("Mia Manager").await);
        let boss = mia.id;
        app.course(&cora, "introduction", |body| body["needs_approval"] = json!(true)).await;
        let session = app.session(&cora, "introduction", 30, 3, 3).await;
        let ada = app.person("Ada", move |row| row.line_manager_id = Some(boss)).await;
        let adas = app.book(&ada, session, json!({})).await;
        app.post(&mia, &format!("/api/v1/bookings/{}/approve", id_of(&adas)), json!({})).await.expect(200);
        // Another way in is not a matter of hers.
        let joining = json!({"joining": {"url": "https://zoom.example/j/2"}});
        app.patch(&cora, &format!("/api/v1/sessions/{session}"), joining).await.expect(200);
        assert_eq!(app.kinds_to(&mia.email).await, ["approval_wanted"]);
        move_to(&app, &cora, session, 37).await;
        assert_eq!(app.kinds_to(&mia.email).await, ["approval_wanted", "approval_dates_changed"]);
        let mail = last(&app, &mia, "approval_dates_changed").await;
        assert_eq!((&mail["answer_by"], &mail["person"]), (&Value::Null, &json!("Ada")));
        app.audit().await;
    }

    async fn an_open_offer_keeps_its_time_and_never_ends_after_the_start(app: TestApp) {
        let cora = app.coordinator().await;
        let (ada, ben) = (app.delegate("Ada").await, app.delegate("Ben").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let adas = app.book(&ada, session, json!({})).await;
        let bens = app.book(&ben, session, json!({"join_waitlist": true})).await;
        app.cancel(&ada, &adas).await;
        let until = last(&app, &ben, "offer_made").await["until"]["at"].clone();
        assert_eq!(until, "2026-11-05T17:00:00Z");
        move_to(&app, &cora, session, 60).await;
        assert_eq!(last(&app, &ben, "dates_changed").await["offered_until"]["at"], until);
        move_to(&app, &cora, session, 2).await;
        assert_eq!(last(&app, &ben, "dates_changed").await["offered_until"]["at"], "2026-11-05T09:00:00Z");
        app.at("2026-11-05T09:00:00Z").await;
        assert_eq!(app.stands(&ben, &bens).await, "cancelled");
        // A place had come up for them, so that none did is not what they read.
        assert_eq!(last(&app, &ben, "no_place_came_up").await["had_offer"], true);
        app.audit().await;
    }

    async fn booking_automatically_was_said_for_another_day(app: TestApp) {
        let cora = app.coordinator().await;
        let (ada, ben) = (app.delegate("Ada").await, app.delegate("Ben").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let adas = app.book(&ada, session, json!({})).await;
        let wish = json!({"join_waitlist": true, "auto_book_until": "2026-11-20"});
        let bens = app.book(&ben, session, wish).await;
        move_to(&app, &cora, session, 37).await;
        assert_eq!(last(&app, &ben, "dates_changed").await["automatic_ended"], true);
        app.cancel(&ada, &adas).await;
        app.run_jobs().await;
        assert_eq!(app.stands(&ben, &bens).await, "offered");
        assert_eq!(app.kinds_to(&ben.email).await, ["waitlisted", "dates_changed", "offer_made"]);
        app.audit().await;
    }

    async fn whom_the_new_time_brings_into_collision_is_named_and_told(app: TestApp) {
        let cora = app.coordinator().await;
        let (ada, ben) = (app.delegate("Ada").await, app.delegate("Ben").await);
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "other", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let other = app.session(&cora, "other", 40, 3, 5).await;
        app.book(&ada, session, json!({})).await;
        app.book(&ben, session, json!({})).await;
        let adas = app.book(&ada, other, json!({})).await;
        app.clock.advance(TimeDelta::minutes(1));
        let answer = move_to(&app, &cora, session, 40).await;
        let collisions = answer["collisions"].as_array().expect("collisions");
        assert_eq!(collisions.len(), 1, "{answer}");
        assert_eq!((&collisions[0]["person"]["name"], &collisions[0]["course"]), (&json!("Ada"), &json!("Other")));
        assert_eq!(collisions[0]["other_booking_id"], adas["id"]);
        assert_eq!(last(&app, &ada, "date_changed").await["clashes"][0]["course"], "Other");
        assert_eq!(last(&app, &ben, "date_changed").await["clashes"], json!([]));
        // Moved within the time they share already it is no news.
        let again = json!({"capacity": 6});
        let answer = app.patch(&cora, &format!("/api/v1/sessions/{session}"), again).await.expect(200).json();
        assert!(answer.get("collisions").is_none(), "{answer}");
        app.audit().await;
    }

    async fn another_place_is_told_to_those_who_wait_and_another_link_is_not(app: TestApp) {
        let cora = app.coordinator().await;
        let (ada, ben) = (app.delegate("Ada").await, app.delegate("Ben").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        app.book(&ada, session, json!({})).await;
        app.book(&ben, session, json!({"join_waitlist": true, "auto_book_until": "2026-11-20"})).await;
        let path = format!("/api/v1/sessions/{session}");
        let joining = json!({"joining": {"url": "https://zoom.example/j/2"}});
        app.patch(&cora, &path, joining).await.expect(200);
        assert_eq!(app.kinds_to(&ada.email).await, ["booked", "date_changed"]);
        assert_eq!(app.kinds_to(&ben.email).await, ["waitlisted"]);
        let place = json!({"delivery": "room", "location": "City Hall, Room 2"});
        app.patch(&cora, &path, place).await.expect(200);
        let told = last(&app, &ben, "dates_changed").await;
        assert_eq!(told["changes"], json!(["Where: City Hall, Room 2. It was Zoom."]));
        assert_eq!(told["automatic_ended"], false);
        app.audit().await;
    }

    async fn only_dates_that_are_not_over_are_asked_for_again(app: TestApp) {
        let cora = app.coordinator().await;
        let ada = app.delegate("Ada").await;
        app.course(&cora, "action-learning", |_| {}).await;
        let dates: Vec<Value> = (1..4).map(|week| app.date_in(7 * week, 2)).collect();
        let session = app.session_with(&cora, "action-learning", |body| body["dates"] = json!(dates)).await;
        app.book(&ada, session, json!({})).await;
        app.clock.advance(TimeDelta::days(8));
        let before = app.kinds_to(&ada.email).await.len();
        let joining = json!({"joining": {"url": "https://zoom.example/j/2"}});
        app.patch(&cora, &format!("/api/v1/sessions/{session}"), joining).await.expect(200);
        assert_eq!(app.kinds_to(&ada.email).await[before..], ["date_changed", "date_changed"]);
        for mail in app.mails().await.into_iter().rev().take(2) {
            let invite = mail.invite.expect("an invite");
            let of = mail.payload["date"]["when"]["starts_at"].as_str().expect("a time").to_owned();
            assert_eq!(invite.starts_at, of.parse::<chrono::DateTime<chrono::Utc>>().expect("a time"));
            assert_eq!(invite.method.as_str(), "request");
        }
        app.audit().await;
    }
}
