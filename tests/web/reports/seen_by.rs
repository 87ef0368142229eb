//! Who sees which figures: everybody's, their people's, their organisation's, their dates'.

use serde_json::{Value, json};
use training_ladder::{domain::words::OrganisationKind, store::write::people::person as rows};

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
};

async fn booked(app: &TestApp, who: &Someone, query: &str) -> Value {
    let path = format!("/api/v1/reports/uptake?from=2026-01-01&to=2027-12-31&{query}");
    app.get(who, &path).await.expect(200).json()["total"]["booked"].clone()
}

both_databases! {
    async fn everybody_sees_the_figures_of_those_they_answer_for(app: TestApp) {
        let cora = app.coordinator().await;
        let (tess, tom) = (app.trainer("Tess Trainer").await, app.trainer("Tom Trainer").await);
        let (lea, mary, pat, sam, olly) = (
            app.delegate("Lea Lead").await,
            app.delegate("Mary Manager").await,
            app.delegate("Pat Person").await,
            app.delegate("Sam Second").await,
            app.delegate("Olly Other").await,
        );
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        app.join(&lea, school, true).await;
        app.join(&pat, school, false).await;
        app.join(&sam, school, false).await;
        let (olly_id, mary_id) = (olly.id, mary.id);
        let named = app.db.write(move |tx| {
            let mut row = rows::load_person(tx.conn(), olly_id)?;
            row.line_manager_id = Some(mary_id);
            tx.account_for([training_ladder::store::Row::Person(row.id.uuid())]);
            rows::store_person(tx, &row)
        });
        named.await.expect("a manager");
        app.course(&cora, "introduction", |_| {}).await;
        let trains = json!([tess.id]);
        let theirs = app.session_with(&cora, "introduction", |body| body["trainer_ids"] = trains).await;
        let other = app.session(&cora, "introduction", 50, 3, 9).await;
        for (who, session) in [(&pat, theirs), (&olly, theirs), (&sam, other)] {
            app.post(who, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        }
        assert_eq!(booked(&app, &cora, "by=month").await, 3);
        assert_eq!(booked(&app, &lea, "by=month").await, 2, "those under her organisation");
        assert_eq!(booked(&app, &mary, "by=organisation").await, 1, "who names her");
        assert_eq!(booked(&app, &tess, "by=course").await, 2, "those on her date");
        assert_eq!(booked(&app, &tom, "by=course").await, 0);
        let own = app.get(&tess, "/api/v1/reports/uptake?by=trainer&from=2026-01-01&to=2027-12-31").await.expect(200).json();
        assert_eq!(own["rows"].as_array().map(Vec::len), Some(1), "{own}");
        assert_eq!(own["rows"][0]["key"], json!(tess.id));
        app.get(&lea, "/api/v1/reports/uptake?by=trainer").await.expect(403);
        app.get(&pat, "/api/v1/reports/uptake").await.expect(403);
        app.get(&tess, "/api/v1/reports/organisations").await.expect(403);
        app.get(&lea, "/api/v1/reports/demand").await.expect(403);

        // Who has left is counted for the organisation, and not named.
        let memberships = app.get(&lea, "/api/v1/memberships").await.expect(200).json();
        let membership = memberships["items"].as_array().expect("memberships").iter().find(|of| of["person"]["id"] == json!(pat.id));
        let id = membership.expect("the membership")["id"].as_str().expect("an id").to_owned();
        app.post(&cora, &format!("/api/v1/memberships/{id}/end"), json!({})).await;
        app.clock.advance(chrono::TimeDelta::days(2));
        assert_eq!(booked(&app, &lea, "by=month").await, 2);
        let browser = app.browser_of(&lea).await;
        let list = browser
            .open("/reports/rows?report=uptake&figure=booked&key=total&by=month&from=2026-01-01&to=2027-12-31")
            .await
            .text();
        assert!(list.contains("Sam Second"), "{list}");
        assert!(!list.contains("Pat Person"), "{list}");
    }
}
