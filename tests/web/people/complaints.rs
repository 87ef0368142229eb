//! A complaint about the use of data is acknowledged by itself and stands on the work board until it is answered.

use crate::support::{app::TestApp, database::both_databases, raw_database::Beside};

both_databases! {
    async fn it_is_acknowledged_and_stays_until_it_is_answered(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada Ash").await);
        let privacy = app.get_public("/privacy").await.expect(200).text();
        assert!(privacy.contains("href=\"/complain\""));
        let (own, anyone, desk) = (app.browser_of(&ada).await, app.browser(), app.browser_of(&cora).await);
        own.submit("/complain", &[("words", " ")]).await.expect(422);
        own.submit("/complain", &[("words", "My address was on a list.")]).await.expect(303);
        assert_eq!(app.kinds_to(&ada.email).await, ["complaint_received"]);
        // Somebody without an account says who they are; nothing they type stands in the mail.
        anyone.submit("/complain", &[("words", "You wrote to me.")]).await.expect(422);
        for name in ["See https://bad.example", "a@b", &"n".repeat(61)] {
            let typed = [("name", name), ("email", "nell@home.example"), ("words", "You wrote to me.")];
            anyone.submit("/complain", &typed).await.expect(422);
        }
        let typed = [("name", "Nell Nobody"), ("email", "nell@home.example"), ("words", "You wrote to me.")];
        anyone.submit("/complain", &typed).await.expect(303);
        let mails = app.mails().await;
        let told = mails.iter().find(|mail| mail.to == "nell@home.example").expect("a mail");
        assert_eq!(told.kind, "complaint_received");
        assert!(!told.payload.to_string().contains("You wrote"));

        let board = desk.open("/work").await.expect(200).text();
        assert!(board.contains("Complaints about the use of data"));
        assert!(board.contains("Ada Ash") && board.contains("Nell Nobody"));
        let ids = Beside::to(&app.database).ids("complaints");
        let address = |id: &String| {
            let id: training_ladder::domain::ids::RowId = id.parse().expect("an id");
            format!("/manage/complaints/{id}")
        };
        for (id, to) in ids.iter().zip([ada.email.as_str(), "nell@home.example"]) {
            desk.submit(&address(id), &[("answer", "")]).await.expect(422);
            desk.submit(&address(id), &[("answer", "You are right.")]).await.expect(303);
            desk.submit(&address(id), &[("answer", "And again.")]).await.expect(422);
            assert_eq!(app.kinds_to(to).await, ["complaint_received", "complaint_answered"]);
        }
        let board = desk.open("/work").await.expect(200).text();
        assert!(!board.contains("Complaints about the use of data"));
        own.open(&address(&ids[0])).await.expect(403);
        app.audit().await;
    }

    async fn not_many_can_be_sent_to_strangers(app: TestApp) {
        let anyone = app.browser();
        let mut statuses = Vec::new();
        for at in 0..102 {
            let email = format!("stranger{at}@home.example");
            let typed = [("name", "Nell Nobody"), ("email", email.as_str()), ("words", "Spam, spam, spam.")];
            statuses.push(anyone.submit("/complain", &typed).await.status.as_u16());
        }
        assert!(statuses.contains(&429), "{statuses:?}");
    }
}
