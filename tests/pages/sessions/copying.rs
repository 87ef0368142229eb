//! A year's dates copied to the next.

use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, raw_database::Beside};

both_databases! {
    async fn last_years_dates_are_looked_at_and_made_as_drafts(app: TestApp) {
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess").await);
        app.course(&cora, "introduction", |_| {}).await;
        // The clock stands in November 2026.
        let tuesday = json!([{"starts_at": "2026-12-15T10:00:00Z", "ends_at": "2026-12-15T13:00:00Z"}]);
        let before_christmas = json!([{"starts_at": "2026-12-22T10:00:00Z", "ends_at": "2026-12-22T13:00:00Z"}]);
        let mut ids = Vec::new();
        for dates in [tuesday, before_christmas] {
            let id = app.session_with(&cora, "introduction", |body| {
                body["dates"] = dates;
                body["trainer_ids"] = json!([tess.id]);
                body["capacity"] = 9.into();
                body["location"] = "Room 4".into();
            }).await;
            ids.push(id.to_string());
        }
        app.session_with(&cora, "introduction", |body| {
            body["dates"] = json!([{"starts_at": "2026-12-17T10:00:00Z", "ends_at": "2026-12-17T13:00:00Z"}]);
            body["private"] = true.into();
        }).await;
        let browser = app.browser_of(&cora).await;
        let page = browser.open("/manage/copy-dates?year=2026").await.expect(200).text();
        assert!(page.contains("Copy the dates of 2026 to 2027"), "{page}");
        assert!(page.contains("Tuesday 21 December 2027, 10am to 1pm"), "{page}");
        assert!(page.contains("Tuesday 4 January 2028, 10am to 1pm"), "{page}");
        assert!(page.contains("Tuesday 28 December 2027 is Boxing Day (substitute day): moved to Tuesday 4 January 2028."), "{page}");
        assert!(!page.contains("23 December 2027"), "what is for named people only is theirs: {page}");
        assert_eq!(page.matches(" checked").count(), 2, "{page}");

        let page = browser.submit("/manage/copy-dates", &[("year", "2026")]).await.expect(422).text();
        assert!(page.contains("Tick at least one of these dates."), "{page}");
        let one = [("year", "2026"), ("dates", ids[0].as_str()), ("key", "k1")];
        for _ in 0..2 {
            let to = browser.submit("/manage/copy-dates", &one).await.expect(303).header("location");
            let drafts = browser.open(&to).await.expect(200).text();
            assert!(drafts.contains("The dates are made, as drafts."), "{drafts}");
            assert_eq!(drafts.matches("Tuesday 21 December 2027, 10am to 1pm").count(), 1, "{drafts}");
        }
        assert_eq!(Beside::to(&app.database).number("SELECT COUNT(*) FROM sessions WHERE state = 'draft'"), 1);

        let kept = "SELECT COUNT(*) FROM sessions WHERE state = 'draft' AND capacity = 9 AND location = 'Room 4' AND joining IS NULL";
        assert_eq!(Beside::to(&app.database).number(kept), 1);

        // What is there already is not ticked a second time.
        let page = browser.open("/manage/copy-dates?year=2026").await.expect(200).text();
        assert_eq!(page.matches(" checked").count(), 1, "{page}");
        assert!(page.contains("There is a date of this course at that time already."), "{page}");
        app.audit().await;
    }
}
