//! What rests on a place is said before it is given up or moved.

use serde_json::{Value, json};

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases};

both_databases! {
    async fn what_rests_on_a_place_is_said_with_the_time_to_mend_it(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |c| {
            c["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        let first = app.session(&cora, "introduction", 20, 3, 5).await;
        app.session(&cora, "introduction", 25, 3, 5).await;
        // Thursday 17 December.
        let later = app.session(&cora, "development", 44, 3, 5).await;
        let ada = app.delegate("Ada").await;
        let earlier = app.book(&ada, first, json!({})).await;
        assert_eq!(earlier["depends"], json!([]));
        let resting = app.book(&ada, later, json!({})).await;
        let path = format!("/api/v1/bookings/{}", id_of(&earlier));
        let seen = app.get(&ada, &path).await.expect(200).json();
        // Tuesday: two working days from now are over on Thursday at 5pm.
        assert_eq!(seen["depends"], json!([{
            "booking_id": resting["id"],
            "course": {"slug": "development", "title": "Development"},
            "starts_at": resting["starts_at"],
            "until": "2026-11-05T17:00:00Z",
        }]));
        let browser = app.browser_of(&ada).await;
        for page in ["cancel", "move", "hand-over"] {
            let text = browser.open(&format!("/bookings/{}/{page}", id_of(&earlier))).await.expect(200).text();
            assert!(text.contains("Development on 17 December rests on this."), "{page}: {text}");
            assert!(text.contains("until 5pm, Thursday 5 November"), "{page}: {text}");
        }
        // Given up, the answer says what is in doubt and until when.
        let ended = app.post(&ada, &format!("{path}/cancel"), json!({})).await.expect(200).json();
        assert_eq!(ended["depends"][0]["booking_id"], resting["id"]);
        assert_eq!(ended["depends"][0]["until"], "2026-11-05T17:00:00Z");
        // The place that rests on nothing says nothing.
        let seen = app.get(&ada, &format!("/api/v1/bookings/{}", id_of(&resting))).await.expect(200).json();
        assert_eq!(seen["depends"], json!([]));
        assert_ne!(seen["put_right_until"], Value::Null);
        app.audit().await;
    }
}
