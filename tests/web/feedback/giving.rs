//! Saying how a course was: who, until when, and what the trainer sees of it.

use chrono::TimeDelta;
use serde_json::json;

use super::class_feedback::{RECOMMEND, USEFUL, WORDS, attended, feedback_of, finished, said, say, seen};
use crate::support::{app::TestApp, database::both_databases, register::Class};

both_databases! {
    async fn it_is_given_once_and_changed_for_14_days(app: TestApp) {
        let class = attended(&app, &["Ada"]).await;
        let before = app.get(&class.people[0], &feedback_of(&class, 0)).await.expect(200).json();
        assert_eq!((&before["answers"], &before["answered_at"]), (&json!([]), &json!(null)));
        app.clock.advance(TimeDelta::days(10));
        let given = say(&app, &class, 0, said(4, "Ask first.", None)).await.expect(201).json();
        assert_eq!(given["answers"][0], json!({"question_id": USEFUL, "value": 4}));
        assert_eq!(given["answers"][2], json!({"question_id": RECOMMEND, "value": true}));
        assert_eq!(given["answers"][3], json!({"question_id": WORDS, "value": "Ask first."}));
        assert_eq!(given["quote"], json!({"allowed": false, "role": null}));
        app.clock.advance(TimeDelta::days(14));
        let changed = say(&app, &class, 0, said(2, "Then listen.", Some("Teacher"))).await.expect(200).json();
        assert_eq!(changed["answers"][3]["value"], "Then listen.");
        assert_eq!(changed["quote"], json!({"allowed": true, "role": "Teacher"}));
        app.clock.advance(TimeDelta::seconds(1));
        say(&app, &class, 0, said(1, "", None)).await.expect_problem(409, "feedback_over");
        let kept = app.get(&class.people[0], &feedback_of(&class, 0)).await.expect(200).json();
        assert_eq!(kept["answers"], changed["answers"]);
        app.audit().await;
    }

    async fn first_it_is_given_within_14_days_of_the_result(app: TestApp) {
        let class = attended(&app, &["Ada"]).await;
        app.clock.advance(TimeDelta::days(14) + TimeDelta::seconds(1));
        say(&app, &class, 0, said(4, "", None)).await.expect_problem(409, "feedback_over");
    }

    async fn only_those_who_were_there_have_something_to_say(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben", "Cleo"]).await;
        say(&app, &class, 0, said(4, "", None)).await.expect_problem(409, "feedback_not_open");
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "60", "a"]).await;
        class.close(&app).await.expect(200);
        say(&app, &class, 0, said(4, "", None)).await.expect(201);
        say(&app, &class, 1, said(4, "", None)).await.expect(201);
        say(&app, &class, 2, said(4, "", None)).await.expect_problem(409, "feedback_not_open");
        // Nobody says it for somebody else.
        let path = feedback_of(&class, 0);
        for (who, status, code) in
            [(&class.people[1], 404, "not_found"), (&class.tess, 403, "forbidden"), (&class.cora, 403, "forbidden")]
        {
            app.get(who, &path).await.expect_problem(status, code);
            app.post(who, &path, said(1, "", None)).await.expect_problem(status, code);
        }
        app.run_jobs().await;
        for (person, wanted) in [(0, 1), (1, 1), (2, 0)] {
            let email = &class.people[person].email;
            let mails = app.mailbox.sent();
            let links = mails.iter().filter(|mail| mail.to.email == *email && mail.text.contains("/feedback/"));
            assert_eq!(links.count(), wanted, "{email}");
        }
    }

    async fn what_cannot_be_said_changes_nothing(app: TestApp) {
        let class = attended(&app, &["Ada"]).await;
        for (body, field) in [
            (json!({"answers": []}), "answers"),
            (json!({"answers": [{"question_id": USEFUL, "value": 6}]}), "answers[0].value"),
            (json!({"answers": [{"question_id": USEFUL, "value": "five"}]}), "answers[0].value"),
            (json!({"answers": [{"question_id": class.session, "value": 5}]}), "answers[0].question_id"),
        ] {
            let answer = say(&app, &class, 0, body.clone()).await.expect_problem(422, "invalid_input").json();
            assert_eq!(answer["errors"][0]["field"], field, "{body}");
        }
        let mut quoted = said(5, "Good.", Some("x"));
        quoted["quote"] = json!({"allowed": true});
        let answer = say(&app, &class, 0, quoted).await.expect_problem(422, "invalid_input").json();
        assert_eq!(answer["errors"][0]["field"], "quote.role");
        let kept = app.get(&class.people[0], &feedback_of(&class, 0)).await.expect(200).json();
        assert_eq!(kept["answers"], json!([]));
    }

    async fn the_trainer_sees_counts_means_and_words_without_names(app: TestApp) {
        let class = attended(&app, &["Ada", "Ben", "Cleo"]).await;
        let other = app.trainer("Otto").await;
        for (person, mark, words, role) in
            [(0, 5, "Zest.", None), (1, 4, "Ample time.", Some("Head teacher")), (2, 4, "", None)]
        {
            seen(&app, &class).await.expect_problem(409, "too_few_answers");
            say(&app, &class, person, said(mark, words, role)).await.expect(201);
        }
        let view = seen(&app, &class).await.expect(200).json();
        assert_eq!(view["responses"], 3);
        assert_eq!(view["questions"][0]["text"], "How useful was it for your work?");
        assert_eq!(view["questions"][0]["mean"], 4.33);
        assert_eq!(view["questions"][0]["counts"], json!({"1": 0, "2": 0, "3": 0, "4": 2, "5": 1}));
        assert_eq!(view["questions"][2]["counts"], json!({"no": 0, "yes": 3}));
        assert_eq!(view["texts"], json!([
            {"question_id": WORDS, "text": "Ample time.", "role": "Head teacher"},
            {"question_id": WORDS, "text": "Zest.", "role": null}]));
        assert_eq!(app.get(&class.cora, &class.path("feedback")).await.expect(200).json(), view);
        app.get(&other, &class.path("feedback")).await.expect_problem(404, "not_found");
        app.get(&class.people[0], &class.path("feedback")).await.expect_problem(403, "forbidden");

        let browser = app.browser_of(&class.tess).await;
        let roster = browser.open(&format!("/sessions/{}/roster", class.session)).await.expect(200).text();
        let page = format!("/sessions/{}/feedback", class.session);
        assert!(roster.contains(&page), "{roster}");
        let page = browser.open(&page).await.expect(200).text();
        assert!(page.contains("3 people answered") && page.contains("4.33 of 5") && page.contains("Head teacher"), "{page}");
        for name in ["Ada", "Ben", "Cleo"] {
            assert!(!page.contains(name), "{name}: {page}");
        }
        app.audit().await;
    }

    async fn a_result_taken_back_keeps_what_was_said_until_it_counts_again(app: TestApp) {
        let class = finished(&app, &["Ada"], &["p"]).await;
        say(&app, &class, 0, said(4, "Good.", None)).await.expect(201);
        class.reopen(&app).await.expect(200);
        say(&app, &class, 0, said(1, "", None)).await.expect_problem(409, "feedback_not_open");
        class.close(&app).await.expect(200);
        let kept = app.get(&class.people[0], &feedback_of(&class, 0)).await.expect(200).json();
        assert_eq!(kept["answers"][3]["value"], "Good.");
        app.audit().await;
    }
}
