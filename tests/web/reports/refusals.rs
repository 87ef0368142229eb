//! Who was refused by which prerequisite: once a course, group and month, from booking attempts alone.

use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, raw_database::Beside};

both_databases! {
    async fn a_refused_attempt_is_counted_once_a_month(app: TestApp) {
        let cora = app.coordinator().await;
        let pat = app.delegate("Pat Person").await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        })
        .await;
        let session = app.session(&cora, "development", 60, 3, 9).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        // To ask is no attempt.
        app.get(&pat, &format!("/api/v1/sessions/{session}/eligibility")).await.expect(200);
        let list = app.get(&cora, "/api/v1/reports/blocked").await.expect(200).json();
        assert_eq!(list["items"], json!([]));
        for _ in 0..3 {
            app.post(&pat, &path, json!({})).await.expect(409);
        }
        let list = app.get(&cora, "/api/v1/reports/blocked?course=development").await.expect(200).json();
        assert_eq!(list["items"][0]["people"], 1, "{list}");
        assert_eq!(list["items"][0]["requirement_label"], "Introduction");
        assert_eq!(list["items"][0]["month"], "2026-11");
        app.clock.advance(chrono::TimeDelta::days(30));
        app.post(&pat, &path, json!({})).await.expect(409);
        let list = app.get(&cora, "/api/v1/reports/blocked").await.expect(200).json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(2), "{list}");
        // A place that is got leaves nothing.
        let open = app.session(&cora, "introduction", 20, 3, 9).await;
        app.post(&pat, &format!("/api/v1/sessions/{open}/bookings"), json!({})).await.expect(201);
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM refused_attempts"), 2);
    }

    async fn what_two_records_were_refused_is_one_persons(app: TestApp) {
        let cora = app.coordinator().await;
        let (pat, twin) = (app.delegate("Pat Person").await, app.delegate("Pat Twin").await);
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        })
        .await;
        let session = app.session(&cora, "development", 60, 3, 9).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        for who in [&pat, &twin] {
            app.post(who, &path, json!({})).await.expect(409);
        }
        let count = "SELECT count(*) FROM refused_attempts";
        assert_eq!(Beside::to(&app.database).number(count), 2);
        let merge = format!("/api/v1/people/{}/merge", twin.id);
        app.post(&cora, &merge, json!({"into": pat.id})).await.expect(200);
        assert_eq!(Beside::to(&app.database).number(count), 1);
        let erase = format!("/api/v1/people/{}/erase", pat.id);
        app.post(&cora, &erase, json!({"reason": "They asked for it."})).await.expect(200);
        assert_eq!(Beside::to(&app.database).number(count), 0);
    }
}
