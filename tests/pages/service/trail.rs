//! "Who did what": the trail on a page and as a file.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, workbooks::lines_of};

both_databases! {
    async fn it_is_searched_by_name_kind_and_day_and_taken_away(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada Archer").await);
        let formula = app.delegate("=HYPERLINK Harry").await;
        for person in [&ada, &formula] {
            let path = format!("/api/v1/people/{}", person.id);
            app.patch(&cora, &path, json!({"roles": ["trainer"]})).await.expect(200);
        }
        app.get(&ada, "/api/v1/mails").await.expect(403);
        app.app.usecases.write_sightings().await.expect("the trail is written");
        let browser = app.browser_of(&cora).await;
        let page = browser.open("/manage/trail").await.expect(200).text();
        for shown in ["Roles changed", "delegate → trainer", "Ada Archer", "Cora Coordinator", "Refused: no role for it"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        let page = browser.open("/manage/trail?person=archer&kind=rights").await.expect(200).text();
        assert!(page.contains("Ada Archer") && !page.contains("HYPERLINK") && !page.contains("Refused: "), "{page}");
        // By the address, by the id, and by nobody's name.
        for (typed, found) in [("ada.archer@example.org", true), (&ada.id.to_string(), true), ("zzz", false)] {
            let page = browser.open(&format!("/manage/trail?person={typed}")).await.expect(200).text();
            assert_eq!(page.contains("delegate → trainer"), found, "{typed}");
        }
        for (days, found) in [("since=2026-11-03&until=2026-11-03", true), ("since=2026-11-04", false), ("until=2026-11-02", false)] {
            let page = browser.open(&format!("/manage/trail?kind=rights&{days}")).await.expect(200).text();
            assert_eq!(page.contains("Roles changed"), found, "{days}");
        }
        let page = browser.open("/manage/trail?since=tomorrow").await.expect(422).text();
        assert!(page.contains("Enter a day such as"), "{page}");

        let file = browser.open("/manage/trail.csv?kind=rights").await.expect(200);
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(file.header("cache-control"), "private, no-store");
        let text = file.text();
        let mut lines = text.lines();
        assert!(lines.next().is_some_and(|head| head.starts_with("\"at\",\"last_at\",\"times\",\"kind\",\"action\",\"what\",\"by_id\",\"by\",")));
        assert_eq!(lines.clone().count(), 2, "{text}");
        assert!(lines.any(|line| line.contains("Ada Archer") && line.contains("Cora Coordinator")));
        assert!(text.contains("'=HYPERLINK Harry"), "a spreadsheet shows it and does not reckon: {text}");
        let book = browser.open("/manage/trail.xlsx?kind=rights").await.expect(200);
        let lines = lines_of(&book.body);
        assert_eq!((lines.len(), lines[0][0].as_str()), (3, "at (UTC)"));
        assert!(lines.concat().iter().any(|cell| cell.starts_with("=HYPERLINK Harry")), "{lines:?}");
        for file in ["/manage/trail.csv", "/manage/trail.xlsx"] {
            app.browser_of(&ada).await.open(file).await.expect(403);
        }
    }

    async fn a_name_that_is_gone_leaves_the_line(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada Archer").await);
        let path = format!("/api/v1/people/{}", ada.id);
        app.patch(&cora, &path, json!({"roles": ["trainer"]})).await.expect(200);
        let id = ada.id;
        app.db
            .write(move |tx| {
                let mut row = training_ladder::store::write::people::person::load_person(tx.conn(), id)?;
                row.erased_at = Some(tx.now().naive_utc());
                tx.account_for([training_ladder::store::Row::Person(id.uuid())]);
                training_ladder::store::write::people::person::store_person(tx, &row)
            })
            .await
            .expect("an erasure");
        let page = app.browser_of(&cora).await.open("/manage/trail?kind=rights").await.expect(200).text();
        assert!(page.contains("somebody whose name is gone") && !page.contains("Ada Archer"), "{page}");
        let line = app.get(&cora, "/api/v1/trail?kind=rights").await.expect(200).json()["items"][0].clone();
        assert_eq!(line["about"], json!({"id": ada.id, "name": null}));
    }

    async fn a_second_sign_in_ends_the_first_login_of_the_same_browser(app: TestApp) {
        let (ada, bo) = (app.delegate("Ada").await, app.delegate("Bo").await);
        let browser = app.browser_of(&ada).await;
        let first = browser.cookie("__Host-session").expect("a cookie");
        let elsewhere = app.browser_of(&ada).await;
        app.clock.advance(TimeDelta::minutes(1));
        let sign_in = [("email", bo.email.as_str()), ("password", crate::support::app::PASSWORD)];
        browser.submit("/sign-in", &sign_in).await.expect(303);
        assert!(browser.open("/account").await.expect(200).text().contains("Bo"));
        // Whoever kept the first cookie has nothing of it, and the other browser is as it was.
        let kept = format!("__Host-session={first}");
        let answer = app.send(Method::GET, "/account", None, &[("cookie", &kept), ("accept", "text/html")], None).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        elsewhere.open("/account").await.expect(200);
        // A sign-in that fails ends nothing.
        let wrong = [("email", ada.email.as_str()), ("password", "not this one")];
        browser.submit("/sign-in", &wrong).await.expect(422);
        browser.open("/account").await.expect(200);
    }
}
