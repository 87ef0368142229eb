//! A request for training, from the first word to the certificates.

use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    commissions::{Team, path, strangers},
    database::both_databases,
    raw_database::Beside,
};

fn words(of: &Value) -> Vec<&str> {
    of.as_array().expect("a list").iter().map(|word| word.as_str().expect("a word")).collect()
}

async fn bookings_of(app: &TestApp, who: &Someone) -> Vec<Value> {
    app.get(who, "/api/v1/bookings").await.expect(200).json()["items"].as_array().expect("items").clone()
}

both_databases! {
    async fn a_team_session_from_enquiry_to_certificates(app: TestApp) {
        let team = Team::of(&app, &["Ada", "Ben"]).await;
        let wish = json!({"aims": "Calmer meetings", "ring_me": true, "phone": "0113 496 0000"});
        let asked = app.post(&team.lena, "/api/v1/commissions", wish).await.expect(201).json();
        let request = id_of(&asked);
        assert_eq!((&asked["state"], &asked["course"]), (&json!("enquiry"), &json!(null)));
        assert_eq!(asked["organisation"]["name"], "Hillside School");
        assert_eq!(words(&asked["possible"]), ["withdraw"]);
        assert_eq!(app.kinds_to(&team.cora.email).await, ["commission_asked"]);

        // More is said as it is known.
        let more = json!({"course": "bespoke", "preferred": "Tuesdays", "group_size": 3});
        app.patch(&team.lena, &format!("/api/v1/commissions/{request}"), more).await.expect(200);
        team.name_all(&app, &request).await;
        let list = json!({"text": "Okoro, Sam <sam.okoro@school.example>"});
        let named = team.name(&app, &request, list).await.expect(201).json();
        assert_eq!(named["people_count"], 3);
        assert_eq!(app.kinds_to("sam.okoro@school.example").await, ["invited_to_join"]);

        // Two versions of a proposal; what changed is shown.
        let (date, other) = (app.date_in(30, 2), app.date_in(31, 2));
        let content = json!([
            {"course": "bespoke", "outcome": "Principles", "minutes": 60},
            {"outcome": "Tea", "minutes": 15, "is_break": true},
            {"outcome": "Practice", "minutes": 45},
        ]);
        let mut proposal = json!({"dates": [date], "content": content, "trainer_ids": [team.tess.id]});
        app.post(&team.cora, &path(&request, "proposals"), proposal.clone()).await.expect(201);
        let why = json!({"words": "The day after, please."});
        app.post(&team.lena, &path(&request, "ask-for-change"), why).await.expect(200);
        proposal["dates"] = json!([other]);
        let proposed = app.post(&team.cora, &path(&request, "proposals"), proposal).await.expect(201).json();
        assert_eq!((&proposed["state"], &proposed["proposal_version"]), (&json!("proposed"), &json!(2)));
        let versions = app.get(&team.lena, &path(&request, "proposals")).await.expect(200).json();
        let changed: Vec<&Value> =
            versions["items"][0]["differences"].as_array().expect("changes").iter().map(|d| &d["what"]).collect();
        assert_eq!(changed, [&json!("dates"), &json!("dates")]);
        team.accept(&app, &request, 1).await.expect_problem(409, "another_version");
        team.accept(&app, &request, 2).await.expect(200);
        let spoken = json!({"words": "We will send the link."});
        app.post(&team.cora, &path(&request, "messages"), spoken).await.expect(201);

        // Everybody is booked in one write, the one without an account as well.
        let scheduled = team.schedule(&app, &request).await.expect(201).json();
        assert_eq!(scheduled["state"], "scheduled");
        let session = scheduled["session_id"].as_str().expect("a session").to_owned();
        let read = app.get(&team.cora, &format!("/api/v1/sessions/{session}")).await.expect(200).json();
        assert_eq!((&read["state"], &read["capacity"], &read["places_left"]), (&json!("published"), &json!(20), &json!(17)));
        app.get_public(&format!("/api/v1/sessions/{session}")).await.expect(404);
        assert_eq!(bookings_of(&app, &team.people[0]).await[0]["state"], "booked");
        assert_eq!(app.kinds_to("sam.okoro@school.example").await, ["invited_to_join", "booked"]);
        let people = app.get(&team.cora, &path(&request, "people")).await.expect(200).json();
        assert!(people["items"].as_array().expect("people").iter().all(|one| one["booking"]["state"] == "booked"));
        // Of somebody she does not manage, whoever asked sees what they answered.
        let seen = app.get(&team.lena, &path(&request, "people")).await.expect(200).json();
        let sam = &seen["items"][2];
        assert_eq!((&sam["person"]["name"], &sam["booking"], &sam["answer"]), (&json!("Sam Okoro"), &Value::Null, &json!("asked")));

        // Delivered when the register closes: minutes and outcomes are those agreed on.
        let register: Vec<Value> = people["items"].as_array().expect("people").iter().enumerate().map(|(n, one)| {
            let outcome = if n == 1 { "absent" } else { "present" };
            json!({"booking_id": one["booking"]["id"], "date_id": read["dates"][0]["id"], "outcome": outcome})
        }).collect();
        app.clock.set("2026-12-04T12:00:00Z".parse().expect("a time"));
        let at = format!("/api/v1/sessions/{session}/register");
        app.put(&team.tess, &at, json!({"marks": register})).await.expect(200);
        app.post(&team.tess, &format!("{at}/close"), json!({})).await.expect(200);
        assert_eq!(team.read(&app, &request).await["state"], "delivered");
        let certificates = app.get(&team.people[0], "/api/v1/certificates").await.expect(200).json();
        assert_eq!(certificates["items"][0]["cpd_minutes"], 105);
        assert_eq!(
            app.kinds_to(&team.lena.email).await,
            ["commission_proposed", "commission_proposed", "commission_message", "commission_scheduled", "commission_delivered"]
        );
        app.post(&team.cora, &path(&request, "close"), json!({})).await.expect(200);
        assert_eq!(
            team.events(&app, &request).await,
            [
                "asked", "edited", "people_named", "people_named", "proposed", "change_asked", "proposed", "accepted",
                "message", "scheduled", "delivered", "closed",
            ]
        );
        app.audit().await;
    }

    async fn an_illegal_step_changes_nothing_and_says_what_is_possible(app: TestApp) {
        let team = Team::of(&app, &["Ada"]).await;
        let request = team.ask(&app, "bespoke").await;
        let before = Beside::to(&app.database).rows();
        let rows = [
            (&team.lena, "accept", json!({"version": 1}), "You can withdraw it."),
            (&team.lena, "ask-for-change", json!({"words": "Earlier"}), "You can withdraw it."),
            (&team.cora, "schedule", json!({}), "You can propose something or decline."),
            (&team.cora, "close", json!({}), "You can propose something or decline."),
        ];
        for (who, step, body, possible) in rows {
            let told = app.post(who, &path(&request, step), body).await.expect_problem(409, "wrong_state").json();
            assert!(told["detail"].as_str().expect("words").ends_with(possible), "{step}: {told}");
        }
        assert_eq!(Beside::to(&app.database).rows(), before);
        app.post(&team.lena, &path(&request, "withdraw"), json!({})).await.expect(200);
        let told = team.propose(&app, &request, 30).await.expect_problem(409, "wrong_state").json();
        assert!(told["detail"].as_str().expect("words").contains("It is over"), "{told}");
    }

    async fn a_list_is_taken_whole_or_not_at_all(app: TestApp) {
        let team = Team::of(&app, &["Ada"]).await;
        let request = team.ask(&app, "bespoke").await;
        let before = Beside::to(&app.database).rows();
        let text = "Sam Okoro <sam@school.example>\nSchool Office <office@school.example>\nJo Bell";
        let told = team.name(&app, &request, json!({"text": text})).await.expect_problem(422, "invalid_input").json();
        let lines: Vec<&str> =
            told["errors"].as_array().expect("errors").iter().map(|e| e["message"].as_str().expect("words")).collect();
        assert!(lines[0].starts_with("Line 2: office@school.example"), "{lines:?}");
        assert!(lines[1].starts_with("Line 3: write the e-mail address of Jo Bell"), "{lines:?}");
        assert_eq!(Beside::to(&app.database).rows(), before, "nothing is half-imported");
        assert!(app.kinds_to("sam@school.example").await.is_empty());

        // Somebody who is known is not doubled, and named again counts once.
        let text = format!("Ada <{}>\nSam Okoro <sam@school.example>", team.people[0].email);
        for _ in 0..2 {
            let named = team.name(&app, &request, json!({"text": text})).await.expect(201).json();
            assert_eq!(named["people_count"], 2);
        }
        assert!(app.kinds_to(&team.people[0].email).await.is_empty(), "a member needs no invitation");

        // Whoever asks picks from those they manage.
        let stranger = app.delegate("Stranger").await;
        let picked = team.name(&app, &request, json!({"person_ids": [stranger.id]})).await;
        picked.expect_problem(422, "invalid_input");
        let people = app.get(&team.lena, &path(&request, "people")).await.expect(200).json();
        let first = people["items"][0]["person"]["id"].clone();
        let gone = app.post(&team.lena, &path(&request, "people/remove"), json!({"person_ids": [first]})).await;
        assert_eq!(gone.expect(200).json()["people_count"], 1);
    }

    async fn a_request_is_between_whoever_asked_and_the_team(app: TestApp) {
        let team = Team::of(&app, &["Ada"]).await;
        let request = team.ask(&app, "bespoke").await;
        let at = format!("/api/v1/commissions/{request}");
        app.get(&team.people[0], &at).await.expect_problem(404, "not_found");
        app.get(&team.tess, &at).await.expect_problem(404, "not_found");
        assert_eq!(app.get(&team.people[0], "/api/v1/commissions").await.expect(200).json()["items"], json!([]));
        for who in [&team.lena, &team.cora] {
            let list = app.get(who, "/api/v1/commissions?state=enquiry").await.expect(200).json();
            assert_eq!(list["items"][0]["id"], request.as_str());
        }
        // A second lead of the organisation answers for it as well.
        let lou = app.delegate("Lou Lead").await;
        app.join(&lou, team.organisation, true).await;
        team.propose(&app, &request, 30).await.expect(201);
        app.post(&lou, &path(&request, "accept"), json!({"version": 1})).await.expect(200);
        app.post(&team.cora, &path(&request, "accept"), json!({"version": 1})).await.expect_problem(403, "forbidden");
    }

    async fn a_trainer_who_is_busy_is_not_proposed(app: TestApp) {
        let team = Team::of(&app, &["Ada"]).await;
        let trains = json!([team.tess.id]);
        let date = json!([app.date_in(30, 3)]);
        app.course(&team.cora, "introduction", |_| {}).await;
        app.session_with(&team.cora, "introduction", |body| {
            body["dates"] = date;
            body["trainer_ids"] = trains;
        })
        .await;
        let request = team.ask(&app, "bespoke").await;
        let told = team.propose(&app, &request, 30).await.expect_problem(409, "trainer_busy").json();
        assert!(told["detail"].as_str().expect("words").starts_with("Tess Trainer runs Introduction on"), "{told}");
        team.propose(&app, &request, 31).await.expect(201);
        team.accept(&app, &request, 1).await.expect(200);
        // What is agreed stands in the calendar before it is scheduled.
        let other = team.ask(&app, "bespoke").await;
        team.propose(&app, &other, 31).await.expect_problem(409, "trainer_busy");
    }

    async fn strangers_are_named_and_booked_before_they_confirm_anything(app: TestApp) {
        let team = Team::of(&app, &[]).await;
        let request = team.ask(&app, "bespoke").await;
        team.name(&app, &request, json!({"text": strangers(20)})).await.expect(201);
        team.propose(&app, &request, 30).await.expect(201);
        team.accept(&app, &request, 1).await.expect(200);
        team.schedule(&app, &request).await.expect(201);
        assert_eq!(app.kinds_to("new.a@school.example").await, ["invited_to_join", "booked"]);
        app.audit().await;
    }
}
