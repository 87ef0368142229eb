//! Closing the register: results, thresholds, CPD, certificates, mails.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{app::TestApp, database::both_databases, register::Class};

both_databases! {
    async fn it_waits_for_the_last_date_and_for_every_mark(app: TestApp) {
        let mut class = Class::with(&app, &["Ada", "Ben"], &[(7, 3), (14, 3)], |_| {}).await;
        class.close(&app).await.expect_problem(409, "session_not_finished");
        class.at_start(&app, 1).await;
        class.close(&app).await.expect_problem(409, "session_not_finished");
        class.at_end(&app).await;
        class.send_marks(&app, vec![
            class.mark(0, 0, "present", None),
            class.mark(0, 1, "present", None),
            class.mark(1, 0, "present", None),
        ]).await.expect(200);
        let missing = class.close(&app).await.expect_problem(409, "register_incomplete").json();
        assert_eq!(missing["detail"], "Attendance is missing for Ben (Tuesday 17 November).");
        assert_eq!(class.state(&app, 0).await, "booked");
        class.send_marks(&app, vec![class.mark(1, 1, "absent", None)]).await.expect(200);
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!(counts, json!({"attended": 1, "partly_attended": 1, "no_show": 0, "certificates_issued": 1}));
        class.close(&app).await.expect_problem(409, "session_delivered");
        let session = app.get_public(&format!("/api/v1/sessions/{}", class.session)).await.expect(200).json();
        assert_eq!(session["state"], "delivered");
        app.audit().await;
    }

    async fn eighty_per_cent_of_a_date_is_enough_and_a_minute_less_is_not(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben", "Cid", "Dot"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "144", "143", "a"]).await;
        class.later(&app, 5).await;
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!(counts, json!({"attended": 2, "partly_attended": 1, "no_show": 1, "certificates_issued": 2}));
        let states = [class.state(&app, 0).await, class.state(&app, 1).await, class.state(&app, 2).await,
            class.state(&app, 3).await];
        assert_eq!(states, ["attended", "attended", "partly_attended", "no_show"]);

        let ada = &class.certificates(&app, 0).await[0];
        assert_eq!(ada["cpd_minutes"], 165);
        assert_eq!(ada["completed_on"], "2026-11-10");
        assert_eq!(ada["state"], "valid");
        assert_eq!(ada["person_name"], "Ada");
        assert_eq!(ada["course_title"], "Introduction");
        assert_eq!(ada["issued_at"], "2026-11-10T12:05:00Z");
        assert_eq!(class.certificates(&app, 1).await[0]["cpd_minutes"], 130);
        assert_eq!(class.certificates(&app, 2).await.len(), 0);

        let ada_mails = app.mails_to(&class.people[0].email).await;
        let (kind, attended) = ada_mails.last().expect("a mail");
        assert_eq!((kind.as_str(), &attended["number"]), ("result_attended", &ada["number"]));
        let (kind, partly) = app.mails_to(&class.people[2].email).await.pop().expect("a mail");
        assert_eq!(kind, "result_partly");
        assert_eq!(partly["cpd"]["minutes"], 130);
        assert_eq!(partly["enough"], "A certificate needs at least 80 % of the time.");
        assert_eq!(app.kinds_to(&class.people[3].email).await, ["booked", "result_no_show"]);
        app.audit().await;
    }

    async fn five_of_six_dates_complete_a_set(app: TestApp) {
        let dates: Vec<(i64, i64)> = (1..=6).map(|week| (week * 7, 1)).collect();
        let mut class = Class::with(&app, &["Ada", "Ben"], &dates, |course| course["enough_dates"] = 5.into()).await;
        class.at_end(&app).await;
        let mut marks = Vec::new();
        for date in 0..6 {
            marks.push(class.mark(0, date, if date == 5 { "absent" } else { "present" }, None));
            marks.push(class.mark(1, date, if date > 3 { "absent" } else { "present" }, None));
        }
        class.send_marks(&app, marks).await.expect(200);
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!(counts, json!({"attended": 1, "partly_attended": 1, "no_show": 0, "certificates_issued": 1}));
        // The last date Ada was at, and five sixths of 165 minutes, rounded down to 5.
        let ada = &class.certificates(&app, 0).await[0];
        assert_eq!((&ada["completed_on"], &ada["cpd_minutes"]), (&json!("2026-12-08"), &json!(135)));
        app.audit().await;
    }

    async fn the_same_key_closes_once_and_answers_twice(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        let path = class.path("register/close");
        let headers = [("idempotency-key", "\"close-once\"")];
        let body = json!({});
        let first = app.send(actix_web::http::Method::POST, &path, Some(&class.tess.token), &headers, Some(&body))
            .await.expect(200);
        let again = app.send(actix_web::http::Method::POST, &path, Some(&class.tess.token), &headers, Some(&body))
            .await.expect(200);
        assert_eq!(first.body, again.body);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(app.kinds_to(&class.people[0].email).await, ["booked", "result_attended"]);
    }

    async fn a_school_counts_as_trained_by_those_who_came(app: TestApp) {
        let (hill, dale) = (
            app.organisation("Hill School", OrganisationKind::School).await,
            app.organisation("Dale School", OrganisationKind::School).await,
        );
        let mut class =
            Class::with(&app, &[], &[(7, 3)], |course| course["trains_organisation_from"] = 2.into()).await;
        for (name, school) in [("Ada", hill), ("Ann", hill), ("Ben", dale), ("Bo", dale)] {
            let person = app.delegate(name).await;
            app.join(&person, school, false).await;
            class.book(&app, person).await;
        }
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p", "p", "a"]).await;
        class.close(&app).await.expect(200);
        assert_eq!(trained(&app).await, vec![hill], "two of Hill, and only one of Dale");
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        assert_eq!(trained(&app).await, vec![]);
    }

    async fn an_open_date_trains_nobody_unless_its_course_says_so(app: TestApp) {
        let hill = app.organisation("Hill School", OrganisationKind::School).await;
        let mut class =
            Class::with(&app, &[], &[(7, 3)], |course| course["trains_organisation"] = true.into()).await;
        let ada = app.delegate("Ada").await;
        app.join(&ada, hill, false).await;
        class.book(&app, ada).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        assert_eq!(trained(&app).await, vec![]);
        app.audit().await;
    }

    async fn a_membership_that_is_only_claimed_gives_a_school_nothing(app: TestApp) {
        let hill = app.organisation("Hill School", OrganisationKind::School).await;
        let mut class =
            Class::with(&app, &[], &[(7, 3)], |course| course["trains_organisation_from"] = 1.into()).await;
        let ada = app.delegate("Ada").await;
        app.post(&ada, "/api/v1/me/memberships", json!({"organisation_id": hill})).await.expect(201);
        let path = format!("/api/v1/sessions/{}/bookings", class.session);
        let booked = app.post(&ada, &path, json!({"organisation_id": hill})).await.expect(201).json();
        class.bookings.push(booked["id"].as_str().expect("an id").to_owned());
        class.people.push(ada);
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        assert_eq!(trained(&app).await, vec![]);
        app.audit().await;
    }

    async fn managers_are_told_as_they_wish(app: TestApp) {
        let max = app.person("Max Manager", |row| row.manager_copies = "each".to_owned()).await;
        let mut class = Class::of(&app, &[]).await;
        let boss = max.id;
        let ada = app.person("Ada", move |row| row.line_manager_id = Some(boss)).await;
        class.book(&app, ada).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["a"]).await;
        class.close(&app).await.expect(200);
        let told = app.mails_to(&max.email).await;
        let events: Vec<_> = told.iter().map(|(_, mail)| mail["line"]["event"].clone()).collect();
        assert_eq!(events, [json!("booked"), json!("no_show")]);
    }

    async fn closing_is_for_trainers_and_reopening_for_coordinators(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        let why = json!({"reason": "Wrong."});
        app.post(&class.cora, &class.path("register/reopen"), why.clone()).await.expect_problem(409, "register_open");
        app.post(&class.people[0], &class.path("register/close"), json!({})).await.expect_problem(403, "forbidden");
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        let other = app.trainer("Other Trainer").await;
        app.post(&other, &class.path("register/close"), json!({})).await.expect_problem(404, "not_found");
        class.close(&app).await.expect(200);
        app.post(&class.tess, &class.path("register/reopen"), why.clone()).await.expect_problem(403, "forbidden");
        app.post(&class.cora, &class.path("register/reopen"), json!({"reason": " "})).await
            .expect_problem(422, "invalid_input");
        app.post(&class.cora, &class.path("register/reopen"), why).await.expect(200);
    }
}

/// The organisations that count as trained now.
async fn trained(app: &TestApp) -> Vec<training_ladder::domain::ids::OrganisationId> {
    use diesel::prelude::*;
    use training_ladder::store::{Error, schema::organisation_completions as completions};
    app.db
        .read(|c| {
            Ok::<_, Error>(
                completions::table
                    .filter(completions::withdrawn_at.is_null())
                    .select(completions::organisation_id)
                    .load(c)?,
            )
        })
        .await
        .expect("organisations")
}
