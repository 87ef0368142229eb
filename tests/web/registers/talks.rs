//! Conference days: marked by the talks people were at.

use serde_json::{Value, json};

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases, register::Class};

/// A day of five hours with three talks, marked by any of them.
async fn conference(app: &TestApp, names: &[&str]) -> (Class, Vec<String>) {
    let class = Class::with(app, names, &[(7, 5)], |body| {
        body["enough_percent"] = json!(1);
        body["duration_minutes"] = json!(300);
        body["cpd_minutes"] = json!(240);
    })
    .await;
    let read = app.get_public(&format!("/api/v1/sessions/{}", class.session)).await.expect(200).json();
    let first: chrono::DateTime<chrono::Utc> =
        read["dates"][0]["starts_at"].as_str().expect("a time").parse().expect("a time");
    let at = |minutes| first + chrono::TimeDelta::minutes(minutes);
    let talks = json!({"talks": [
        {"title": "Circles", "speaker": "Sue Sample", "starts_at": at(30), "minutes": 45},
        {"title": "Meetings", "starts_at": at(90), "minutes": 60},
        {"title": "Repair", "starts_at": at(180), "minutes": 90},
    ]});
    let made = app.put(&class.cora, &class.path("talks"), talks).await.expect(200).json();
    let ids = made["items"].as_array().expect("talks").iter().map(id_of).collect();
    (class, ids)
}

fn marks(class: &Class, talks: &[&[&String]]) -> Value {
    let marks: Vec<Value> = talks
        .iter()
        .enumerate()
        .map(|(at, there)| {
            json!({
                "booking_id": class.bookings[at], "date_id": class.dates[0], "talk_ids": there,
            })
        })
        .collect();
    json!({ "marks": marks })
}

both_databases! {
    async fn cpd_is_the_minutes_of_the_talks_attended(app: TestApp) {
        let names = ["Ada Archer", "Ben Baker", "Cid Carter", "Dot Dyer"];
        let (mut class, talks) = conference(&app, &names).await;
        let public = app.get_public(&class.path("talks")).await.expect(200).json();
        assert_eq!(public["items"][0]["speaker"], "Sue Sample");
        class.at_end(&app).await;
        let [one, two, three] = &talks[..] else { panic!("three talks") };
        let body = marks(&class, &[&[one, three], &[one, two, three], &[]]);
        app.put(&class.people[0], &class.path("talk-marks"), body.clone()).await.expect(403);
        let roster = app.put(&class.tess, &class.path("talk-marks"), body).await.expect(200).json();
        let mark = |at: usize| {
            let entries = roster["entries"].as_array().expect("entries");
            let entry = entries.iter().find(|entry| entry["booking_id"] == class.bookings[at].as_str());
            entry.expect("an entry")["attendance"][0].clone()
        };
        assert_eq!((mark(0)["outcome"].as_str(), mark(0)["minutes"].as_i64()), (Some("partly"), Some(135)));
        assert_eq!(mark(1)["outcome"], "present");
        assert_eq!(mark(2)["outcome"], "absent");
        // The register's own fields work beside it.
        class.send_marks(&app, vec![class.mark(3, 0, "partly", Some(150))]).await.expect(200);
        class.close(&app).await.expect(200);
        for (person, minutes, talks) in [(0, 135, 2), (1, 195, 3), (3, 120, 0)] {
            let paper = class.certificates(&app, person).await.remove(0);
            assert_eq!(paper["cpd_minutes"], minutes, "{person}");
            let code = paper["verification_code"].as_str().expect("a code");
            let verified = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
            assert_eq!(verified["talks"].as_array().map(Vec::len), Some(talks), "{person}");
        }
        assert!(class.certificates(&app, 2).await.is_empty());
        assert_eq!(class.state(&app, 2).await, "no_show");
        app.audit().await;

        // Reopened, another talk of the same day is another result; the others hear nothing.
        let before = class.certificates(&app, 1).await.remove(0);
        class.reopen(&app).await.expect(200);
        let body = marks(&class, &[&[two, three]]);
        app.put(&class.tess, &class.path("talk-marks"), body).await.expect(200);
        class.close(&app).await.expect(200);
        assert_eq!(class.certificates(&app, 0).await[0]["cpd_minutes"], 150);
        assert_eq!(class.certificates(&app, 1).await[0]["id"], before["id"]);
        app.audit().await;
    }

    async fn what_cannot_be_is_refused_whole(app: TestApp) {
        let (mut class, talks) = conference(&app, &["Ada Archer"]).await;
        let body = marks(&class, &[&[&talks[0]]]);
        app.put(&class.tess, &class.path("talk-marks"), body.clone()).await.expect(422);
        class.at_end(&app).await;
        let strange = json!({"marks": [{
            "booking_id": class.bookings[0], "date_id": class.dates[0], "talk_ids": [class.session],
        }]});
        app.put(&class.tess, &class.path("talk-marks"), strange).await.expect(422);
        app.put(&class.tess, &class.path("talk-marks"), body).await.expect(200);
        // Marked otherwise, the talks are forgotten.
        class.send_marks(&app, vec![class.mark(0, 0, "present", None)]).await.expect(200);
        class.close(&app).await.expect(200);
        assert_eq!(class.certificates(&app, 0).await[0]["cpd_minutes"], 195);
        app.put(&class.cora, &class.path("talks"), json!({"talks": []})).await.expect(409);
        app.audit().await;
    }

    async fn a_date_without_talks_is_marked_as_ever(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer"]).await;
        class.at_end(&app).await;
        let body = marks(&class, &[&[]]);
        let refused = app.put(&class.tess, &class.path("talk-marks"), body).await.expect(409).json();
        assert_eq!(refused["code"], "no_talks");
    }
}
