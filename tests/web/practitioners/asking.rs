//! Asking the hub for a practitioner: a mail, an item on the work board, an answer with words.

use crate::support::{app::TestApp, database::both_databases, raw_database::Beside};

both_databases! {
    async fn an_ask_stands_on_the_work_board_until_it_is_answered(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada Ash").await);
        let (desk, own) = (app.browser_of(&cora).await, app.browser_of(&ada).await);
        let path = "/reports/practitioners/ask";
        own.submit(path, &[("what", " ")]).await.expect(422);
        own.submit(path, &[("what", "A circle."), ("ring_me", "yes")]).await.expect(422);
        assert!(app.kinds_to(&cora.email).await.is_empty());
        let ask = [
            ("what", "Two families have fallen out."),
            ("place", "Hillside"),
            ("wanted", "In February"),
            ("ring_me", "yes"),
            ("phone", "0117 496 0123"),
        ];
        own.submit(path, &ask).await.expect(303);
        assert_eq!(app.kinds_to(&cora.email).await, ["practitioner_wanted"]);
        let board = desk.open("/work").await.expect(200).text();
        assert!(board.contains("Practitioners asked for") && board.contains("wants to be rung on 0117 496 0123"));
        let id = Beside::to(&app.database).ids("practitioner_asks").remove(0);
        let id: training_ladder::domain::ids::RowId = id.parse().expect("an id");
        let address = format!("/manage/practitioner-asks/{id}");
        assert!(board.contains(&address));
        let page = desk.open(&address).await.expect(200).text();
        assert!(page.contains("Two families have fallen out.") && page.contains("Hillside"));
        own.open(&address).await.expect(403);
        desk.submit(&address, &[("answer", "")]).await.expect(422);
        desk.submit(&address, &[("answer", "Ben can come.")]).await.expect(303);
        desk.submit(&address, &[("answer", "And again.")]).await.expect(422);
        assert_eq!(app.kinds_to(&ada.email).await, ["practitioner_answered"]);
        assert!(!desk.open("/work").await.expect(200).text().contains("Practitioners asked for"));
        app.audit().await;
    }
}
