//! What lapses within sixty days: on the page, on the person's home, and mailed to them once.

use serde_json::json;

use super::{found, trained};
use crate::support::{app::TestApp, database::both_databases};

both_databases! {
    async fn whoever_lapses_soon_is_told_once_with_the_dates_that_keep_it(app: TestApp) {
        // Current until Wednesday 10 November 2027.
        let mut class = trained(&app, &["Ada Ash", "Ben Birch"]).await;
        let ben = app.browser_of(&class.people[1]).await;
        ben.submit("/my-practice", &[("act", "mails-off")]).await.expect(303);
        class.at(&app, "2027-09-10T09:00:00Z".parse().unwrap()).await;
        app.run_jobs().await;
        assert_eq!(mails_of(&app, &class.people[0].email).await, 0, "61 days before");
        class.at(&app, "2027-09-11T09:00:00Z".parse().unwrap()).await;
        let kept = app.session(&class.cora, "introduction", 30, 3, 9).await;
        let late = app.session(&class.cora, "introduction", 90, 3, 9).await;
        app.run_jobs().await;
        app.run_jobs().await;
        assert_eq!(mails_of(&app, &class.people[0].email).await, 1, "once");
        assert_eq!(mails_of(&app, &class.people[1].email).await, 0, "whoever wants none gets none");
        let mails = app.mails().await;
        let mail = mails.iter().find(|mail| mail.kind == "practice_lapses").expect("a mail");
        let words = mail.payload.to_string();
        assert!(words.contains("2027-11-10") && words.contains(&kept.to_string()), "{words}");
        assert!(!words.contains(&late.to_string()), "that one comes after it lapsed");

        let soon = found(&app, &class.cora, "?lapsing=true").await;
        assert_eq!(soon.len(), 2);
        assert_eq!((&soon[0]["state"], &soon[0]["dates"][0]["session_id"]), (&json!("lapses_soon"), &json!(kept)));
        let desk = app.browser_of(&class.cora).await;
        let page = desk.open("/reports/practitioners").await.expect(200).text();
        assert!(page.contains("What lapses next") && page.contains(&format!("/sessions/{kept}")));
        let own = app.browser_of(&class.people[0]).await;
        let home = own.open("/my-ladder").await.expect(200).text();
        assert!(home.contains("You are current only until Wednesday 10 November"), "{home}");
        let page = own.open("/my-practice").await.expect(200).text();
        assert!(page.contains(&format!("/sessions/{kept}")));

        // Nothing more until it lapses; and nobody is told of another's.
        class.at(&app, "2027-11-20T09:00:00Z".parse().unwrap()).await;
        app.run_jobs().await;
        assert_eq!(mails_of(&app, &class.people[0].email).await, 1);
        app.audit().await;
    }
}

async fn mails_of(app: &TestApp, email: &str) -> usize {
    app.kinds_to(email).await.iter().filter(|kind| *kind == "practice_lapses").count()
}
