//! An organisation's whole way on one page: for whoever leads it and for coordinators.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{app::TestApp, database::both_databases, register::Class};

both_databases! {
    async fn a_lead_sees_the_way_of_their_school_and_nobody_elses(app: TestApp) {
        let mut class = Class::of(&app, &[]).await;
        let ladder = json!({"slug": "schools", "name": "Restorative schools", "rungs": [{"name": "First"}]});
        app.post(&class.cora, "/api/v1/ladders", ladder).await.expect(201);
        let place = json!({"ladder": "schools", "rung": 1, "invites_trained_organisations": true});
        app.patch(&class.cora, "/api/v1/courses/introduction", place).await.expect(200);
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        let elsewhere = app.organisation("Riverside School", OrganisationKind::School).await;
        let (lea, max) = (app.delegate("Lea Lead").await, app.delegate("Max Manager").await);
        app.join(&lea, school, true).await;
        app.join(&max, elsewhere, true).await;
        let ada = app.delegate("Ada Ash").await;
        app.join(&ada, school, false).await;
        class.book(&app, ada).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let next = app.session(&class.cora, "introduction", 30, 3, 9).await;
        app.post(&class.people[0], &format!("/api/v1/sessions/{next}/bookings"), json!({})).await.expect(201);

        let path = format!("/organisations/{school}/way");
        let leads = app.browser_of(&lea).await;
        let page = leads.open(&path).await.expect(200).text();
        for wanted in ["Hillside School", "2 people belong to it", "Step 1: ", "Ada Ash", "Network meetings attended",
            "Tuesday 10 November 2026", "Thursday 10 December 2026", "Not yet."] {
            assert!(page.contains(wanted), "{wanted}: {page}");
        }
        assert!(leads.open("/my-people").await.expect(200).text().contains(&path));
        let paper = leads.open(&format!("{path}.pdf")).await.expect(200);
        assert_eq!(paper.header("content-type"), "application/pdf");
        app.browser_of(&class.cora).await.open(&path).await.expect(200);
        app.browser_of(&max).await.open(&path).await.expect(404);
        app.browser_of(&class.people[0]).await.open(&path).await.expect(403);
        app.audit().await;
    }
}
