//! Training already done: said by the person, decided by a coordinator.

use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
};

/// A course that asks for a retired one, and Dora, who says that she did that.
async fn claimed(app: &TestApp) -> (Someone, Someone, Value) {
    let (cora, dora) = (app.coordinator().await, app.delegate("Dora").await);
    app.course(&cora, "two-day", |_| {}).await;
    app.course(&cora, "development", |body| {
        body["prerequisites"] =
            json!([{"any_of": [{"kind": "course", "course": "two-day", "within_months": 24}]}]);
    })
    .await;
    let said = json!({"words": "Two days at the Civic Centre.", "done_on": "2026-05-12"});
    let claim = app.post(&dora, "/api/v1/me/training-claims", said).await.expect(201).json();
    (cora, dora, claim)
}

both_databases! {
    async fn a_confirmed_claim_counts_and_the_person_is_told(app: TestApp) {
        let (cora, dora, claim) = claimed(&app).await;
        assert_eq!((&claim["state"], &claim["person"]["name"]), (&json!("open"), &json!("Dora")));
        let session = app.session(&cora, "development", 30, 3, 9).await;
        let book = format!("/api/v1/sessions/{session}/bookings");
        app.post(&dora, &book, json!({})).await.expect_problem(409, "booking_refused");
        let open = app.get(&cora, "/api/v1/training-claims?state=open").await.expect(200).json();
        assert_eq!(open["items"], json!([claim]));
        let path = format!("/api/v1/training-claims/{}/confirm", id_of(&claim));
        app.post(&cora, &path, json!({"training": "no-such"})).await.expect_problem(422, "invalid_input");
        app.post(&cora, &path, json!({"training": "two-day", "completed_on": "2030-01-01"})).await
            .expect_problem(422, "invalid_input");
        let decided = app.post(&cora, &path, json!({"training": "two-day", "source": "certificate seen"})).await
            .expect(200).json();
        assert_eq!((&decided["state"], &decided["confirmed_as"], &decided["confirmed_on"]),
            (&json!("confirmed"), &json!("Two day"), &json!("2026-05-12")));
        app.post(&cora, &path, json!({"training": "two-day"})).await.expect_problem(409, "claim_decided");
        app.post(&dora, &book, json!({})).await.expect(201);
        assert!(app.kinds_to(&dora.email).await.contains(&"claim_confirmed".to_owned()));
        let own = app.get(&dora, "/api/v1/me/training-claims").await.expect(200).json();
        assert_eq!(own["items"][0]["state"], "confirmed");
        app.audit().await;
    }

    async fn without_a_day_it_is_never_recent(app: TestApp) {
        let (cora, dora, claim) = claimed(&app).await;
        let path = format!("/api/v1/training-claims/{}/confirm", id_of(&claim));
        let decided = app.post(&cora, &path, json!({"training": "two-day", "completed_on": null})).await
            .expect(200).json();
        assert_eq!(decided["confirmed_on"], Value::Null);
        let session = app.session(&cora, "development", 30, 3, 9).await;
        let answer = app.post(&dora, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await;
        assert_eq!(answer.expect(409).json()["refusals"][0]["code"], "prerequisite_lapsed");
    }

    async fn a_declined_claim_says_why(app: TestApp) {
        let (cora, dora, claim) = claimed(&app).await;
        let path = format!("/api/v1/training-claims/{}/decline", id_of(&claim));
        app.post(&cora, &path, json!({"reason": " "})).await.expect_problem(422, "invalid_input");
        let decided = app.post(&cora, &path, json!({"reason": "Given by somebody else."})).await.expect(200).json();
        assert_eq!((&decided["state"], &decided["reason"]),
            (&json!("declined"), &json!("Given by somebody else.")));
        assert!(app.kinds_to(&dora.email).await.contains(&"claim_declined".to_owned()));
        let tomorrow = json!({"words": "Something.", "done_on": "2026-11-04"});
        app.post(&dora, "/api/v1/me/training-claims", tomorrow).await.expect_problem(422, "invalid_input");
    }

    async fn on_the_page_it_is_said_once_and_read_again(app: TestApp) {
        let (cora, dora) = (app.coordinator().await, app.delegate("Dora").await);
        let browser = app.browser_of(&dora).await;
        let page = browser.open("/my-training").await.expect(200).text();
        let key = crate::support::pages::value_of(&page, "key").expect("a key");
        let page = browser.submit("/my-training", &[("done_on", "soon"), ("words", "Kept.")]).await.expect(422).text();
        assert!(page.contains("Kept.") && page.contains("a year such as 2019"), "{page}");
        let said = [("words", "Two days in Leeds."), ("done_on", "2017"), ("key", key.as_str())];
        for _ in 0..2 {
            let answer = browser.submit("/my-training", &said).await.expect(303);
            assert_eq!(answer.header("location"), "/my-training?done=said");
        }
        let open = app.get(&cora, "/api/v1/training-claims?state=open").await.expect(200).json();
        assert_eq!(open["items"].as_array().map(Vec::len), Some(1), "{open}");
        assert_eq!(open["items"][0]["done_on"], "2017-01-01");
        let page = browser.open("/my-training?done=said").await.expect(200).text();
        assert!(page.contains("Two days in Leeds.") && page.contains("not decided yet"), "{page}");
    }
}
