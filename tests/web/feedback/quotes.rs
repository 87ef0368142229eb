//! Words on a course's page: with leave and a coordinator's yes, and gone at once when either goes.

use serde_json::json;

use super::class_feedback::{WORDS, attended, erase, mailed, said, say, seen, typed};
use crate::support::{app::TestApp, database::both_databases, pages::Browser, register::Class};

async fn public(app: &TestApp) -> String {
    app.browser().open("/courses/introduction").await.expect(200).text()
}

async fn choose(browser: &Browser<'_>, class: &Class, person: usize, answer: &str) -> u16 {
    let fields = [("booking", class.bookings[person].as_str()), ("question", WORDS), ("answer", answer)];
    browser.submit("/manage/quotes", &fields).await.status.as_u16()
}

both_databases! {
    async fn words_stand_there_after_a_yes_with_the_role_their_writer_chose(app: TestApp) {
        let class = attended(&app, &["Ada", "Ben"]).await;
        say(&app, &class, 0, said(5, "Ask first, then listen.", Some("Secondary school teacher"))).await.expect(201);
        say(&app, &class, 1, said(5, "Not for the public.", None)).await.expect(201);
        assert!(!public(&app).await.contains("Ask first"));
        let cora = app.browser_of(&class.cora).await;
        let board = cora.open("/work").await.expect(200).text();
        assert!(board.contains("1 quote to look at") && board.contains("/manage/quotes"), "{board}");
        let page = cora.open("/manage/quotes").await.expect(200).text();
        assert!(page.contains("Ask first, then listen.") && page.contains("Secondary school teacher"), "{page}");
        assert!(!page.contains("Not for the public") && !page.contains("Ada"), "{page}");
        app.browser_of(&class.tess).await.open("/manage/quotes").await.expect(403);
        assert_eq!(choose(&app.browser_of(&class.tess).await, &class, 0, "show").await, 403);

        assert_eq!(choose(&cora, &class, 0, "show").await, 303);
        assert_eq!(choose(&cora, &class, 0, "show").await, 303);
        let page = public(&app).await;
        assert_eq!(page.matches("Ask first, then listen.").count(), 1, "{page}");
        assert!(page.contains("Secondary school teacher") && !page.contains("Ada"), "{page}");
        // Words nobody gave leave for are not there to be chosen.
        assert_eq!(choose(&cora, &class, 1, "show").await, 404);
        let board = cora.open("/work").await.expect(200).text();
        assert!(!board.contains("to look at"), "{board}");
        assert_eq!(choose(&cora, &class, 0, "leave").await, 303);
        assert!(!public(&app).await.contains("Ask first"));
        app.audit().await;
    }

    async fn they_go_when_their_writer_takes_them_back_changes_them_or_is_erased(app: TestApp) {
        let class = attended(&app, &["Ada", "Ben", "Cleo", "Dee"]).await;
        let cora = app.browser_of(&class.cora).await;
        let words = |person: usize| format!("Words of number {person}.");
        for person in 0..4 {
            say(&app, &class, person, said(5, &words(person), Some("Teacher"))).await.expect(201);
            assert_eq!(choose(&cora, &class, person, "show").await, 303);
        }
        let shown = async || {
            let page = public(&app).await;
            (0..4).filter(|person| page.contains(&words(*person))).collect::<Vec<_>>()
        };
        assert_eq!(shown().await, [0, 1, 2, 3]);
        // Taken back on their own page.
        let own = app.browser_of(&class.people[0]).await;
        own.submit(&format!("/bookings/{}/feedback/take-back", class.bookings[0]), &[]).await.expect(303);
        assert_eq!(shown().await, [1, 2, 3]);
        // Other words.
        say(&app, &class, 1, said(5, "Other words.", Some("Teacher"))).await.expect(200);
        assert_eq!(shown().await, [2, 3]);
        let page = cora.open("/manage/quotes").await.expect(200).text();
        assert!(page.contains("Other words.") && !page.contains(&words(0)), "{page}");
        assert!(!public(&app).await.contains("Other words."));
        // Taken back by the link, with the same words.
        let link = mailed(&app, &class.people[2].email, "/feedback/").await;
        app.browser().submit(&link, &typed("5", &words(2))).await.expect(303);
        assert_eq!(shown().await, [3]);
        // Another mark changes nothing of it; another role does.
        say(&app, &class, 3, said(1, &words(3), Some("Teacher"))).await.expect(200);
        assert_eq!(shown().await, [3]);
        say(&app, &class, 3, said(1, &words(3), Some("Head teacher"))).await.expect(200);
        assert_eq!(shown().await, Vec::<usize>::new());
        assert_eq!(choose(&cora, &class, 3, "show").await, 303);
        erase(&app, &class.cora, &class.people[3]).await;
        assert_eq!(shown().await, Vec::<usize>::new());
        app.audit().await;
    }

    async fn what_the_trainer_was_shown_loses_role_and_words_with_their_writer(app: TestApp) {
        let class = attended(&app, &["Ada", "Ben", "Cleo"]).await;
        for (person, words) in [(0, "One."), (1, "Two."), (2, "Three.")] {
            say(&app, &class, person, said(5, words, Some("Teacher"))).await.expect(201);
        }
        let before = seen(&app, &class).await.expect(200).json();
        assert_eq!(before["texts"][0], json!({"question_id": WORDS, "text": "One.", "role": "Teacher"}));
        let own = app.browser_of(&class.people[0]).await;
        own.submit(&format!("/bookings/{}/feedback/take-back", class.bookings[0]), &[]).await.expect(303);
        let after = seen(&app, &class).await.expect(200).json();
        assert_eq!((&after["texts"][0]["role"], &after["texts"][2]["role"]), (&json!(null), &json!("Teacher")));
        erase(&app, &class.cora, &class.people[1]).await;
        let after = seen(&app, &class).await.expect(200).json();
        assert_eq!((&after["responses"], after["texts"].as_array().unwrap().len()), (&json!(3), 2));
        assert_eq!(after["questions"], before["questions"], "marks count on, of nobody");
        app.audit().await;
    }
}
