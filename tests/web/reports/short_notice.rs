//! Who did not come and who gave up too late, by organisation: counted, and sent as a letter of figures.

use serde_json::{Value, json};
use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
    register::Class,
};

async fn cancel(app: &TestApp, who: &Someone, booking: &str, because: &str) {
    let why = json!({"because": because, "reason": "Secret words."});
    app.post(who, &format!("/api/v1/bookings/{booking}/cancel"), why).await.expect(200);
}

fn figures(report: &Value, name: Option<&str>) -> Vec<i64> {
    let rows = report["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["organisation"]["name"].as_str() == name).expect("a row");
    ["booked", "no_show", "short_notice", "excused"]
        .map(|field| row["figures"][field].as_i64().expect("a number"))
        .into()
}

both_databases! {
    async fn it_is_counted_by_organisation_with_how_many_were_excused(app: TestApp) {
        let names = ["Ada Ash", "Ben Birch", "Cid Cedar", "Dot Dogwood", "Eve Elm", "Fay Fir"];
        let mut class = Class::of(&app, &[]).await;
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        let (lea, other) = (app.delegate("Lea Lead").await, app.delegate("Olly Other").await);
        app.join(&lea, school, true).await;
        for name in names {
            let person = app.delegate(name).await;
            if name != "Fay Fir" {
                app.join(&person, school, false).await;
            }
            class.book(&app, person).await;
        }
        // Early and excused early: neither counts. The session is on Tuesday 10 November, notice ends on the 5th.
        cancel(&app, &class.people[0], &class.bookings[0], "illness").await;
        class.at(&app, "2026-11-09T09:00:00Z".parse().unwrap()).await;
        cancel(&app, &class.people[1], &class.bookings[1], "illness").await;
        cancel(&app, &class.people[2], &class.bookings[2], "other").await;
        class.at_end(&app).await;
        let marks = [(3, "present"), (4, "absent"), (5, "absent")];
        let marks = marks.map(|(who, outcome)| class.mark(who, 0, outcome, None));
        class.send_marks(&app, marks.into()).await.expect(200);
        class.close(&app).await.expect(200);

        let path = "/api/v1/reports/short-notice";
        let year = "?from=2026-01-01&to=2026-12-31";
        let all = app.get(&class.cora, &format!("{path}{year}")).await.expect(200).json();
        assert_eq!(figures(&all, Some("Hillside School")), [2, 1, 1, 1]);
        assert_eq!(figures(&all, None), [1, 1, 0, 0], "no organisation");
        assert_eq!(all["total"], json!({"booked": 3, "no_show": 2, "short_notice": 1, "excused": 1}));
        let by_default = app.get(&class.cora, path).await.expect(200).json();
        assert_eq!(by_default["total"], all["total"], "the year up to today");
        let before = app.get(&class.cora, &format!("{path}?from=2026-01-01&to=2026-11-09")).await.expect(200).json();
        assert_eq!(before["rows"], json!([]), "by the day of the date");
        let on_the_day =
            app.get(&class.cora, &format!("{path}?from=2026-11-10&to=2026-11-10")).await.expect(200).json();
        assert_eq!(on_the_day["total"], all["total"]);
        app.get(&class.cora, &format!("{path}?from=2026-11-10&to=2026-11-09")).await.expect(422);
        for text in [all.to_string(), app.get(&class.cora, &format!("{path}{year}&format=csv")).await.expect(200).text()] {
            assert!(!text.contains("Secret") && !text.contains("illness"), "{text}");
            assert!(names.iter().all(|name| !text.contains(name)), "{text}");
        }

        // A lead sees their organisation, somebody else nothing at all.
        let token = app.sign_in(&lea.email).await;
        let lea = Someone { token, ..lea };
        let own = app.get(&lea, &format!("{path}{year}")).await.expect(200).json();
        assert_eq!(own["rows"].as_array().expect("rows").len(), 1);
        assert_eq!(figures(&own, Some("Hillside School")), [2, 1, 1, 1]);
        let token = app.sign_in(&other.email).await;
        app.get(&Someone { token, ..other.clone() }, path).await.expect(403);

        // The letter: figures alone, to whoever leads the organisation, once.
        let desk = app.browser_of(&class.cora).await;
        let page = desk.open(&format!("/reports/short-notice{year}")).await.expect(200).text();
        assert!(page.contains("Hillside School") && !page.contains("Secret"));
        let letter = format!("/organisations/{school}/short-notice");
        let page = desk.open(&format!("{letter}{year}")).await.expect(200).text();
        assert!(page.contains("Send this letter to 1 person"), "{page}");
        let period = [("from", "2026-01-01"), ("to", "2026-12-31")];
        let sent = desk.submit(&letter, &period).await.expect(303);
        assert!(sent.header("location").ends_with("sent=1"), "{}", sent.header("location"));
        let sent = desk.submit(&letter, &period).await.expect(303);
        assert!(sent.header("location").ends_with("sent=0"), "{}", sent.header("location"));
        let mails = app.mails().await;
        let mails: Vec<_> = mails.iter().filter(|mail| mail.kind == "short_notice_letter").collect();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, lea.email);
        let words = mails[0].payload.to_string();
        assert!(names.iter().all(|name| !words.contains(name)) && !words.contains("Secret"), "{words}");
        let leads = app.browser_of(&lea).await;
        let page = leads.open(&format!("{letter}{year}")).await.expect(200).text();
        assert!(!page.contains("Send this letter"));
        leads.submit(&letter, &period).await.expect(403);
        let paper = leads.open(&format!("{letter}.pdf{year}")).await.expect(200);
        assert_eq!(paper.header("content-type"), "application/pdf");
        app.browser_of(&other).await.open(&letter).await.expect(403);
        app.audit().await;
    }
}
