//! Checking in at the door: by account or reference, on time or late, once, and what the register says of it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    app::{Answer, Someone, TestApp},
    database::both_databases,
    raw_database::Beside,
    register::Class,
};

const DOOR: &str = "/api/v1/check-ins";

/// A class in a room with these people, so many minutes from its start.
async fn class(app: &TestApp, names: &[&str], minutes: i64) -> Class {
    let mut class = Class::with(app, names, &[(7, 3)], |course| course["delivery"] = json!("room")).await;
    class.at_start(app, 0).await;
    class.later(app, minutes).await;
    class
}

async fn screen(app: &TestApp, class: &Class) -> Value {
    app.get(&class.tess, &class.path("check-in")).await.expect(200).json()
}

async fn code(app: &TestApp, class: &Class) -> String {
    screen(app, class).await["code"].as_str().expect("a code").to_owned()
}

async fn reference(app: &TestApp, class: &Class, person: usize) -> String {
    let path = format!("/api/v1/bookings/{}", class.bookings[person]);
    app.get(&class.tess, &path).await.expect(200).json()["reference"]
        .as_str()
        .expect("a reference")
        .to_owned()
}

async fn arrive(app: &TestApp, who: &Someone, code: &str) -> Answer {
    app.post(who, DOOR, json!({ "code": code })).await
}

/// What the register says of somebody, and when they checked in.
async fn line(app: &TestApp, class: &Class, person: usize) -> (Value, Value) {
    let roster = app.get(&class.tess, &class.path("roster")).await.expect(200).json();
    let entries = roster["entries"].as_array().expect("entries").clone();
    let mine = entries.into_iter().find(|entry| entry["booking_id"] == json!(class.bookings[person]));
    let mine = mine.expect("a line");
    (mine["attendance"][0].clone(), mine["check_ins"][0].clone())
}

both_databases! {
    async fn whoever_comes_late_gets_their_minutes_and_the_trainer_sees_them(app: TestApp) {
        let mut class = class(&app, &["Ada Archer", "Ben Baker"], 0).await;
        let on = screen(&app, &class).await;
        assert_eq!((&on["date_id"], &on["expected"]), (&json!(class.dates[0]), &json!(2)));
        assert_eq!(on["arrivals"], json!([]));
        assert_eq!(on["valid_until"], json!("2026-11-10T09:02:00Z"));
        let url = on["url"].as_str().expect("an address");
        assert!(url.ends_with(&format!("/check-in/{}", on["code"].as_str().expect("a code"))), "{url}");

        let ada = arrive(&app, &class.people[0], &code(&app, &class).await).await.expect(201).json();
        let expected = json!({"date_id": class.dates[0], "session_id": class.session,
            "checked_in_at": "2026-11-10T09:00:00Z", "late_minutes": 0});
        assert_eq!(ada, expected);
        class.later(&app, 12).await;
        let given = code(&app, &class).await;
        let ben = arrive(&app, &class.people[1], &given).await.expect(201).json();
        assert_eq!(ben["late_minutes"], 12);
        // Said again, the first time stands.
        class.later(&app, 1).await;
        let again = arrive(&app, &class.people[1], &given).await.expect(200).json();
        assert_eq!(again, ben);

        let arrivals = screen(&app, &class).await["arrivals"].clone();
        assert_eq!(arrivals[0]["person_name"], "Ben Baker");
        assert_eq!(arrivals[1], json!({"booking_id": class.bookings[0], "person_name": "Ada Archer",
            "at": "2026-11-10T09:00:00Z", "how": "code"}));
        let (mark, _) = line(&app, &class, 0).await;
        assert_eq!((&mark["outcome"], &mark["minutes"]), (&json!("present"), &Value::Null));
        let (mark, arrival) = line(&app, &class, 1).await;
        assert_eq!((&mark["outcome"], &mark["minutes"]), (&json!("partly"), &json!(168)));
        assert_eq!(arrival["at"], "2026-11-10T09:12:00Z");
        class.at_end(&app).await;
        class.close(&app).await.expect(200);
        app.audit().await;
    }

    async fn an_arrival_before_the_start_is_marked_at_the_start(app: TestApp) {
        let mut class = class(&app, &["Ada Archer", "Ben Baker", "Cem Can"], -20).await;
        for person in 0..3 {
            arrive(&app, &class.people[person], &code(&app, &class).await).await.expect(201);
        }
        app.run_jobs().await;
        let (mark, arrival) = line(&app, &class, 0).await;
        assert_eq!((mark, &arrival["at"]), (Value::Null, &json!("2026-11-10T08:40:00Z")));
        // Whoever gives the place up meanwhile is not there.
        let path = format!("/api/v1/bookings/{}/cancel", class.bookings[2]);
        app.post(&class.people[2], &path, json!({})).await.expect(200);
        class.later(&app, 20).await;
        assert_eq!(screen(&app, &class).await["arrivals"].as_array().map(Vec::len), Some(2));
        app.run_jobs().await;
        assert_eq!(line(&app, &class, 0).await.0["outcome"], "present");
        // What a trainer marks stands, whatever comes afterwards.
        class.send_marks(&app, vec![class.mark(0, 0, "absent", None)]).await.expect(200);
        app.run_jobs().await;
        arrive(&app, &class.people[0], &code(&app, &class).await).await.expect(200);
        assert_eq!(line(&app, &class, 0).await.0["outcome"], "absent");
        class.at_end(&app).await;
        class.close(&app).await.expect(200);
        app.audit().await;
    }

    async fn what_a_trainer_marked_first_stands(app: TestApp) {
        let mut class = class(&app, &["Ada Archer"], 2).await;
        class.send_marks(&app, vec![class.mark(0, 0, "partly", Some(30))]).await.expect(200);
        class.later(&app, 30).await;
        arrive(&app, &class.people[0], &code(&app, &class).await).await.expect(201);
        let (mark, arrival) = line(&app, &class, 0).await;
        assert_eq!((&mark["minutes"], &arrival["at"]), (&json!(30), &json!("2026-11-10T09:32:00Z")));
    }

    async fn saving_or_finishing_marks_those_who_had_arrived_without_waiting_for_a_job(app: TestApp) {
        let mut class = class(&app, &["Ada Archer", "Ben Baker"], -10).await;
        arrive(&app, &class.people[0], &code(&app, &class).await).await.expect(201);
        class.at_end(&app).await;
        class.send_marks(&app, vec![class.mark(1, 0, "absent", None)]).await.expect(200);
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!((&counts["attended"], &counts["no_show"]), (&json!(1), &json!(1)));
        app.audit().await;
    }

    async fn a_code_holds_for_its_minute_and_the_next(app: TestApp) {
        let class = class(&app, &["Ada Archer", "Ben Baker"], 0).await;
        let given = code(&app, &class).await;
        app.clock.advance(TimeDelta::seconds(119));
        assert_ne!(code(&app, &class).await, given);
        arrive(&app, &class.people[0], &given).await.expect(201);
        app.clock.advance(TimeDelta::seconds(1));
        arrive(&app, &class.people[1], &given).await.expect_problem(409, "code_expired");
        for wrong in ["", "ABC", "ZZZZZZ", "ABCDEFG"] {
            let refused = arrive(&app, &class.people[1], wrong).await.expect_problem(422, "invalid_input").json();
            assert_eq!(refused["errors"][0]["field"], "code");
        }
    }

    async fn by_reference_and_address_nobody_has_to_sign_in(app: TestApp) {
        let class = class(&app, &["Ada Archer", "Ben Baker"], 0).await;
        let (given, ada) = (code(&app, &class).await, reference(&app, &class, 0).await);
        let ask = |reference: &str, email: &str| json!({"code": given, "reference": reference, "email": email});
        let read_out = format!("{}-{}", &ada[..4].to_lowercase(), &ada[4..]);
        let body = ask(&read_out, &class.people[0].email.to_uppercase());
        app.post_public(DOOR, body.clone()).await.expect(201);
        app.post_public(DOOR, body).await.expect(200);
        assert_eq!(line(&app, &class, 0).await.1["how"], "reference");
        // Whichever of the two is wrong, the answer is the same.
        let ben = class.people[1].email.clone();
        let wrong_address = app.post_public(DOOR, ask(&ada, &ben)).await.expect_problem(422, "invalid_input");
        let wrong_reference =
            app.post_public(DOOR, ask("K7QM2FXR", &class.people[0].email)).await.expect_problem(422, "invalid_input");
        assert_eq!(wrong_address.json()["errors"], wrong_reference.json()["errors"]);
        let nothing = app.post_public(DOOR, json!({ "code": given })).await.expect_problem(422, "invalid_input");
        assert_eq!(nothing.json()["errors"].as_array().map(Vec::len), Some(2));
        // For one reference only so many are judged.
        for _ in 0..10 {
            app.post_public(DOOR, ask(&ada, &ben)).await;
        }
        app.post_public(DOOR, ask(&ada, &class.people[0].email)).await.expect_problem(429, "too_many_requests");
    }

    async fn whoever_has_no_place_is_told_whom_to_speak_to(app: TestApp) {
        let class = class(&app, &["Ada Archer"], 0).await;
        let stranger = app.delegate("Sam Stranger").await;
        let given = code(&app, &class).await;
        let refused = arrive(&app, &stranger, &given).await.expect_problem(409, "no_place").json();
        assert!(refused["detail"].as_str().expect("words").contains("Speak to the trainer"), "{refused}");
        assert_eq!(screen(&app, &class).await["arrivals"], json!([]));
    }

    async fn the_screen_is_for_the_trainer_of_a_date_in_a_room_that_is_on(app: TestApp) {
        let mut class = class(&app, &["Ada Archer"], -61).await;
        let path = class.path("check-in");
        let early = app.get(&class.tess, &path).await.expect_problem(409, "check_in_closed").json();
        assert!(early["detail"].as_str().expect("words").contains("8am"), "{early}");
        app.get(&class.people[0], &path).await.expect_problem(403, "forbidden");
        let nowhere = format!("{path}?date_id=01930000-0000-7000-8000-000000000000");
        app.get(&class.tess, &nowhere).await.expect_problem(404, "not_found");
        class.later(&app, 1).await;
        app.get(&class.tess, &path).await.expect(200);
        class.at_end(&app).await;
        app.get(&class.tess, &path).await.expect_problem(409, "check_in_closed");
    }

    async fn on_zoom_nobody_comes_in_at_a_door(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer"]).await;
        class.at_start(&app, 0).await;
        app.get(&class.tess, &class.path("check-in")).await.expect_problem(409, "check_in_closed");
    }

    async fn a_date_that_is_moved_forgets_who_had_arrived_for_it(app: TestApp) {
        let mut class = class(&app, &["Ada Archer"], -30).await;
        arrive(&app, &class.people[0], &code(&app, &class).await).await.expect(201);
        let mut moved = app.date_in(2, 3);
        moved["id"] = json!(class.dates[0]);
        app.patch(&class.cora, &format!("/api/v1/sessions/{}", class.session), json!({"dates": [moved]})).await.expect(200);
        class.later(&app, 2 * 24 * 60).await;
        assert_eq!(screen(&app, &class).await["arrivals"], json!([]));
        app.run_jobs().await;
        assert_eq!(line(&app, &class, 0).await, (Value::Null, Value::Null));
        let again = arrive(&app, &class.people[0], &code(&app, &class).await).await.expect(201).json();
        assert_eq!(again["checked_in_at"], "2026-11-12T08:30:00Z");
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM check_ins"), 1);
    }

    async fn what_is_held_of_an_arrival_is_handed_out_and_erased(app: TestApp) {
        let class = class(&app, &["Ada Archer"], 0).await;
        arrive(&app, &class.people[0], &code(&app, &class).await).await.expect(201);
        let held = app.get(&class.people[0], "/api/v1/me/export").await.expect(200);
        let files = crate::support::personal_data::files(&held.body);
        let holds = |content: &[u8]| String::from_utf8_lossy(content).contains("\"check_ins\"");
        assert!(files.iter().any(|(name, content)| name.contains(".json") && holds(content)));
        let path = format!("/api/v1/people/{}/erase", class.people[0].id);
        app.post(&class.cora, &path, json!({"reason": "Asked on the telephone."})).await.expect(200);
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM check_ins"), 0);
        app.audit().await;
    }
}
