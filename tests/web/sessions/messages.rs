//! Writing to everybody on a date at once.

use serde_json::{Value, json};

use crate::support::{app::TestApp, database::both_databases, register::Class};

fn message(to: &str) -> Value {
    json!({"to": to, "subject": "What to bring", "text": "A pen.\r\nAnd a quiet corner."})
}

/// A date with one place, which Ada has and Ben waits for.
async fn ada_booked_ben_waiting(app: &TestApp) -> (Class, String) {
    let mut class = Class::with(app, &["Ada"], &[(30, 3)], |course| course["capacity"] = 1.into()).await;
    let ben = app.delegate("Ben").await;
    app.post(&ben, &class.path("bookings"), json!({"join_waitlist": true})).await.expect(201);
    class.later(app, 1).await;
    (class, ben.email)
}

both_databases! {
    async fn those_chosen_are_mailed_each_for_themselves(app: TestApp) {
        let (class, ben) = ada_booked_ben_waiting(&app).await;
        let ada = class.people[0].email.clone();
        let had = async || {
            app.run_jobs().await;
            let all = app.mailbox.sent();
            let of = |email: &str| all.iter().filter(|mail| {
                mail.to.email == email && mail.subject == "What to bring"
            }).count();
            (of(&ada), of(&ben))
        };
        for (to, people, reached) in [("booked", 1, (1, 0)), ("waiting", 1, (1, 1)), ("all", 2, (2, 2))] {
            let sent = app.post(&class.tess, &class.path("messages"), message(to)).await.expect(201).json();
            assert_eq!((&sent["to"], &sent["recipients"]), (&json!(to), &json!(people)));
            assert_eq!(had().await, reached, "{to}");
        }
        let mail = app.mailbox.sent().into_iter().rfind(|mail| mail.to.email == ada).expect("a mail");
        assert!(mail.text.contains("A pen.\n") && !mail.text.contains(&ben), "{}", mail.text);
        assert!(mail.text.contains("Tess"), "who writes: {}", mail.text);

        let kept = app.get(&class.cora, &class.path("messages")).await.expect(200).json();
        let to: Vec<&Value> = kept["items"].as_array().expect("messages").iter().map(|it| &it["to"]).collect();
        assert_eq!(to, [&json!("all"), &json!("waiting"), &json!("booked")]);
        assert_eq!(kept["items"][0]["text"], "A pen.\nAnd a quiet corner.");
        app.audit().await;
    }

    async fn after_a_date_those_who_came_are_written_to(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "a"]).await;
        class.close(&app).await.expect(200);
        let sent = app.post(&class.tess, &class.path("messages"), message("booked")).await.expect(201).json();
        assert_eq!(sent["recipients"], 1);
        app.post(&class.tess, &class.path("messages"), message("waiting")).await
            .expect_problem(409, "nobody_to_write_to");
    }

    async fn nobody_else_may_and_what_cannot_be_sent_says_why(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let other = app.person("Otto", |row| row.is_trainer = true).await;
        let path = class.path("messages");
        app.post(&class.people[0], &path, message("all")).await.expect_problem(403, "forbidden");
        app.post(&other, &path, message("all")).await.expect_problem(404, "not_found");
        app.get(&other, &path).await.expect_problem(404, "not_found");
        let long = "x".repeat(4_001);
        for (subject, text, field) in [("", "Hello", "subject"), ("a\nb", "Hello", "subject"), ("Hi", " ", "text"), ("Hi", &long, "text")] {
            let body = json!({"to": "all", "subject": subject, "text": text});
            let answer = app.post(&class.tess, &path, body).await.expect_problem(422, "invalid_input").json();
            assert_eq!(answer["errors"][0]["field"], field);
        }
        assert_eq!(app.get(&class.tess, &path).await.expect(200).json()["items"], json!([]));
    }

    async fn on_the_page_it_is_sent_once(app: TestApp) {
        let (class, ben) = ada_booked_ben_waiting(&app).await;
        let browser = app.browser_of(&class.tess).await;
        let path = format!("/sessions/{}/messages", class.session);
        let roster = browser.open(&format!("/sessions/{}/roster", class.session)).await.expect(200).text();
        assert!(roster.contains(&path), "{roster}");
        let page = browser.submit(&path, &[("to", "all"), ("subject", ""), ("text", "A pen.")]).await.expect(422).text();
        assert!(page.contains("There is a problem") && page.contains("A pen."), "{page}");
        let fields = [("to", "all"), ("subject", "What to bring"), ("text", "A pen."), ("key", "k1")];
        for _ in 0..2 {
            let to = browser.submit(&path, &fields).await.expect(303);
            let page = browser.open(&to.header("location")).await.expect(200).text();
            assert!(page.contains("Your message goes to 2 people."), "{page}");
            assert_eq!(page.matches("What to bring").count(), 1, "{page}");
        }
        app.run_jobs().await;
        let mails = app.mailbox.sent();
        assert_eq!(mails.iter().filter(|mail| mail.to.email == ben && mail.subject == "What to bring").count(), 1);
    }
}
