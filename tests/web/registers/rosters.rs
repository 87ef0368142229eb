//! Who is coming, as its trainers and coordinators see it.

use serde_json::json;

use crate::support::{
    app::TestApp,
    database::both_databases,
    register::Class,
    workbooks::{XLSX, lines_of},
};

both_databases! {
    async fn the_roster_names_everybody_with_what_they_need(app: TestApp) {
        let school = app.organisation("Hill School", training_ladder::domain::words::OrganisationKind::School).await;
        let mut class = Class::of(&app, &["Ada Abel"]).await;
        let ben = app.delegate("Ben Bright").await;
        app.join(&ben, school, false).await;
        let ask = json!({"note": "I may be late.", "access_needs": "Captions, please."});
        let booked = app.post(&ben, &class.path("bookings"), ask).await.expect(201).json();
        class.at_start(&app, 0).await;
        class.send_marks(&app, vec![class.mark(0, 0, "partly", Some(90))]).await.expect(200);
        let roster = app.get(&class.tess, &class.path("roster")).await.expect(200).json();
        assert_eq!(roster["session"]["id"], class.session.as_str());
        assert_eq!(roster["session"]["dates"][0]["id"], class.dates[0].as_str());
        assert_eq!(roster["entries"].as_array().expect("entries").len(), 2);
        let (first, second) = (&roster["entries"][0], &roster["entries"][1]);
        assert_eq!(first["booking_id"], class.bookings[0].as_str());
        assert_eq!(first["person"], json!({
            "id": class.people[0].id, "name": "Ada Abel", "email": class.people[0].email, "organisation": null,
        }));
        assert_eq!(first["state"], "booked");
        assert_eq!(first["access_needs"], json!(null));
        assert_eq!(first["conditional"], false);
        let seen = json!([{"date_id": class.dates[0], "outcome": "partly", "minutes": 90}]);
        assert_eq!(first["attendance"], seen);
        assert_eq!(second["booking_id"], booked["id"]);
        assert_eq!(second["person"]["organisation"], "Hill School");
        assert_eq!(second["access_needs"], "Captions, please.");
        assert_eq!(second["note"], "I may be late.");
        assert_eq!(second["attendance"], json!([]));
        assert_eq!(roster["waitlist"], json!([]));
    }

    async fn those_without_a_place_stand_in_the_order_of_the_line(app: TestApp) {
        let mut class = Class::with(&app, &["Ada"], &[(30, 3)], |course| course["capacity"] = 1.into()).await;
        for name in ["Ben", "Cid"] {
            let person = app.delegate(name).await;
            app.post(&person, &class.path("bookings"), json!({"join_waitlist": true})).await.expect(201);
            class.later(&app, 1).await;
        }
        let roster = app.get(&class.cora, &class.path("roster")).await.expect(200).json();
        assert_eq!(roster["entries"].as_array().expect("entries").len(), 1);
        let line: Vec<_> = roster["waitlist"].as_array().expect("a line").iter()
            .map(|entry| (entry["person"]["name"].clone(), entry["position"].clone())).collect();
        assert_eq!(line, vec![(json!("Ben"), json!(1)), (json!("Cid"), json!(2))]);
    }

    async fn the_file_has_no_access_needs_and_no_formulas(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        let eve = app.person("Eve", |row| row.name = "=HYPERLINK(Eve)".to_owned()).await;
        let ask = json!({"access_needs": "Captions, please."});
        app.post(&eve, &class.path("bookings"), ask).await.expect(201);
        class.at_start(&app, 0).await;
        class.send_marks(&app, vec![class.mark(0, 0, "present", None)]).await.expect(200);
        let file = app.get(&class.tess, &class.path("roster?format=csv")).await.expect(200);
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        let mut reader = csv::Reader::from_reader(file.body.as_slice());
        let head: Vec<String> = reader.headers().expect("a head").iter().map(str::to_owned).collect();
        assert_eq!(&head[..6], ["reference", "name", "email", "organisation", "state", "conditional"]);
        let lines: Vec<csv::StringRecord> = reader.records().map(|line| line.expect("a line")).collect();
        assert_eq!((&lines[0][1], &lines[0][6]), ("Ada", "present"));
        assert_eq!(&lines[1][1], "'=HYPERLINK(Eve)");
        assert!(!file.text().contains("Captions"));
        let book = app.get(&class.tess, &class.path("roster?format=xlsx")).await.expect(200);
        assert_eq!(book.header("content-type"), XLSX);
        assert_eq!(book.header("content-disposition"), "attachment; filename=\"roster-introduction.xlsx\"");
        let lines = lines_of(&book.body);
        assert_eq!((lines[0][1].as_str(), lines[1][1].as_str()), ("name", "Ada"));
        assert_eq!(lines[2][1], "=HYPERLINK(Eve)", "words, not a formula");
        assert!(!lines.concat().concat().contains("Captions"));
        app.get(&class.tess, &class.path("roster?format=xml")).await.expect_problem(422, "invalid_input");
    }

    async fn others_do_not_see_who_is_coming(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let other = app.trainer("Other Trainer").await;
        let path = class.path("roster");
        app.get_public(&path).await.expect_problem(401, "unauthenticated");
        app.get(&class.people[0], &path).await.expect_problem(403, "forbidden");
        app.get(&other, &path).await.expect_problem(404, "not_found");
        app.get(&class.cora, "/api/v1/sessions/01930000-0000-7000-8000-000000000000/roster").await
            .expect_problem(404, "not_found");
    }
}
