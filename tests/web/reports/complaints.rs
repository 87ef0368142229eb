//! A complaint is noted with its session, with what followed.

use training_ladder::domain::ids::RowId;

use crate::support::{app::TestApp, database::both_databases, raw_database::Beside, register::Class};

both_databases! {
    async fn a_coordinator_notes_it_and_what_followed(app: TestApp) {
        let class = Class::of(&app, &["Ada Ash"]).await;
        let desk = app.browser_of(&class.cora).await;
        let path = format!("/manage/dates/{}/complaints", class.session);
        assert!(desk.open(&format!("/manage/dates/{}", class.session)).await.expect(200).text().contains(&path));
        desk.submit(&path, &[("came_on", "2026-12-01"), ("words", "Too cold.")]).await.expect(422);
        desk.submit(&path, &[("came_on", "2026-11-02"), ("words", " ")]).await.expect(422);
        desk.submit(&path, &[("came_on", "2026-11-02"), ("words", "Too cold.")]).await.expect(303);
        let page = desk.open(&path).await.expect(200).text();
        assert!(page.contains("Too cold.") && page.contains("Nothing has followed yet"));
        let id: RowId = Beside::to(&app.database).ids("session_complaints").remove(0).parse().expect("an id");
        let id = id.to_string();
        let form = desk.open(&format!("{path}?complaint={id}")).await.expect(200).text();
        assert!(form.contains("Keep it like this"));
        let changed = [
            ("complaint", id.as_str()),
            ("came_on", "2026-11-02"),
            ("words", "Too cold."),
            ("followed", "The heating is mended."),
        ];
        desk.submit(&path, &changed).await.expect(303);
        let page = desk.open(&path).await.expect(200).text();
        assert!(page.contains("The heating is mended."));
        assert_eq!(Beside::to(&app.database).ids("session_complaints").len(), 1);
        app.browser_of(&class.tess).await.open(&path).await.expect(403);
        app.browser_of(&class.people[0]).await.open(&path).await.expect(403);
        app.audit().await;
    }
}
