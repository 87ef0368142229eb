//! The work board, and the pages its lines lead to: mails, certificates, results said to be wrong.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{
    app::TestApp, database::both_databases, pages::value_of, raw_database::Beside, register::Class,
};

both_databases! {
    async fn it_shows_what_needs_a_person_and_nothing_else(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let page = browser.open("/work").await.expect(200).text();
        assert!(page.contains("Nothing waits for you."));
        app.course(&cora, "introduction", |_| {}).await;
        let (dora, wendy) = (app.delegate("Dora Delegate").await, app.delegate("Wendy Waiting").await);
        let full = app.session(&cora, "introduction", 40, 3, 1).await;
        for who in [&dora, &wendy] {
            let ask = json!({"join_waitlist": true});
            app.post(who, &format!("/api/v1/sessions/{full}/bookings"), ask).await.expect(201);
        }
        let short = app.session(&cora, "introduction", 10, 3, 20).await;
        let far = app.session(&cora, "introduction", 60, 3, 20).await;
        let page = browser.open("/work").await.expect(200).text();
        assert!(page.contains("Full, with people waiting") && page.contains(&format!("/manage/dates/{full}")));
        assert!(page.contains("Short of people") && page.contains(&format!("/manage/dates/{short}")));
        assert!(!page.contains(&far.to_string()), "what is far off worries nobody yet");
        app.clock.advance(TimeDelta::days(41));
        let browser = app.browser_of(&cora).await;
        let page = browser.open("/work").await.expect(200).text();
        let lines: Vec<usize> = [short, full].iter().filter_map(|id| page.find(&format!("/sessions/{id}/attendance"))).collect();
        assert!(page.contains("Attendance not finished") && lines.len() == 2 && lines[0] < lines[1], "oldest first");
    }

    async fn missing_joining_details_are_told_three_working_days_before(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let dates = json!([app.date_in(10, 3)]);
        let session = app.session_with(&cora, "introduction", |body| {
            body["dates"] = dates;
            body["joining"] = json!(null);
            body["capacity"] = json!(1);
        }).await;
        let dora = app.delegate("Dora Delegate").await;
        app.post(&dora, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        assert!(!app.browser_of(&cora).await.open("/work").await.text().contains("Joining details missing"));
        app.clock.advance(TimeDelta::days(8));
        assert!(app.browser_of(&cora).await.open("/work").await.text().contains("Joining details missing"));
    }

    async fn a_date_without_a_trainer_is_named_ten_working_days_before(app: TestApp) {
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess").await);
        app.course(&cora, "introduction", |_| {}).await;
        // Thursday 26 November: ten working days before is Thursday 12 November.
        let session = app.session(&cora, "introduction", 23, 3, 20).await;
        app.clock.advance(TimeDelta::days(8));
        assert!(!app.browser_of(&cora).await.open("/work").await.text().contains("Dates without a trainer"));
        app.clock.advance(TimeDelta::days(1));
        let page = app.browser_of(&cora).await.open("/work").await.expect(200).text();
        assert!(page.contains("Dates without a trainer") && page.contains("nobody runs it, 0 people booked"), "{page}");
        let change = json!({"trainer_ids": [tess.id]});
        app.patch(&cora, &format!("/api/v1/sessions/{session}"), change).await.expect(200);
        assert!(!app.browser_of(&cora).await.open("/work").await.text().contains("Dates without a trainer"));
    }

    async fn a_failed_mail_is_seen_and_sent_again(app: TestApp) {
        let cora = app.coordinator().await;
        let dora = app.delegate("Dora Delegate").await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 20).await;
        app.post(&dora, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        Beside::to(&app.database).run("UPDATE outbox SET state = 'failed', last_error = 'mailbox full' WHERE kind = 'booked'");
        let browser = app.browser_of(&cora).await;
        let board = browser.open("/work").await.expect(200).text();
        assert!(board.contains("Mails that failed") && board.contains("mailbox full"));
        let list = browser.open("/manage/mails?state=failed").await.expect(200).text();
        let address = list.split("<th scope=\"row\"><a href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let address = address.expect("a mail").to_owned();
        let page = browser.open(&address).await.expect(200).text();
        assert!(page.contains("Send it again") && page.contains("mailbox full"));
        let done = browser.submit(&format!("{address}/resend"), &[]).await.expect(303).header("location");
        let page = browser.open(&done).await.expect(200).text();
        assert!(page.contains("It is being sent again.") && !page.contains("Send it again</button>"));
        browser.submit(&format!("{address}/resend"), &[]).await.expect(422);
    }

    async fn training_already_done_is_decided(app: TestApp) {
        let cora = app.coordinator().await;
        let dora = app.delegate("Dora Delegate").await;
        app.course(&cora, "introduction", |_| {}).await;
        for words in ["The two-day course in 2017.", "A webinar."] {
            let claim = json!({"words": words, "done_on": "2017-05-12"});
            app.post(&dora, "/api/v1/me/training-claims", claim).await.expect(201);
        }
        let browser = app.browser_of(&cora).await;
        assert!(browser.open("/work").await.text().contains("Training said to be done"));
        let list = browser.open("/manage/claims").await.expect(200).text();
        let claims: Vec<String> = list.split("href=\"/manage/claims/").skip(1).map(|rest| {
            format!("/manage/claims/{}", rest.split('"').next().expect("an id"))
        }).collect();
        assert_eq!(claims.len(), 2);
        let page = browser.open(&claims[0]).await.expect(200).text();
        assert!(page.contains("The two-day course in 2017.") && page.contains("value=\"2017-05-12\""));
        let key = value_of(&page, "key").expect("a key");
        let typed = [("decision", "confirm"), ("training", "introduction"), ("completed_on", "2017-05-12"),
            ("source", "certificate seen"), ("key", key.as_str())];
        assert!(browser.submit(&claims[0], &typed[..1]).await.expect(422).text().contains("Choose what it counts as."));
        browser.submit(&claims[0], &typed).await.expect(303);
        assert!(browser.open(&claims[0]).await.text().contains("It counts as Introduction"));
        let typed = [("decision", "decline"), ("reason", ""), ("key", "other")];
        assert!(browser.submit(&claims[1], &typed).await.expect(422).text().contains("Say why it does not count"));
        let typed = [("decision", "decline"), ("reason", "A webinar is no course."), ("key", "other")];
        browser.submit(&claims[1], &typed).await.expect(303);
        assert!(browser.open("/manage/claims").await.text().contains("Nothing is waiting."));
    }

    async fn a_certificate_is_found_and_withdrawn(app: TestApp) {
        let mut class = Class::of(&app, &["Pat Person"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let certificate = class.certificates(&app, 0).await.remove(0);
        let browser = app.browser_of(&class.cora).await;
        let number = certificate["number"].as_str().expect("a number");
        for q in ["pat", number, certificate["verification_code"].as_str().expect("a code")] {
            let page = browser.open(&format!("/manage/certificates?q={q}")).await.expect(200).text();
            assert!(page.contains(number), "found by {q}");
        }
        assert!(browser.open("/manage/certificates?q=zzz").await.text().contains("No certificate found."));
        let path = format!("/manage/certificates/{}", certificate["id"].as_str().expect("an id"));
        browser.open(&path).await.expect(200);
        assert!(browser.submit(&path, &[("reason", "")]).await.expect(422).text().contains("Say why it is withdrawn"));
        browser.submit(&path, &[("reason", "Issued to the wrong person.")]).await.expect(303);
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("withdrawn") && !page.contains("Withdraw this certificate"));
    }

    async fn what_is_said_to_be_wrong_is_listed(app: TestApp) {
        let mut class = Class::of(&app, &["Pat Person"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["a"]).await;
        class.close(&app).await.expect(200);
        let words = json!({"words": "I was there from the start."});
        let path = format!("/api/v1/bookings/{}/dispute", class.bookings[0]);
        app.post(&class.people[0], &path, words).await.expect(201);
        let browser = app.browser_of(&class.cora).await;
        assert!(browser.open("/work").await.text().contains("Results said to be wrong"));
        let list = browser.open("/manage/disputes").await.expect(200).text();
        assert!(list.contains("I was there from the start."));
        assert!(list.contains("href=\"/disputes/"), "the way to answer is there");
        app.browser_of(&class.tess).await.open("/manage/disputes").await.expect(403);
    }
}
