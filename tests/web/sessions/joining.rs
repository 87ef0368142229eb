//! Sending once more how to join.

use actix_web::http::Method;
use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, register::Class};

/// A date with two places, which Ada and Ben have and Cid waits for.
async fn class(app: &TestApp) -> (Class, String) {
    let mut class =
        Class::with(app, &["Ada", "Ben"], &[(30, 3)], |course| course["capacity"] = 2.into()).await;
    let cid = app.delegate("Cid").await;
    app.post(&cid, &class.path("bookings"), json!({"join_waitlist": true})).await.expect(201);
    class.later(app, 1).await;
    (class, cid.email)
}

async fn sent(app: &TestApp, email: &str) -> usize {
    app.kinds_to(email).await.iter().filter(|kind| *kind == "joining_again").count()
}

both_databases! {
    async fn whoever_has_a_place_is_mailed_once_a_press_and_nobody_else(app: TestApp) {
        let (class, cid) = class(&app).await;
        let [ada, ben] = [0, 1].map(|at| class.people[at].email.clone());
        let path = class.path("joining-mails");
        let all = app.post(&class.tess, &path, json!({})).await.expect(201).json();
        assert_eq!(all, json!({"recipients": 2}));
        assert_eq!((sent(&app, &ada).await, sent(&app, &ben).await, sent(&app, &cid).await), (1, 1, 0));
        let one = json!({"booking_id": class.bookings[0]});
        let key = [("idempotency-key", "\"once\"")];
        for _ in 0..2 {
            let answer = app.send(Method::POST, &path, Some(&class.tess.token), &key, Some(&one)).await;
            assert_eq!(answer.expect(201).json(), json!({"recipients": 1}));
        }
        assert_eq!((sent(&app, &ada).await, sent(&app, &ben).await), (2, 1));
        app.run_jobs().await;
        let mail = app.mailbox.sent().into_iter().rfind(|mail| mail.to.email == ada).expect("a mail");
        assert!(mail.subject.starts_with("How to join: Introduction"), "{}", mail.subject);
        assert!(mail.text.contains("https://zoom.example/j/94112233445"), "{}", mail.text);
        app.audit().await;
    }

    async fn what_cannot_be_sent_says_why(app: TestApp) {
        let (mut class, _) = class(&app).await;
        let path = class.path("joining-mails");
        let nobody = json!({"booking_id": "01930000-0000-7000-8000-000000000000"});
        let wrong = app.post(&class.tess, &path, nobody).await.expect_problem(422, "invalid_input").json();
        assert_eq!(wrong["errors"][0]["field"], "booking_id");
        app.post(&class.people[0], &path, json!({})).await.expect_problem(403, "forbidden");
        let session = format!("/api/v1/sessions/{}", class.session);
        app.patch(&class.cora, &session, json!({"joining": null})).await.expect(200);
        app.post(&class.tess, &path, json!({})).await.expect_problem(409, "no_joining");
        class.at_end(&app).await;
        app.post(&class.tess, &path, json!({})).await.expect_problem(409, "no_joining");
    }

    async fn on_the_page_it_is_one_press_a_person_and_pressed_twice_it_is_sent_once(app: TestApp) {
        let (class, cid) = class(&app).await;
        let [ada, ben] = [0, 1].map(|at| class.people[at].email.clone());
        let browser = app.browser_of(&class.tess).await;
        let roster = format!("/sessions/{}/roster", class.session);
        let page = browser.open(&roster).await.expect(200).text();
        assert_eq!(page.matches("Send the joining link again").count(), 2, "{page}");
        let press = format!("/sessions/{}/joining", class.session);
        let fields = [("key", "a-page.ada"), ("booking", class.bookings[0].as_str())];
        for _ in 0..2 {
            let answer = browser.submit(&press, &fields).await.expect(303);
            let page = browser.open(&answer.header("location")).await.expect(200).text();
            assert!(page.contains("How to join goes once more to 1 person."), "{page}");
        }
        assert_eq!((sent(&app, &ada).await, sent(&app, &ben).await), (1, 0));
        browser.submit(&press, &[("key", "a-page")]).await.expect(303);
        assert_eq!((sent(&app, &ada).await, sent(&app, &ben).await, sent(&app, &cid).await), (2, 1, 0));
    }
}
