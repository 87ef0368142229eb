//! Organisations invited to a cohort, schools trained as a whole, and dates made up for in a sister set.

use actix_web::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    commissions::{Team, path},
    database::both_databases,
    raw_database::Beside,
};

/// Marks everybody on a session after its end, and closes its register.
async fn hold(app: &TestApp, team: &Team, session: &str) -> Value {
    let at = format!("/api/v1/sessions/{session}");
    let read = app.get(&team.cora, &at).await.expect(200).json();
    let dates = read["dates"].as_array().expect("dates");
    let end = dates.last().expect("a date")["ends_at"].as_str().expect("a time");
    app.clock.set(end.parse::<DateTime<Utc>>().expect("a time") + TimeDelta::minutes(5));
    let roster = app.get(&team.cora, &format!("{at}/roster")).await.expect(200).json();
    let mut marks = Vec::new();
    for entry in roster["entries"].as_array().expect("entries") {
        for date in dates {
            marks.push(
                json!({"booking_id": entry["booking_id"], "date_id": date["id"], "outcome": "present"}),
            );
        }
    }
    app.put(&team.cora, &format!("{at}/register"), json!({"marks": marks})).await.expect(200);
    app.post(&team.cora, &format!("{at}/register/close"), json!({})).await.expect(200).json()
}

/// A session of these dates with these people, booked by the coordinator.
async fn set(
    app: &TestApp,
    team: &Team,
    days: &[i64],
    people: &[&Someone],
) -> (String, Vec<String>, Vec<String>) {
    let dates: Vec<Value> = days.iter().map(|days| app.date_in(*days, 2)).collect();
    let (dates, trains) = (json!(dates), json!([team.tess.id]));
    let session = app
        .session_with(&team.cora, "bespoke", |body| {
            body["dates"] = dates;
            body["capacity"] = json!(3);
            body["trainer_ids"] = trains;
        })
        .await
        .to_string();
    let mut bookings = Vec::new();
    for person in people {
        let at = format!("/api/v1/sessions/{session}/bookings");
        let booked = app.post(&team.cora, &at, json!({"person_id": person.id})).await.expect(201).json();
        bookings.push(id_of(&booked));
    }
    let read = app.get(&team.cora, &format!("/api/v1/sessions/{session}")).await.expect(200).json();
    let dates = read["dates"].as_array().expect("dates").iter().map(id_of).collect();
    (session, bookings, dates)
}

both_databases! {
    async fn an_invited_organisation_names_its_people_all_or_nobody(app: TestApp) {
        let team = Team::of(&app, &["Ada", "Ben", "Cid"]).await;
        let session = app.session_with(&team.cora, "bespoke", |body| body["private"] = json!(true)).await;
        let at = format!("/api/v1/sessions/{session}/invitations");
        let whom = json!({"organisation_ids": [team.organisation], "places": 2});
        app.post(&team.lena, &at, whom.clone()).await.expect_problem(403, "forbidden");
        let invited = app.post(&team.cora, &at, whom.clone()).await.expect(201).json();
        assert_eq!((&invited[0]["state"], &invited[0]["named"]), (&json!("open"), &json!(0)));
        assert_eq!(app.kinds_to(&team.lena.email).await, ["organisation_invited"]);
        app.post(&team.cora, &at, whom).await.expect(201);
        assert_eq!(app.kinds_to(&team.lena.email).await.len(), 1, "invited once");

        let own = app.get(&team.lena, "/api/v1/invitations").await.expect(200).json();
        let at = format!("/api/v1/invitations/{}", id_of(&own["items"][0]));
        app.get(&team.people[0], &at).await.expect_problem(403, "forbidden");
        let before = Beside::to(&app.database).rows();
        let three: Vec<_> = team.people.iter().map(|person| person.id).collect();
        let all = app.post(&team.lena, &format!("{at}/accept"), json!({"person_ids": three})).await;
        all.expect_problem(409, "too_many_people");
        let stranger = app.delegate("Stranger").await;
        let both = json!({"person_ids": [team.people[0].id, stranger.id]});
        let count = Beside::to(&app.database).rows();
        app.post(&team.lena, &format!("{at}/accept"), both).await.expect_problem(422, "invalid_input");
        assert_eq!(Beside::to(&app.database).rows(), count, "nobody was booked");
        assert_ne!(before, count, "the stranger is new");
        let two = json!({"person_ids": [team.people[0].id, team.people[1].id]});
        let accepted = app.post(&team.lena, &format!("{at}/accept"), two).await.expect(200).json();
        assert_eq!((&accepted["state"], &accepted["named"]), (&json!("accepted"), &json!(2)));
        assert_eq!(app.kinds_to(&team.people[0].email).await, ["booked"]);
        app.post(&team.lena, &format!("{at}/decline"), json!({})).await.expect_problem(409, "wrong_state");
        app.audit().await;
    }

    async fn only_a_date_for_named_people_has_invitations(app: TestApp) {
        let team = Team::of(&app, &[]).await;
        let session = app.session(&team.cora, "bespoke", 30, 2, 20).await;
        let at = format!("/api/v1/sessions/{session}/invitations");
        let whom = json!({"organisation_ids": [team.organisation], "places": 2});
        app.post(&team.cora, &at, whom).await.expect_problem(409, "not_private");
    }

    async fn a_school_trained_as_a_whole_may_come_to_the_network(app: TestApp) {
        let team = Team::of(&app, &["Ada"]).await;
        app.course(&team.cora, "twilight", |course| {
            course["by_commission"] = json!(true);
            course["trains_organisation"] = json!(true);
            course["capacity"] = json!(150);
            course["delivery"] = json!("on_site");
        })
        .await;
        app.course(&team.cora, "network", |course| {
            course["invites_trained_organisations"] = json!(true);
            course["prerequisites"] =
                json!([{"any_of": [{"kind": "organisation_course", "course": "twilight"}]}]);
        })
        .await;
        let network = app.session(&team.cora, "network", 90, 2, 20).await;
        let book = format!("/api/v1/sessions/{network}/bookings");
        app.post(&team.people[0], &book, json!({})).await.expect_problem(409, "booking_refused");

        // Names alone are enough, and the lead prints those certificates.
        let request = team.ask(&app, "twilight").await;
        team.name(&app, &request, json!({"text": "Ann Lee\nJo Bell\nOkoro, Sam"})).await.expect(201);
        team.name(&app, &request, json!({"text": "Ann Lee"})).await.expect(201);
        assert_eq!(team.read(&app, &request).await["people_count"], 3);
        team.propose(&app, &request, 30).await.expect(201);
        team.accept(&app, &request, 1).await.expect(200);
        let scheduled = team.schedule(&app, &request).await.expect(201).json();
        let session = scheduled["session_id"].as_str().expect("a session").to_owned();
        hold(&app, &team, &session).await;
        let outcome = app.get(&team.lena, &path(&request, "outcome")).await.expect(200).json();
        assert_eq!((&outcome["attended"], &outcome["delivered"]), (&json!(3), &json!(true)));
        for line in outcome["people"].as_array().expect("people") {
            assert_eq!(line["to_print"], true);
            let id = line["certificate"]["id"].as_str().expect("a certificate");
            let paper = app.get(&team.lena, &format!("/api/v1/certificates/{id}.pdf")).await.expect(200);
            assert!(paper.body.starts_with(b"%PDF"));
        }
        let one_file = app.get(&team.lena, &path(&request, "certificates.pdf?to_print=true")).await.expect(200);
        assert_eq!(lopdf::Document::load_mem(&one_file.body).expect("a PDF file").get_pages().len(), 3);
        app.get(&team.people[0], &path(&request, "certificates.pdf")).await.expect_problem(404, "not_found");
        for paper in ["quote.pdf", "statement.pdf", "outcome.pdf"] {
            let file = app.get(&team.lena, &path(&request, paper)).await.expect(200);
            assert!(file.body.starts_with(b"%PDF"), "{paper}");
        }
        let mails = app.mails().await;
        let news = mails.iter().find(|mail| mail.kind == "commission_delivered").expect("news");
        assert_eq!(news.payload["to_print"], 3);

        // The school counts as trained, with the day and the people, and so its staff may come.
        let at = format!("/api/v1/organisations/{}/training", team.organisation);
        let trained = app.get(&team.lena, &at).await.expect(200).json();
        let trained = &trained["items"][0];
        assert_eq!((&trained["course"]["slug"], &trained["people_count"]), (&json!("twilight"), &json!(3)));
        assert_eq!(trained["completed_on"], outcome["dates"][0]["ends_at"].as_str().expect("a time")[..10]);
        assert_eq!(trained["people"].as_array().map(Vec::len), Some(3));
        app.get(&team.people[0], &at).await.expect_problem(403, "forbidden");
        let own = app.browser_of(&team.lena).await.open("/my-people").await.expect(200).text();
        assert!(own.contains("Trained as a whole") && own.contains("3 people"), "{own}");
        app.post(&team.people[0], &book, json!({})).await.expect(201);
        let later = app.session(&team.cora, "network", 120, 2, 20).await;
        assert!(app.kinds_to(&team.lena.email).await.contains(&"network_invitation".to_owned()), "{later}");
        app.audit().await;
    }

    async fn an_outcome_costs_the_same_for_two_as_for_twelve(app: TestApp) {
        let team = Team::of(&app, &[]).await;
        app.course(&team.cora, "twilight", |course| {
            course["by_commission"] = json!(true);
            course["trains_organisation"] = json!(true);
            course["capacity"] = json!(150);
        })
        .await;
        let mut counted = Vec::new();
        for count in [2_u8, 12] {
            let names: Vec<String> = (0..count).map(|n| format!("Ann {}", char::from(b'A' + n))).collect();
            let request = team.ask(&app, "twilight").await;
            team.name(&app, &request, json!({"text": names.join("\n")})).await.expect(201);
            team.propose(&app, &request, 30).await.expect(201);
            team.accept(&app, &request, 1).await.expect(200);
            let scheduled = team.schedule(&app, &request).await.expect(201).json();
            hold(&app, &team, scheduled["session_id"].as_str().expect("a session")).await;
            let lena = app.sign_in(&team.lena.email).await;
            let before = app.app.reads.statements_run();
            let at = path(&request, "outcome");
            let outcome = app.send(Method::GET, &at, Some(&lena), &[], None).await.expect(200).json();
            counted.push(app.app.reads.statements_run() - before);
            assert_eq!(outcome["people"].as_array().map(Vec::len), Some(usize::from(count)));
        }
        assert_eq!(counted[0], counted[1]);
    }

    async fn a_missed_date_is_made_up_for_in_a_sister_set(app: TestApp) {
        let team = Team::of(&app, &["Ada", "Ben", "Cid", "Dee"]).await;
        let (ada, others) = (&team.people[0], [&team.people[1], &team.people[2]]);
        let (session, bookings, dates) = set(&app, &team, &[10, 40], &[ada]).await;
        let (sister, of_sister, sisters) = set(&app, &team, &[12, 42], &others).await;
        let at = format!("/api/v1/sessions/{session}/make-ups");
        let made_up = |missed: usize, there: usize| {
            json!({"booking_id": bookings[0], "date_id": dates[missed], "made_up_at": sisters[there]})
        };
        let told = app.post(&team.tess, &at, made_up(0, 0)).await.expect_problem(409, "not_made_up").json();
        assert!(told["detail"].as_str().expect("words").contains("has not started yet"), "{told}");
        app.clock.set("2026-11-16T09:00:00Z".parse().expect("a time"));
        let marks: Vec<Value> = of_sister
            .iter()
            .map(|booking| json!({"booking_id": booking, "date_id": sisters[0], "outcome": "present"}))
            .collect();
        app.put(&team.tess, &format!("/api/v1/sessions/{sister}/register"), json!({"marks": marks})).await.expect(200);
        app.post(&team.tess, &at, made_up(0, 1)).await.expect_problem(409, "not_made_up");
        let roster = app.post(&team.tess, &at, made_up(0, 0)).await.expect(200).json();
        let mark = &roster["entries"][0]["attendance"][0];
        assert_eq!((&mark["outcome"], &mark["made_up_at"]), (&json!("present"), &json!(sisters[0])));

        // The sheet saved again says the same; marked otherwise, it is no longer made up for.
        let absent = json!({"marks": [{"booking_id": bookings[0], "date_id": dates[0], "outcome": "absent"}]});
        let roster = app.put(&team.tess, &format!("/api/v1/sessions/{session}/register"), absent).await;
        assert_eq!(roster.expect(200).json()["entries"][0]["attendance"][0]["made_up_at"], json!(null));
        app.post(&team.people[3], &at, made_up(0, 0)).await.expect_problem(403, "forbidden");
        app.audit().await;
    }
}
