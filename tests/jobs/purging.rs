//! What is kept only for a time.

use chrono::TimeDelta;
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query, sql_types,
};
use serde_json::json;
use training_ladder::{domain::invites::InviteMethod, mail::transport::SendError};

use super::queue::{plain, with_invite};
use crate::support::{app::TestApp, database::both_databases};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = sql_types::BigInt)]
    count: i64,
}

/// How many rows a table has.
fn rows(app: &TestApp, table: &str) -> i64 {
    let query = sql_query(format!("SELECT count(*) AS count FROM {table}"));
    let url = &app.database.url;
    let found: Count = if app.database.is_postgres() {
        query.get_result(&mut PgConnection::establish(url).expect("the database")).expect("a count")
    } else {
        let path = url.trim_start_matches("sqlite:");
        query.get_result(&mut SqliteConnection::establish(path).expect("the database")).expect("a count")
    };
    found.count
}

both_databases! {
    async fn what_mails_said_goes_thirty_days_after_they_were_finished(app: TestApp) {
        let sent = app.queue(with_invite("date-1", 0, InviteMethod::Request)).await;
        let failed = app.queue(plain("nobody@example.org")).await;
        app.mailbox.refuse_address("nobody@example.org", SendError::Permanent { reason: "550 no".to_owned() });
        app.run_jobs().await;
        app.after(TimeDelta::days(30) - TimeDelta::seconds(1)).await;
        assert!(app.fate(sent).await.payload.is_some());
        app.after(TimeDelta::seconds(1)).await;
        for id in [sent, failed] {
            let row = app.fate(id).await;
            assert_eq!((row.payload, row.invite), (None, None));
            assert!(row.purged_at.is_some());
        }
        assert_eq!(app.fate(sent).await.invite_uid.as_deref(), Some("date-1"));
        let cora = app.coordinator().await;
        let path = format!("/api/v1/mails/{failed}/resend");
        app.post(&cora, &path, json!({})).await.expect_problem(409, "mail_purged");
    }

    async fn access_needs_go_thirty_days_after_the_session(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        app.book(&ada, session, json!({"access_needs": "A hearing loop, please."})).await;
        assert_eq!(rows(&app, "access_needs"), 1);
        // The session ends on 3 December at noon.
        app.at("2027-01-02T11:59:00Z").await;
        assert_eq!(rows(&app, "access_needs"), 1);
        app.at("2027-01-02T12:00:00Z").await;
        assert_eq!(rows(&app, "access_needs"), 0);
    }

    async fn spent_keys_and_tokens_go(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        let key = [("idempotency-key", "\"once\"")];
        let token = Some(ada.token.as_str());
        app.send(actix_web::http::Method::POST, &path, token, &key, Some(&json!({}))).await.expect(201);
        app.post_public("/api/v1/auth/sign-in-links", json!({"email": ada.email})).await.expect(202);
        let logins = rows(&app, "refresh_tokens");
        assert_eq!((rows(&app, "idempotency_keys"), rows(&app, "tokens")), (1, 1));
        assert!(logins > 0);
        app.after(TimeDelta::days(2)).await;
        assert_eq!((rows(&app, "idempotency_keys"), rows(&app, "tokens")), (0, 1));
        app.after(TimeDelta::days(6)).await;
        assert_eq!((rows(&app, "tokens"), rows(&app, "refresh_tokens")), (0, logins));
        app.after(TimeDelta::days(53)).await;
        assert_eq!(rows(&app, "refresh_tokens"), 0);
    }

    async fn lines_of_the_trail_go_after_four_hundred_days(app: TestApp) {
        let cora = app.coordinator().await;
        let roles = json!({"roles": ["coordinator", "trainer"]});
        app.patch(&cora, &format!("/api/v1/people/{}", cora.id), roles).await.expect(200);
        let lines = rows(&app, "audit_log");
        app.after(TimeDelta::days(400) - TimeDelta::seconds(1)).await;
        assert_eq!(rows(&app, "audit_log"), lines);
        app.after(TimeDelta::seconds(1)).await;
        assert_eq!(rows(&app, "audit_log"), 0);
    }

    async fn registrations_nobody_confirms_go_after_thirty_days(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 60, 3, 5).await;
        let school = app.organisation("Hill School", training_ladder::domain::words::OrganisationKind::School).await;
        let register = |name: &str, email: &str| {
            json!({"name": name, "email": email, "password": "a long enough password", "session_id": session})
        };
        app.post_public("/api/v1/people", register("Never", "never@example.org")).await.expect(201);
        app.post_public("/api/v1/people", register("Late", "late@example.org")).await.expect(201);
        // Invited, and so known, although nobody has confirmed that address either.
        let invited = json!({"name": "Ivy", "email": "ivy@example.org", "organisation_id": school});
        app.post(&cora, "/api/v1/people/invite", invited).await.expect(201);
        app.run_jobs().await;
        let before = rows(&app, "people");
        app.after(TimeDelta::days(30) - TimeDelta::seconds(1)).await;
        // Whoever asks again has a week from then on.
        app.post_public("/api/v1/people", register("Late", "late@example.org")).await.expect(201);
        assert_eq!(rows(&app, "people"), before + 1, "a place is held as for somebody of whom nothing is known");
        app.after(TimeDelta::seconds(1)).await;
        assert_eq!(rows(&app, "people"), before);
        let mails = app.mails().await;
        let addresses: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
        assert!(!addresses.contains(&"never@example.org") && addresses.contains(&"late@example.org"));
        app.after(TimeDelta::days(8)).await;
        assert_eq!(rows(&app, "people"), before - 1);
        app.after(TimeDelta::days(22)).await;
        assert_eq!(rows(&app, "people"), before - 2);
        assert_eq!(rows(&app, "bookings"), 0);
        // The address is free again.
        app.post_public("/api/v1/people", register("Never", "never@example.org")).await.expect(201);
        assert_eq!(rows(&app, "people"), before - 1);
        app.audit().await;
    }
}
