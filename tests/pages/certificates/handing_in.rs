//! CPD in the shapes in which people hand it in: what is said of each course, what is missing, and the papers.

use crate::support::{
    app::TestApp,
    database::both_databases,
    pages::{sent, typed, untouched},
    plans::{plan_of, plan_path},
    register::Class,
};

const SHAPES: [&str; 3] = ["plain", "social-work-england", "restorative-justice-council"];

both_databases! {
    async fn what_is_missing_is_said_until_nothing_is(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let browser = app.browser_of(&class.people[0]).await;
        let page = browser.open("/my-certificates").await.expect(200).text();
        for shape in SHAPES {
            assert!(page.contains(&format!("/my-certificates/hand-in/{shape}")), "{page}");
            let page = browser.open(&format!("/my-certificates/hand-in/{shape}")).await.expect(200).text();
            assert!(page.contains("Training course, live online"), "{page}");
        }
        let swe = "/my-certificates/hand-in/social-work-england";
        let page = browser.open(swe).await.expect(200).text();
        // Its year runs from December to November.
        assert!(page.contains("1 December 2025 to 30 November 2026"), "{page}");
        for said in ["One more piece of CPD", "say what you learnt, and the difference", "with a peer: one piece"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("2 hours 45 minutes"), "no hours are asked for: {page}");
        let page = browser.open(&format!("{swe}?from=2024-12-01&to=2025-11-30")).await.expect(200).text();
        assert!(page.contains("2 pieces of CPD") && page.contains("Nothing is recorded for these days"), "{page}");
        let page = browser.open(&format!("{swe}?from=2026-12-01&to=2025-11-30")).await.expect(200).text();
        assert!(page.contains("not before the first"), "{page}");

        // Their own plan is the beginning of what they say.
        let plan = plan_of(&[("Listen first", app.day_in(30))]);
        app.put(&class.people[0], &plan_path(&class.bookings[0]), plan).await.expect(200);
        let path = format!("/bookings/{}/reflection", class.bookings[0]);
        let page = browser.open(&format!("{path}?to=social-work-england")).await.expect(200).text();
        let form = untouched(&page, &path);
        assert!(form.contains(&("difference".to_owned(), "Listen first: not yet.".to_owned())), "{form:?}");
        let long = typed(&form, "learnt", &[&"x".repeat(1_501)]);
        let page = browser.submit(&path, &sent(&long)).await.expect(422).text();
        assert!(page.contains("Use at most 1500 characters"), "{page}");
        let said = typed(&form, "learnt", &["To ask before I answer."]);
        let said = typed(&said, "peer", &["Ben asks otherwise."]);
        assert_eq!(browser.submit(&path, &sent(&said)).await.expect(303).header("location"), swe);
        let page = browser.open(swe).await.expect(200).text();
        assert!(page.contains("One more piece of CPD") && !page.contains("say what you learnt, and"), "{page}");
        assert!(!page.contains("with a peer: one piece") && page.contains("Ben asks otherwise."), "{page}");
        let record = browser.open("/my-certificates").await.expect(200).text();
        assert!(record.contains("To ask before I answer."), "{record}");

        // The Council counts hours, by level.
        let rjc = "/my-certificates/hand-in/restorative-justice-council";
        let page = browser.open(&format!("{rjc}?level=advanced")).await.expect(200).text();
        assert!(page.contains("13 hours 15 minutes to go") && page.contains("8 hours approved by the Council to go"), "{page}");
        let page = browser.open(rjc).await.expect(200).text();
        assert!(page.contains("3 hours 15 minutes to go: 6 hours"), "{page}");
    }

    async fn each_shape_is_a_paper_and_a_table_of_ones_own(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p"]).await;
        class.close(&app).await.expect(200);
        let browser = app.browser_of(&class.people[0]).await;
        let path = format!("/bookings/{}/reflection", class.bookings[0]);
        let page = browser.open(&path).await.expect(200).text();
        let said = typed(&untouched(&page, &path), "learnt", &["=To ask; \"before\" I answer."]);
        browser.submit(&path, &sent(&said)).await.expect(303);
        for shape in SHAPES {
            let path = format!("/my-certificates/hand-in/{shape}");
            let paper = browser.open(&format!("{path}.pdf")).await.expect(200);
            assert!(paper.body.starts_with(b"%PDF"));
            let table = browser.open(&format!("{path}.csv")).await.expect(200);
            assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
            let table = table.text();
            assert!(table.starts_with("\"Kind\",\"Day\",\"What it was\""), "{table}");
            assert_eq!(table.lines().next().unwrap().contains("Minutes"), shape != "social-work-england", "{table}");
            assert!(table.contains("2026-11-10") && table.contains("To ask; \"\"before\"\" I answer."), "{table}");
            assert!(!table.contains("\"=To"), "no program evaluates it: {table}");
            assert!(browser.open(&format!("{path}.xlsx")).await.expect(200).body.starts_with(b"PK"));
        }
        for missing in ["/my-certificates/hand-in/other", "/my-certificates/hand-in/other.pdf"] {
            browser.open(missing).await.expect(404);
        }
        let ben = app.browser_of(&class.people[1]).await;
        ben.open(&path).await.expect(404);
        ben.submit(&path, &sent(&said)).await.expect(404);
        assert!(!ben.open("/my-certificates/hand-in/plain.csv").await.expect(200).text().contains("To ask"));
    }
}
