//! Registering, confirming an address, signing in by mailed link.

use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::{
    domain::{
        ids::PersonId,
        imports::PersonLine,
        people::{EmailAddress, PersonName},
        words::OrganisationKind,
    },
    store::{Error, read::people::profile, write::people::person},
    usecases::imports::import_all::{Lines, import},
};

use crate::support::{
    app::{Answer, PASSWORD, TestApp},
    database::both_databases,
};

/// The last mail to an address, as text; none when nothing went there.
async fn mail_to(app: &TestApp, email: &str) -> Option<String> {
    app.run_jobs().await;
    let mails = app.mailbox.sent();
    mails.iter().rev().find(|mail| mail.to.email.eq_ignore_ascii_case(email)).map(|mail| mail.text.clone())
}

/// The secret of the link in a mail.
fn secret(text: &str) -> String {
    let (_, rest) = text.split_once("token=").expect("a link");
    rest.split_whitespace().next().unwrap().to_owned()
}

/// The code in a mail.
fn code(text: &str) -> String {
    let digits = |word: &&str| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
    text.split_whitespace().find(digits).expect("a code").to_owned()
}

fn registration(email: &str) -> Value {
    json!({"name": "Amira Khan", "email": email, "password": PASSWORD})
}

async fn register(app: &TestApp, body: Value) -> Answer {
    app.post_public("/api/v1/people", body).await
}

async fn verify(app: &TestApp, body: Value) -> Answer {
    app.post_public("/api/v1/people/verify-email", body).await
}

async fn me(app: &TestApp, tokens: &Value) -> Value {
    let token = tokens["access_token"].as_str().expect("an access token");
    app.send(actix_web::http::Method::GET, "/api/v1/me", Some(token), &[], None).await.expect(200).json()
}

/// A record brought in by an import, never confirmed.
async fn brought_in(app: &TestApp, email: &str) -> PersonId {
    let line = PersonLine {
        line: 2,
        name: PersonName::parse("name", "A. Khan").unwrap(),
        email: EmailAddress::parse("email", email).unwrap(),
        organisation: None,
    };
    import(&app.db, None, Lines::People(vec![line]), "import of people.csv".to_owned(), false).await.unwrap();
    let folded = email.to_lowercase();
    let found = app.db.read(move |c| training_ladder::store::read::people::person::account(c, &folded)).await;
    found.unwrap().unwrap().person
}

both_databases! {
    async fn registering_waits_for_the_link_and_the_link_signs_in_once(app: TestApp) {
        let email = "Amira.Khan@example.org";
        let answer = register(&app, registration(email)).await.expect(201);
        assert_eq!(answer.json(), json!({"status": "verification_sent"}));
        let login = json!({"email": email, "password": PASSWORD});
        app.post_public("/api/v1/auth/login", login.clone()).await.expect_problem(401, "invalid_credentials");

        let token = secret(&mail_to(&app, email).await.unwrap());
        let tokens = verify(&app, json!({"token": token})).await.expect(200).json();
        assert_eq!(tokens["token_type"], "Bearer");
        let me = me(&app, &tokens).await;
        assert_eq!(me["name"], "Amira Khan");
        assert_eq!(me["email"], email);
        assert_eq!(me["roles"], json!(["delegate"]));
        assert_eq!(me["memberships"], json!([]));
        app.post_public("/api/v1/auth/login", login).await.expect(200);

        verify(&app, json!({"token": token})).await.expect_problem(401, "invalid_link");
    }

    async fn the_code_does_as_well_and_five_wrong_ones_end_it(app: TestApp) {
        let email = "amira@example.org";
        register(&app, registration(email)).await.expect(201);
        let first = mail_to(&app, email).await.unwrap();
        let wrong = json!({"email": email, "code": "00000000"});
        for _ in 0..4 {
            verify(&app, wrong.clone()).await.expect_problem(401, "invalid_link");
        }
        let spaced = format!("{} {}", &code(&first)[..4], &code(&first)[4..]);
        verify(&app, json!({"email": email, "code": spaced})).await.expect(200);

        let other = "bea@example.org";
        register(&app, registration(other)).await.expect(201);
        let mail = mail_to(&app, other).await.unwrap();
        let wrong = json!({"email": other, "code": "00000000"});
        for _ in 0..5 {
            verify(&app, wrong.clone()).await.expect_problem(401, "invalid_link");
        }
        verify(&app, json!({"email": other, "code": code(&mail)})).await.expect_problem(401, "invalid_link");
        verify(&app, json!({"token": secret(&mail)})).await.expect(200);
    }

    async fn links_and_codes_run_out(app: TestApp) {
        let email = "amira@example.org";
        register(&app, registration(email)).await.expect(201);
        let mail = mail_to(&app, email).await.unwrap();
        app.clock.advance(TimeDelta::minutes(60));
        verify(&app, json!({"token": secret(&mail)})).await.expect_problem(401, "invalid_link");
        verify(&app, json!({"email": email, "code": code(&mail)})).await.expect_problem(401, "invalid_link");
        verify(&app, json!({"token": "no token of ours"})).await.expect_problem(401, "invalid_link");
        verify(&app, json!({"email": email})).await.expect_problem(422, "invalid_input");
        verify(&app, json!({})).await.expect_problem(422, "invalid_input");
        verify(&app, json!({"token": "a", "email": email, "code": "1"})).await.expect_problem(422, "invalid_input");
    }

    async fn a_known_address_is_mailed_and_nothing_tells(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let unknown = register(&app, registration("new@example.org")).await.expect(201);
        let body = json!({"name": "Eve", "email": ada.email, "password": "another long password"});
        let known = register(&app, body).await.expect(201);
        assert_eq!(known.body, unknown.body);
        let mail = mail_to(&app, &ada.email).await.unwrap();
        assert!(mail.contains("already a record") && !mail.contains("token="), "{mail}");
        app.sign_in(&ada.email).await;
    }

    async fn everything_wrong_is_said_at_once(app: TestApp) {
        let body = json!({"name": " ", "email": "office@school.example", "password": "short",
            "organisation_id": "01993c5e-7d20-7000-8000-000000000001", "organisation_name": "Hill"});
        let answer = register(&app, body).await.expect_problem(422, "invalid_input").json();
        let fields: Vec<&str> =
            answer["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["name", "email", "password", "organisation_name"]);
        assert!(answer["detail"].as_str().unwrap().contains("several people read"));
        let mut body = registration("amira@example.org");
        body["organisation_id"] = json!("01993c5e-7d20-7000-8000-000000000001");
        register(&app, body).await.expect_problem(422, "invalid_input");
        let mut body = registration("amira@example.org");
        body["role"] = json!("coordinator");
        register(&app, body).await.expect_problem(422, "invalid_input");
        assert_eq!(mail_to(&app, "amira@example.org").await, None);
    }

    async fn the_domain_confirms_a_membership_and_a_name_waits(app: TestApp) {
        let council = app.organisation("City Council", OrganisationKind::Council).await;
        app.db
            .write(move |tx| {
                let mut row = training_ladder::store::write::people::organisations::load(tx.conn(), council)?;
                row.domain = Some("city.example".to_owned());
                training_ladder::store::write::people::organisations::store(tx, &row)
            })
            .await
            .unwrap();
        for (email, confirmed) in [("amira@city.example", true), ("amira@elsewhere.example", false)] {
            let mut body = registration(email);
            body["organisation_id"] = json!(council);
            register(&app, body).await.expect(201);
            let token = secret(&mail_to(&app, email).await.unwrap());
            let tokens = verify(&app, json!({"token": token})).await.expect(200).json();
            let expected = json!([{"id": council, "name": "City Council", "confirmed": confirmed}]);
            assert_eq!(me(&app, &tokens).await["memberships"], expected);
        }
        let mut body = registration("amira@hill.example");
        body["organisation_name"] = json!("Hill  School");
        register(&app, body).await.expect(201);
        let token = secret(&mail_to(&app, "amira@hill.example").await.unwrap());
        let tokens = verify(&app, json!({"token": token})).await.expect(200).json();
        let memberships = me(&app, &tokens).await["memberships"].clone();
        assert_eq!((&memberships[0]["name"], &memberships[0]["confirmed"]), (&json!("Hill School"), &json!(false)));
        let listed = app.get_public("/api/v1/organisations?q=hill").await.expect(200).json();
        assert_eq!(listed["items"], json!([]), "a coordinator lists it first");
    }

    async fn a_record_brought_in_becomes_its_holders(app: TestApp) {
        let email = "amira@example.org";
        let person = brought_in(&app, email).await;
        register(&app, registration("AMIRA@example.org")).await.expect(201);
        let token = secret(&mail_to(&app, email).await.unwrap());
        let tokens = verify(&app, json!({"token": token})).await.expect(200).json();
        let me = me(&app, &tokens).await;
        assert_eq!((&me["id"], &me["name"]), (&json!(person), &json!("Amira Khan")));
    }

    async fn each_registration_waits_by_itself_and_the_first_confirmed_stands(app: TestApp) {
        let email = "amira@example.org";
        register(&app, registration(email)).await.expect(201);
        let mine = secret(&mail_to(&app, email).await.unwrap());
        app.clock.advance(TimeDelta::seconds(1));
        let theirs = json!({"name": "Eve", "email": email, "password": "a password of Eve's"});
        register(&app, theirs).await.expect(201);
        let other = secret(&mail_to(&app, email).await.unwrap());
        assert_ne!(mine, other);
        let tokens = verify(&app, json!({"token": mine})).await.expect(200).json();
        assert_eq!(me(&app, &tokens).await["name"], "Amira Khan");
        verify(&app, json!({"token": other})).await.expect_problem(401, "invalid_link");
        app.sign_in(email).await;
    }

    async fn an_address_only_written_down_gives_no_right_to_it(app: TestApp) {
        let eve = app.delegate("Eve").await;
        let email = "amira@example.org";
        app.post(&eve, "/api/v1/me/addresses", json!({"email": email})).await.expect(201);
        app.post_public("/api/v1/auth/sign-in-links", json!({"email": email})).await.expect(202);
        let mail = mail_to(&app, email).await.unwrap();
        assert!(!mail.contains("/sign-in?token="), "{mail}");
        register(&app, registration(email)).await.expect(201);
        let token = secret(&mail_to(&app, email).await.unwrap());
        let tokens = verify(&app, json!({"token": token})).await.expect(200).json();
        assert_ne!(me(&app, &tokens).await["id"], json!(eve.id));
        let addresses = app.db.read(move |c| profile::addresses(c, eve.id)).await.unwrap();
        let confirmed: Vec<bool> = addresses.iter().map(|address| address.confirmed).collect();
        assert_eq!(confirmed, [true, false], "that somebody has it now is not hers to learn");
    }

    async fn a_sign_in_link_works_once_for_a_quarter_of_an_hour(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let ask = json!({"email": ada.email.to_uppercase()});
        let known = app.post_public("/api/v1/auth/sign-in-links", ask.clone()).await.expect(202);
        let nobody = json!({"email": "nobody@example.org"});
        let unknown = app.post_public("/api/v1/auth/sign-in-links", nobody).await.expect(202);
        assert_eq!(known.body, unknown.body);
        assert_eq!(mail_to(&app, "nobody@example.org").await, None);

        let token = json!({"token": secret(&mail_to(&app, &ada.email).await.unwrap())});
        verify(&app, token.clone()).await.expect_problem(401, "invalid_link");
        let redeem = "/api/v1/auth/sign-in-links/redeem";
        let tokens = app.post_public(redeem, token.clone()).await.expect(200).json();
        assert_eq!(me(&app, &tokens).await["id"], json!(ada.id));
        app.post_public(redeem, token).await.expect_problem(401, "invalid_link");

        app.post_public("/api/v1/auth/sign-in-links", ask).await.expect(202);
        let late = json!({"token": secret(&mail_to(&app, &ada.email).await.unwrap())});
        app.clock.advance(TimeDelta::minutes(15));
        app.post_public(redeem, late).await.expect_problem(401, "invalid_link");
    }

    async fn a_link_to_a_record_brought_in_confirms_its_address(app: TestApp) {
        let email = "amira@example.org";
        let person = brought_in(&app, email).await;
        app.post_public("/api/v1/auth/sign-in-links", json!({"email": email})).await.expect(202);
        let token = json!({"token": secret(&mail_to(&app, email).await.unwrap())});
        app.post_public("/api/v1/auth/sign-in-links/redeem", token).await.expect(200);
        let addresses = app.db.read(move |c| profile::addresses(c, person)).await.unwrap();
        assert!(addresses[0].confirmed);
    }

    async fn a_disabled_person_gets_no_link_and_no_way_in(app: TestApp) {
        let ada = app.delegate("Ada").await;
        app.post_public("/api/v1/auth/sign-in-links", json!({"email": ada.email})).await.expect(202);
        let token = json!({"token": secret(&mail_to(&app, &ada.email).await.unwrap())});
        let id = ada.id;
        app.db
            .write(move |tx| {
                let mut row = person::load_person(tx.conn(), id)?;
                row.disabled_at = Some(tx.now().naive_utc());
                tx.account_for([training_ladder::store::Row::Person(row.id.uuid())]);
                person::store_person(tx, &row)?;
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        app.post_public("/api/v1/auth/sign-in-links/redeem", token).await.expect_problem(401, "invalid_link");
        drop(app.mailbox.take_sent());
        app.post_public("/api/v1/auth/sign-in-links", json!({"email": ada.email})).await.expect(202);
        assert_eq!(mail_to(&app, &ada.email).await, None);
    }

    async fn mails_to_one_account_are_limited_whether_or_not_it_exists(app: TestApp) {
        let ada = app.delegate("Ada").await;
        for email in [ada.email.as_str(), "nobody@example.org"] {
            for _ in 0..5 {
                app.post_public("/api/v1/auth/sign-in-links", json!({"email": email})).await.expect(202);
            }
            let refused = app.post_public("/api/v1/auth/sign-in-links", json!({"email": email})).await;
            let refused = refused.expect_problem(429, "too_many_requests");
            assert_eq!(refused.header("retry-after"), "900");
            register(&app, registration(email)).await.expect_problem(429, "too_many_requests");
        }
        app.clock.advance(TimeDelta::minutes(15));
        app.post_public("/api/v1/auth/sign-in-links", json!({"email": ada.email})).await.expect(202);
    }
}
