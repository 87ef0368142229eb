//! The second factor over the API: set up, shown at sign-in, lost, asked for.

use actix_web::http::Method;
use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};
use training_ladder::{
    domain::second_factors::MustHave,
    store::{Row, write::people::person},
};

use crate::support::{
    app::{Answer, PASSWORD, Someone, TestApp},
    authenticator_app::code_at,
    database::both_databases,
    raw_database::Beside,
};

const FACTOR: &str = "/api/v1/me/second-factor";

/// Sets up an app for somebody; its secret, and the recovery codes.
pub(super) async fn set_up(app: &TestApp, who: &Someone) -> (String, Vec<String>) {
    let begun = app.post(who, &format!("{FACTOR}/app"), json!({})).await.expect(200).json();
    let secret = begun["secret"].as_str().expect("a secret").to_owned();
    let code = json!({"code": code_at(&secret, app.clock.now())});
    let done = app.post(who, &format!("{FACTOR}/app/confirm"), code).await.expect(200).json();
    let codes = done["recovery_codes"].as_array().expect("recovery codes");
    (secret, codes.iter().map(|code| code.as_str().expect("a code").to_owned()).collect())
}

/// The first step, right; what is sent back with the second.
async fn challenge(app: &TestApp, who: &Someone) -> String {
    let login = json!({"email": who.email, "password": PASSWORD});
    let owed = app.post_public("/api/v1/auth/login", login).await.expect_problem(401, "second_factor_needed");
    owed.json()["challenge"].as_str().expect("a challenge").to_owned()
}

async fn answer(app: &TestApp, challenge: &str, code: &str) -> Answer {
    let body = json!({"challenge": challenge, "code": code});
    app.post_public("/api/v1/auth/second-factor", body).await
}

async fn get_with(app: &TestApp, token: &Value, path: &str) -> Answer {
    app.send(Method::GET, path, token.as_str(), &[], None).await
}

/// What mails to an address say above their text, oldest first.
async fn subjects(app: &TestApp, email: &str) -> Vec<String> {
    app.run_jobs().await;
    app.mailbox.sent().iter().filter(|mail| mail.to.email == email).map(|mail| mail.subject.clone()).collect()
}

both_databases! {
    async fn whoever_has_set_up_an_app_finishes_signing_in_with_its_code(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let nothing = app.get(&ada, FACTOR).await.expect(200).json();
        assert_eq!(nothing, json!({"required": false, "methods": [], "app_since": null, "passkeys": [],
            "recovery_codes_left": 0}));
        let other = app.sign_in(&ada.email).await;
        let (secret, codes) = set_up(&app, &ada).await;
        assert_eq!(codes.len(), 10);
        let has = app.get(&ada, FACTOR).await.expect(200).json();
        assert_eq!((&has["methods"], &has["recovery_codes_left"]), (&json!(["totp", "recovery_code"]), &json!(10)));
        get_with(&app, &json!(other), "/api/v1/me").await.expect_problem(401, "invalid_token");
        assert_eq!(subjects(&app, &ada.email).await, ["How you sign in was changed"]);

        app.clock.advance(TimeDelta::minutes(1));
        let login = json!({"email": ada.email, "password": PASSWORD});
        let owed = app.post_public("/api/v1/auth/login", login).await.expect_problem(401, "second_factor_needed").json();
        assert_eq!(owed["methods"], json!(["totp", "recovery_code"]));
        assert!(owed.get("access_token").is_none());
        let challenge = owed["challenge"].as_str().unwrap();
        let tokens = answer(&app, challenge, &code_at(&secret, app.clock.now())).await.expect(200).json();
        get_with(&app, &tokens["access_token"], "/api/v1/me").await.expect(200);
        assert_eq!(Beside::to(&app.database).newest_login(), "password totp");
        let refresh = json!({"refresh_token": tokens["refresh_token"]});
        app.post_public("/api/v1/auth/refresh", refresh).await.expect(200);
        app.audit().await;
    }

    async fn a_code_is_taken_once_and_one_step_early_or_late(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (secret, _) = set_up(&app, &ada).await;
        // Thirty seconds apart, at the middle of a step.
        app.clock.advance(TimeDelta::seconds(315));
        let at = |steps: i64| code_at(&secret, app.clock.now() + TimeDelta::seconds(30 * steps));
        for (steps, taken) in [(-2, false), (2, false), (-1, true), (-1, false), (1, true), (0, false), (1, false)] {
            let step = challenge(&app, &ada).await;
            let answer = answer(&app, &step, &at(steps)).await;
            if taken {
                answer.expect(200);
            } else {
                answer.expect_problem(401, "wrong_code");
            }
        }
        app.clock.advance(TimeDelta::minutes(1));
        let step = challenge(&app, &ada).await;
        answer(&app, &step, &code_at(&secret, app.clock.now())).await.expect(200);
        // What a finished sign-in was finished with finishes no other.
        app.clock.advance(TimeDelta::minutes(1));
        answer(&app, &step, &code_at(&secret, app.clock.now())).await.expect_problem(401, "challenge_over");
    }

    async fn the_code_that_set_an_app_up_signs_nobody_in(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (secret, _) = set_up(&app, &ada).await;
        let step = challenge(&app, &ada).await;
        answer(&app, &step, &code_at(&secret, app.clock.now())).await.expect_problem(401, "wrong_code");
    }

    async fn a_recovery_code_signs_in_once_and_its_person_hears_of_it(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (_, codes) = set_up(&app, &ada).await;
        let typed = codes[0].to_lowercase().replace('-', " ");
        app.clock.advance(TimeDelta::seconds(1));
        let step = challenge(&app, &ada).await;
        answer(&app, &step, &typed).await.expect(200);
        assert_eq!(Beside::to(&app.database).newest_login(), "password recovery_code");
        let mails = subjects(&app, &ada.email).await;
        assert_eq!(mails.last().unwrap(), "Somebody signed in to your account with a recovery code");
        let step = challenge(&app, &ada).await;
        answer(&app, &step, &codes[0]).await.expect_problem(401, "wrong_code");
        answer(&app, &step, &codes[1]).await.expect(200);

        // New ones make the others void.
        let new = app.post(&ada, &format!("{FACTOR}/recovery-codes"), json!({})).await.expect(200).json();
        let step = challenge(&app, &ada).await;
        answer(&app, &step, &codes[2]).await.expect_problem(401, "wrong_code");
        answer(&app, &step, new["recovery_codes"][0].as_str().unwrap()).await.expect(200);
        // Nothing of them stands in the database.
        let kept = Beside::to(&app.database).number("SELECT count(*) FROM recovery_codes WHERE length(hash) = 32");
        assert_eq!(kept, 10);
    }

    async fn a_challenge_is_its_own_persons_and_lasts_ten_minutes(app: TestApp) {
        let (ada, bea) = (app.delegate("Ada").await, app.delegate("Bea").await);
        let ((hers, codes), (theirs, others)) = (set_up(&app, &ada).await, set_up(&app, &bea).await);
        app.clock.advance(TimeDelta::minutes(1));
        let step = challenge(&app, &ada).await;
        answer(&app, &step, &code_at(&theirs, app.clock.now())).await.expect_problem(401, "wrong_code");
        answer(&app, &step, &others[0]).await.expect_problem(401, "wrong_code");
        app.clock.advance(TimeDelta::minutes(10));
        answer(&app, &step, &code_at(&hers, app.clock.now())).await.expect_problem(401, "challenge_over");
        answer(&app, &step, &codes[0]).await.expect_problem(401, "challenge_over");
        answer(&app, "no challenge", &codes[0]).await.expect_problem(401, "challenge_over");
    }

    async fn wrong_codes_end_a_challenge_and_then_the_account_waits(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (secret, _) = set_up(&app, &ada).await;
        app.clock.advance(TimeDelta::minutes(1));
        for _ in 0..2 {
            let step = challenge(&app, &ada).await;
            for _ in 0..5 {
                answer(&app, &step, "000000").await.expect_problem(401, "wrong_code");
            }
            answer(&app, &step, &code_at(&secret, app.clock.now())).await.expect_problem(401, "challenge_over");
        }
        let step = challenge(&app, &ada).await;
        let code = code_at(&secret, app.clock.now());
        let refused = answer(&app, &step, &code).await.expect_problem(429, "too_many_requests");
        assert_eq!(refused.header("retry-after"), "900");
        app.clock.advance(TimeDelta::minutes(16));
        let step = challenge(&app, &ada).await;
        answer(&app, &step, &code_at(&secret, app.clock.now())).await.expect(200);
    }

    async fn one_code_sent_many_times_at_once_opens_one_login(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (secret, codes) = set_up(&app, &ada).await;
        app.clock.advance(TimeDelta::minutes(1));
        for code in [code_at(&secret, app.clock.now()), codes[0].clone()] {
            let step = challenge(&app, &ada).await;
            let other = challenge(&app, &ada).await;
            let calls = (0..8).map(|at| answer(&app, if at % 2 == 0 { &step } else { &other }, &code));
            let answers = join_all(calls).await;
            let opened = answers.iter().filter(|answer| answer.status.as_u16() == 200).count();
            assert_eq!(opened, 1, "{:?}", answers.iter().map(|a| a.status.as_u16()).collect::<Vec<_>>());
        }
    }

    async fn a_mailed_link_leads_to_the_second_step(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (secret, _) = set_up(&app, &ada).await;
        app.clock.advance(TimeDelta::minutes(1));
        app.post_public("/api/v1/auth/sign-in-links", json!({"email": ada.email})).await.expect(202);
        app.run_jobs().await;
        let mails = app.mailbox.sent();
        let (_, rest) = mails.iter().find_map(|mail| mail.text.split_once("token=")).expect("a link");
        let token = json!({"token": rest.split_whitespace().next().expect("a token")});
        let redeem = "/api/v1/auth/sign-in-links/redeem";
        let owed = app.post_public(redeem, token.clone()).await.expect_problem(401, "second_factor_needed").json();
        app.post_public(redeem, token).await.expect_problem(401, "invalid_link");
        let step = owed["challenge"].as_str().unwrap();
        answer(&app, step, &code_at(&secret, app.clock.now())).await.expect(200);
        assert_eq!(Beside::to(&app.database).newest_login(), "link totp");
    }

    async fn changing_it_takes_the_password_or_a_fresh_sign_in(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (secret, _) = set_up(&app, &ada).await;
        app.post(&ada, &format!("{FACTOR}/app"), json!({})).await.expect_problem(409, "second_factor_exists");
        app.clock.advance(TimeDelta::minutes(14));
        let step = challenge(&app, &ada).await;
        let tokens = answer(&app, &step, &code_at(&secret, app.clock.now())).await.expect(200).json();
        app.clock.advance(TimeDelta::minutes(14));
        let refresh = json!({"refresh_token": tokens["refresh_token"]});
        let tokens = app.post_public("/api/v1/auth/refresh", refresh).await.expect(200).json();
        let token = tokens["access_token"].as_str().unwrap().to_owned();
        let ada = Someone { token, signed_in_at: app.clock.now(), ..ada };
        app.clock.advance(TimeDelta::minutes(1));
        let remove = format!("{FACTOR}/app/remove");
        app.post(&ada, &remove, json!({})).await.expect_problem(409, "current_password_needed");
        let wrong = json!({"current_password": "not this one"});
        app.post(&ada, &remove, wrong).await.expect_problem(422, "invalid_input");
        let right = json!({"current_password": PASSWORD});
        app.post(&ada, &format!("{FACTOR}/recovery-codes"), right.clone()).await.expect(200);
        app.post(&ada, &remove, right.clone()).await.expect(204);
        app.post(&ada, &remove, right).await.expect_problem(409, "no_second_factor");
        assert_eq!(app.get(&ada, FACTOR).await.json()["recovery_codes_left"], 0);
        app.sign_in(&ada.email).await;
        assert_eq!(subjects(&app, &ada.email).await.len(), 3, "added, codes, removed");
    }

    async fn an_app_counts_once_its_first_code_was_given(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let confirm = format!("{FACTOR}/app/confirm");
        let code = |secret: &str| json!({"code": code_at(secret, app.clock.now())});
        app.post(&ada, &confirm, json!({"code": "123456"})).await.expect_problem(409, "app_not_begun");
        let first = app.post(&ada, &format!("{FACTOR}/app"), json!({})).await.expect(200).json();
        app.sign_in(&ada.email).await;
        let second = app.post(&ada, &format!("{FACTOR}/app"), json!({})).await.expect(200).json();
        assert_ne!(first["secret"], second["secret"]);
        let (first, second) = (first["secret"].as_str().unwrap(), second["secret"].as_str().unwrap());
        app.post(&ada, &confirm, code(first)).await.expect_problem(422, "invalid_input");
        app.post(&ada, &confirm, code(second)).await.expect(200);
        let kept = Beside::to(&app.database).lines("SELECT CAST(length(wrapped_secret) AS TEXT) AS line FROM totp_apps");
        assert_eq!(kept, ["49"], "a version, a nonce, twenty bytes and their tag");
    }

    async fn whoever_must_have_one_sets_it_up_before_anything_else(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let strict = app.copy_that_asks(MustHave { coordinators: true, ..MustHave::default() });
        for path in ["/api/v1/people", "/api/v1/me/profile", "/api/v1/sessions", "/api/v1/bookings"] {
            strict.get(&cora, path).await.expect_problem(403, "second_factor_required");
            app.get(&cora, path).await.expect(200);
        }
        strict.get(&ada, "/api/v1/bookings").await.expect(200);
        strict.get(&cora, "/api/v1/me").await.expect(200);
        assert_eq!(strict.get(&cora, FACTOR).await.expect(200).json()["required"], true);
        let (secret, _) = set_up(&strict, &cora).await;
        strict.get(&cora, "/api/v1/people").await.expect(200);

        // In a new login it is shown first, and counts; without it there is none.
        app.clock.advance(TimeDelta::minutes(1));
        let step = challenge(&strict, &cora).await;
        let tokens = answer(&strict, &step, &code_at(&secret, app.clock.now())).await.expect(200).json();
        get_with(&strict, &tokens["access_token"], "/api/v1/people").await.expect(200);
        // Removed, it has to be set up again.
        let remove = format!("{FACTOR}/app/remove");
        strict.send(Method::POST, &remove, tokens["access_token"].as_str(), &[], Some(&json!({}))).await.expect(204);
        get_with(&strict, &tokens["access_token"], "/api/v1/people").await
            .expect_problem(403, "second_factor_required");
    }

    async fn a_role_given_later_asks_for_what_was_not_shown(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let strict = app.copy_that_asks(MustHave { trainers: true, ..MustHave::default() });
        strict.get(&ada, "/api/v1/bookings").await.expect(200);
        let id = ada.id;
        let made = app.db.write(move |tx| {
            let mut row = person::load_person(tx.conn(), id)?;
            row.is_trainer = true;
            tx.account_for([Row::Person(id.uuid())]);
            person::store_person(tx, &row)
        });
        made.await.unwrap();
        strict.get(&ada, "/api/v1/bookings").await.expect_problem(403, "second_factor_required");
        // A login that came by single sign-on has shown what its provider asks for.
        Beside::to(&app.database).run("UPDATE logins SET method = 'sso'");
        strict.get(&ada, "/api/v1/bookings").await.expect(200);
    }

    async fn a_coordinator_takes_a_lost_one_away_with_a_reason(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let path = format!("/api/v1/people/{}/second-factor/remove", ada.id);
        let why = json!({"reason": "Her phone fell into the canal."});
        app.post(&cora, &path, why.clone()).await.expect_problem(409, "no_second_factor");
        let (secret, codes) = set_up(&app, &ada).await;
        app.clock.advance(TimeDelta::minutes(1));
        let step = challenge(&app, &ada).await;
        app.post(&ada, &path, why.clone()).await.expect_problem(403, "forbidden");
        app.post(&cora, &path, json!({"reason": ""})).await.expect_problem(422, "invalid_input");
        let own = format!("/api/v1/people/{}/second-factor/remove", cora.id);
        app.post(&cora, &own, why.clone()).await.expect_problem(409, "own_account");
        app.post(&cora, &path, why).await.expect(204);
        get_with(&app, &json!(ada.token), "/api/v1/me").await.expect_problem(401, "invalid_token");
        answer(&app, &step, &code_at(&secret, app.clock.now())).await.expect_problem(401, "challenge_over");
        answer(&app, &step, &codes[0]).await.expect_problem(401, "challenge_over");
        app.sign_in(&ada.email).await;
        app.run_jobs().await;
        let mail = app.mailbox.sent().pop().expect("a mail");
        assert_eq!(mail.to.email, ada.email);
        assert!(mail.text.contains("Her phone fell into the canal."), "{}", mail.text);
        app.audit().await;
    }

    async fn two_records_become_one_that_is_as_well_guarded_as_either(app: TestApp) {
        let (cora, ada, twin) =
            (app.coordinator().await, app.delegate("Ada").await, app.delegate("Ada Twin").await);
        let (secret, codes) = set_up(&app, &twin).await;
        let merge = format!("/api/v1/people/{}/merge", twin.id);
        app.post(&cora, &merge, json!({"into": ada.id})).await.expect(200);
        app.clock.advance(TimeDelta::minutes(1));
        for who in [&ada, &twin] {
            let step = challenge(&app, who).await;
            answer(&app, &step, &codes[0]).await.expect_problem(401, "wrong_code");
            app.clock.advance(TimeDelta::seconds(30));
            answer(&app, &step, &code_at(&secret, app.clock.now())).await.expect(200);
        }
        app.audit().await;
    }
}
