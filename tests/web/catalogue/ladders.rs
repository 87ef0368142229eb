//! Ladders, kinds and accreditations, and the demo's whole catalogue.

use actix_web::http::Method;
use chrono::NaiveDate;
use serde_json::{Value, json};
use training_ladder::commands::demo::catalogue;

use crate::support::{app::TestApp, database::both_databases};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn names(list: &Value, field: &str) -> Vec<String> {
    let items = list["items"].as_array().or_else(|| list.as_array()).expect("a list");
    items.iter().map(|item| item[field].as_str().unwrap_or_default().to_owned()).collect()
}

both_databases! {
    async fn both_ladders_of_the_demo_are_laid_out(app: TestApp) {
        let cora = app.coordinator().await;
        catalogue::lay_out(&app.app.usecases, cora.id, day("2026-11-03")).await.expect("the catalogue");
        let ladders = app.get_public("/api/v1/ladders").await.expect(200).json();
        assert_eq!(names(&ladders, "slug"), ["city", "schools"]);
        assert_eq!(ladders["items"][0]["name"], "Restorative practice: city workforce");
        assert_eq!(names(&ladders["items"][0]["rungs"], "name"), [
            "Introduction", "Development", "Circles and meetings", "Action learning", "Bespoke team session",
        ]);
        let city = app.get_public("/api/v1/courses?ladder=city").await.expect(200).json();
        assert_eq!(names(&city, "slug"), [
            "introduction", "development", "circles-and-meetings", "action-learning", "bespoke",
        ]);
        let all = app.get_public("/api/v1/courses").await.expect(200).json();
        assert_eq!(all["items"].as_array().map(Vec::len), Some(9));
        assert_eq!(names(&app.get_public("/api/v1/courses?rung=2").await.json(), "slug"), [
            "development", "becoming-a-restorative-school",
        ]);

        let circles = app.get_public("/api/v1/courses/circles-and-meetings").await.json();
        assert_eq!((&circles["ladder"], &circles["rung"]), (&json!("city"), &json!(3)));
        assert_eq!(circles["rung_name"], "Circles and meetings");
        let groups = circles["prerequisites"].as_array().expect("groups");
        assert_eq!(groups.iter().map(|group| group["any_of"].as_array().map_or(0, Vec::len)).collect::<Vec<_>>(), [3, 1, 5]);
        assert_eq!(groups[2]["any_of"][3]["within_months"], 24);
        assert_eq!(groups[2]["any_of"][4], json!({
            "kind": "declaration",
            "label": "I have used restorative practice in my work within the last 12 months",
            "declaration": "practised",
            "within_months": 12,
        }));
        assert_eq!(circles["accreditation"], Value::Null);
        let school = app.get_public("/api/v1/courses/introduction-for-schools").await.json();
        assert_eq!(school["accreditation"], json!({
            "body": "Restorative Justice Council", "reference": "RJC/TP/2025/0147",
            "from": "2025-01-01", "to": "2027-12-31", "audiences": ["school"],
        }));
        let network = app.get_public("/api/v1/courses/network-meeting").await.json();
        assert_eq!(network["prerequisites"][0]["any_of"][0]["kind"], "organisation_course");
    }

    async fn rungs_are_renamed_added_and_moved_but_not_taken_from_under_a_course(app: TestApp) {
        let cora = app.coordinator().await;
        let body = json!({"name": "Leadership", "rungs": [{"name": "First"}, {"name": "Second"}]});
        let made = app.post(&cora, "/api/v1/ladders", body).await.expect(201).json();
        assert_eq!(made["slug"], "leadership");
        app.course(&cora, "start", |body| {
            body["ladder"] = "leadership".into();
            body["rung"] = 1.into();
        }).await;
        let (first, second) = (&made["rungs"][0]["id"], &made["rungs"][1]["id"]);
        let path = "/api/v1/ladders/leadership";
        let turned = json!({"rungs": [{"id": second, "name": "New first"}, {"name": "Between"}, {"id": first, "name": "Last"}]});
        let edited = app.patch(&cora, path, turned).await.expect(200).json();
        assert_eq!(names(&edited["rungs"], "name"), ["New first", "Between", "Last"]);
        assert_eq!(app.get_public("/api/v1/courses/start").await.json()["rung"], 3);
        assert_eq!(edited["rungs"][2]["courses"][0]["slug"], "start");

        let without = json!({"rungs": [{"id": second, "name": "Only"}]});
        app.patch(&cora, path, without).await.expect_problem(409, "rung_in_use");
        assert_eq!(app.get_public(path).await.json(), edited);
        let tag = app.get_public(path).await.header("etag");
        app.patch(&cora, path, json!({"name": "Other"})).await.expect(200);
        let stale = json!({"rungs": []});
        app.send(Method::PATCH, path, Some(&cora.token), &[("if-match", &tag)], Some(&stale)).await.expect_problem(412, "stale");
        app.patch(&cora, path, stale).await.expect_problem(422, "invalid_input");

        // A course leaves its rung as a whole, and a rung alone means nothing.
        let off = json!({"ladder": null});
        assert_eq!(app.patch(&cora, "/api/v1/courses/start", off).await.expect(200).json()["rung"], Value::Null);
        app.patch(&cora, "/api/v1/courses/start", json!({"rung": 1})).await.expect_problem(422, "invalid_input");
        let beyond = json!({"ladder": "leadership", "rung": 9});
        app.patch(&cora, "/api/v1/courses/start", beyond).await.expect_problem(422, "invalid_input");
    }

    async fn kinds_and_accreditations_are_added_and_listed(app: TestApp) {
        let (cora, dave) = (app.coordinator().await, app.delegate("Dave").await);
        app.course(&cora, "introduction", |_| {}).await;
        let credential = json!({"name": "Registered practitioner"});
        app.post(&dave, "/api/v1/credential-kinds", credential.clone()).await.expect_problem(403, "forbidden");
        let made = app.post(&cora, "/api/v1/credential-kinds", credential.clone()).await.expect(201).json();
        assert_eq!(made["slug"], "registered-practitioner");
        app.post(&cora, "/api/v1/credential-kinds", credential).await.expect_problem(409, "slug_taken");
        assert_eq!(app.get_public("/api/v1/credential-kinds").await.json(), json!({"items": [made], "next": null}));
        let declaration = json!({"slug": "practised", "statement": "I practise"});
        let made = app.post(&cora, "/api/v1/declaration-kinds", declaration).await.expect(201).json();
        assert_eq!(app.get_public("/api/v1/declaration-kinds").await.json()["items"][0], made);
        let fine = json!({
            "body": "Council", "reference": "1", "from": "2026-01-01", "to": "2026-12-31", "courses": ["introduction"],
        });
        let made = app.post(&cora, "/api/v1/accreditations", fine.clone()).await.expect(201).json();
        assert_eq!(made["provider"], "Restorative City Partnership");
        assert_eq!(app.get_public("/api/v1/accreditations").await.json()["items"][0], made);
        for (field, value) in [("to", json!("2025-12-31")), ("courses", json!([])), ("courses", json!(["nowhere"])), ("body", json!(" "))] {
            let mut wrong = fine.clone();
            wrong[field] = value;
            app.post(&cora, "/api/v1/accreditations", wrong).await.expect_problem(422, "invalid_input");
        }
    }
}
