//! A place chosen while registering: held until the address is confirmed, booked then.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
};

const EMAIL: &str = "amira.khan@school.example";

fn registration(session: &str) -> Value {
    json!({"name": "Amira Khan", "email": EMAIL, "password": PASSWORD, "session_id": session})
}

/// The code in the last mail to the address.
async fn code(app: &TestApp) -> String {
    app.run_jobs().await;
    let mails = app.mailbox.sent();
    let mail = mails.iter().rev().find(|mail| mail.to.email == EMAIL).expect("a mail");
    let digits = |word: &&str| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
    mail.text.split_whitespace().find(digits).expect("a code").to_owned()
}

async fn places_left(app: &TestApp, session: &str) -> i64 {
    let seen = app.get_public(&format!("/api/v1/sessions/{session}")).await.expect(200).json();
    seen["places_left"].as_i64().expect("a number")
}

both_databases! {
    async fn it_is_held_and_booked_on_confirming(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await.to_string();
        app.post_public("/api/v1/people", registration(&session)).await.expect(201);
        assert_eq!(places_left(&app, &session).await, 0);
        let proof = json!({"email": EMAIL, "code": code(&app).await});
        app.post_public("/api/v1/people/verify-email", proof).await.expect(200);
        assert_eq!(app.kinds_to(EMAIL).await, ["confirm_address", "booked"]);
        assert_eq!(places_left(&app, &session).await, 0);
        app.audit().await;
    }

    async fn it_is_free_again_when_nobody_confirms_within_a_quarter(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        app.post_public("/api/v1/people", registration(&session.to_string())).await.expect(201);
        app.clock.advance(TimeDelta::minutes(15));
        app.app.usecases.settle_session(session).await.expect("settled");
        assert_eq!(places_left(&app, &session.to_string()).await, 1);
        assert_eq!(app.kinds_to(EMAIL).await, ["confirm_address"]);
        app.audit().await;
    }

    async fn it_is_booked_later_while_there_is_a_place(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        app.post_public("/api/v1/people", registration(&session.to_string())).await.expect(201);
        app.clock.advance(TimeDelta::minutes(40));
        app.app.usecases.settle_session(session).await.expect("settled");
        let proof = json!({"email": EMAIL, "code": code(&app).await});
        app.post_public("/api/v1/people/verify-email", proof).await.expect(200);
        assert_eq!(app.kinds_to(EMAIL).await, ["confirm_address", "booked"]);
        assert_eq!(places_left(&app, &session.to_string()).await, 0);
        app.audit().await;
    }

    async fn two_are_held_on_a_date_and_the_next_wait_for_their_confirmation(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 10).await.to_string();
        for number in 0..20 {
            let somebody = json!({"name": "Made Up", "email": format!("made.up{number}@nowhere.example"),
                "password": PASSWORD, "session_id": session});
            app.post_public("/api/v1/people", somebody).await.expect(201);
        }
        assert_eq!(places_left(&app, &session).await, 8);
        app.post_public("/api/v1/people", registration(&session)).await.expect(201);
        assert_eq!(places_left(&app, &session).await, 8);
        let proof = json!({"email": EMAIL, "code": code(&app).await});
        app.post_public("/api/v1/people/verify-email", proof).await.expect(200);
        assert_eq!(app.kinds_to(EMAIL).await, ["confirm_address", "booked"]);
        assert_eq!(places_left(&app, &session).await, 7);
        app.audit().await;
    }

    async fn a_full_or_hidden_date_holds_nothing(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await.to_string();
        let ada = app.delegate("Ada").await;
        app.post(&ada, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        app.post_public("/api/v1/people", registration(&session)).await.expect(201);
        let proof = json!({"email": EMAIL, "code": code(&app).await});
        app.post_public("/api/v1/people/verify-email", proof).await.expect(200);
        assert_eq!(app.kinds_to(EMAIL).await, ["confirm_address"]);

        let draft = app.draft(&cora, "introduction", |_| {}).await;
        let hidden = registration(draft["id"].as_str().expect("an id"));
        app.post_public("/api/v1/people", hidden).await.expect_problem(404, "not_found");
        app.audit().await;
    }
}
