//! CPD is never more than was there: dates shorter than their course, called off, or corrected afterwards.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{app::TestApp, database::both_databases, register::Class};

both_databases! {
    async fn a_shorter_date_earns_its_share_of_the_courses_cpd(app: TestApp) {
        let mut class = Class::with(&app, &["Ada", "Ben"], &[(7, 1)], |_| {}).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "30"]).await;
        class.close(&app).await.expect(200);
        let ada = &class.certificates(&app, 0).await[0];
        assert_eq!(ada["cpd_minutes"], 55);
        assert_eq!(ada["cpd_basis"], "Attended all 1 hour of a course of 3 hours: that share of the course's 2 hours \
            45 minutes of CPD, breaks not counted.");
        let ben = app.get(&class.people[1], "/api/v1/me/cpd").await.expect(200).json();
        assert_eq!(ben["cpd_minutes"], 25);
        app.audit().await;
    }

    async fn a_date_of_a_set_that_was_called_off_lowers_the_cpd(app: TestApp) {
        let mut class = Class::with(&app, &["Ada"], &[(7, 3), (14, 3)], |_| {}).await;
        let read = app.get_public(&format!("/api/v1/sessions/{}", class.session)).await.expect(200).json();
        let path = format!("/api/v1/sessions/{}", class.session);
        app.patch(&class.cora, &path, json!({"dates": [read["dates"][0]]})).await.expect(200);
        class.dates.pop();
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        assert_eq!(class.certificates(&app, 0).await[0]["cpd_minutes"], 82, "half of 165");
        app.audit().await;
    }

    async fn a_date_that_ran_shorter_is_corrected_until_the_register_is_closed(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        let path = class.path("date-lengths");
        let said = |minutes: i64| json!({"date_id": class.dates[0], "minutes": minutes, "reason": "A fire alarm."});
        let (hour, three) = (said(60), said(180));
        let wrong = app.post(&class.tess, &path, hour.clone()).await.expect_problem(422, "invalid_input").json();
        assert_eq!(wrong["errors"][0]["field"], "minutes", "it has not started");
        class.at_end(&app).await;
        app.post(&class.people[0], &path, hour.clone()).await.expect_problem(403, "forbidden");
        for (field, value, wrong) in [
            ("minutes", json!(0), "minutes"),
            ("minutes", json!(181), "minutes"),
            ("reason", json!(""), "reason"),
            ("starts_at", json!(app.clock.now()), "minutes"),
        ] {
            let mut body = hour.clone();
            body[field] = value;
            let answer = app.post(&class.tess, &path, body).await.expect_problem(422, "invalid_input").json();
            assert_eq!(answer["errors"][0]["field"], wrong, "{field}");
        }
        let mut other = hour.clone();
        other["date_id"] = json!(class.cora.id);
        app.post(&class.tess, &path, other).await.expect_problem(404, "not_found");
        let mails = app.mails().await.len();
        let roster = app.post(&class.tess, &path, hour.clone()).await.expect(200).json();
        let ran = &roster["lengths"][0];
        assert_eq!((&ran["reason"], &ran["by"]["name"]), (&json!("A fire alarm."), &json!("Tess Trainer")));
        assert_eq!(ran["at"], json!(app.clock.now()));
        assert_eq!(roster["session"]["dates"][0]["ends_at"], json!(app.clock.now()), "the plan stands");
        assert_eq!(app.mails().await.len(), mails, "it is past: no calendar changes");

        // Minutes are held against what there really was.
        let mark = class.mark(1, 0, "partly", Some(70));
        class.send_marks(&app, vec![mark]).await.expect_problem(422, "invalid_input");
        class.mark_all(&app, &["p", "48"]).await;
        class.close(&app).await.expect(200);
        assert_eq!(class.certificates(&app, 0).await[0]["cpd_minutes"], 55);
        assert_eq!(class.certificates(&app, 1).await[0]["cpd_minutes"], 40, "48 of 60 minutes are enough");
        app.post(&class.tess, &path, hour).await.expect_problem(409, "session_delivered");

        // Whoever's date's length is corrected is judged again.
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        app.post(&class.tess, &path, three).await.expect(200);
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!((&counts["attended"], &counts["partly_attended"]), (&json!(1), &json!(1)));
        assert_eq!(class.certificates(&app, 0).await[0]["cpd_minutes"], 165);
        assert_eq!(class.certificates(&app, 1).await[0]["state"], "revoked");
        app.audit().await;
    }

    async fn the_paper_says_when_a_date_really_was(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        class.later(&app, 120).await;
        let ended = app.clock.now() - TimeDelta::minutes(30);
        let began = ended - TimeDelta::hours(4);
        let body = json!({"date_id": class.dates[0], "starts_at": began, "ends_at": ended, "reason": "Snow."});
        app.post(&class.cora, &class.path("date-lengths"), body).await.expect(200);
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let ada = &class.certificates(&app, 0).await[0];
        assert_eq!(ada["cpd_minutes"], 165, "longer than planned: the course's own, and no more");
        let code = ada["verification_code"].as_str().expect("a code");
        let verified = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
        assert_eq!(verified["dates"], json!([{"starts_at": began, "ends_at": ended}]));
    }

    async fn whoever_saves_a_date_that_is_not_as_long_as_its_course_is_told(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let told = |answer: &Value| answer["notices"].as_array().map(Vec::len);
        let dates = json!([app.date_in(9, 3)]);
        let whole = app.draft(&cora, "introduction", |body| body["dates"] = dates).await;
        assert_eq!(told(&whole), None);
        let dates = json!([app.date_in(9, 1)]);
        let short = app.draft(&cora, "introduction", |body| body["dates"] = dates.clone()).await;
        let said = short["notices"][0].as_str().expect("a notice");
        assert!(said.starts_with("This date lasts 1 hour, and the course lasts 3 hours."), "{said}");
        let path = format!("/api/v1/sessions/{}", whole["id"].as_str().expect("an id"));
        let edited = app.patch(&cora, &path, json!({"dates": dates})).await.expect(200).json();
        assert_eq!(told(&edited), Some(1));
        let read = app.get(&cora, &path).await.expect(200).json();
        assert_eq!(told(&read), None, "whoever only looks is not");
        let series = json!({
            "first_day": "2027-03-22", "starts": "09:30", "minutes": 60, "rhythm": {"weeks": 1}, "count": 1,
        });
        let made = app.post(&cora, "/api/v1/courses/introduction/sessions/series", series).await.expect(201).json();
        assert_eq!(made["warnings"].as_array().map(Vec::len), Some(1));
    }
}
