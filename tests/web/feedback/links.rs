//! Links from mails: they answer without signing in, tell nothing of whom they are for, and end.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::json;

use super::class_feedback::{attended, erase, feedback_of, finished, mailed, said, say, typed};
use crate::support::{app::TestApp, database::both_databases, raw_database::Beside};

/// Everything that is in the database of feedback.
fn stored(app: &TestApp) -> i64 {
    Beside::to(&app.database).number(
        "SELECT (SELECT count(*) FROM feedback) + (SELECT count(*) FROM feedback_answers)
            + (SELECT count(*) FROM answer_links WHERE used_at IS NOT NULL)",
    )
}

both_databases! {
    async fn opening_it_answers_nothing_and_sending_it_does(app: TestApp) {
        let class = finished(&app, &["Ada Archer", "Ben"], &["p", "60"]).await;
        let (ada, ben) = (&class.people[0], &class.people[1]);
        let link = mailed(&app, &ada.email, "/feedback/").await;
        let bens = mailed(&app, &ben.email, "/feedback/").await;
        assert_ne!(link, bens);
        let browser = app.browser();
        for _ in 0..3 {
            let page = browser.open(&link).await.expect(200).text();
            assert!(page.contains("How useful was it for your work?"), "{page}");
            // The course and its day, and nothing of whom it is for.
            assert!(page.contains("Introduction") && page.contains("10 November"), "{page}");
            for private in ["Ada", "Archer", &ada.email, "Ben", "Tess", &class.bookings[0], &class.session] {
                assert!(!page.contains(private), "{private}: {page}");
            }
        }
        app.send(Method::HEAD, &link, None, &[], None).await.expect(200);
        assert_eq!(stored(&app), 0);

        let there = browser.submit(&link, &typed("4", "Ask first.")).await.expect(303).header("location");
        let page = browser.open(&there).await.expect(200).text();
        assert!(page.contains("Thank you.") && page.contains("Ask first.") && !page.contains("Ada"), "{page}");
        let given = app.get(ada, &feedback_of(&class, 0)).await.expect(200).json();
        assert_eq!(given["answers"][3]["value"], "Ask first.");
        assert_eq!(given["changed_at"], json!(null));

        // By the same link it is changed, for fourteen days.
        app.clock.advance(TimeDelta::days(14));
        let browser = app.browser();
        browser.submit(&link, &typed("2", "Then listen.")).await.expect(303);
        let given = app.get(ada, &feedback_of(&class, 0)).await.expect(200).json();
        assert_eq!(given["answers"][3]["value"], "Then listen.");
        assert_eq!(app.get(ben, &feedback_of(&class, 1)).await.expect(200).json()["answers"], json!([]));
        app.audit().await;
    }

    async fn what_is_wrong_is_told_on_its_page_and_kept(app: TestApp) {
        let class = attended(&app, &["Ada"]).await;
        let link = mailed(&app, &class.people[0].email, "/feedback/").await;
        let browser = app.browser();
        let mut fields = typed("", "Ask first.");
        fields.push(("quote", "yes"));
        let page = browser.submit(&link, &fields).await.expect(422).text();
        assert!(page.contains("There is a problem") && page.contains("Choose a mark") && page.contains("Ask first."), "{page}");
        assert_eq!(stored(&app), 0);
        browser.submit_raw(&link, &typed("4", "")).await.expect(403);
        assert_eq!(stored(&app), 0);
    }

    async fn a_link_that_leads_nowhere_says_the_same_whatever_the_reason(app: TestApp) {
        let class = attended(&app, &["Ada", "Ben", "Cleo", "Dee"]).await;
        let mut links = Vec::new();
        for person in &class.people {
            links.push(mailed(&app, &person.email, "/feedback/").await);
        }
        let nowhere = async |link: &str| {
            let page = app.browser().open(link).await.expect(404).text();
            // What differs from browser to browser is no part of it.
            let body = page.split("<main").nth(1).expect("a page").split("</main>").next().unwrap().to_owned();
            let sent = app.browser().submit(link, &typed("5", "Good.")).await.expect(404).text();
            assert!(sent.contains("This link is over"), "{sent}");
            body
        };
        // Made up, mistyped, of another kind.
        let made_up = nowhere("/feedback/abc").await;
        let mut mistyped = links[0].clone();
        let last = if mistyped.ends_with('A') { "B" } else { "A" };
        mistyped.replace_range(mistyped.len() - 1.., last);
        assert_eq!(nowhere(&mistyped).await, made_up);
        let other = links[0].replace("/feedback/", "/impact/");
        assert_eq!(app.browser().open(&other).await.status, 404);

        // Taken back by whose it is; by nobody else.
        let path = format!("/bookings/{}/answer-links/take-back", class.bookings[0]);
        app.browser_of(&class.cora).await.submit(&path, &[]).await.expect(403);
        app.browser_of(&class.people[1]).await.submit(&path, &[]).await.expect(404);
        app.browser().open(&links[0]).await.expect(200);
        let own = app.browser_of(&class.people[0]).await;
        let booking = own.open(&format!("/bookings/{}", class.bookings[0])).await.expect(200).text();
        assert!(booking.contains("Take this link back") && booking.contains("Say how it was"), "{booking}");
        let there = own.submit(&path, &[]).await.expect(303).header("location");
        let booking = own.open(&there).await.expect(200).text();
        assert!(!booking.contains("Take this link back") && booking.contains("The link is taken back"), "{booking}");
        assert_eq!(nowhere(&links[0]).await, made_up);
        // Signed in it can be said all the same.
        say(&app, &class, 0, said(4, "", None)).await.expect(201);

        // Of somebody who is erased.
        erase(&app, &class.cora, &class.people[1]).await;
        assert_eq!(nowhere(&links[1]).await, made_up);

        // Over: fourteen days after the result, or after it was said.
        say(&app, &class, 2, said(4, "", None)).await.expect(201);
        app.clock.advance(TimeDelta::days(14) + TimeDelta::seconds(1));
        assert_eq!(nowhere(&links[2]).await, made_up);
        assert_eq!(nowhere(&links[3]).await, made_up);
        app.audit().await;
    }

    async fn a_link_that_was_taken_back_is_not_sent_again(app: TestApp) {
        let class = finished(&app, &["Ada"], &["60"]).await;
        let link = mailed(&app, &class.people[0].email, "/feedback/").await;
        class.reopen(&app).await.expect(200);
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        // The same link goes on after another result.
        assert_eq!(mailed(&app, &class.people[0].email, "/feedback/").await, link);
        let own = app.browser_of(&class.people[0]).await;
        own.submit(&format!("/bookings/{}/answer-links/take-back", class.bookings[0]), &[]).await.expect(303);
        class.reopen(&app).await.expect(200);
        class.mark_all(&app, &["90"]).await;
        class.close(&app).await.expect(200);
        app.run_jobs().await;
        let mails = app.mailbox.sent();
        let last = mails.iter().rfind(|mail| mail.to.email == class.people[0].email && mail.subject.starts_with("There for part"));
        assert!(!last.expect("a result").text.contains("/feedback/"));
    }

    async fn whoever_tries_links_is_stopped(app: TestApp) {
        let class = attended(&app, &["Ada"]).await;
        let link = mailed(&app, &class.people[0].email, "/feedback/").await;
        let mut last = 404;
        for at in 0..70 {
            last = app.get_public(&format!("/feedback/try{at}")).await.status.as_u16();
        }
        assert_eq!(last, 429);
        app.clock.advance(TimeDelta::minutes(11));
        for _ in 0..70 {
            app.browser().open(&link).await.expect(200);
        }
    }

    async fn two_records_of_one_person_keep_what_was_said(app: TestApp) {
        let class = attended(&app, &["Ada", "Ada Twin"]).await;
        let link = mailed(&app, &class.people[1].email, "/feedback/").await;
        say(&app, &class, 1, said(3, "Of the twin.", Some("Teacher"))).await.expect(201);
        let path = format!("/api/v1/people/{}/merge", class.people[1].id);
        app.post(&class.cora, &path, json!({"into": class.people[0].id})).await.expect(200);
        // Both had attended: one booking counts, with what was said of it, and the link in hand still leads there.
        let counts = app.get(&class.cora, &format!("/api/v1/bookings/{}", class.bookings[0])).await.expect(200).json();
        let at = usize::from(counts["state"] != "attended");
        let kept = app.get(&class.people[0], &feedback_of(&class, at)).await.expect(200).json();
        assert_eq!(kept["answers"][3]["value"], "Of the twin.");
        let page = app.browser().open(&link).await.expect(200).text();
        assert!(page.contains("Of the twin."), "{page}");
        app.audit().await;
    }
}
