//! What a booking costs the database, and that its answer, which is not read back, is what would be read.

use serde_json::{Value, json};
use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
};

/// Somebody of an organisation with a lead, who names a line manager.
async fn placed(app: &TestApp, name: &str) -> (Someone, Someone) {
    let school = app.organisation(&format!("{name}'s school"), OrganisationKind::School).await;
    let lead = app.delegate(&format!("Lead of {name}")).await;
    let boss = app.delegate(&format!("Boss of {name}")).await;
    app.join(&lead, school, true).await;
    let named = boss.id;
    let person = app.person(name, move |row| row.line_manager_id = Some(named)).await;
    app.join(&person, school, false).await;
    (person, boss)
}

/// A session that anybody may book.
async fn session(app: &TestApp, cora: &Someone) -> String {
    app.course(cora, "introduction", |_| {}).await;
    let date = app.date_in(30, 3);
    app.session_with(cora, "introduction", |body| body["dates"] = json!([date])).await.to_string()
}

both_databases! {
    async fn a_booking_takes_at_most_twenty_statements(app: TestApp) {
        let cora = app.coordinator().await;
        let session = session(&app, &cora).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        let (first, _) = placed(&app, "Ada").await;
        // With its first place a session keeps its terms.
        app.post(&first, &path, json!({})).await.expect(201);
        let (second, _) = placed(&app, "Ben").await;
        let before = app.app.reads.statements_run();
        app.post(&second, &path, json!({})).await.expect(201);
        let own = app.app.reads.statements_run() - before;
        assert!(own <= 20, "{own} statements for one's own place");
        let (third, _) = placed(&app, "Cas").await;
        let before = app.app.reads.statements_run();
        app.post(&cora, &path, json!({"person_id": third.id})).await.expect(201);
        let for_them = app.app.reads.statements_run() - before;
        assert!(for_them <= 22, "{for_them} statements for somebody else's");
    }

    async fn what_a_booking_is_answered_with_is_what_is_read_of_it(app: TestApp) {
        let cora = app.coordinator().await;
        let session = session(&app, &cora).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        let (ada, _) = placed(&app, "Ada").await;
        let (ben, _) = placed(&app, "Ben").await;
        let (cas, other) = placed(&app, "Cas").await;
        let same = async |by: &Someone, body: Value| {
            let made = app.post(by, &path, body).await.expect(201).json();
            let id = made["id"].as_str().expect("an id").to_owned();
            assert_eq!(made, app.get(by, &format!("/api/v1/bookings/{id}")).await.expect(200).json());
        };
        same(&ada, json!({})).await;
        same(&cora, json!({"person_id": ben.id, "note": "Come early."})).await;
        same(&other, json!({"person_id": cas.id})).await;
        let named = other.id;
        let dee = app.person("Dee", move |row| row.line_manager_id = Some(named)).await;
        same(&dee, json!({})).await;
    }
}
