//! Organisations over the years.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{app::TestApp, database::both_databases, raw_database::Beside};

both_databases! {
    /// As one council says of itself: more than 75 organisations over seven years, 38 supported now, 15 joining next.
    async fn seventy_five_over_seven_years_of_which_thirty_eight_now_and_fifteen_next(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "inset", |body| body["trains_organisation"] = json!(true)).await;
        let mut ids = Vec::new();
        for at in 0..92 {
            ids.push(app.organisation(&format!("School {at:02}"), OrganisationKind::School).await);
        }
        let id = |hex: &str| {
            let digits = hex.replace('-', "");
            if app.database.is_postgres() { format!("'\\x{digits}'::bytea") } else { format!("X'{digits}'") }
        };
        let course = Beside::to(&app.database).ids("courses").remove(0);
        let mut sql = String::new();
        for (at, school) in ids.iter().take(77).enumerate() {
            sql.push_str(&format!(
                "INSERT INTO organisation_completions (id, organisation_id, course_id, completed_on, source, created_at) \
                 VALUES ({}, {}, {}, '{}-03-11', 'import', '2026-11-03 09:00:00');\n",
                id(&format!("0193ffffffff7000b000{at:012x}")),
                id(&school.to_string()),
                id(&course),
                2020 + at % 7,
            ));
        }
        Beside::to(&app.database).run(&sql);
        // A cohort of 38 that has begun, and one of 15 to come.
        let running = json!([app.date_in(1, 3), app.date_in(60, 3)]);
        let cohort = app
            .session_with(&cora, "inset", |body| {
                body["private"] = json!(true);
                body["dates"] = running;
                body["capacity"] = json!(200);
            })
            .await;
        let path = format!("/api/v1/sessions/{cohort}/invitations");
        let whom = json!({"organisation_ids": &ids[..38], "places": 1});
        app.post(&cora, &path, whom).await.expect(201);
        Beside::to(&app.database).run("UPDATE session_invitations SET state = 'accepted'");
        app.clock.advance(chrono::TimeDelta::days(3));
        let next = json!([app.date_in(90, 3)]);
        let cohort = app
            .session_with(&cora, "inset", |body| {
                body["private"] = json!(true);
                body["dates"] = next;
                body["capacity"] = json!(200);
            })
            .await;
        let path = format!("/api/v1/sessions/{cohort}/invitations");
        let whom = json!({"organisation_ids": &ids[77..], "places": 1});
        app.post(&cora, &path, whom).await.expect(201);

        let report = app.get(&cora, "/api/v1/reports/organisations").await.expect(200).json();
        assert!(report["trained"].as_u64().is_some_and(|count| count > 75), "{report}");
        assert_eq!(report["years"].as_array().map(Vec::len), Some(7), "{}", report["years"]);
        assert_eq!(report["supported"], 38);
        assert_eq!(report["joining_next"], 15);
        let some = app.get(&cora, "/api/v1/reports/organisations?from=2020-01-01&to=2020-12-31").await.expect(200);
        assert_eq!(some.json()["trained"], 11);
    }

    /// "All schools who have had whole-school training are invited": those who are trained are told of a date that is
    /// for them, and are found in the numbers by the same rule.
    async fn schools_that_are_trained_as_a_whole_are_those_the_numbers_count(app: TestApp) {
        let cora = app.coordinator().await;
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        app.organisation("Riverside School", OrganisationKind::School).await;
        app.course(&cora, "inset", |body| {
            body["trains_organisation"] = json!(true);
            body["by_commission"] = json!(true);
        })
        .await;
        let report = app.get(&cora, "/api/v1/reports/organisations").await.expect(200).json();
        assert_eq!(report["items"], json!([]), "{report}");
        let wish = json!({"aims": "Calmer meetings", "organisation_id": school, "course": "inset"});
        app.post(&cora, "/api/v1/commissions", wish).await.expect(201);
        let report = app.get(&cora, "/api/v1/reports/organisations").await.expect(200).json();
        assert_eq!(report["items"][0]["name"], "Hillside School", "{report}");
        assert_eq!(report["items"][0]["supported"], true, "an open request");
        assert_eq!(report["items"][0]["joining_next"], false, "nothing is agreed");
    }
}
