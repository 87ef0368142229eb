//! Drafts of coming dates, published together.

use uuid::Uuid;

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
    raw_database::Beside,
};

async fn three_drafts(app: &TestApp) -> (Someone, Vec<String>) {
    let cora = app.coordinator().await;
    app.course(&cora, "introduction", |_| {}).await;
    let browser = app.browser_of(&cora).await;
    let typed = [
        ("key", "k1"),
        ("first_day", "2026-12-07"),
        ("starts", "10:00"),
        ("minutes", "180"),
        ("rhythm", "weeks"),
        ("every", "1"),
        ("count", "3"),
        ("capacity", "12"),
        ("delivery", "zoom"),
        ("_sure", "yes"),
    ];
    let to = browser.submit("/manage/courses/introduction/dates/series", &typed).await.expect(303);
    let page = browser.open(&to.header("location")).await.expect(200).text();
    assert!(page.contains("The dates are made, as drafts."), "{page}");
    let ids = Beside::to(&app.database).ids("sessions");
    let ids: Vec<String> = ids.iter().map(|id| Uuid::parse_str(id).expect("an id").to_string()).collect();
    assert!(ids.iter().all(|id| page.contains(&format!("value=\"{id}\" checked"))), "{page}");
    (cora, ids)
}

fn published(app: &TestApp) -> i64 {
    Beside::to(&app.database).number("SELECT COUNT(*) FROM sessions WHERE state = 'published'")
}

both_databases! {
    async fn a_series_is_published_in_one_press(app: TestApp) {
        let (cora, ids) = three_drafts(&app).await;
        let browser = app.browser_of(&cora).await;
        let list = browser.open("/manage/dates").await.expect(200).text();
        assert!(list.contains("/manage/drafts"), "{list}");
        let page = browser.submit("/manage/drafts", &[]).await.expect(422).text();
        assert!(page.contains("Tick at least one date."), "{page}");
        let ticked: Vec<(&str, &str)> = ids.iter().take(2).map(|id| ("dates", id.as_str())).collect();
        let to = browser.submit("/manage/drafts", &ticked).await.expect(303);
        assert!(browser.open(&to.header("location")).await.expect(200).text().contains("2 dates are published."));
        assert_eq!(published(&app), 2);
        let rest = browser.open("/manage/drafts?course=introduction").await.expect(200).text();
        assert!(rest.contains(&ids[2]) && !rest.contains(&ids[0]), "{rest}");
        app.audit().await;
    }

    async fn where_one_cannot_be_published_none_is(app: TestApp) {
        let (cora, ids) = three_drafts(&app).await;
        app.post(&cora, &format!("/api/v1/sessions/{}/publish", ids[1]), serde_json::json!({})).await.expect(200);
        let ticked: Vec<(&str, &str)> = ids.iter().map(|id| ("dates", id.as_str())).collect();
        let page = app.browser_of(&cora).await.submit("/manage/drafts", &ticked).await.expect(422).text();
        assert!(page.contains("This session is published already."), "{page}");
        assert_eq!(published(&app), 1);
    }
}
