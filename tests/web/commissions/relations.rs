//! A list makes no relation: whoever asks learns nothing of people they do not manage, and a request passes on when its
//! asker leaves.

use serde_json::{Value, json};
use training_ladder::domain::words::TokenKind;

use crate::support::{
    app::TestApp,
    catalogue::id_of,
    commissions::{Team, path},
    database::both_databases,
};

async fn list(app: &TestApp, team: &Team, request: &str) -> Vec<Value> {
    let people = app.get(&team.lena, &path(request, "people")).await.expect(200).json();
    people["items"].as_array().expect("people").clone()
}

both_databases! {
    async fn a_list_makes_nobody_anybodys_to_manage(app: TestApp) {
        let team = Team::of(&app, &["Ada"]).await;
        let request = team.ask(&app, "bespoke").await;
        let text = "Sam Okoro <sam.okoro@school.example>\nJo Bell <jo.bell@school.example>";
        team.name(&app, &request, json!({"text": text})).await.expect(201);
        let mine = app.get(&team.lena, "/api/v1/people").await.expect(200).json();
        let names: Vec<&Value> = mine["items"].as_array().expect("people").iter().map(|one| &one["name"]).collect();
        assert_eq!(names, ["Ada"], "nobody because of the list");
        for one in list(&app, &team, &request).await {
            assert_eq!((&one["answer"], &one["booking"], &one["left"]), (&json!("asked"), &Value::Null, &json!(false)));
            let id = one["person"]["id"].as_str().expect("an id");
            app.get(&team.lena, &format!("/api/v1/people/{id}")).await.expect_problem(404, "not_found");
        }
        // Their own yes makes the relation.
        let token = app.secret_mailed_to("sam.okoro@school.example", "invited_to_join", TokenKind::ConfirmAddress).await;
        let page = app.browser().open(&format!("/join?token={token}")).await.expect(200).text();
        assert!(page.contains("Lena Lead") && page.contains("Hillside School"), "it names both: {page}");
        app.browser().submit("/join", &[("token", &token)]).await.expect(303);
        let people = list(&app, &team, &request).await;
        assert_eq!((&people[0]["answer"], &people[1]["answer"]), (&json!("agreed"), &json!("asked")));
        let id = people[0]["person"]["id"].as_str().expect("an id");
        app.get(&team.lena, &format!("/api/v1/people/{id}")).await.expect(200);
        app.audit().await;
    }

    async fn whoever_is_booked_from_a_list_says_no_in_one_press(app: TestApp) {
        let team = Team::of(&app, &[]).await;
        let request = team.ask(&app, "bespoke").await;
        let stella = app.delegate("Stella Stranger").await;
        let text = format!("S Stranger <{}>", stella.email);
        team.name(&app, &request, json!({"text": text})).await.expect(201);
        team.propose(&app, &request, 2).await.expect(201);
        team.accept(&app, &request, 1).await.expect(200);
        let scheduled = team.schedule(&app, &request).await.expect(201).json();
        let mails = app.mails().await;
        let booked = mails.iter().rfind(|mail| mail.kind == "booked" && mail.to == stella.email).expect("a mail");
        assert_eq!(booked.payload["asked_by"], "Lena Lead");
        let session = scheduled["session_id"].as_str().expect("a session");
        let at = format!("/api/v1/bookings?person_id={}", stella.id);
        assert_eq!(app.get(&stella, &at).await.json()["items"][0]["session_id"], session);

        let token = app.secret_mailed_to(&stella.email, "booked", TokenKind::NotComing).await;
        let link = format!("/not-coming?token={token}");
        let page = app.browser().open(&link).await.expect(200).text();
        assert!(page.contains("Lena Lead asked for this training") && page.contains("I am not coming"), "{page}");
        assert_eq!(app.get(&stella, &at).await.json()["items"][0]["state"], "booked", "opening it answers nothing");
        let no = [("token", token.as_str()), ("answer", "no")];
        let page = app.browser().submit("/not-coming", &no).await.expect(200).text();
        assert!(page.contains("Your place is given up"), "{page}");
        let ended = app.get(&stella, &at).await.json()["items"][0].clone();
        assert_eq!((&ended["state"], &ended["short_notice"]), (&json!("cancelled"), &json!(false)));
        assert_eq!(list(&app, &team, &request).await[0]["answer"], "not_coming");
        assert!(app.browser().open(&link).await.expect(200).text().contains("no place to give up"));
        app.audit().await;
    }

    async fn the_training_team_books_whom_the_asker_does_not_manage(app: TestApp) {
        let team = Team::of(&app, &["Ada"]).await;
        let request = team.agreed(&app, "bespoke", 30).await;
        team.schedule(&app, &request).await.expect(201);
        let stella = app.delegate("Stella Stranger").await;
        // Something stands against a place of hers, which Lena does not learn.
        app.patch(&team.cora, &format!("/api/v1/people/{}", stella.id), json!({"disabled": true})).await.expect(200);
        let text = json!({"text": format!("S Stranger <{}>", stella.email)});
        team.name(&app, &request, text.clone()).await.expect(201);
        assert_eq!(list(&app, &team, &request).await[1]["answer"], "asked");
        assert_eq!(app.kinds_to(&team.cora.email).await.last().expect("a mail"), "commission_news");
        let refused = app.post(&team.cora, &path(&request, "people"), text.clone()).await;
        refused.expect_problem(409, "booking_refused");
        app.patch(&team.cora, &format!("/api/v1/people/{}", stella.id), json!({"disabled": false})).await.expect(200);
        app.post(&team.cora, &path(&request, "people"), text).await.expect(201);
        let seen = app.get(&team.cora, &path(&request, "people")).await.expect(200).json();
        assert_eq!(seen["items"][1]["booking"]["state"], "booked");
        app.audit().await;
    }

    async fn a_request_passes_on_when_its_asker_leaves(app: TestApp) {
        let team = Team::of(&app, &["Mia Manager"]).await;
        let mia = &team.people[0];
        let wish = json!({"course": "bespoke", "aims": "Calmer meetings", "organisation_id": team.organisation});
        let request = id_of(&app.post(mia, "/api/v1/commissions", wish).await.expect(201).json());
        let at = format!("/api/v1/commissions/{request}");
        app.get(mia, &at).await.expect(200);
        let all = app.get(&team.cora, "/api/v1/memberships").await.expect(200).json();
        let of_mia = |row: &&Value| row["person"]["name"] == "Mia Manager";
        let membership = all["items"].as_array().expect("memberships").iter().find(of_mia).map(id_of).expect("hers");
        app.post(mia, &format!("/api/v1/memberships/{membership}/end"), json!({})).await.expect(200);
        app.get(mia, &at).await.expect_problem(404, "not_found");
        assert_eq!(app.get(mia, "/api/v1/commissions").await.expect(200).json()["items"], json!([]));
        // The lead has it from now on, and is written to.
        app.get(&team.lena, &at).await.expect(200);
        let words = json!({"words": "Which day suits you?"});
        app.post(&team.cora, &path(&request, "messages"), words.clone()).await.expect(201);
        assert_eq!(app.kinds_to(&team.lena.email).await.last().expect("a mail"), "commission_message");
        assert!(!app.kinds_to(&mia.email).await.contains(&"commission_message".to_owned()));
    }
}
