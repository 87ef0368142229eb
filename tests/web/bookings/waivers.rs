//! "Let this person attend anyway."

use serde_json::{Value, json};

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases, register::Class};

/// Development, which asks for Introduction; its session in 60 days run by Tess, and its one group.
async fn development(app: &TestApp, class: &Class) -> (String, String) {
    let course = app
        .course(&class.cora, "development", |course| {
            course["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        })
        .await;
    let (dates, trainers) = (json!([app.date_in(60, 3)]), json!([class.tess.id]));
    let session = app
        .session_with(&class.cora, "development", |body| {
            body["dates"] = dates;
            body["trainer_ids"] = trainers;
        })
        .await;
    (session.to_string(), id_of(&course["prerequisites"][0]))
}

fn waiver(person: impl serde::Serialize, group: &str) -> Value {
    json!({"person_id": person, "requirement": group, "reason": "Did the same course elsewhere."})
}

both_databases! {
    async fn a_waiver_opens_one_session_for_one_person(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let (session, group) = development(&app, &class).await;
        let (path, book) = (format!("/api/v1/sessions/{session}/waivers"), format!("/api/v1/sessions/{session}/bookings"));
        let (ben, cid) = (app.delegate("Ben").await, app.delegate("Cid").await);
        let refused = app.post(&ben, &book, json!({})).await.expect_problem(409, "booking_refused").json();
        assert_eq!(refused["refusals"][0]["requirement"], group.as_str());

        app.post(&ben, &path, waiver(ben.id, &group)).await.expect_problem(403, "forbidden");
        let other = app.trainer("Other Trainer").await;
        app.post(&other, &path, waiver(ben.id, &group)).await.expect_problem(404, "not_found");
        let made = app.post(&class.tess, &path, waiver(ben.id, &group)).await.expect(201).json();
        assert_eq!(made["person"]["name"], "Ben");
        assert_eq!((&made["requirement"], &made["by"]["name"]), (&json!(group), &json!("Tess Trainer")));
        app.post(&class.tess, &path, waiver(ben.id, &group)).await.expect_problem(409, "already_waived");
        app.post(&ben, &book, json!({})).await.expect(201);
        app.post(&cid, &book, json!({})).await.expect_problem(409, "booking_refused");
    }

    async fn an_unknown_or_edited_group_an_unknown_person_and_no_reason_are_told_at_once(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let (session, _) = development(&app, &class).await;
        let nobody = "01930000-0000-7000-8000-000000000000";
        let mut wrong = waiver(nobody, nobody);
        wrong["reason"] = json!("  ");
        let path = format!("/api/v1/sessions/{session}/waivers");
        let refused = app.post(&class.tess, &path, wrong).await.expect_problem(422, "invalid_input").json();
        let fields: Vec<_> = refused["errors"].as_array().expect("errors").iter().map(|e| e["field"].clone()).collect();
        assert_eq!(fields, [json!("reason"), json!("person_id"), json!("requirement")]);
    }

    async fn a_place_in_doubt_is_safe_once_it_is_waived(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        let (session, group) = development(&app, &class).await;
        let path = format!("/api/v1/sessions/{session}");
        let booked = app.post(&class.people[0], &format!("{path}/bookings"), json!({})).await.expect(201).json();
        assert_eq!(booked["conditional_on"], json!([class.bookings[0]]));
        class.at_end(&app).await;
        class.mark_all(&app, &["a"]).await;
        class.close(&app).await.expect(200);
        let ask = waiver(class.people[0].id, &group);
        app.post(&class.cora, &format!("{path}/waivers"), ask).await.expect(201);
        let read = app.get(&class.people[0], &format!("/api/v1/bookings/{}", id_of(&booked))).await.json();
        assert_eq!((&read["state"], &read["conditional_on"]), (&json!("booked"), &json!([])));
        assert!(app.kinds_to(&class.people[0].email).await.contains(&"place_safe".to_owned()));
        app.audit().await;
    }
}
