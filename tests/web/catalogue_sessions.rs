//! Sessions from draft to published, and as everybody reads them.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases};

both_databases! {
    async fn a_draft_is_published_and_then_seen(app: TestApp) {
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess Trainer").await);
        app.course(&cora, "introduction", |_| {}).await;
        let draft = app.draft(&cora, "introduction", |body| {
            body["trainer_ids"] = json!([tess.id]);
            body["capacity"] = 12.into();
        }).await;
        assert_eq!(draft["state"], "draft");
        let path = format!("/api/v1/sessions/{}", id_of(&draft));
        let other = app.trainer("Other Trainer").await;
        app.get_public(&path).await.expect_problem(404, "not_found");
        app.get(&other, &path).await.expect_problem(404, "not_found");
        app.get(&tess, &path).await.expect(200);
        let published = app.post(&cora, &format!("{path}/publish"), json!({})).await.expect(200).json();
        assert_eq!(published["state"], "published");
        app.post(&cora, &format!("{path}/publish"), json!({})).await.expect_problem(409, "already_published");

        let read = app.get_public(&path).await.expect(200).json();
        let dates = app.date_in(30, 3);
        assert_eq!(read, json!({
            "id": draft["id"],
            "course": {"slug": "introduction", "title": "Introduction"},
            "state": "published",
            "dates": [{"id": draft["dates"][0]["id"], "starts_at": dates["starts_at"], "ends_at": dates["ends_at"]}],
            "timezone": "Europe/London",
            "delivery": "zoom",
            "capacity": 12,
            "places_left": 12,
            "waitlist_length": 0,
            "booking_closes_at": dates["starts_at"],
            "trainers": [{"name": "Tess Trainer"}],
        }));
        let list = app.get_public("/api/v1/sessions?course=introduction").await.expect(200).json();
        assert_eq!(list, json!({"items": [read], "next": null}));
    }

    async fn joining_details_are_for_those_who_come_and_those_who_run_it(app: TestApp) {
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess Trainer").await);
        let (dave, zoe) = (app.delegate("Dave").await, app.delegate("Zoe").await);
        app.course(&cora, "introduction", |_| {}).await;
        let id = app.session_with(&cora, "introduction", |body| body["trainer_ids"] = json!([tess.id])).await;
        app.post(&dave, &format!("/api/v1/sessions/{id}/bookings"), json!({})).await.expect(201);
        let joining = json!({
            "url": "https://zoom.example/j/94112233445", "meeting_id": null, "passcode": null, "dial_in": null,
            "help": "Ring 0117 496 0000",
        });
        for path in [format!("/api/v1/sessions/{id}"), "/api/v1/sessions".to_owned()] {
            let of = |answer: Value| answer["items"].get(0).cloned().unwrap_or(answer);
            for who in [&cora, &tess, &dave] {
                let session = of(app.get(who, &path).await.expect(200).json());
                assert_eq!(session["joining"], joining, "{}", who.name);
            }
            let session = of(app.get(&zoe, &path).await.expect(200).json());
            assert!(session.get("joining").is_none());
            assert_eq!((&session["places_left"], &session["capacity"]), (&json!(19), &json!(20)));
            assert!(of(app.get_public(&path).await.expect(200).json()).get("joining").is_none());
        }
    }

    async fn the_tag_changes_with_the_places_but_the_revision_does_not(app: TestApp) {
        let (cora, dave) = (app.coordinator().await, app.delegate("Dave").await);
        app.course(&cora, "introduction", |_| {}).await;
        let id = app.session(&cora, "introduction", 30, 3, 5).await;
        let path = format!("/api/v1/sessions/{id}");
        let before = app.get_public(&path).await.header("etag");
        app.post(&dave, &format!("{path}/bookings"), json!({})).await.expect(201);
        let after = app.get_public(&path).await.header("etag");
        assert_ne!(before, after);
        assert_eq!(before.split('.').next(), after.split('.').next());
        app.send(Method::GET, &path, None, &[("if-none-match", &after)], None).await.expect(304);
        let edit = json!({"capacity": 6});
        app.send(Method::PATCH, &path, Some(&cora.token), &[("if-match", &before)], Some(&edit)).await.expect(200);
    }
}
