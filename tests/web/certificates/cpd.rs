//! CPD records.

use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, register::Class};

both_databases! {
    async fn completions_and_time_cut_short_count_by_year(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        let ada = class.people[0].id;
        app.db.write(move |tx| {
            use training_ladder::store::{read::catalogue::courses, write::imports::history};
            let course = courses::by_slug(tx.conn(), "introduction")?.id;
            history::add_completion(tx, (ada, None), (course, 165), Some("2017-01-01".parse().expect("a day")), "import")?;
            history::add_completion(tx, (ada, None), (course, 0), None, "import")
        }).await.expect("a history");
        class.at_end(&app).await;
        class.mark_all(&app, &["120", "a"]).await;
        class.close(&app).await.expect(200);
        let record = app.get(&class.people[0], "/api/v1/me/cpd").await.expect(200).json();
        assert_eq!(record["person"], json!({"id": ada, "name": "Ada"}));
        assert_eq!(record["cpd_minutes"], 275);
        let years: Vec<_> = record["years"].as_array().expect("years").iter()
            .map(|year| (year["year"].clone(), year["cpd_minutes"].clone())).collect();
        assert_eq!(years, [(json!(2026), json!(110)), (json!(2017), json!(165)), (json!(null), json!(0))]);
        let entry = &record["years"][0]["entries"][0];
        assert_eq!((&entry["outcome"], &entry["on"]), (&json!("partly_attended"), &json!("2026-11-10")));
        assert!(entry["cpd_basis"].as_str().expect("a basis").starts_with("Attended 2 hours of 3 hours"));
        let ben = app.get(&class.people[1], "/api/v1/me/cpd").await.expect(200).json();
        assert_eq!((&ben["cpd_minutes"], &ben["years"]), (&json!(0), &json!([])));
    }

    async fn a_completed_course_names_its_certificate_and_others_do_not_read_it(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p"]).await;
        class.close(&app).await.expect(200);
        let path = format!("/api/v1/people/{}/cpd", class.people[0].id);
        app.get(&class.people[1], &path).await.expect_problem(403, "forbidden");
        let record = app.get(&class.cora, &path).await.expect(200).json();
        let entry = &record["years"][0]["entries"][0];
        assert_eq!(entry["outcome"], "completed");
        assert_eq!(entry["certificate_id"], class.certificates(&app, 0).await[0]["id"]);
    }
}
