//! Attendance from a meeting's report on the pages: brought, decided, somebody added, taken back.

use crate::support::{
    app::TestApp,
    database::both_databases,
    pages::{Browser, value_of},
    register::Class,
};

const HEAD: &str = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n";

fn report(lines: &[(&str, &str)]) -> String {
    let line = |(name, email): &(&str, &str)| {
        format!("{name},{email},11/10/2026 09:00:00 AM,11/10/2026 12:00:00 PM,180,No\n")
    };
    format!("{HEAD}{}", lines.iter().map(line).collect::<String>())
}

/// Brings a report; gives where it is looked at.
async fn bring(tess: &Browser<'_>, class: &Class, text: &str) -> String {
    let path = format!("/sessions/{}/attendance/import", class.session);
    tess.open(&path).await.expect(200);
    tess.upload(&path, &[], text.as_bytes()).await.expect(303).header("location")
}

both_databases! {
    async fn a_report_is_brought_decided_marked_and_taken_back(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro", "Ben Hale", "Cem Demir"]).await;
        class.at_end(&app).await;
        let tess = app.browser_of(&class.tess).await;
        let lines = [("Ada", "ada.okoro@example.org"), ("Benny Hale", ""), ("Kim Late", "kim@home.example")];
        let review = bring(&tess, &class, &report(&lines)).await;
        let page = tess.open(&review).await.expect(200).text();
        for wanted in [
            "By the report of Zoom, 3 people or devices joined.",
            "Yes, this is Ben Hale",
            "The same surname, and a similar first name.",
            "joined as Ada",
            "Mark this person as not here",
            "Came without a booking: add them",
        ] {
            assert!(page.contains(wanted), "{wanted}: {page}");
        }
        // A proposal nobody answered is asked about again, with what was said of the others.
        let asked = tess.submit(&review, &[("line-4", "add")]).await.expect(422).text();
        assert!(asked.contains("Say whether this is Ben Hale."), "{asked}");
        assert!(asked.contains("value=\"add\" selected"), "{asked}");

        let answers = [("line-3", class.bookings[1].as_str()), ("line-4", "add"), ("others_absent", "1"), ("then", "finish")];
        let done = tess.submit(&review, &answers).await.expect(303);
        assert_eq!(done.header("location"), format!("/sessions/{}/attendance/finish", class.session));
        let roster = app.get(&class.tess, &class.path("roster")).await.expect(200).json();
        let marks: Vec<(String, String)> = roster["entries"].as_array().expect("entries").iter().map(|entry| {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            (text(&entry["person"]["name"]), text(&entry["attendance"][0]["outcome"]))
        }).collect();
        let marked = |name: &str, outcome: &str| (name.to_owned(), outcome.to_owned());
        assert_eq!(marks, [
            marked("Ada Okoro", "present"), marked("Ben Hale", "present"), marked("Cem Demir", "absent"),
            marked("Kim Late", "present"),
        ]);

        let page = tess.open(&review).await.expect(200).text();
        assert!(page.contains("This is marked."), "{page}");
        tess.submit(&format!("{review}/undo"), &[]).await.expect(303);
        let roster = app.get(&class.tess, &class.path("roster")).await.expect(200).json();
        let left = roster["entries"].as_array().expect("entries").iter();
        assert!(left.map(|entry| &entry["attendance"]).all(|marks| marks.as_array().is_some_and(Vec::is_empty)));
        app.audit().await;
    }

    async fn whoever_marks_beside_others_sees_whose_mark_stands(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro", "Ben Hale"]).await;
        class.at_end(&app).await;
        let (tess, cora) = (app.browser_of(&class.tess).await, app.browser_of(&class.cora).await);
        class.send_marks(&app, vec![class.mark(0, 0, "present", None)]).await.expect(200);
        let attendance = format!("/sessions/{}/attendance", class.session);
        let own = tess.open(&attendance).await.expect(200).text();
        assert!(!own.contains("marked by"), "{own}");
        let other = cora.open(&attendance).await.expect(200).text();
        assert!(other.contains("marked by Tess Trainer at noon"), "{other}");
        // And takes their own last change back.
        let date = [("date", class.dates[0].as_str())];
        let undone = tess.submit(&format!("{attendance}/undo"), &date).await.expect(303).header("location");
        assert!(tess.open(&undone).await.expect(200).text().contains("Your last change is taken back"));
        let nothing = tess.submit(&format!("{attendance}/undo"), &date).await.expect(303).header("location");
        assert!(tess.open(&nothing).await.expect(200).text().contains("There is nothing of yours to take back"));
        let review = bring(&tess, &class, &report(&[("Ben", "ben.hale@example.org")])).await;
        tess.submit(&review, &[]).await.expect(303);
        let own = tess.open(&attendance).await.expect(200).text();
        assert!(own.contains("by the meeting&#x27;s record"), "{own}");
    }

    async fn what_cannot_be_read_is_said_where_the_file_is_chosen(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro"]).await;
        class.at_end(&app).await;
        let tess = app.browser_of(&class.tess).await;
        let path = format!("/sessions/{}/attendance/import", class.session);
        tess.open(&path).await.expect(200);
        let page = tess.upload(&path, &[], b"name,email\nAda,a@x.example\n").await.expect(422).text();
        assert!(page.contains("othing in this file reads as who joined a meeting"), "{page}");
        // Now the two questions are asked that a report can leave open.
        assert!(page.contains("Its times are"), "{page}");
        assert_eq!(value_of(&page, "order").as_deref(), None);
        let page = tess.upload(&path, &[], b"").await.expect(422).text();
        assert!(page.contains("Choose the report of the meeting."), "{page}");
    }

    async fn the_demos_reports_are_the_demos_alone(app: TestApp) {
        let anybody = app.browser();
        anybody.open("/demo/files").await.expect(404);
        anybody.open("/demo/files/zoom.csv").await.expect(404);
    }
}
