//! A session keeps its terms: closing again judges only what changed, and later terms come to it by an act of their own.

use serde_json::{Value, json};

use crate::support::{
    app::TestApp, catalogue::id_of, database::both_databases, raw_database::Beside, register::Class,
};

/// A course that was renamed, halved and made stricter.
fn harder() -> Value {
    json!({"title": "First steps", "cpd_minutes": 60, "enough_percent": 100, "outcomes": ["Something else"]})
}

/// The rows that stand for completions, newest last: id, withdrawn or not.
fn completions(app: &TestApp) -> Vec<String> {
    Beside::to(&app.database).lines(
        "SELECT cpd_minutes || ' ' || CASE WHEN withdrawn_at IS NULL THEN 'counts' ELSE 'withdrawn' END AS line
         FROM completions ORDER BY id",
    )
}

both_databases! {
    async fn closing_again_judges_only_whose_marks_changed_and_by_the_terms_the_session_keeps(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben", "Cid"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p", "150"]).await;
        class.close(&app).await.expect(200);
        let before = [class.certificates(&app, 0).await, class.certificates(&app, 1).await,
            class.certificates(&app, 2).await];
        assert_eq!(completions(&app), ["165 counts", "165 counts", "135 counts"]);
        let ids = Beside::to(&app.database).ids("completions");
        app.patch(&class.cora, "/api/v1/courses/introduction", harder()).await.expect(200);
        class.later(&app, 60).await;
        class.reopen(&app).await.expect(200);
        class.later(&app, 60).await;
        let mark = class.mark(1, 0, "partly", Some(160));
        class.send_marks(&app, vec![mark]).await.expect(200);
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!(counts, json!({"attended": 3, "partly_attended": 0, "no_show": 0, "certificates_issued": 1}));

        assert_eq!(class.certificates(&app, 0).await, before[0], "nobody touched her marks");
        assert_eq!(class.certificates(&app, 2).await, before[2], "150 minutes were enough when he took his place");
        let ben = class.certificates(&app, 1).await;
        assert_eq!((ben.len(), &ben[1]["state"]), (2, &json!("superseded")));
        assert_eq!((&ben[0]["course_title"], &ben[0]["cpd_minutes"]), (&json!("Introduction"), &json!(145)));
        assert_eq!(app.kinds_to(&class.people[0].email).await, ["booked", "result_attended"]);
        assert_eq!(app.kinds_to(&class.people[2].email).await, ["booked", "result_attended"]);
        let again = Beside::to(&app.database).ids("completions");
        assert_eq!(again.len(), 4, "his alone is recorded anew");
        assert!(ids.iter().all(|id| again.contains(id)));
        assert_eq!(completions(&app), ["165 counts", "165 withdrawn", "135 counts", "145 counts"]);
        app.audit().await;
    }

    async fn a_mark_set_back_to_what_it_was_changes_nothing(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let before = class.certificates(&app, 0).await;
        app.patch(&class.cora, "/api/v1/courses/introduction", harder()).await.expect(200);
        for _ in 0..2 {
            class.later(&app, 1).await;
            class.reopen(&app).await.expect(200);
            class.mark_all(&app, &["a"]).await;
            class.mark_all(&app, &["p"]).await;
            class.close(&app).await.expect(200);
        }
        assert_eq!(class.certificates(&app, 0).await, before);
        assert_eq!(app.kinds_to(&class.people[0].email).await, ["booked", "result_attended"]);
        app.audit().await;
    }

    async fn a_reason_given_after_reopening_is_judged(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["60", "60"]).await;
        class.close(&app).await.expect(200);
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        let path = format!("/api/v1/bookings/{}/complete", class.bookings[0]);
        app.post(&class.tess, &path, json!({"reason": "Made up by telephone."})).await.expect(200);
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!((&counts["attended"], &counts["partly_attended"]), (&json!(1), &json!(1)));
        assert_eq!(class.certificates(&app, 0).await.len(), 1);
        assert_eq!(app.kinds_to(&class.people[1].email).await, ["booked", "result_partly"], "told once");
        app.audit().await;
    }

    async fn a_date_with_bookings_keeps_what_the_course_was_and_one_without_goes_by_today(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        let empty = Class::run(&app, class.cora.clone(), class.tess.clone(), "introduction", &[(8, 3)]).await;
        let path = class.path("terms");
        let kept = app.get(&class.cora, &path).await.expect(200).json();
        assert_eq!((&kept["kept"]["title"], &kept["same"]), (&json!("Introduction"), &json!(true)));
        app.patch(&class.cora, "/api/v1/courses/introduction", harder()).await.expect(200);
        let kept = app.get(&class.cora, &path).await.expect(200).json();
        assert_eq!((&kept["kept"]["title"], &kept["today"]["title"]), (&json!("Introduction"), &json!("First steps")));
        assert_eq!((&kept["same"], &kept["changes"]), (&json!(false), &json!([])));
        let none = app.get(&class.cora, &empty.path("terms")).await.expect(200).json();
        assert_eq!((&none["kept"], &none["today"]["cpd_minutes"]), (&Value::Null, &json!(60)));
        class.at_end(&app).await;
        class.mark_all(&app, &["144"]).await;
        class.close(&app).await.expect(200);
        let ada = &class.certificates(&app, 0).await[0];
        assert_eq!((&ada["course_title"], &ada["cpd_minutes"]), (&json!("Introduction"), &json!(130)));
        app.audit().await;
    }

    async fn todays_terms_come_to_a_finished_date_by_an_act_that_says_whom_it_changes(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "144"]).await;
        class.close(&app).await.expect(200);
        let path = class.path("terms");
        let why = json!({"reason": "The new title counts for everybody."});
        app.post(&class.cora, &path, why.clone()).await.expect_problem(409, "terms_are_todays");
        let stricter = json!({"title": "First steps", "enough_percent": 90});
        app.patch(&class.cora, "/api/v1/courses/introduction", stricter).await.expect(200);
        app.get(&class.tess, &path).await.expect_problem(403, "forbidden");
        app.post(&class.tess, &path, why.clone()).await.expect_problem(403, "forbidden");
        app.post(&class.cora, &path, json!({"reason": " "})).await.expect_problem(422, "invalid_input");
        let preview = app.get(&class.cora, &path).await.expect(200).json();
        let said = |change: &Value| (change["person"]["name"].clone(), change["outcome_then"].clone(), change["certificate"].clone());
        let changes: Vec<_> = preview["changes"].as_array().expect("changes").iter().map(said).collect();
        assert_eq!(changes, [
            (json!("Ada"), json!("attended"), json!("replaced")),
            (json!("Ben"), json!("partly_attended"), json!("withdrawn")),
        ]);
        assert_eq!(class.certificates(&app, 0).await[0]["course_title"], "Introduction", "a look changes nothing");

        class.later(&app, 5).await;
        let brought = app.post(&class.cora, &path, why.clone()).await.expect(200).json();
        assert_eq!((&brought["same"], &brought["reason"]), (&json!(true), &why["reason"]));
        let ada = class.certificates(&app, 0).await;
        assert_eq!((ada.len(), &ada[0]["course_title"]), (2, &json!("First steps")));
        assert_eq!(ada[1]["superseded_by"], ada[0]["id"]);
        assert_eq!(class.certificates(&app, 1).await[0]["state"], "revoked");
        assert_eq!([class.state(&app, 0).await, class.state(&app, 1).await], ["attended", "partly_attended"]);
        assert_eq!(app.kinds_to(&class.people[0].email).await, ["booked", "result_attended", "certificate_replaced"]);
        let session = app.get_public(&format!("/api/v1/sessions/{}", class.session)).await.json();
        assert_eq!(session["state"], "delivered");
        app.post(&class.cora, &path, why).await.expect_problem(409, "terms_are_todays");
        app.audit().await;
    }

    async fn an_organisation_that_counts_as_trained_keeps_its_row_when_nothing_changed(app: TestApp) {
        use training_ladder::domain::words::OrganisationKind;
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        let mut class =
            Class::with(&app, &[], &[(7, 3)], |course| course["trains_organisation_from"] = 1.into()).await;
        let ada = app.delegate("Ada").await;
        app.join(&ada, school, false).await;
        class.book(&app, ada).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let before = Beside::to(&app.database).ids("organisation_completions");
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        class.close(&app).await.expect(200);
        assert_eq!(Beside::to(&app.database).ids("organisation_completions"), before);
        let standing = "SELECT COUNT(*) FROM organisation_completions WHERE withdrawn_at IS NULL";
        assert_eq!(Beside::to(&app.database).number(standing), 1);
    }

    async fn accreditation_is_as_it_stood_on_the_last_date(app: TestApp) {
        let mut class = Class::with(&app, &["Ada"], &[(7, 3), (14, 3)], |course| {
            course["enough_dates"] = 1.into();
        }).await;
        let until = app.clock.now().date_naive() + chrono::TimeDelta::days(10);
        let body = json!({
            "body": "Restorative Justice Council", "reference": "RJC-1", "from": "2026-01-01", "to": until,
            "courses": ["introduction"],
        });
        app.post(&class.cora, "/api/v1/accreditations", body).await.expect(201);
        class.at_end(&app).await;
        let marks = vec![class.mark(0, 0, "present", None), class.mark(0, 1, "absent", None)];
        class.send_marks(&app, marks).await.expect(200);
        class.close(&app).await.expect(200);
        let certificate = &class.certificates(&app, 0).await[0];
        let code = certificate["verification_code"].as_str().expect("a code");
        let verified = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
        assert_eq!(verified["completed_on"], "2026-11-10", "she was there on the first date");
        assert_eq!(verified["accreditation"], Value::Null, "it had run out by the last one");
    }

    async fn two_records_of_one_person_with_results_on_one_date_do_not_stop_reopening(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ada Twin"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p"]).await;
        class.close(&app).await.expect(200);
        // As a merge leaves it: one counts, the other is cancelled.
        let booking = class.bookings[1].clone();
        app.db.write(move |tx| {
            use training_ladder::{domain::words::BookingState, store::write::bookings::booking as rows};
            let mut row = rows::load(tx.conn(), booking.parse().expect("an id"))?;
            row.state = BookingState::Cancelled;
            tx.account_for([training_ladder::store::Row::Booking(row.id.uuid())]);
            rows::store(tx, &row)?;
            rows::add_event(tx, row.id, row.session_id, row.state, None, Some("merged"))
        }).await.expect("a merge");
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        assert_eq!(class.state(&app, 1).await, "cancelled");
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!((&counts["attended"], &counts["certificates_issued"]), (&json!(1), &json!(0)));
        assert_eq!(class.state(&app, 1).await, "cancelled");
        assert_eq!(id_of(&class.certificates(&app, 0).await[0]).len(), 36);
    }

    async fn two_results_of_one_person_on_one_date_do_not_stop_reopening(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ada Twin"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["a", "p"]).await;
        class.close(&app).await.expect(200);
        // As merges left it that took finished bookings for no double.
        Beside::to(&app.database).run(
            "UPDATE bookings SET person_id = (SELECT person_id FROM bookings ORDER BY id LIMIT 1)",
        );
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        let states = "SELECT state AS line FROM bookings ORDER BY id";
        assert_eq!(Beside::to(&app.database).lines(states), ["no_show", "booked"]);
        class.close(&app).await.expect(200);
        assert_eq!(Beside::to(&app.database).lines(states), ["no_show", "attended"]);
    }

    async fn what_sessions_with_bookings_kept_before_there_were_terms_is_what_their_course_says(app: TestApp) {
        let cora = app.person("Lara Ladder", |row| row.is_coordinator = true).await;
        let ladder = json!({"slug": "city", "name": "City", "rungs": [{"name": "First"}, {"name": "Second"}]});
        app.post(&cora, "/api/v1/ladders", ladder).await.expect(201);
        let class = Class::with(&app, &["Ada"], &[(7, 3), (14, 2)], |course| {
            course["ladder"] = "city".into();
            course["rung"] = 2.into();
            course["enough_dates"] = 1.into();
        }).await;
        let before = app.get(&class.cora, &class.path("terms")).await.expect(200).json();
        let ladder = (&before["kept"]["ladder"], &before["kept"]["rung"], &before["kept"]["rung_name"]);
        assert_eq!(ladder, (&json!("City"), &json!(2), &json!("Second")));
        let planned = "SELECT CAST(planned_dates AS TEXT) || ' ' || CAST(planned_minutes AS TEXT) AS line
             FROM session_terms";
        assert_eq!(Beside::to(&app.database).lines(planned), ["2 300"]);

        let folder = if app.database.url.starts_with("sqlite:") { "sqlite" } else { "postgres" };
        let file = format!(
            "{}/migrations/{folder}/2026-11-29-000007_terms_kept/up.sql", env!("CARGO_MANIFEST_DIR"),
        );
        let sql = std::fs::read_to_string(file).expect("the migration");
        let fill = sql.find("INSERT INTO").expect("what fills it");
        let fill = &sql[fill..sql.find("-- How long").expect("what follows")];
        Beside::to(&app.database).run(&format!("DELETE FROM session_terms; {fill}"));
        let after = app.get(&class.cora, &class.path("terms")).await.expect(200).json();
        assert_eq!(Beside::to(&app.database).lines(planned), ["2 300"]);
        assert_eq!((&after["kept_at"], &after["same"]), (&before["kept_at"], &json!(true)));
        for (name, value) in before["kept"].as_object().expect("terms") {
            let nobody_knows = name == "provider";
            assert_eq!(&after["kept"][name], if nobody_knows { &Value::Null } else { value }, "{name}");
        }
    }
}
