//! A set that ends in the middle: what was attended counts, what took place stays, only what was to come is called off.

use serde_json::{Value, json};
use training_ladder::domain::invites::{Invite, InviteMethod};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    register::Class,
};

/// Three dates of three hours, a week apart; on it is the day of the second, before it starts.
async fn midway(app: &TestApp, names: &[&str]) -> Class {
    let mut class = Class::with(app, names, &[(7, 3), (14, 3), (21, 3)], |_| {}).await;
    class.at_start(app, 1).await;
    class.later(app, -60).await;
    class
}

async fn cpd(app: &TestApp, who: &Someone) -> Value {
    app.get(who, "/api/v1/me/cpd").await.expect(200).json()
}

async fn cancels(app: &TestApp, who: &Someone) -> Vec<Invite> {
    let all = app.mails().await.into_iter().filter(|mail| mail.to == who.email);
    all.filter_map(|mail| mail.invite).filter(|invite| invite.method != InviteMethod::Request).collect()
}

both_databases! {
    async fn called_off_in_the_middle_what_was_attended_counts(app: TestApp) {
        let class = midway(&app, &["Ada", "Ben", "Cid"]).await;
        class.send_marks(&app, vec![class.mark(0, 0, "present", None), class.mark(2, 0, "absent", None)]).await.expect(200);
        let why = json!({"reason": "The trainer is ill."});
        app.post(&class.cora, &class.path("cancel"), why).await.expect(200);
        let (ada, ben, cid) = (&class.people[0], &class.people[1], &class.people[2]);
        assert_eq!(class.state(&app, 0).await, "cancelled");
        let record = cpd(&app, ada).await;
        let entry = &record["years"][0]["entries"][0];
        assert_eq!((&record["cpd_minutes"], &entry["outcome"]), (&json!(55), &json!("partly_attended")), "{record}");
        assert_eq!((&entry["booking_id"], &entry["on"]), (&json!(class.bookings[0]), &json!("2026-11-10")));
        assert_eq!(cpd(&app, cid).await["cpd_minutes"], 0, "who was not there has no time");
        // What took place stays in calendars.
        let taken_out = cancels(&app, ada).await;
        assert_eq!(taken_out.len(), 2);
        assert!(taken_out.iter().all(|invite| invite.starts_at > app.clock.now()), "{taken_out:?}");
        let (_, mail) = app.mails_to(&ada.email).await.into_iter().find(|(kind, _)| kind == "session_cancelled").expect("a mail");
        assert_eq!(mail["from_on"]["starts_at"], "2026-11-17T09:00:00Z");
        // Who was there is marked afterwards as well, and the date that did not take place is not.
        let roster = class.send_marks(&app, vec![class.mark(1, 0, "partly", Some(90))]).await.expect(200).json();
        assert_eq!(roster["ended"].as_array().map(Vec::len), Some(3), "{roster}");
        assert_eq!(cpd(&app, ben).await["cpd_minutes"], 25);
        class.send_marks(&app, vec![class.mark(1, 1, "present", None)]).await.expect_problem(422, "invalid_input");
        app.audit().await;
    }

    async fn given_up_in_the_middle_what_was_attended_counts(app: TestApp) {
        let mut class = midway(&app, &["Ada", "Ben"]).await;
        class.send_marks(&app, vec![class.mark(0, 0, "present", None), class.mark(1, 0, "present", None)]).await.expect(200);
        let path = format!("/api/v1/bookings/{}/cancel", class.bookings[0]);
        app.post(&class.cora, &path, json!({"reason": "She has moved away."})).await.expect(200);
        let ada = class.people[0].clone();
        assert_eq!(cpd(&app, &ada).await["cpd_minutes"], 55);
        assert_eq!(cancels(&app, &ada).await.len(), 2);
        assert_eq!(app.kinds_to(&ada.email).await.iter().filter(|kind| *kind == "booking_cancelled").count(), 1);
        // Whoever stays is not asked about her, and closing leaves her time as it is.
        class.at_end(&app).await;
        class.send_marks(&app, vec![class.mark(1, 1, "present", None), class.mark(1, 2, "present", None)]).await.expect(200);
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!((&counts["attended"], &counts["partly_attended"]), (&json!(1), &json!(0)));
        assert_eq!(cpd(&app, &ada).await["cpd_minutes"], 55);
        app.audit().await;
    }

    async fn whoever_comes_back_to_the_set_goes_on_where_they_were(app: TestApp) {
        let mut class = midway(&app, &["Ada"]).await;
        class.send_marks(&app, vec![class.mark(0, 0, "present", None)]).await.expect(200);
        let path = format!("/api/v1/bookings/{}/cancel", class.bookings[0]);
        app.post(&class.cora, &path, json!({})).await.expect(200);
        let ada = class.people[0].clone();
        assert_eq!(cpd(&app, &ada).await["cpd_minutes"], 55);
        let again = json!({"person_id": ada.id});
        let back = app.post(&class.cora, &class.path("bookings"), again).await.expect(201).json();
        assert_eq!(cpd(&app, &ada).await["cpd_minutes"], 0, "it is counted when the register is closed");
        class.bookings[0] = id_of(&back);
        class.at_end(&app).await;
        class.send_marks(&app, vec![class.mark(0, 1, "present", None), class.mark(0, 2, "present", None)]).await.expect(200);
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!(counts["attended"], 1);
        assert_eq!(cpd(&app, &ada).await["cpd_minutes"], 165);
        app.audit().await;
    }

    async fn moved_in_the_middle_the_marks_go_along(app: TestApp) {
        let mut class = midway(&app, &["Ada"]).await;
        class.send_marks(&app, vec![class.mark(0, 0, "present", None)]).await.expect(200);
        let dates = json!([app.date_in(20, 3), app.date_in(27, 3), app.date_in(34, 3)]);
        let trainers = json!([class.tess.id]);
        let sister = app.session_with(&class.cora, "introduction", |body| {
            body["dates"] = dates;
            body["trainer_ids"] = trainers;
        }).await;
        let path = format!("/api/v1/bookings/{}/move", class.bookings[0]);
        let moved = app.post(&class.cora, &path, json!({"session_id": sister})).await.expect(200).json();
        assert_eq!(id_of(&moved), class.bookings[0]);
        let roster = app.get(&class.cora, &format!("/api/v1/sessions/{sister}/roster")).await.expect(200).json();
        let seen = &roster["entries"][0]["attendance"][0];
        assert_eq!((&seen["outcome"], &seen["made_up_at"]), (&json!("present"), &json!(class.dates[0])), "{roster}");
        // The date that took place stays in the calendar; nothing has to be taken out.
        let ada = class.people[0].clone();
        assert_eq!(cancels(&app, &ada).await.len(), 0);
        let there = app.get(&class.cora, &format!("/api/v1/sessions/{sister}")).await.expect(200).json();
        let ends: chrono::DateTime<chrono::Utc> =
            there["dates"][2]["ends_at"].as_str().expect("a time").parse().expect("a time");
        class.at(&app, ends).await;
        let mark = |index: usize| json!({
            "booking_id": class.bookings[0], "date_id": there["dates"][index]["id"], "outcome": "present",
        });
        let marks = json!({"marks": [mark(1), mark(2)]});
        app.put(&class.tess, &format!("/api/v1/sessions/{sister}/register"), marks).await.expect(200);
        let path = format!("/api/v1/sessions/{sister}/register/close");
        let counts = app.post(&class.tess, &path, json!({})).await.expect(200).json();
        assert_eq!((&counts["attended"], &counts["certificates_issued"]), (&json!(1), &json!(1)));
        app.audit().await;
    }
}
