//! Places whose condition failed.

use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
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

    async fn a_place_that_was_put_right_is_kept(app: TestApp) {
        let (ada, first, second) = planned(&app).await;
        let session = first["session_id"].as_str().expect("a session").parse().expect("an id");
        app.cancel(&ada, &first).await;
        app.book(&ada, session, json!({})).await;
        app.at("2026-11-09T17:00:00Z").await;
        assert_eq!(app.stands(&ada, &second).await, "booked");
        app.audit().await;
    }
}
