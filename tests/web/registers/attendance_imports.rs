//! Attendance from a meeting's report: brought, decided, marked, and taken back.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::{
    app::{Answer, Someone, TestApp},
    database::both_databases,
    raw_database::Beside,
    register::Class,
};

const ZOOM: &str = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n";

/// A report of Zoom with these lines; the class meets on Tuesday 10 November 2026 from 9am to noon.
fn zoom(lines: &[&str]) -> String {
    let line = |line: &&str| line.replace("10T", "11/10/2026 ").replace("11T", "11/11/2026 ");
    format!("{ZOOM}{}\n", lines.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn count(app: &TestApp, sql: &str) -> i64 {
    Beside::to(&app.database).number(sql)
}

async fn bring(
    app: &TestApp,
    who: &Someone,
    session: &str,
    files: &[&[u8]],
    fields: &[(&str, &str)],
) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    for file in files {
        body.extend(b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"report.csv\"\r\n\r\n");
        body.extend_from_slice(file);
        body.extend(b"\r\n");
    }
    body.extend(b"--b--\r\n");
    let path = format!("/api/v1/sessions/{session}/attendance-imports");
    let token = app.sign_in(&who.email).await;
    app.send_bytes(Method::POST, &path, Some(&token), &[], Some(("multipart/form-data; boundary=b", body)))
        .await
}

/// What a report with these lines gives; one of the trainer alone where there are none.
pub async fn brought(app: &TestApp, class: &Class, lines: &[&str]) -> Value {
    let trainer = ["Tess Trainer,,10T09:00:00 AM,10T12:00:00 PM,180,No"];
    let lines = if lines.is_empty() { &trainer } else { lines };
    bring(app, &class.tess, &class.session, &[zoom(lines).as_bytes()], &[]).await.expect(201).json()
}

fn line<'v>(import: &'v Value, name: &str) -> &'v Value {
    let lines = import["lines"].as_array().expect("lines");
    lines.iter().find(|line| line["name"] == name).unwrap_or_else(|| panic!("no line of {name}: {import}"))
}

async fn apply(app: &TestApp, class: &Class, import: &Value, body: Value) -> Answer {
    let id = import["id"].as_str().expect("an id");
    app.post(&class.tess, &format!("/api/v1/attendance-imports/{id}/apply"), body).await
}

/// What is marked of each: outcome and minutes, by name.
fn marks(roster: &Value) -> Vec<(String, Value, Value)> {
    let entries = roster["entries"].as_array().expect("entries");
    let of = |entry: &Value| {
        let mark = &entry["attendance"][0];
        (
            entry["person"]["name"].as_str().expect("a name").to_owned(),
            mark["outcome"].clone(),
            mark["minutes"].clone(),
        )
    };
    entries.iter().map(of).collect()
}

both_databases! {
    async fn addresses_mark_by_themselves_and_names_once_somebody_said_so(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro", "Ben Hale", "Cem Demir"]).await;
        class.at_end(&app).await;
        let import = brought(&app, &class, &[
            "Ada,Ada.Okoro@example.org,10T08:55:00 AM,10T12:05:00 PM,190,No",
            "Benny Hale,,10T10:00:00 AM,10T11:00:00 AM,60,Yes",
            "Tess Trainer,tess.trainer@example.org,10T08:50:00 AM,10T12:05:00 PM,195,No",
            "Otter.ai Notetaker,,10T09:00:00 AM,10T12:00:00 PM,180,Yes",
            "iPad (2),,10T09:00:00 AM,10T09:30:00 AM,30,Yes",
        ]).await;
        assert_eq!((&import["source"], &import["evidence"]), (&json!("zoom"), &json!("intervals")));
        assert_eq!((&import["session_id"], &import["date_id"]), (&json!(class.session), &json!(class.dates[0])));
        let (ada, ben, ipad) = (line(&import, "Ada"), line(&import, "Benny Hale"), line(&import, "iPad (2)"));
        assert_eq!((&ada["match"], &ada["booking_id"], &ada["minutes"]), (&json!("email"), &json!(class.bookings[0]), &json!(180)));
        assert_eq!(ada["first_joined_at"], "2026-11-10T09:00:00Z");
        assert_eq!((&ben["match"], &ben["booking_id"], &ben["minutes"]), (&json!("proposed"), &json!(class.bookings[1]), &json!(60)));
        assert_eq!(ben["candidates"][0]["person_name"], "Ben Hale");
        assert_eq!(ben["candidates"][0]["because"], "The same surname, and a similar first name.");
        assert_eq!((&ipad["match"], &ipad["booking_id"]), (&json!("unknown"), &Value::Null));
        assert_eq!(import["absent"], json!([class.bookings[2]]));
        let ignored: Vec<_> = import["ignored"].as_array().expect("lines").iter().map(|left| left["line"].clone()).collect();
        assert_eq!(ignored, [4, 5]);

        // Nothing is marked yet, and nothing is while a proposal is open.
        let roster = app.get(&class.tess, &class.path("roster")).await.expect(200).json();
        assert!(marks(&roster).iter().all(|mark| mark.1.is_null()));
        let refused = apply(&app, &class, &import, json!({"decisions": []})).await.expect_problem(422, "undecided");
        assert!(refused.json()["detail"].as_str().is_some_and(|detail| detail.contains("Benny Hale")));

        let decisions = json!({"decisions": [{"key": ben["key"], "booking_id": class.bookings[1]}]});
        let roster = apply(&app, &class, &import, decisions.clone()).await.expect(200).json();
        assert_eq!(marks(&roster), [
            ("Ada Okoro".to_owned(), json!("present"), Value::Null),
            ("Ben Hale".to_owned(), json!("partly"), json!(60)),
            ("Cem Demir".to_owned(), Value::Null, Value::Null),
        ]);

        // The same again changes nothing: not the import, not a mark, not the trail.
        let trail = count(&app, "SELECT count(*) FROM audit_log");
        let again = brought(&app, &class, &[
            "Ada,Ada.Okoro@example.org,10T08:55:00 AM,10T12:05:00 PM,190,No",
            "Benny Hale,,10T10:00:00 AM,10T11:00:00 AM,60,Yes",
            "Tess Trainer,tess.trainer@example.org,10T08:50:00 AM,10T12:05:00 PM,195,No",
            "Otter.ai Notetaker,,10T09:00:00 AM,10T12:00:00 PM,180,Yes",
            "iPad (2),,10T09:00:00 AM,10T09:30:00 AM,30,Yes",
        ]).await;
        assert_eq!(again["id"], import["id"]);
        assert_eq!(line(&again, "Ada")["recorded"], json!({"outcome": "present", "minutes": null, "by_record": true}));
        apply(&app, &class, &again, decisions).await.expect(200);
        let signed_in = count(&app, "SELECT count(*) FROM audit_log WHERE action = 'signed_in'");
        let all = count(&app, "SELECT count(*) FROM audit_log");
        assert!(all - trail <= signed_in, "only sign-ins were added");
        app.audit().await;
    }

    async fn a_corrected_report_shows_the_difference_and_an_import_is_taken_back(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro", "Ben Hale"]).await;
        class.at_end(&app).await;
        class.send_marks(&app, vec![class.mark(1, 0, "present", None)]).await.expect(200);
        let first = brought(&app, &class, &[
            "Ada,ada.okoro@example.org,10T09:00:00 AM,10T10:00:00 AM,60,No",
            "Ben,ben.hale@example.org,10T09:00:00 AM,10T10:30:00 AM,90,No",
        ]).await;
        assert_eq!(line(&first, "Ben")["recorded"], json!({"outcome": "present", "minutes": null, "by_record": false}));
        apply(&app, &class, &first, json!({"decisions": []})).await.expect(200);
        let corrected = brought(&app, &class, &[
            "Ada,ada.okoro@example.org,10T09:00:00 AM,10T11:00:00 AM,120,No",
            "Ben,ben.hale@example.org,10T09:00:00 AM,10T10:30:00 AM,90,No",
        ]).await;
        assert_ne!(corrected["id"], first["id"]);
        assert_eq!(line(&corrected, "Ada")["recorded"]["minutes"], 60);
        let marked = apply(&app, &class, &corrected, json!({"decisions": []})).await.expect(200).json();
        assert_eq!(marks(&marked)[0].2, 120);

        let undo = |import: &Value| format!("/api/v1/attendance-imports/{}/undo", import["id"].as_str().expect("an id"));
        let back = app.post(&class.tess, &undo(&corrected), json!({})).await.expect(200).json();
        assert_eq!(marks(&back)[0].2, 60);
        // What somebody marked by hand since stays.
        class.send_marks(&app, vec![class.mark(0, 0, "absent", None)]).await.expect(200);
        let back = app.post(&class.tess, &undo(&first), json!({})).await.expect(200).json();
        assert_eq!(marks(&back), [
            ("Ada Okoro".to_owned(), json!("absent"), Value::Null),
            ("Ben Hale".to_owned(), json!("present"), Value::Null),
        ]);
        // Twice is once.
        app.post(&class.tess, &undo(&first), json!({})).await.expect(200);
        let path = format!("/api/v1/attendance-imports/{}", first["id"].as_str().expect("an id"));
        assert_eq!(app.get(&class.tess, &path).await.expect(200).json()["applied_at"], Value::Null);

        class.close(&app).await.expect(200);
        apply(&app, &class, &corrected, json!({"decisions": []})).await.expect_problem(409, "session_delivered");
        app.post(&class.tess, &undo(&corrected), json!({})).await.expect_problem(409, "session_delivered");
        let late = bring(&app, &class.tess, &class.session, &[zoom(&[]).as_bytes()], &[]).await;
        assert!(late.status.is_client_error());
        app.audit().await;
    }

    async fn devices_re_joins_and_two_files_are_one_union_and_never_a_sum(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro"]).await;
        class.at_end(&app).await;
        let morning = zoom(&[
            "Ada,ada.okoro@example.org,10T09:00:00 AM,10T10:00:00 AM,60,No",
            "Ada Okoro,,10T09:30:00 AM,10T10:30:00 AM,60,Yes",
        ]);
        // The meeting was started again, and somebody stayed on after the end.
        let restarted = zoom(&["Ada,ada.okoro@example.org,10T11:00:00 AM,10T12:40:00 PM,100,No"]);
        let files: [&[u8]; 2] = [morning.as_bytes(), restarted.as_bytes()];
        let import = bring(&app, &class.tess, &class.session, &files, &[]).await.expect(201).json();
        assert_eq!(line(&import, "Ada")["minutes"], 120);
        let device = line(&import, "Ada Okoro");
        assert_eq!((&device["match"], &device["minutes"]), (&json!("proposed"), &json!(60)));
        assert!(device["candidates"][0]["because"].as_str().is_some_and(|because| because.contains("second device")));
        let decisions = json!({"decisions": [{"key": device["key"], "booking_id": class.bookings[0]}]});
        let roster = apply(&app, &class, &import, decisions).await.expect(200).json();
        // 9 to 10:30 and 11 to noon: 150 minutes, not 60 + 60 + 100.
        assert_eq!(marks(&roster)[0], ("Ada Okoro".to_owned(), json!("partly"), json!(150)));
        class.close(&app).await.expect(200);
        let certificate = class.certificates(&app, 0).await.remove(0);
        let id = certificate["id"].as_str().expect("an id");
        let paper = app.get(&class.people[0], &format!("/api/v1/certificates/{id}")).await.expect(200).json();
        let basis = Beside::to(&app.database).lines("SELECT cpd_basis AS line FROM results").remove(0);
        assert!(basis.ends_with("The time is by the meeting's record."), "{basis}");
        assert_eq!(paper["cpd_minutes"], 135);
        app.audit().await;
    }

    async fn one_device_may_be_of_several_people_and_whoever_is_not_there_is_marked_when_asked(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro", "Ben Hale", "Cem Demir", "Dee Marked"]).await;
        class.at_end(&app).await;
        class.send_marks(&app, vec![class.mark(3, 0, "present", None)]).await.expect(200);
        let import = brought(&app, &class, &["Room 4,,10T09:00:00 AM,10T12:00:00 PM,180,No"]).await;
        let key = line(&import, "Room 4")["key"].clone();
        let both = json!({"decisions": [
            {"key": key, "booking_id": class.bookings[0]}, {"key": key, "booking_id": class.bookings[1]},
        ], "others_absent": true});
        let roster = apply(&app, &class, &import, both).await.expect(200).json();
        let outcomes: Vec<Value> = marks(&roster).into_iter().map(|mark| mark.1).collect();
        assert_eq!(outcomes, ["present", "present", "absent", "present"]);
        // Decided otherwise, what was marked before comes back.
        let one = json!({"decisions": [{"key": key, "booking_id": class.bookings[1]}]});
        let roster = apply(&app, &class, &import, one).await.expect(200).json();
        let outcomes: Vec<Value> = marks(&roster).into_iter().map(|mark| mark.1).collect();
        assert_eq!(outcomes, [Value::Null, json!("present"), Value::Null, json!("present")]);
    }

    async fn what_is_decided_wrongly_changes_nothing(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro"]).await;
        class.at_end(&app).await;
        let import = brought(&app, &class, &[
            "Ada,ada.okoro@example.org,10T09:00:00 AM,10T12:00:00 PM,180,No",
            "Kim,,10T09:00:00 AM,10T12:00:00 PM,180,No",
        ]).await;
        let kim = line(&import, "Kim")["key"].clone();
        let stranger = "01930000-0000-7000-8000-000000000000";
        let wrong = json!({"decisions": [
            {"key": "99", "booking_id": null},
            {"key": kim, "booking_id": stranger},
            {"key": kim, "booking_id": null},
        ]});
        let refused = apply(&app, &class, &import, wrong).await.expect_problem(422, "invalid_input").json();
        let fields: Vec<_> = refused["errors"].as_array().expect("errors").iter().map(|error| error["field"].clone()).collect();
        assert_eq!(fields, ["decisions[0].key", "decisions[1].booking_id", "decisions[2].key"]);
        let roster = app.get(&class.tess, &class.path("roster")).await.expect(200).json();
        assert!(marks(&roster)[0].1.is_null());
        // Somebody known by an address can be left out.
        let ada = line(&import, "Ada")["key"].clone();
        let left = json!({"decisions": [{"key": ada, "booking_id": null}]});
        let roster = apply(&app, &class, &import, left).await.expect(200).json();
        assert!(marks(&roster)[0].1.is_null());
    }

    async fn reports_that_cannot_be_taken_say_where_and_why(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro"]).await;
        let file = zoom(&["Ada,,10T09:00:00 AM,10T10:00:00 AM,60,No"]);
        let early = bring(&app, &class.tess, &class.session, &[file.as_bytes()], &[]).await;
        early.expect_problem(422, "invalid_input");
        class.at_end(&app).await;
        let broken = format!("{ZOOM}Ada,ada.okoro@example.org,########,########,60,No\n");
        let refused = bring(&app, &class.tess, &class.session, &[broken.as_bytes()], &[]).await;
        let refused = refused.expect_problem(422, "unreadable_report").json();
        assert_eq!(refused["line"], 2);
        assert!(refused["reason"].as_str().is_some_and(|reason| reason.contains("spreadsheet program")), "{refused}");
        let other_day = zoom(&["Ada,ada.okoro@example.org,11T09:00:00 AM,11T10:00:00 AM,60,No"]);
        let refused = bring(&app, &class.tess, &class.session, &[other_day.as_bytes()], &[]).await;
        let reason = refused.expect_problem(422, "unreadable_report").json()["reason"].as_str().expect("why").to_owned();
        assert!(reason.contains("Wednesday 11 November 2026"), "{reason}");
        bring(&app, &class.tess, &class.session, &[], &[]).await.expect_problem(422, "invalid_input");
        let fields = [("date_id", "nothing"), ("zone", "Nowhere/At All"), ("order", "year")];
        let wrong = bring(&app, &class.tess, &class.session, &[broken.as_bytes()], &fields).await;
        let wrong = wrong.expect_problem(422, "invalid_input").json();
        assert_eq!(wrong["errors"].as_array().expect("errors").len(), 3, "{wrong}");
        let token = app.sign_in(&class.tess.email).await;
        let path = format!("/api/v1/sessions/{}/attendance-imports", class.session);
        let json = Some(("application/json", b"{}".to_vec()));
        let answer = app.send_bytes(Method::POST, &path, Some(&token), &[], json).await;
        answer.expect_problem(415, "unsupported_media_type");
        assert_eq!(count(&app, "SELECT count(*) FROM attendance_imports"), 0);
    }

    async fn reports_are_for_the_trainers_of_the_session(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro"]).await;
        class.at_end(&app).await;
        let other = app.trainer("Other Trainer").await;
        let file = zoom(&["Ada,ada.okoro@example.org,10T09:00:00 AM,10T12:00:00 PM,180,No"]);
        bring(&app, &class.people[0], &class.session, &[file.as_bytes()], &[]).await.expect_problem(403, "forbidden");
        bring(&app, &other, &class.session, &[file.as_bytes()], &[]).await.expect_problem(404, "not_found");
        let import = bring(&app, &class.cora, &class.session, &[file.as_bytes()], &[]).await.expect(201).json();
        let path = format!("/api/v1/attendance-imports/{}", import["id"].as_str().expect("an id"));
        for path in [path.clone(), "/api/v1/attendance-imports/01930000-0000-7000-8000-000000000000".to_owned()] {
            app.get(&other, &path).await.expect_problem(404, "not_found");
            app.get(&class.people[0], &path).await.expect_problem(403, "forbidden");
        }
        app.get(&class.tess, &path).await.expect(200);
    }

    async fn of_several_dates_the_times_tell_or_somebody_says_which(app: TestApp) {
        let mut class = Class::with(&app, &["Ada Okoro"], &[(7, 3), (8, 3)], |_| {}).await;
        class.at_end(&app).await;
        let second = zoom(&["Ada,ada.okoro@example.org,11T09:00:00 AM,11T12:00:00 PM,180,No"]);
        let import = bring(&app, &class.tess, &class.session, &[second.as_bytes()], &[]).await.expect(201).json();
        assert_eq!(import["date_id"], class.dates[1]);
        let both = zoom(&[
            "Ada,ada.okoro@example.org,10T09:00:00 AM,10T10:00:00 AM,60,No",
            "Ada,ada.okoro@example.org,11T09:00:00 AM,11T12:00:00 PM,180,No",
        ]);
        let refused = bring(&app, &class.tess, &class.session, &[both.as_bytes()], &[]).await;
        let refused = refused.expect_problem(422, "unreadable_report").json();
        assert!(refused["reason"].as_str().is_some_and(|reason| reason.contains("2 dates")), "{refused}");
        let said = [("date_id", class.dates[0].as_str())];
        let import = bring(&app, &class.tess, &class.session, &[both.as_bytes()], &said).await.expect(201).json();
        assert_eq!((&import["date_id"], &line(&import, "Ada")["minutes"]), (&json!(class.dates[0]), &json!(60)));
        let totals = "Name (Original Name),User Email,Total Duration (Minutes),Guest\nAda,ada.okoro@example.org,95,No\n";
        let refused = bring(&app, &class.tess, &class.session, &[totals.as_bytes()], &[]).await;
        refused.expect_problem(422, "unreadable_report");
        let import = bring(&app, &class.tess, &class.session, &[totals.as_bytes()], &said).await.expect(201).json();
        assert_eq!((&import["evidence"], &line(&import, "Ada")["minutes"]), (&json!("totals"), &json!(95)));
        assert_eq!(line(&import, "Ada")["first_joined_at"], Value::Null);
    }

    async fn what_was_decided_is_proposed_again_in_this_session_alone(app: TestApp) {
        let mut class = Class::with(&app, &["Ada Okoro", "Ben Hale"], &[(7, 3), (8, 3)], |_| {}).await;
        class.at_end(&app).await;
        let first = brought(&app, &class, &["Nightbird,,10T09:00:00 AM,10T12:00:00 PM,180,No"]).await;
        let line_of = line(&first, "Nightbird");
        assert_eq!(line_of["match"], "unknown");
        let decisions = json!({"decisions": [{"key": line_of["key"], "booking_id": class.bookings[0]}]});
        apply(&app, &class, &first, decisions).await.expect(200);
        let second = brought(&app, &class, &["nightbird,,11T09:00:00 AM,11T12:00:00 PM,180,No"]).await;
        let line_of = line(&second, "nightbird");
        assert_eq!((&line_of["match"], &line_of["booking_id"]), (&json!("proposed"), &json!(class.bookings[0])));
        assert_eq!(line_of["candidates"][0]["because"], "Decided so for an earlier report of this session.");
    }

    async fn who_is_nobody_on_the_list_is_forgotten_after_a_month(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro"]).await;
        class.at_end(&app).await;
        let import = brought(&app, &class, &[
            "Ada,ada.okoro@example.org,10T09:00:00 AM,10T12:00:00 PM,180,No",
            "Kim Stranger,kim@elsewhere.example,10T09:00:00 AM,10T12:00:00 PM,180,No",
        ]).await;
        apply(&app, &class, &import, json!({"decisions": []})).await.expect(200);
        let lines = "SELECT count(*) FROM attendance_import_lines";
        class.later(&app, 29 * 24 * 60).await;
        app.run_jobs().await;
        assert_eq!(count(&app, lines), 2);
        class.later(&app, 2 * 24 * 60).await;
        app.run_jobs().await;
        assert_eq!(count(&app, lines), 1);
    }
}
