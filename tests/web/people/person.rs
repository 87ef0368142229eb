//! One's own record, and people as managers, leads and coordinators see and keep them.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::{
    domain::words::{MembershipProof, OrganisationKind},
    store::write::people::{
        memberships,
        person::{NewMembership, add_membership},
    },
};

use crate::support::{
    app::{PASSWORD, Someone, TestApp},
    database::both_databases,
};

const NOBODY: &str = "01993c5e-7d20-7000-8000-000000000001";

async fn delete(app: &TestApp, who: &Someone, path: &str) -> crate::support::app::Answer {
    app.send(Method::DELETE, path, Some(&who.token), &[], None).await
}

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

both_databases! {
    async fn me_is_who_is_signed_in(app: TestApp) {
        app.get_public("/api/v1/me").await.expect_problem(401, "unauthenticated");
        let ada = app.person("Ada", |row| row.is_trainer = true).await;
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        app.join(&ada, school, true).await;
        let me = app.get(&ada, "/api/v1/me").await.expect(200).json();
        let expected = json!({"id": ada.id, "name": "Ada", "email": ada.email,
            "roles": ["delegate", "trainer", "manager"],
            "memberships": [{"id": school, "name": "Hill School", "confirmed": true}]});
        assert_eq!(me, expected);
    }

    async fn one_changes_ones_own_record(app: TestApp) {
        let (ada, max) = (app.delegate("Ada").await, app.delegate("Max").await);
        let read = app.get(&ada, "/api/v1/me/profile").await.expect(200);
        let etag = read.header("etag");
        let body = json!({"certificate_name": "Ada King", "line_manager": max.email, "manager_copies": "each"});
        let edited = app
            .send(Method::PATCH, "/api/v1/me", Some(&ada.token), &[("if-match", etag.as_str())], Some(&body))
            .await
            .expect(200)
            .json();
        assert_eq!((&edited["line_manager_email"], &edited["line_manager"]), (&json!(max.email), &Value::Null));
        assert_eq!((&edited["name"], &edited["certificate_name"]), (&json!("Ada"), &json!("Ada King")));
        app.send(Method::PATCH, "/api/v1/me", Some(&ada.token), &[("if-match", etag.as_str())], Some(&body))
            .await
            .expect_problem(412, "stale");
        let back = app.patch(&ada, "/api/v1/me", json!({"line_manager": null})).await.expect(200).json();
        assert_eq!((&back["line_manager_email"], &back["certificate_name"]), (&Value::Null, &json!("Ada King")));
        for wrong in [
            json!({"line_manager": ada.email}),
            json!({"manager_copies": "often"}),
            json!({"name": "Ada\nKing"}),
            json!({"roles": ["coordinator"]}),
        ] {
            app.patch(&ada, "/api/v1/me", wrong).await.expect_problem(422, "invalid_input");
        }
    }

    async fn whoever_is_named_line_manager_sees_the_person(app: TestApp) {
        let (ada, max) = (app.delegate("Ada").await, app.delegate("Max").await);
        let path = format!("/api/v1/people/{}", ada.id);
        app.get(&max, &path).await.expect_problem(403, "forbidden");
        app.get(&max, "/api/v1/people").await.expect_problem(403, "forbidden");
        app.patch(&ada, "/api/v1/me", json!({"line_manager": max.email})).await.expect(200);
        assert_eq!(app.get(&max, &path).await.expect(200).json()["email"], ada.email);
        let eve = app.delegate("Eve").await;
        app.get(&max, &format!("/api/v1/people/{}", eve.id)).await.expect_problem(404, "not_found");
        app.get(&max, "/api/v1/people/no-id").await.expect_problem(404, "not_found");
        assert_eq!(names(&app.get(&max, "/api/v1/people").await.expect(200).json()), ["Ada"]);
    }

    async fn a_line_manager_is_named_alike_whether_the_address_is_known_or_not(app: TestApp) {
        let (ada, ben, max) = (app.delegate("Ada").await, app.delegate("Ben").await, app.delegate("Max").await);
        let shape = |answer: Value| {
            let mut keys: Vec<String> = answer.as_object().expect("a record").keys().cloned().collect();
            keys.sort();
            (keys, answer["line_manager"].clone(), answer["line_manager_email"].is_string())
        };
        let name = |email: &str| json!({"line_manager": email});
        let known = app.patch(&ada, "/api/v1/me", name(&max.email)).await.expect(200).json();
        let unknown = app.patch(&ben, "/api/v1/me", name("Lena@New.example.org")).await.expect(200).json();
        assert_eq!(shape(known), shape(unknown));
        // Whoever confirms the address later is the one who was named.
        let lena = app.delegate("Lena").await;
        let seen = format!("/api/v1/people/{}", ben.id);
        app.get(&lena, &seen).await.expect_problem(403, "forbidden");
        let further = json!({"email": "lena@new.example.org"});
        app.post(&lena, "/api/v1/me/addresses", further).await.expect(201);
        app.run_jobs().await;
        let mails = app.mailbox.sent();
        let mail = mails.iter().rev().find(|mail| mail.to.email == "lena@new.example.org").expect("a mail");
        let link = mail.text.split_once("token=").expect("a link").1;
        let token = link.split_whitespace().next().expect("a token");
        app.post(&lena, "/api/v1/people/verify-email", json!({"token": token})).await.expect(200);
        assert_eq!(app.get(&lena, &seen).await.expect(200).json()["name"], "Ben");
        // A coordinator, who sees everybody, is told that the address leads nowhere.
        let cora = app.coordinator().await;
        let edit = app.patch(&cora, &format!("/api/v1/people/{}", ada.id), name("nobody@example.org")).await;
        edit.expect_problem(422, "invalid_input");
    }

    async fn people_are_found_by_name_and_address_in_pages(app: TestApp) {
        let cora = app.coordinator().await;
        for name in ["Zoëy Ash", "Bo Beech", "Cy 10%0 Cedar"] {
            app.delegate(name).await;
        }
        app.post_public("/api/v1/people", json!({"name": "Not Yet", "email": "not@yet.example", "password": PASSWORD}))
            .await
            .expect(201);
        let all = app.get(&cora, "/api/v1/people").await.expect(200).json();
        assert_eq!(names(&all), ["Bo Beech", "Cora Coordinator", "Cy 10%0 Cedar", "Zoëy Ash"]);
        assert_eq!(all["next"], Value::Null);
        for (q, found) in [
            ("ZOEY", vec!["Zoëy Ash"]),
            ("bo.beech@", vec!["Bo Beech"]),
            ("%25", vec!["Cy 10%0 Cedar"]),
            ("_", vec![]),
        ] {
            let list = app.get(&cora, &format!("/api/v1/people?q={q}")).await.expect(200).json();
            assert_eq!(names(&list), found, "{q}");
        }
        let first = app.get(&cora, "/api/v1/people?limit=3").await.expect(200);
        assert!(first.header("link").contains("rel=\"next\""));
        let first = first.json();
        assert_eq!(names(&first).len(), 3);
        let next = format!("/api/v1/people?limit=3&cursor={}", first["next"].as_str().unwrap());
        assert_eq!(names(&app.get(&cora, &next).await.expect(200).json()), ["Zoëy Ash"]);
        let ada = &all["items"][0];
        for field in ["id", "name", "email", "organisations", "roles"] {
            assert!(ada.get(field).is_some(), "{field}");
        }
    }

    async fn people_are_found_surname_first_and_with_a_hyphen_or_without(app: TestApp) {
        let cora = app.coordinator().await;
        for name in ["Zoey Ash-Beech", "Bo Cedar", "Bo Ash"] {
            app.delegate(name).await;
        }
        for (q, found) in [
            ("cedar,%20bo", vec!["Bo Cedar"]),
            ("Cedar%20Bo", vec!["Bo Cedar"]),
            ("ash%20beech", vec!["Zoey Ash-Beech"]),
            ("Beech%20Ash,%20Zoey", vec!["Zoey Ash-Beech"]),
            ("ash-beech", vec!["Zoey Ash-Beech"]),
            ("ash", vec!["Bo Ash", "Zoey Ash-Beech"]),
            ("bo%20beech", vec![]),
        ] {
            let list = app.get(&cora, &format!("/api/v1/people?q={q}")).await.expect(200).json();
            assert_eq!(names(&list), found, "{q}");
        }
    }

    async fn inviting_adds_a_person_once_and_mails_them(app: TestApp) {
        let lead = app.delegate("Lee Lead").await;
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        let other = app.organisation("Dale School", OrganisationKind::School).await;
        let body = json!({"name": "Sam Okoro", "email": "sam@hill.example", "organisation_id": school});
        app.post(&lead, "/api/v1/people/invite", body.clone()).await.expect_problem(403, "forbidden");
        app.join(&lead, school, true).await;
        let key = [("idempotency-key", "\"one\"")];
        let path = "/api/v1/people/invite";
        let invite = async || app.send(Method::POST, path, Some(&lead.token), &key, Some(&body)).await.expect(201);
        let (made, again) = (invite().await, invite().await);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(made.body, again.body);
        let sam = made.json();
        assert_eq!(sam["organisations"], json!([{"id": school, "name": "Hill School"}]));
        let twice = app.post(&lead, path, body).await.expect(201).json();
        assert_ne!(twice["id"], sam["id"], "an answer's id is the invitation's, not the record's");
        let elsewhere = json!({"name": "Sam", "email": "x@dale.example", "organisation_id": other});
        app.post(&lead, path, elsewhere).await.expect_problem(404, "not_found");
        let office = json!({"name": "Office", "email": "office@hill.example", "organisation_id": school});
        app.post(&lead, path, office).await.expect_problem(422, "invalid_input");

        app.run_jobs().await;
        let mails = app.mailbox.take_sent();
        assert_eq!(mails.len(), 2, "one for each time they were really asked");
        assert!(mails[0].text.contains("Lee Lead invites you to Hill School"));
        let token = mails[0].text.split_once("token=").unwrap().1.split_whitespace().next().unwrap();
        let tokens = app.post_public("/api/v1/people/verify-email", json!({"token": token})).await.expect(200).json();
        let token = tokens["access_token"].as_str().unwrap();
        let me = app.send(Method::GET, "/api/v1/me", Some(token), &[], None).await.expect(200).json();
        let id = me["id"].as_str().unwrap().parse().unwrap();
        let (email, name) = ("sam@hill.example".to_owned(), "Sam Okoro".to_owned());
        let sam = Someone { id, email, name, token: token.to_owned(), signed_in_at: app.clock.now() };
        app.post(&sam, "/api/v1/me/password", json!({"password": "short"})).await.expect_problem(422, "invalid_input");
        app.post(&sam, "/api/v1/me/password", json!({"password": PASSWORD})).await.expect(204);
        app.sign_in(&sam.email).await;
        assert_eq!(names(&app.get(&lead, "/api/v1/people").await.expect(200).json()), ["Sam Okoro"]);
    }

    async fn somebody_with_a_record_is_asked_before_a_lead_sees_it(app: TestApp) {
        let (lead, ada) = (app.delegate("Lee Lead").await, app.delegate("Ada").await);
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        app.join(&lead, school, true).await;
        let body = json!({"name": "A. D. A.", "email": ada.email, "organisation_id": school});
        let answer = app.post(&lead, "/api/v1/people/invite", body).await.expect(201).json();
        assert_eq!(answer["name"], "A. D. A.", "as it was typed, not as it is kept");
        let path = format!("/api/v1/people/{}", ada.id);
        app.get(&lead, &path).await.expect_problem(404, "not_found");
        app.run_jobs().await;
        let mails = app.mailbox.take_sent();
        let token = mails[0].text.split_once("token=").unwrap().1.split_whitespace().next().unwrap();
        app.post_public("/api/v1/people/verify-email", json!({"token": token})).await.expect(200);
        app.get(&lead, &path).await.expect(200);
    }

    async fn further_addresses_are_confirmed_before_they_count(app: TestApp) {
        let (ada, bob) = (app.delegate("Ada").await, app.delegate("Bob").await);
        let addresses = "/api/v1/me/addresses";
        app.post(&ada, addresses, json!({"email": ada.email})).await.expect_problem(409, "address_yours");
        app.post(&ada, addresses, json!({"email": bob.email})).await.expect(201);
        app.post(&ada, addresses, json!({"email": "ada@home.example"})).await.expect(201);
        let list = app.get(&ada, addresses).await.expect(200).json();
        // Whether an address is somebody else's shows in nothing.
        let shown: Vec<_> = list["items"].as_array().unwrap().iter().map(|one| (&one["email"], &one["confirmed"])).collect();
        let expected = json!([[ada.email, true], [bob.email, false], ["ada@home.example", false]]);
        assert_eq!(json!(shown), expected);
        let id_of = |at: usize| list["items"][at]["id"].as_str().unwrap().to_owned();
        let (other, home) = (id_of(1), id_of(2));
        app.post(&ada, &format!("{addresses}/{other}/make-primary"), json!({})).await.expect_problem(409, "address_unconfirmed");
        delete(&app, &bob, &format!("{addresses}/{other}")).await.expect_problem(404, "not_found");
        delete(&app, &ada, &format!("{addresses}/{other}")).await.expect(204);
        let primary = format!("{addresses}/{home}/make-primary");
        app.post(&ada, &primary, json!({})).await.expect_problem(409, "address_unconfirmed");
        app.post(&bob, &primary, json!({})).await.expect_problem(404, "not_found");
        app.run_jobs().await;
        let mails = app.mailbox.take_sent();
        let mail = mails.iter().find(|mail| mail.to.email == "ada@home.example").unwrap();
        assert!(mails.iter().any(|mail| mail.to.email == bob.email && mail.text.contains("already a record")));
        let token = mail.text.split_once("token=").unwrap().1.split_whitespace().next().unwrap();
        // Whoever is not signed in to the account adds nothing to it.
        let proof = json!({"token": token});
        app.post_public("/api/v1/people/verify-email", proof.clone()).await.expect_problem(401, "invalid_link");
        app.post(&bob, "/api/v1/people/verify-email", proof.clone()).await.expect_problem(401, "invalid_link");
        app.post(&ada, "/api/v1/people/verify-email", proof).await.expect(200);
        app.sign_in("ada@home.example").await;
        app.post(&ada, &primary, json!({})).await.expect(200);
        assert_eq!(app.get(&ada, "/api/v1/me").await.json()["email"], "ada@home.example");
        delete(&app, &bob, &format!("{addresses}/{home}")).await.expect_problem(404, "not_found");
        delete(&app, &ada, &format!("{addresses}/{home}")).await.expect(204);
        assert_eq!(app.get(&ada, "/api/v1/me").await.json()["email"], ada.email.as_str());
        let only = app.get(&ada, addresses).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        delete(&app, &ada, &format!("{addresses}/{only}")).await.expect_problem(409, "last_address");
    }

    async fn a_password_is_changed_with_the_old_one_and_ends_other_logins(app: TestApp) {
        let ada = app.delegate("Ada").await;
        app.clock.advance(TimeDelta::minutes(14));
        let other = app.sign_in(&ada.email).await;
        app.clock.advance(TimeDelta::minutes(1) - TimeDelta::seconds(1));
        let path = "/api/v1/me/password";
        app.post(&ada, path, json!({"password": "a brand new password"})).await.expect(204);
        app.send(Method::GET, "/api/v1/me", Some(&other), &[], None).await.expect_problem(401, "invalid_token");

        let login = json!({"email": ada.email, "password": "a brand new password"});
        let tokens = app.post_public("/api/v1/auth/login", login).await.expect(200).json();
        app.clock.advance(TimeDelta::minutes(14));
        let refresh = json!({"refresh_token": tokens["refresh_token"]});
        let tokens = app.post_public("/api/v1/auth/refresh", refresh).await.expect(200).json();
        let token = tokens["access_token"].as_str().unwrap().to_owned();
        let ada = Someone { token, signed_in_at: app.clock.now(), ..ada };
        app.clock.advance(TimeDelta::minutes(1));
        let new = json!({"password": "yet another password"});
        app.post(&ada, path, new).await.expect_problem(409, "current_password_needed");
        let wrong = json!({"password": "yet another password", "current_password": PASSWORD});
        app.post(&ada, path, wrong).await.expect_problem(422, "invalid_input");
        let right = json!({"password": "yet another password", "current_password": "a brand new password"});
        app.post(&ada, path, right).await.expect(204);
        app.post(&ada, "/api/v1/me/sign-out-everywhere", json!({})).await.expect(204);
        app.get(&ada, "/api/v1/me").await.expect_problem(401, "invalid_token");
    }

    async fn memberships_are_claimed_confirmed_and_ended(app: TestApp) {
        let (cora, lead, ada) = (app.coordinator().await, app.delegate("Lee Lead").await, app.delegate("Ada").await);
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        let dale = app.organisation("Dale School", OrganisationKind::School).await;
        app.join(&lead, school, true).await;
        let mine = "/api/v1/me/memberships";
        app.post(&ada, mine, json!({})).await.expect_problem(422, "invalid_input");
        app.post(&ada, mine, json!({"organisation_id": NOBODY})).await.expect_problem(422, "invalid_input");
        let claimed = app.post(&ada, mine, json!({"organisation_name": "hill school"})).await.expect(201).json();
        assert_eq!(claimed["organisation"]["id"], json!(school));
        assert_eq!(claimed["confirmed"], false);
        let again = app.post(&ada, mine, json!({"organisation_id": school})).await.expect(201).json();
        assert_eq!(again["id"], claimed["id"], "not twice");
        let at_dale = app.post(&ada, mine, json!({"organisation_id": dale})).await.expect(201).json();

        app.get(&ada, "/api/v1/memberships").await.expect_problem(403, "forbidden");
        let waiting = app.get(&lead, "/api/v1/memberships?unconfirmed=true").await.expect(200).json();
        assert_eq!(waiting["items"].as_array().unwrap().len(), 1);
        assert_eq!(waiting["items"][0]["person"]["name"], "Ada");
        let all = app.get(&cora, "/api/v1/memberships?unconfirmed=true").await.expect(200).json();
        assert_eq!(all["items"].as_array().unwrap().len(), 2);

        let path = |membership: &Value, verb: &str| {
            format!("/api/v1/memberships/{}/{verb}", membership["id"].as_str().unwrap())
        };
        app.post(&ada, &path(&claimed, "confirm"), json!({})).await.expect_problem(403, "forbidden");
        app.post(&lead, &path(&at_dale, "confirm"), json!({})).await.expect_problem(404, "not_found");
        app.post(&lead, &path(&claimed, "confirm"), json!({"is_lead": true})).await.expect_problem(403, "forbidden");
        let done = app.post(&lead, &path(&claimed, "confirm"), json!({})).await.expect(200).json();
        assert_eq!((&done["confirmed"], &done["is_lead"]), (&json!(true), &json!(false)));
        let leading = app.post(&cora, &path(&at_dale, "confirm"), json!({"is_lead": true})).await.expect(200).json();
        assert_eq!(leading["is_lead"], true);

        let record = format!("/api/v1/people/{}", ada.id);
        app.get(&lead, &record).await.expect(200);
        app.post(&lead, &path(&claimed, "end"), json!({})).await.expect(200);
        app.get(&lead, &record).await.expect(404);
        app.post(&ada, &path(&at_dale, "end"), json!({})).await.expect(200);
        app.post(&ada, &path(&at_dale, "end"), json!({})).await.expect_problem(409, "membership_ended");
        assert_eq!(app.get(&ada, "/api/v1/me").await.json()["memberships"], json!([]));
    }

    async fn coordinators_keep_people(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let path = format!("/api/v1/people/{}", ada.id);
        app.patch(&ada, &path, json!({"roles": ["coordinator"]})).await.expect_problem(403, "forbidden");
        let edited = app.patch(&cora, &path, json!({"roles": ["delegate", "trainer"], "name": "Ada King"})).await;
        let edited = edited.expect(200).json();
        assert_eq!((&edited["name"], &edited["roles"]), (&json!("Ada King"), &json!(["delegate", "trainer"])));
        let own = format!("/api/v1/people/{}", cora.id);
        app.patch(&cora, &own, json!({"roles": []})).await.expect_problem(409, "own_account");
        app.patch(&cora, &format!("/api/v1/people/{NOBODY}"), json!({"name": "X"})).await.expect_problem(404, "not_found");
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        let lead = json!({"organisation_id": school, "is_lead": true});
        app.post(&cora, &format!("{path}/memberships"), lead).await.expect(201);
        assert_eq!(app.get(&ada, "/api/v1/me").await.json()["roles"], json!(["delegate", "trainer", "manager"]));
        app.patch(&cora, &path, json!({"disabled": true})).await.expect(200);
        app.get(&ada, "/api/v1/me").await.expect_problem(401, "invalid_token");
        let login = json!({"email": ada.email, "password": PASSWORD});
        app.post_public("/api/v1/auth/login", login).await.expect_problem(401, "invalid_credentials");
    }

    async fn a_lead_leads_from_the_first_day_to_the_last(app: TestApp) {
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        let today = app.clock.now().date_naive();
        let day = |days: i64| Some(today + TimeDelta::days(days));
        for (name, from_on, last, leads) in [
            ("Not Yet", day(1), None, false),
            ("From Today", day(0), None, true),
            ("Last Day", None, day(0), true),
            ("Until Then", None, day(9), true),
            ("Gone", None, day(-1), false),
        ] {
            let who = app.delegate(name).await;
            let confirmed_how = Some(MembershipProof::Coordinator);
            let new =
                NewMembership { person: who.id, organisation: school, from_on, is_lead: true, confirmed_how };
            app.db
                .write(move |tx| {
                    let id = add_membership(tx, &new)?;
                    last.map_or(Ok(()), |last| memberships::end(tx, id, last))
                })
                .await
                .expect("a membership");
            let me = app.get(&who, "/api/v1/me").await.expect(200).json();
            assert_eq!(me["roles"].as_array().unwrap().contains(&json!("manager")), leads, "{name}");
        }
    }

    async fn coordinators_keep_organisations(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let path = "/api/v1/organisations";
        let body = json!({"name": "Hill School", "kind": "school", "domain": "hill.example"});
        app.post(&ada, path, body.clone()).await.expect_problem(403, "forbidden");
        let made = app.post(&cora, path, body.clone()).await.expect(201).json();
        assert_eq!((&made["domain"], &made["listed"]), (&json!("hill.example"), &json!(true)));
        app.post(&cora, path, body).await.expect_problem(422, "invalid_input");
        for wrong in [
            json!({"name": "", "kind": "school"}),
            json!({"name": "X", "kind": "castle"}),
            json!({"name": "X", "kind": "school", "domain": "gmail.com"}),
        ] {
            app.post(&cora, path, wrong).await.expect_problem(422, "invalid_input");
        }
        let one = format!("{path}/{}", made["id"].as_str().unwrap());
        let edited = app.patch(&cora, &one, json!({"domain": null, "needs_approval": true})).await.expect(200).json();
        assert_eq!((&edited["domain"], &edited["needs_approval"], &edited["name"]),
            (&Value::Null, &json!(true), &json!("Hill School")));
        app.send(Method::PATCH, &one, Some(&cora.token), &[("if-match", "\"1.x\"")], Some(&json!({})))
            .await
            .expect_problem(412, "stale");
        let list = app.get_public("/api/v1/organisations?q=HILL").await.expect(200).json();
        assert_eq!(list["items"], json!([{"id": made["id"], "name": "Hill School", "kind": "school"}]));
    }
}
