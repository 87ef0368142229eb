//! Nobody comes to manage a person because somebody else named them, and whoever is new is told who sees what.

use serde_json::{Value, json};
use training_ladder::{
    domain::{
        ids::PersonId,
        words::{OrganisationKind, TokenKind},
    },
    store::{
        read::people::person::account,
        write::people::person::{NewMembership, add_membership},
    },
};

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
    pages::value_of,
};

/// The id of the record behind an address, which no answer to whoever names it tells.
async fn id_behind(app: &TestApp, email: &'static str) -> PersonId {
    app.db.read(move |c| account(c, email)).await.expect("an account").expect("an account").person
}

both_databases! {
    async fn an_invitation_by_a_lead_makes_no_relation_before_a_yes(app: TestApp) {
        let lea = app.delegate("Lea Lead").await;
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        app.join(&lea, school, true).await;
        let body = json!({"name": "Sam Okoro", "email": "sam@hill.example", "organisation_id": school});
        let sam = app.post(&lea, "/api/v1/people/invite", body).await.expect(201).json();
        let told = format!("/api/v1/people/{}", sam["id"].as_str().expect("an id"));
        app.get(&lea, &told).await.expect_problem(404, "not_found");
        let path = format!("/api/v1/people/{}", id_behind(&app, "sam@hill.example").await);
        app.get(&lea, &path).await.expect_problem(404, "not_found");
        assert_eq!(app.get(&lea, "/api/v1/people").await.expect(200).json()["items"], json!([]));
        let token = app.secret_mailed_to("sam@hill.example", "invited_to_join", TokenKind::ConfirmAddress).await;
        let page = app.browser().open(&format!("/join?token={token}")).await.expect(200).text();
        assert!(page.contains("Lea Lead") && page.contains("Hill School") && page.contains("sees your bookings"), "{page}");
        assert!(!page.contains("is my line manager"), "a lead is asked about no more than the membership: {page}");
        app.browser().submit("/join", &[("token", &token)]).await.expect(303);
        app.get(&lea, &path).await.expect(200);
    }

    async fn a_manager_who_invites_manages_only_whoever_says_so(app: TestApp) {
        let mia = app.delegate("Mia Manager").await;
        let boss = mia.id;
        app.person("Ada", move |row| row.line_manager_id = Some(boss)).await;
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        app.join(&mia, school, false).await;
        for (name, email, says_so) in [("Sam", "sam@hill.example", true), ("Jo", "jo@hill.example", false)] {
            let body = json!({"name": name, "email": email, "organisation_id": school});
            app.post(&mia, "/api/v1/people/invite", body).await.expect(201);
            let path = format!("/api/v1/people/{}", id_behind(&app, email).await);
            app.get(&mia, &path).await.expect_problem(404, "not_found");
            let token = app.secret_mailed_to(email, "invited_to_join", TokenKind::ConfirmAddress).await;
            let page = app.browser().open(&format!("/join?token={token}")).await.expect(200).text();
            assert!(page.contains("Mia Manager is my line manager"), "{page}");
            let manager = if says_so { "yes" } else { "" };
            app.browser().submit("/join", &[("token", &token), ("manager", manager)]).await.expect(303);
            let seen = app.get(&mia, &path).await.status.as_u16();
            assert_eq!(seen, if says_so { 200 } else { 404 }, "{name}");
        }
        app.audit().await;
    }

    async fn a_line_manager_named_by_the_training_team_takes_the_persons_yes(app: TestApp) {
        let (cora, mia) = (app.coordinator().await, app.delegate("Mia Manager").await);
        for (name, answer) in [("Ada", "yes"), ("Ben", "no")] {
            let person = app.delegate(name).await;
            let path = format!("/api/v1/people/{}", person.id);
            let body = json!({"line_manager": mia.email});
            app.patch(&cora, &path, body.clone()).await.expect(200);
            app.patch(&cora, &path, body).await.expect(200);
            assert_eq!(app.kinds_to(&person.email).await, ["manager_asked"], "asked once");
            assert_ne!(app.get(&mia, &path).await.status.as_u16(), 200);
            let browser = app.browser_of(&person).await;
            let page = browser.open("/account/who-sees").await.expect(200).text();
            assert!(page.contains("Is Mia Manager your line manager?") && page.contains("Cora Coordinator says so"), "{page}");
            let ask = value_of(&page, "ask").expect("a question");
            browser.submit("/account/who-sees", &[("ask", &ask), ("answer", answer)]).await.expect(200);
            let seen = app.get(&mia, &path).await.status.as_u16() == 200;
            assert_eq!(seen, answer == "yes", "{name}");
            // Answered once, it stands.
            browser.submit("/account/who-sees", &[("ask", &ask), ("answer", "yes")]).await.expect(200);
            assert_eq!(app.get(&mia, &path).await.status.as_u16() == 200, answer == "yes", "{name}");
        }
        app.audit().await;
    }

    async fn whoever_is_new_is_told_who_sees_what_and_can_say_that_it_is_wrong(app: TestApp) {
        let (cora, lea, ada) = (app.coordinator().await, app.delegate("Lea Lead").await, app.delegate("Ada").await);
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        app.join(&lea, school, true).await;
        app.join(&ada, school, false).await;
        let path = format!("/api/v1/people/{}", ada.id);
        app.get(&lea, &path).await.expect(200);
        let sign_in = [("email", ada.email.as_str()), ("password", PASSWORD), ("return_to", "/my-bookings")];
        let browser = app.browser();
        let answer = browser.submit("/sign-in", &sign_in).await.expect(303);
        assert_eq!(answer.header("location"), "/account/who-sees?return_to=%2Fmy-bookings");
        let page = browser.open(&answer.header("location")).await.expect(200).text();
        assert!(page.contains("Hill School") && page.contains("the training team says so"), "{page}");
        assert!(page.contains("Lea Lead leads it, and so sees your bookings"), "{page}");
        let wrong = value_of(&page, "wrong").expect("a membership");

        // It ends at once, until a coordinator answers.
        browser.submit("/account/who-sees", &[("wrong", &wrong)]).await.expect(200);
        app.get(&lea, &path).await.expect_problem(404, "not_found");
        assert_eq!(app.get(&ada, "/api/v1/me").await.expect(200).json()["memberships"], json!([]));
        let work = app.browser_of(&cora).await.open("/work").await.expect(200).text();
        assert!(work.contains("says that this is wrong: Hill School"), "{work}");
        let waiting = app.get(&cora, "/api/v1/memberships").await.expect(200).json();
        let disputed = |row: &&Value| row["disputed"] == true;
        assert_eq!(waiting["items"].as_array().expect("items").iter().filter(disputed).count(), 1);
        assert!(!app.get(&lea, "/api/v1/memberships").await.json().to_string().contains(&wrong), "not the lead's to answer");
        app.post(&lea, &format!("/api/v1/memberships/{wrong}/confirm"), json!({})).await.expect_problem(409, "membership_ended");
        app.post(&cora, &format!("/api/v1/memberships/{wrong}/confirm"), json!({})).await.expect(200);
        app.get(&lea, &path).await.expect(200);

        // Told once.
        browser.submit("/account/who-sees", &[]).await.expect(303);
        let answer = app.browser().submit("/sign-in", &sign_in).await.expect(303);
        assert_eq!(answer.header("location"), "/my-bookings");
        app.audit().await;
    }

    async fn what_somebody_says_is_wrong_stays_ended_when_the_team_agrees(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        let new = NewMembership {
            person: ada.id, organisation: school, from_on: None, is_lead: false,
            confirmed_how: Some(training_ladder::domain::words::MembershipProof::Import),
        };
        let id = app.db.write(move |tx| add_membership(tx, &new)).await.expect("a membership").to_string();
        let browser = app.browser_of(&ada).await;
        let page = browser.open("/account/who-sees").await.expect(200).text();
        assert!(page.contains("brought in a list that says so"), "{page}");
        browser.submit("/account/who-sees", &[("wrong", &id)]).await.expect(200);
        app.post(&cora, &format!("/api/v1/memberships/{id}/end"), json!({})).await.expect(200);
        let waiting = app.get(&cora, "/api/v1/memberships").await.expect(200).json();
        assert_eq!(waiting["items"], json!([]));
        app.post(&cora, &format!("/api/v1/memberships/{id}/confirm"), json!({})).await.expect_problem(409, "membership_ended");
        // Nobody says it of somebody else.
        let eve = app.delegate("Eve").await;
        app.browser_of(&eve).await.submit("/account/who-sees", &[("wrong", &id)]).await.expect(200);
    }
}
