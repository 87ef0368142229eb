//! Sessions from draft to published, and as everybody reads them.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::{
    domain::{access::Actor, words::OrganisationKind},
    store::{Error, write::imports::history},
};

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

    async fn trained_organisations_are_invited_once_when_a_network_date_comes_up(app: TestApp) {
        let cora = app.coordinator().await;
        let trained = app.organisation("Trained School", OrganisationKind::School).await;
        let leaderless = app.organisation("Leaderless School", OrganisationKind::School).await;
        let untrained = app.organisation("Untrained School", OrganisationKind::School).await;
        let (lead, member) = (app.delegate("Lena Lead").await, app.delegate("Mia Member").await);
        let (staff, other) = (app.delegate("Stan Staff").await, app.delegate("Otto Other").await);
        app.join(&lead, trained, true).await;
        app.join(&member, trained, false).await;
        app.join(&staff, leaderless, false).await;
        app.join(&other, untrained, true).await;
        let school = app.course(&cora, "whole-school", |body| body["trains_organisation"] = true.into()).await;
        let course = school["id"].as_str().and_then(|id| id.parse().ok()).expect("a course's id");
        let done = app.clock.now().date_naive();
        app.db
            .write(move |tx| {
                for organisation in [trained, leaderless] {
                    history::add_organisation_completion(tx, organisation, course, Some(done), "test")?;
                }
                Ok::<_, Error>(())
            })
            .await
            .expect("the history");
        app.course(&cora, "network", |body| {
            body["invites_trained_organisations"] = true.into();
            body["prerequisites"] = json!([{"any_of": [{"kind": "organisation_course", "course": "whole-school"}]}]);
        }).await;
        app.session(&cora, "network", 30, 2, 40).await;
        app.session_with(&cora, "network", |body| body["private"] = true.into()).await;
        app.run_jobs().await;
        let mut told: Vec<String> = app.mailbox.sent().iter().map(|mail| mail.to.email.clone()).collect();
        told.sort();
        assert_eq!(told, [lead.email, staff.email]);
    }

    async fn what_is_over_cannot_be_changed(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let id = app.session(&cora, "introduction", 30, 3, 5).await;
        let path = format!("/api/v1/sessions/{id}");
        let actor = Actor {
            person_id: cora.id,
            is_coordinator: true,
            is_trainer: false,
            manages_anyone: false,
            leads_anywhere: false,
        };
        app.app.usecases.cancel_session(actor, id, "The trainer is ill".to_owned()).await.expect("called off");
        let change = json!({"capacity": 6});
        app.patch(&cora, &path, change).await.expect_problem(409, "session_cancelled");
        app.post(&cora, &format!("{path}/publish"), json!({})).await.expect_problem(409, "session_cancelled");
        assert_eq!(app.get_public(&path).await.expect(200).json()["state"], "cancelled");

        let late = app.draft(&cora, "introduction", |body| body["dates"] = json!([app.date_in(1, 3)])).await;
        app.clock.advance(TimeDelta::days(2));
        let path = format!("/api/v1/sessions/{}", id_of(&late));
        app.post(&cora, &format!("{path}/publish"), json!({})).await.expect_problem(409, "session_started");
        let elsewhere = json!({"dates": [app.date_in(5, 3)]});
        app.patch(&cora, &path, elsewhere).await.expect(200);
        app.post(&cora, &format!("{path}/publish"), json!({})).await.expect(200);
        app.clock.advance(TimeDelta::days(6));
        let elsewhere = json!({"dates": [app.date_in(5, 3)]});
        let answer = app.patch(&cora, &path, elsewhere).await.expect_problem(422, "invalid_input");
        assert_eq!(answer.json()["errors"][0]["field"], "dates");
    }
}
