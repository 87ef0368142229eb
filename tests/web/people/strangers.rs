//! Writing to people who are not one's own: a hundred an hour, through whichever door.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{
    app::TestApp,
    commissions::{Team, path},
    database::both_databases,
    raw_database::Beside,
};

const INVITE: &str = "/api/v1/people/invite";

/// A list of so many people whom nobody knows.
fn many(count: u8) -> String {
    let letters = |n: u8| format!("{}{}", char::from(b'a' + n / 26), char::from(b'a' + n % 26));
    let line = |n: u8| format!("New Person{0} <new.{0}@school.example>", letters(n));
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

fn mails(app: &TestApp) -> i64 {
    Beside::to(&app.database).number("SELECT count(*) FROM outbox")
}

both_databases! {
    async fn whoever_leads_an_organisation_cannot_mail_hundreds(app: TestApp) {
        let team = Team::of(&app, &[]).await;
        let wish = json!({"aims": "Something for all of us"});
        let asked = app.post(&team.lena, "/api/v1/commissions", wish).await.expect(201).json();
        let request = asked["id"].as_str().expect("an id").to_owned();
        let before = mails(&app);
        let refused = team.name(&app, &request, json!({"text": many(101)})).await;
        let refused = refused.expect_problem(429, "too_many_requests");
        assert_eq!(refused.header("retry-after"), "3600");
        let detail = refused.json()["detail"].as_str().expect("words").to_owned();
        assert!(detail.contains("At most 100 people an hour") && detail.contains("training team"), "{detail}");
        assert_eq!(mails(&app), before, "nobody was mailed");

        team.name(&app, &request, json!({"text": many(100)})).await.expect(201);
        let one = json!({"name": "Sam Okoro", "email": "sam@hill.example", "organisation_id": team.organisation});
        app.clock.advance(TimeDelta::minutes(10));
        let refused = app.post(&team.lena, INVITE, one.clone()).await.expect_problem(429, "too_many_requests");
        assert_eq!(refused.header("retry-after"), "3000");
        let address = json!({"email": "somebody.else@hill.example"});
        app.post(&team.lena, "/api/v1/me/addresses", address).await.expect_problem(429, "too_many_requests");
        // Whoever runs the training writes to as many as they have to, and others are not counted together.
        app.post(&team.cora, INVITE, one.clone()).await.expect(201);
        app.post(&team.cora, &path(&request, "people"), json!({"text": many(120)})).await.expect(201);

        app.clock.advance(TimeDelta::minutes(50));
        app.post(&team.lena, INVITE, one).await.expect(201);
        app.audit().await;
    }
}
