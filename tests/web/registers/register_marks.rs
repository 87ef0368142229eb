//! Recording attendance, completing by reason, and whoever came without a booking.

use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, register::Class};

both_databases! {
    async fn nothing_is_stored_if_one_mark_is_wrong(app: TestApp) {
        let mut class = Class::with(&app, &["Ada", "Ben"], &[(7, 3), (14, 3)], |_| {}).await;
        class.at_start(&app, 0).await;
        let mut foreign = class.mark(0, 0, "present", None);
        foreign["booking_id"] = json!("01930000-0000-7000-8000-000000000000");
        let mut nowhere = class.mark(0, 0, "present", None);
        nowhere["date_id"] = json!("01930000-0000-7000-8000-000000000000");
        let marks = vec![
            class.mark(0, 0, "present", None),
            class.mark(0, 0, "absent", None),
            foreign,
            nowhere,
            class.mark(1, 1, "present", None),
            class.mark(1, 0, "partly", Some(180)),
        ];
        let refused = class.send_marks(&app, marks).await.expect_problem(422, "invalid_input").json();
        let fields: Vec<_> = refused["errors"].as_array().expect("errors").iter()
            .map(|error| error["field"].as_str().expect("a field").to_owned()).collect();
        assert_eq!(fields, [
            "marks[1].date_id", "marks[2].booking_id", "marks[3].date_id", "marks[4].date_id", "marks[5].minutes",
        ]);
        let roster = app.get(&class.tess, &class.path("roster")).await.expect(200).json();
        assert_eq!(roster["entries"][0]["attendance"], json!([]));

        // Marked again, the later mark stands.
        class.send_marks(&app, vec![class.mark(0, 0, "present", None)]).await.expect(200);
        let roster = class.send_marks(&app, vec![class.mark(0, 0, "absent", None)]).await.expect(200).json();
        assert_eq!(roster["entries"][0]["attendance"][0]["outcome"], "absent");
    }

    async fn what_somebody_marked_last_is_taken_back_step_by_step_and_nothing_of_anybody_else(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_end(&app).await;
        let undo = class.path("register/undo");
        app.post(&class.tess, &undo, json!({})).await.expect_problem(409, "nothing_to_undo");
        class.send_marks(&app, vec![class.mark(0, 0, "present", None), class.mark(1, 0, "absent", None)]).await.expect(200);
        class.later(&app, 1).await;
        class.send_marks(&app, vec![class.mark(0, 0, "partly", Some(60))]).await.expect(200);
        class.later(&app, 1).await;
        let by_cora = json!({"marks": [class.mark(1, 0, "present", None)]});
        app.put(&class.cora, &class.path("register"), by_cora).await.expect(200);
        let words = |roster: serde_json::Value| -> Vec<serde_json::Value> {
            let entries = roster["entries"].as_array().expect("entries").iter();
            entries.map(|entry| entry["attendance"][0]["outcome"].clone()).collect()
        };
        let once = app.post(&class.tess, &undo, json!({})).await.expect(200).json();
        assert_eq!(words(once), ["present", "present"]);
        let twice = app.post(&class.tess, &undo, json!({})).await.expect(200).json();
        assert_eq!(words(twice), [serde_json::Value::Null, json!("present")], "Ben's mark is Cora's by now");
        app.post(&class.tess, &undo, json!({})).await.expect_problem(409, "nothing_to_undo");
        let back = app.post(&class.cora, &undo, json!({})).await.expect(200).json();
        assert_eq!(words(back), [serde_json::Value::Null, json!("absent")]);
        app.audit().await;
        class.mark_all(&app, &["p", "a"]).await;
        class.close(&app).await.expect(200);
        app.post(&class.tess, &undo, json!({})).await.expect_problem(409, "session_delivered");
    }

    async fn marks_are_for_the_trainers_of_an_open_register(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        let other = app.trainer("Other Trainer").await;
        let marks = json!({"marks": [class.mark(0, 0, "present", None)]});
        app.put(&class.people[0], &class.path("register"), marks.clone()).await.expect_problem(403, "forbidden");
        app.put(&other, &class.path("register"), marks.clone()).await.expect_problem(404, "not_found");
        let early = app.put(&class.tess, &class.path("register"), marks.clone()).await;
        assert_eq!(early.expect_problem(422, "invalid_input").json()["errors"][0]["field"], "marks[0].date_id");
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        app.put(&class.tess, &class.path("register"), marks).await.expect_problem(409, "session_delivered");
        let unknown = json!({"marks": [{"booking_id": class.bookings[0], "date_id": class.dates[0], "outcome": "late"}]});
        let wrong = app.put(&class.tess, &class.path("register"), unknown).await.expect_problem(422, "invalid_input");
        assert_eq!(wrong.json()["errors"][0]["field"], "marks[0].outcome");
    }

    async fn a_trainers_reason_completes_below_the_threshold(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        let path = |person: usize| format!("/api/v1/bookings/{}/complete", class.bookings[person]);
        let (ada, ben) = (path(0), path(1));
        let why = json!({"reason": "Her connection failed; she did the rest with me by telephone."});
        app.post(&class.tess, &ada, why.clone()).await.expect_problem(409, "session_not_started");
        app.post(&class.people[0], &ada, why.clone()).await.expect_problem(403, "forbidden");
        class.at_end(&app).await;
        class.mark_all(&app, &["60", "60"]).await;
        app.post(&class.tess, &ada, why.clone()).await.expect(200);
        app.post(&class.tess, &ben, why).await.expect(200);
        app.post(&class.tess, &ben, json!({"reason": null})).await.expect(200);
        class.later(&app, 1).await;
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!(counts, json!({"attended": 1, "partly_attended": 1, "no_show": 0, "certificates_issued": 1}));
        let certificate = &class.certificates(&app, 0).await[0];
        assert_eq!(certificate["cpd_minutes"], 55);
        app.audit().await;
    }

    async fn whoever_came_without_a_booking_is_added_from_the_start_on(app: TestApp) {
        let mut class = Class::with(&app, &["Ada"], &[(7, 3)], |course| course["capacity"] = 3.into()).await;
        let path = class.path("walk-ins");
        let ben = app.delegate("Ben").await;
        let known = json!({"person_id": ben.id});
        let early = app.post(&class.tess, &path, known.clone()).await.expect_problem(409, "booking_refused").json();
        assert_eq!(early["refusals"][0]["code"], "session_not_started");
        class.at_start(&app, 0).await;
        let added = app.post(&class.tess, &path, known.clone()).await.expect(201).json();
        assert_eq!((&added["state"], &added["person"]["name"]), (&json!("booked"), &json!("Ben")));
        let twice = app.post(&class.tess, &path, known).await.expect_problem(409, "booking_refused").json();
        assert_eq!(twice["refusals"][0]["code"], "already_booked");

        app.post(&class.tess, &path, json!({})).await.expect_problem(422, "invalid_input");
        let both = json!({"person_id": ben.id, "name": "Ben"});
        app.post(&class.tess, &path, both).await.expect_problem(422, "invalid_input");
        let wrong = json!({"name": "\r\n", "email": "nonsense"});
        let wrong = app.post(&class.tess, &path, wrong).await.expect_problem(422, "invalid_input").json();
        assert_eq!(wrong["errors"].as_array().expect("errors").len(), 2);
        let new = json!({"name": "Siân Hughes", "email": "sian.hughes@example.org"});
        let added = app.post(&class.tess, &path, new).await.expect(201).json();
        assert_eq!(added["person"]["name"], "Siân Hughes");
        let full = json!({"name": "One Too Many"});
        app.post(&class.tess, &path, full).await.expect_problem(409, "session_full");
        app.audit().await;
    }
}
