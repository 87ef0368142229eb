//! Sessions changed after they were made, series of them, and what they cost to list.

use actix_web::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{
    app::{Answer, Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
};

async fn book(app: &TestApp, who: &Someone, session: &str, join_waitlist: bool) -> Answer {
    app.post(who, &format!("/api/v1/sessions/{session}/bookings"), json!({"join_waitlist": join_waitlist}))
        .await
}

both_databases! {
    async fn a_date_moves_under_its_id_and_others_come_and_go(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let (first, second, third) = (app.date_in(30, 3), app.date_in(37, 3), app.date_in(44, 3));
        let draft = app.draft(&cora, "introduction", |body| body["dates"] = json!([second, first])).await;
        let path = format!("/api/v1/sessions/{}", id_of(&draft));
        let ids = [&draft["dates"][0]["id"], &draft["dates"][1]["id"]];
        assert_eq!(draft["dates"][0]["starts_at"], first["starts_at"]);
        let moved = json!({"id": ids[0], "starts_at": third["starts_at"], "ends_at": third["ends_at"]});
        let fourth = app.date_in(20, 2);
        let edited = app.patch(&cora, &path, json!({"dates": [moved, fourth]})).await.expect(200).json();
        assert_eq!(edited["dates"].as_array().map(Vec::len), Some(2));
        assert_eq!(edited["dates"][0]["starts_at"], fourth["starts_at"]);
        assert_eq!(edited["dates"][1], moved);
        assert_eq!(edited["booking_closes_at"], fourth["starts_at"]);
        let foreign = json!({"id": ids[1], "starts_at": third["starts_at"], "ends_at": third["ends_at"]});
        let answer = app.patch(&cora, &path, json!({"dates": [foreign]})).await.expect_problem(422, "invalid_input");
        assert_eq!(answer.json()["errors"][0]["field"], "dates[0].id");
    }

    async fn what_is_left_out_stays_and_null_takes_away(app: TestApp) {
        let (cora, tess, tom) = (app.coordinator().await, app.trainer("Tess").await, app.trainer("Tom").await);
        app.course(&cora, "introduction", |_| {}).await;
        let opens: DateTime<Utc> = app.clock.now() + TimeDelta::days(2);
        let draft = app.draft(&cora, "introduction", |body| {
            body["trainer_ids"] = json!([tess.id]);
            body["location"] = "Room 4".into();
            body["booking_opens_at"] = json!(opens);
            body["private"] = true.into();
        }).await;
        let path = format!("/api/v1/sessions/{}", id_of(&draft));
        let kept = app.patch(&cora, &path, json!({})).await.expect(200).json();
        assert_eq!(kept, draft);
        assert_eq!((&kept["location"], &kept["private"]), (&json!("Room 4"), &json!(true)));
        let change = json!({"location": null, "joining": null, "booking_opens_at": null, "private": false, "trainer_ids": [tom.id, tess.id]});
        let changed = app.patch(&cora, &path, change).await.expect(200).json();
        assert!(changed.get("location").is_none() && changed.get("booking_opens_at").is_none());
        assert_eq!(changed["joining"], Value::Null);
        assert_eq!(changed["trainers"], json!([{"name": "Tom"}, {"name": "Tess"}]));
    }

    async fn capacity_keeps_above_what_is_held_and_what_is_added_is_offered(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let id = app.session(&cora, "introduction", 30, 3, 2).await.to_string();
        let path = format!("/api/v1/sessions/{id}");
        let mut waiting = Vec::new();
        for name in ["Ann", "Bob", "Cyd", "Dan"] {
            let who = app.delegate(name).await;
            let booking = book(&app, &who, &id, true).await.expect(201).json();
            waiting.push((who, id_of(&booking)));
            app.clock.advance(TimeDelta::minutes(1));
        }
        app.patch(&cora, &path, json!({"capacity": 1})).await.expect_problem(409, "capacity_below_held");
        let session = app.get_public(&path).await.json();
        assert_eq!((&session["places_left"], &session["waitlist_length"]), (&json!(0), &json!(2)));
        assert_eq!(app.get_public("/api/v1/sessions?with_places=true").await.json()["items"], json!([]));
        let raised = app.patch(&cora, &path, json!({"capacity": 3})).await.expect(200).json();
        assert_eq!((&raised["places_left"], &raised["waitlist_length"]), (&json!(0), &json!(1)));
        let (cyd, booking) = &waiting[2];
        let cyd = app.get(cyd, &format!("/api/v1/bookings/{booking}")).await.expect(200).json();
        assert_eq!(cyd["state"], "offered");
        let open = app.patch(&cora, &path, json!({"capacity": 6})).await.expect(200).json();
        assert_eq!((&open["places_left"], &open["waitlist_length"]), (&json!(2), &json!(0)));
        let with_places = app.get_public("/api/v1/sessions?with_places=true").await.json();
        assert_eq!(with_places["items"][0]["id"], open["id"]);
    }

    async fn a_stale_change_is_told_before_what_is_wrong_with_it(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let id = app.session(&cora, "introduction", 30, 3, 2).await;
        let path = format!("/api/v1/sessions/{id}");
        let tag = app.get_public(&path).await.header("etag");
        app.patch(&cora, &path, json!({"capacity": 3})).await.expect(200);
        for body in [json!({"capacity": 4}), json!({"capacity": "many"}), json!({"nonsense": 1}), json!({"dates": []})] {
            let answer = app.send(Method::PATCH, &path, Some(&cora.token), &[("if-match", &tag)], Some(&body)).await;
            answer.expect_problem(412, "stale");
        }
        let dave = app.delegate("Dave").await;
        app.patch(&dave, &path, json!({"nonsense": 1})).await.expect_problem(403, "forbidden");
        app.send(Method::PATCH, "/api/v1/sessions/nonsense", None, &[], Some(&json!({}))).await.expect_problem(404, "not_found");
        assert_eq!(app.get_public(&path).await.json()["capacity"], 3);
    }

    async fn bad_sessions_are_refused_field_by_field(app: TestApp) {
        let (cora, dave) = (app.coordinator().await, app.delegate("Dave").await);
        app.course(&cora, "introduction", |_| {}).await;
        let good = app.date_in(30, 3);
        let (past, backwards) = (app.date_in(-1, 3), app.date_in(30, -1));
        let cases: Vec<(&str, Value, &str)> = vec![
            ("dates", json!([past]), "dates[0].starts_at"),
            ("dates", json!([backwards]), "dates[0].ends_at"),
            ("dates", json!([good, good]), "dates[1].starts_at"),
            ("dates", json!([]), "dates"),
            ("dates", json!([{"starts_at": "tomorrow", "ends_at": good["ends_at"]}]), "dates[0].starts_at"),
            ("dates", json!([app.date_in(365 * 9, 3)]), "dates[0].starts_at"),
            ("capacity", json!(0), "capacity"),
            ("capacity", json!(10_000_000), "capacity"),
            ("capacity", json!(-1), "capacity"),
            ("timezone", json!("Mars/Olympus"), "timezone"),
            ("trainer_ids", json!([dave.id]), "trainer_ids[0]"),
            ("trainer_ids", json!(["nobody"]), "trainer_ids[0]"),
            ("delivery", json!("pigeon"), "delivery"),
            ("joining", json!({"url": "javascript:alert(1)"}), "joining.url"),
            ("joining", json!({"help": "bell\u{7}"}), "joining.help"),
            ("location", json!("nul\u{0}"), "location"),
            ("booking_opens_at", json!(good["ends_at"]), "booking_opens_at"),
            ("nonsense", json!(1), "nonsense"),
        ];
        for (field, value, wrong) in cases {
            let mut body = json!({"dates": [good], "trainer_ids": []});
            body[field] = value;
            let answer = app.post(&cora, "/api/v1/courses/introduction/sessions", body).await;
            let answer = answer.expect_problem(422, "invalid_input");
            assert_eq!(answer.json()["errors"][0]["field"], wrong, "{}", answer.text());
        }
        let body = json!({"dates": [good], "trainer_ids": []});
        app.post(&cora, "/api/v1/courses/nowhere/sessions", body.clone()).await.expect_problem(404, "not_found");
        app.post(&dave, "/api/v1/courses/introduction/sessions", body).await.expect_problem(403, "forbidden");
        assert_eq!(app.get(&cora, "/api/v1/sessions").await.json()["items"], json!([]));
    }

    async fn a_list_of_fifty_sessions_costs_what_a_list_of_two_does(app: TestApp) {
        let (cora, tess, dave) = (app.coordinator().await, app.trainer("Tess").await, app.delegate("Dave").await);
        app.course(&cora, "introduction", |_| {}).await;
        for day in 0..50 {
            let id = app.session_with(&cora, "introduction", |body| {
                body["trainer_ids"] = json!([tess.id]);
                body["dates"] = json!([app.date_in(30 + day, 3)]);
            }).await.to_string();
            if day == 0 {
                book(&app, &dave, &id, false).await.expect(201);
            }
        }
        let cost = async |who: Option<&Someone>, limit: usize| {
            let before = app.app.reads.statements_run();
            let token = who.map(|who| who.token.as_str());
            let path = format!("/api/v1/sessions?limit={limit}");
            let list = app.send(Method::GET, &path, token, &[], None).await.expect(200).json();
            assert_eq!(list["items"].as_array().map(Vec::len), Some(limit));
            app.app.reads.statements_run() - before
        };
        for who in [None, Some(&dave), Some(&tess), Some(&cora)] {
            // The first call may open a connection.
            cost(who, 1).await;
            let few = cost(who, 2).await;
            assert!(few > 3, "the counter counts: {few}");
            assert_eq!(cost(who, 50).await, few);
        }
        let courses = app.app.reads.statements_run();
        app.get_public("/api/v1/courses").await.expect(200);
        assert!(app.app.reads.statements_run() - courses < 12);
    }

    async fn the_list_is_by_first_date_in_pages_and_periods(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let mut ids = Vec::new();
        for day in [40, 20, 30, 30, 10] {
            ids.push((day, app.session(&cora, "introduction", day, 3, 5).await.to_string()));
        }
        ids.sort();
        let expected: Vec<String> = ids.iter().map(|(_, id)| id.clone()).collect();
        let listed = async |path: String| {
            let (mut seen, mut path) = (Vec::new(), path);
            loop {
                let answer = app.get_public(&path).await.expect(200);
                for item in answer.json()["items"].as_array().expect("items") {
                    seen.push(id_of(item));
                }
                if answer.json()["next"].is_null() {
                    return seen;
                }
                let link = answer.header("link");
                path = link.trim_start_matches('<').split('>').next().map(str::to_owned).unwrap_or_default();
            }
        };
        assert_eq!(listed("/api/v1/sessions?limit=2".to_owned()).await, expected);
        let from = (app.clock.now() + TimeDelta::days(20)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let to = (app.clock.now() + TimeDelta::days(30)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
        assert_eq!(listed(format!("/api/v1/sessions?from={from}&to={to}&limit=1")).await, expected[1..4]);
        assert_eq!(listed("/api/v1/sessions?course=other".to_owned()).await, Vec::<String>::new());
        app.clock.advance(TimeDelta::days(25));
        assert_eq!(listed("/api/v1/sessions".to_owned()).await, expected[2..]);
        app.get_public("/api/v1/sessions?cursor=nonsense").await.expect_problem(400, "invalid_cursor");
        app.get_public("/api/v1/sessions?from=yesterday").await.expect_problem(422, "invalid_input");
        app.get_public("/api/v1/sessions?limit=0").await.expect_problem(422, "invalid_input");
        app.get_public("/api/v1/sessions?nonsense=1").await.expect_problem(422, "invalid_input");
    }

    async fn private_sessions_are_hidden_from_the_public(app: TestApp) {
        let (cora, dave) = (app.coordinator().await, app.delegate("Dave").await);
        app.course(&cora, "introduction", |_| {}).await;
        let id = app.session_with(&cora, "introduction", |body| body["private"] = true.into()).await;
        let path = format!("/api/v1/sessions/{id}");
        for answer in [app.get_public(&path).await, app.get(&dave, &path).await] {
            answer.expect_problem(404, "not_found");
        }
        let count = async |answer: Answer| answer.expect(200).json()["items"].as_array().map_or(0, Vec::len);
        assert_eq!(count(app.get(&dave, "/api/v1/sessions").await).await, 0);
        assert_eq!(count(app.get(&cora, "/api/v1/sessions").await).await, 1);
        let body = json!({"person_id": dave.id});
        app.post(&cora, &format!("{path}/bookings"), body).await.expect(201);
        assert_eq!(count(app.get(&dave, "/api/v1/sessions").await).await, 1);
        app.get(&dave, &path).await.expect(200);
    }

    async fn a_year_of_second_tuesdays_stays_at_ten_and_steps_round_holidays(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let path = "/api/v1/courses/introduction/sessions/series";
        let body = json!({
            "first_day": "2027-01-01", "starts": "10:00",
            "rhythm": {"months": 1, "week": "second", "weekday": "tuesday"}, "capacity": 12,
        });
        let made = app.post(&cora, path, body).await.expect(201).json();
        let sessions = made["sessions"].as_array().expect("sessions");
        assert_eq!(sessions.len(), 12);
        assert_eq!(sessions[0]["dates"][0]["starts_at"], "2027-01-12T10:00:00Z");
        assert_eq!(sessions[6]["dates"][0]["starts_at"], "2027-07-13T09:00:00Z");
        assert!(sessions.iter().all(|session| session["state"] == "draft" && session["capacity"] == 12));

        let weekly = json!({
            "first_day": "2027-03-22", "starts": "09:30:00", "minutes": 60, "rhythm": {"weeks": 1}, "count": 2,
        });
        let made = app.post(&cora, path, weekly).await.expect(201).json();
        assert_eq!(made["stepped"], json!([{"day": "2027-03-29", "holiday": "Easter Monday", "to": "2027-04-05"}]));
        for (field, value, wrong) in [
            ("first_day", json!("2020-01-01"), "first_day"), ("starts", json!("25:00"), "starts"),
            ("rhythm", json!({"weeks": 1, "months": 1}), "rhythm"), ("rhythm", json!({"weeks": 0}), "rhythm"),
            ("minutes", json!(0), "minutes"), ("minutes", json!(99_999_999_999_i64), "minutes"),
            ("capacity", json!(0), "capacity"), ("until", json!("2027-03-01"), "until"), ("count", json!(0), "count"),
            ("count", json!(101), "count"), ("until", json!("2099-01-01"), "until"),
        ] {
            let mut body = json!({"first_day": "2027-03-22", "starts": "09:30", "rhythm": {"weeks": 1}});
            body[field] = value;
            let answer = app.post(&cora, path, body).await.expect_problem(422, "invalid_input");
            assert_eq!(answer.json()["errors"][0]["field"], wrong, "{}", answer.text());
        }
    }

    async fn a_series_that_goes_on_for_too_long_is_wrong_in_its_count_not_its_first_day(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let path = "/api/v1/courses/introduction/sessions/series";
        let body = |end: serde_json::Value| {
            let mut body = json!({
                "first_day": "2027-01-01", "starts": "10:00",
                "rhythm": {"months": 3, "week": "second", "weekday": "tuesday"},
            });
            body[end[0].as_str().expect("a field")] = end[1].clone();
            body
        };
        for (end, wrong) in [(json!(["count", 40]), "count"), (json!(["until", "2040-01-01"]), "until")] {
            let answer = app.post(&cora, path, body(end)).await.expect_problem(422, "invalid_input").json();
            assert_eq!(answer["errors"][0]["field"], wrong, "{answer}");
            let said = answer["errors"][0]["message"].as_str().expect("words");
            assert!(said.contains("would be on") && said.contains("within the next 5 years"), "{said}");
        }
        assert_eq!(app.get(&cora, "/api/v1/sessions").await.expect(200).json()["items"], json!([]));
    }
}
