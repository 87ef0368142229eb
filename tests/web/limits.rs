//! Limits count right: on entry, taken back when it was right, by network and by account apart.

use std::sync::{Arc, Mutex};

use actix_web::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};
use training_ladder::{
    crypto::hashing::HashingLimits,
    web::limits::{Counted, Limit, Limits},
};

use crate::support::{
    app::{PASSWORD, TestApp, start_of_time},
    database::both_databases,
};

const LOGIN: &str = "/api/v1/auth/login";
const TWICE: Limit = Limit { events: 2, within: TimeDelta::minutes(15) };

fn counted(key: &str) -> [Counted<'_>; 1] {
    [Counted { what: "tries of", key, limit: TWICE }]
}

fn later(minutes: i64) -> DateTime<Utc> {
    start_of_time() + TimeDelta::minutes(minutes)
}

#[test]
fn what_is_under_way_counts_and_can_be_taken_back() {
    let limits = Limits::default();
    let now = start_of_time();
    let first = limits.enter(&counted("ada"), now).expect("room");
    let second = limits.enter(&counted("ada"), now).expect("room");
    // Both are still being judged: it may be over in a moment.
    assert_eq!(limits.enter(&counted("ada"), now).expect_err("no room").seconds, 2);
    first.take_back();
    let third = limits.enter(&counted("ada"), later(5)).expect("room again");
    drop((second, third));
    assert_eq!(limits.enter(&counted("ada"), later(5)).expect_err("no room").seconds, 600);
    drop(limits.enter(&counted("ben"), later(5)).expect("another's own"));
    drop(limits.enter(&counted("ada"), later(15)).expect("the first of them is over"));
}

#[test]
fn of_several_limits_all_are_counted_or_none() {
    let limits = Limits::default();
    let both = |one, other| [counted(one)[0], counted(other)[0]];
    drop(limits.enter(&both("ada", "here"), later(0)).expect("room"));
    drop(limits.enter(&both("ben", "here"), later(0)).expect("room"));
    assert!(limits.enter(&both("cat", "here"), later(0)).is_err());
    assert_eq!(limits.keys(), 3, "nothing is counted for whoever is refused");
}

#[test]
fn keys_are_bounded_in_number_and_length() {
    let limits = Limits::default();
    let long = "x".repeat(1_000_000);
    drop(limits.enter(&counted(&long), later(0)).expect("room"));
    for key in 0..120_000 {
        drop(limits.enter(&counted(&key.to_string()), later(1)).expect("room"));
        assert!(limits.keys() <= 50_000);
    }
    // The newest are known.
    drop(limits.enter(&counted("119999"), later(2)).expect("room"));
    assert!(limits.enter(&counted("119999"), later(2)).is_err());
    // What no longer counts is forgotten first.
    for key in 0..50_000 {
        drop(limits.enter(&counted(&format!("later {key}")), later(30)).expect("room"));
    }
    assert!(limits.keys() <= 50_000);
}

fn registration(number: usize) -> Value {
    json!({"name": format!("Colleague Number{number}"), "email": format!("colleague{number}@school.example"),
        "password": PASSWORD})
}

fn code_to(app: &TestApp, email: &str) -> String {
    let mails = app.mailbox.sent();
    let mail = mails.iter().rev().find(|mail| mail.to.email == email).expect("a mail");
    let digits = |word: &&str| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
    mail.text.split_whitespace().find(digits).expect("a code").to_owned()
}

both_databases! {
    async fn of_eighty_at_once_on_one_account_ten_are_judged(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let tries = (0..80).map(|at| {
            let body = json!({"email": ada.email, "password": format!("guess number {at}")});
            let app = &app;
            async move { app.post_public(LOGIN, body).await }
        });
        let answers = join_all(tries).await;
        let of = |status: u16| answers.iter().filter(|answer| answer.status.as_u16() == status).count();
        assert_eq!((of(401), of(429)), (10, 70));
        let right = json!({"email": ada.email, "password": PASSWORD});
        let refused = app.post_public(LOGIN, right.clone()).await.expect_problem(429, "too_many_requests");
        assert_eq!(refused.header("retry-after"), "900");
        app.clock.advance(TimeDelta::minutes(15));
        app.post_public(LOGIN, right).await.expect(200);
    }

    async fn when_too_many_wait_the_next_are_told_when_to_come_again(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let limits = HashingLimits::default();
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let mut held = Vec::new();
        for _ in 0..limits.at_once + limits.waiting {
            let (passwords, gate) = (app.app.settings.passwords.clone(), Arc::clone(&gate));
            held.push(actix_web::rt::spawn(async move {
                passwords.in_turn(move |_| gate.lock().expect("a lock").recv().is_ok()).await
            }));
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let right = json!({"email": ada.email, "password": PASSWORD});
        for _ in 0..12 {
            let refused = app.post_public(LOGIN, right.clone()).await.expect_problem(503, "unavailable");
            assert_eq!(refused.header("retry-after"), "5");
        }
        drop(open);
        for one in held {
            drop(one.await.expect("it ends"));
        }
        // What was not judged does not count.
        app.post_public(LOGIN, right).await.expect(200);
    }

    async fn whoever_is_right_is_never_shut_out(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let right = json!({"email": ada.email, "password": PASSWORD});
        let answers = join_all((0..30).map(|_| app.post_public(LOGIN, right.clone()))).await;
        for answer in answers.iter().filter(|answer| answer.status.as_u16() != 200) {
            assert_eq!((answer.status.as_u16(), answer.header("retry-after").as_str()), (429, "2"));
        }
        for _ in 0..20 {
            app.post_public(LOGIN, right.clone()).await.expect(200);
        }
    }

    async fn thirty_colleagues_register_behind_one_address(app: TestApp) {
        for number in 0..30 {
            app.post_public("/api/v1/people", registration(number)).await.expect(201);
        }
        app.run_jobs().await;
        for number in 0..30 {
            let email = format!("colleague{number}@school.example");
            let code = code_to(&app, &email);
            // Half of them mistype it first.
            if number % 2 == 0 {
                let wrong = json!({"email": email, "code": "00000000"});
                app.post_public("/api/v1/people/verify-email", wrong).await.expect(401);
            }
            let proof = json!({"email": email, "code": code});
            app.post_public("/api/v1/people/verify-email", proof).await.expect(200);
        }
    }

    async fn a_network_that_asks_for_very_many_mails_is_told_how_to_go_on(app: TestApp) {
        for number in 0..100 {
            let ask = json!({"email": format!("colleague{number}@school.example")});
            app.post_public("/api/v1/auth/sign-in-links", ask).await.expect(202);
        }
        let refused = app.post_public("/api/v1/people", registration(101)).await;
        let refused = refused.expect_problem(429, "too_many_requests").json();
        let detail = refused["detail"].as_str().expect("words");
        assert!(detail.contains("another connection") && detail.contains("15 minutes"), "{detail}");
    }

    async fn a_proxy_that_is_not_trusted_changes_no_address(app: TestApp) {
        for guess in 0..20 {
            let headers = [("x-forwarded-for", format!("203.0.113.{guess}"))];
            let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
            let path = format!("/api/v1/verify/GUESS-{guess}");
            app.send(Method::GET, &path, None, &headers, None).await.expect(404);
        }
        app.get_public("/api/v1/verify/GUESS").await.expect_problem(429, "too_many_requests");
    }
}
