//! The terms a date keeps, and how long it ran, as trainers and coordinators see and change them.

use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, register::Class};

both_databases! {
    async fn a_trainer_says_how_long_a_date_ran(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        let tess = app.browser_of(&class.tess).await;
        let attendance = format!("/sessions/{}/attendance", class.session);
        let page = tess.open(&attendance).await.expect(200).text();
        let path = format!("{attendance}/length");
        assert!(page.contains(&format!("{path}?date&#x3D;{}", class.dates[0])), "{page}");
        let page = tess.open(&format!("{path}?date={}", class.dates[0])).await.expect(200).text();
        assert!(page.contains("It was planned to be 3 hours."), "{page}");
        let date = class.dates[0].as_str();
        let wrong = tess.submit(&path, &[("date", date), ("minutes", ""), ("reason", "Snow.")]).await.expect(422).text();
        assert!(wrong.contains("Enter how many minutes it ran, such as 120."), "{wrong}");
        tess.submit(&path, &[("date", date), ("minutes", "120"), ("reason", "")]).await.expect(422);
        let saved = tess.submit(&path, &[("date", date), ("minutes", "120"), ("reason", "Snow.")]).await.expect(303);
        let page = tess.open(&saved.header("location")).await.expect(200).text();
        assert!(page.contains("It ran 2 hours, says Tess Trainer: Snow."), "{page}");
        assert!(page.contains("data-length=\"120\""), "{page}");
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let page = tess.open(&format!("{path}?date={date}")).await.expect(200).text();
        assert!(page.contains("Attendance is not open"), "{page}");
        let ada = &class.certificates(&app, 0).await[0];
        assert_eq!(ada["cpd_minutes"], 110);
    }

    async fn a_coordinator_brings_todays_terms_to_a_finished_date(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let cora = app.browser_of(&class.cora).await;
        let desk = cora.open(&format!("/manage/dates/{}", class.session)).await.expect(200).text();
        let path = format!("/manage/dates/{}/terms", class.session);
        assert!(desk.contains(&path), "{desk}");
        let page = cora.open(&path).await.expect(200).text();
        assert!(!page.contains("Bring today"), "there is nothing to bring: {page}");
        app.patch(&class.cora, "/api/v1/courses/introduction", json!({"title": "First steps"})).await.expect(200);
        let page = cora.open(&path).await.expect(200).text();
        for said in ["The course today: First steps", "Ada Archer</a>: The certificate is replaced."] {
            assert!(page.contains(said), "{said} is missing: {page}");
        }
        cora.submit(&path, &[("reason", "")]).await.expect(422);
        let done = cora.submit(&path, &[("reason", "One title for all.")]).await.expect(303).header("location");
        let page = cora.open(&done).await.expect(200).text();
        assert!(page.contains("goes by today") && page.contains("One title for all."), "{page}");
        assert_eq!(class.certificates(&app, 0).await[0]["course_title"], "First steps");
        app.browser_of(&class.tess).await.open(&path).await.expect(403);
    }
}
