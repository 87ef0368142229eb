//! What is asked after a course.

use serde_json::{Value, json};

use super::class_feedback::{USEFUL, WORDS, attended, feedback_of, said, say, seen};
use crate::support::{app::TestApp, database::both_databases, register::Class};

const FORM: &str = "/api/v1/courses/introduction/feedback-form";

fn texts(form: &Value) -> Vec<String> {
    let questions = form["questions"].as_array().expect("questions");
    questions.iter().map(|question| question["text"].as_str().expect("a text").to_owned()).collect()
}

both_databases! {
    async fn a_course_asks_the_usual_four_until_it_has_its_own(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let usual = app.get_public(FORM).await.expect(200).json();
        assert_eq!(usual["questions"].as_array().unwrap().len(), 4);
        assert_eq!(usual["questions"][0], json!({"id": USEFUL, "kind": "scale",
            "text": "How useful was it for your work?", "required": true}));

        // Sent back as it is it stays what everybody is asked.
        assert_eq!(app.put(&class.cora, FORM, usual.clone()).await.expect(200).json(), usual);
        let own = json!({"questions": [
            {"id": WORDS, "kind": "text", "text": "What should we change?", "required": true},
            {"kind": "yes_no", "text": "Was it too long?", "required": false}]});
        let set = app.put(&class.cora, FORM, own).await.expect(200).json();
        assert_eq!(texts(&set), ["What should we change?", "Was it too long?"]);
        assert_ne!(set["questions"][0]["id"], WORDS);
        assert_eq!(app.get_public(FORM).await.expect(200).json(), set);
        app.course(&class.cora, "development", |_| {}).await;
        let other = app.get_public("/api/v1/courses/development/feedback-form").await.expect(200).json();
        assert_eq!(other, usual);

        // Nobody has answered: edited in place, left out for good.
        let mut edited = set.clone();
        edited["questions"][1]["text"] = json!("Was it too short?");
        edited["questions"].as_array_mut().unwrap().remove(0);
        let after = app.put(&class.cora, FORM, edited).await.expect(200).json();
        assert_eq!((texts(&after), &after["questions"][0]["id"]), (vec!["Was it too short?".to_owned()], &set["questions"][1]["id"]));
    }

    async fn whoever_may_not_and_what_is_no_form(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let good = json!({"questions": [{"kind": "scale", "text": "How was it?", "required": true}]});
        app.put(&class.people[0], FORM, good.clone()).await.expect_problem(403, "forbidden");
        app.put(&class.tess, FORM, good.clone()).await.expect_problem(403, "forbidden");
        app.put(&class.cora, "/api/v1/courses/nowhere/feedback-form", json!({"questions": 1})).await.expect_problem(404, "not_found");
        app.get_public("/api/v1/courses/nowhere/feedback-form").await.expect_problem(404, "not_found");
        let nothing = "01930000-0000-7000-8000-00000000dead";
        for (form, field) in [
            (json!({"questions": []}), "questions"),
            (json!({"questions": [{"kind": "scale", "text": " ", "required": true}]}), "questions[0].text"),
            (json!({"questions": [{"kind": "scale", "text": "x".repeat(201), "required": true}]}), "questions[0].text"),
            (json!({"questions": [{"id": nothing, "kind": "scale", "text": "Why?", "required": true}]}), "questions[0].id"),
            (json!({"questions": [{"kind": "stars", "text": "Why?", "required": true}]}), "questions[0].kind"),
        ] {
            let answer = app.put(&class.cora, FORM, form.clone()).await.expect_problem(422, "invalid_input").json();
            assert_eq!(answer["errors"][0]["field"], field, "{form}");
        }
        assert_eq!(app.get_public(FORM).await.expect(200).json()["questions"].as_array().unwrap().len(), 4);
    }

    async fn a_question_that_was_answered_keeps_its_answers(app: TestApp) {
        let class = attended(&app, &["Ada", "Ben", "Cleo", "Dee"]).await;
        let own = json!({"questions": [
            {"kind": "scale", "text": "How was it?", "required": true},
            {"kind": "text", "text": "Why?", "required": false}]});
        let form = app.put(&class.cora, FORM, own).await.expect(200).json();
        let (mark, why) = (form["questions"][0]["id"].clone(), form["questions"][1]["id"].clone());
        let answer = json!({"answers": [{"question_id": mark, "value": 2}, {"question_id": why, "value": "Too loud."}]});
        say(&app, &class, 0, answer.clone()).await.expect(201);

        // Whether it has to be answered, and its place, may change; its words make another question of it.
        let edited = json!({"questions": [
            {"id": why, "kind": "text", "text": "Why?", "required": true},
            {"id": mark, "kind": "scale", "text": "How good was it?", "required": true}]});
        let after = app.put(&class.cora, FORM, edited).await.expect(200).json();
        assert_eq!(after["questions"][0]["id"], why);
        let new = after["questions"][1]["id"].clone();
        assert_ne!(new, mark);

        // Who answered the old one reads it, may answer it still, and is asked the new one.
        let own = app.get(&class.people[0], &feedback_of(&class, 0)).await.expect(200).json();
        assert_eq!(texts(&own), ["Why?", "How good was it?", "How was it?"]);
        say(&app, &class, 0, answer).await.expect_problem(422, "invalid_input");
        let all = json!({"answers": [{"question_id": mark, "value": 2}, {"question_id": new, "value": 4}, {"question_id": why, "value": "Too loud."}]});
        say(&app, &class, 0, all).await.expect(200);
        for person in 1..3 {
            let answer = json!({"answers": [{"question_id": new, "value": 5}, {"question_id": why, "value": "Good."}]});
            say(&app, &class, person, answer).await.expect(201);
        }
        let old = json!({"answers": [{"question_id": mark, "value": 2}, {"question_id": why, "value": "Good."}]});
        let refused = say(&app, &class, 3, old).await.expect_problem(422, "invalid_input").json();
        assert_eq!(refused["errors"][0]["field"], "answers[0].question_id");
        let view = seen(&app, &class).await.expect(200).json();
        assert_eq!(texts(&view), ["Why?", "How good was it?", "How was it?"]);
        assert_eq!(view["questions"][1]["mean"], 4.67);
        assert_eq!((&view["questions"][2]["mean"], &view["questions"][2]["counts"]["2"]), (&json!(2.0), &json!(1)));
        app.audit().await;
    }

    async fn on_the_page_questions_are_added_changed_and_taken_out(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let browser = app.browser_of(&class.cora).await;
        let course = browser.open("/manage/courses/introduction").await.expect(200).text();
        let path = "/manage/courses/introduction/feedback";
        assert!(course.contains(path), "{course}");
        let page = browser.open(path).await.expect(200).text();
        let fields = crate::support::pages::untouched(&page, path);
        assert!(page.contains("These are the usual questions"), "{page}");
        let mut typed = crate::support::pages::typed(&fields, "questions[1].text", &[""]);
        typed = crate::support::pages::typed(&typed, "questions[4].text", &["Was the room right?"]);
        typed = crate::support::pages::typed(&typed, "questions[4].kind", &["yes_no"]);
        typed = crate::support::pages::typed(&typed, "months_6", &[]);
        let sent = crate::support::pages::sent(&typed);
        browser.submit(path, &sent).await.expect(303);
        let form = app.get_public(FORM).await.expect(200).json();
        assert_eq!(texts(&form), ["How useful was it for your work?", "Would you recommend it to a colleague?",
            "What will you take away, and what should we change?", "Was the room right?"]);
        let page = browser.open(path).await.expect(200).text();
        assert!(page.contains("this course’s own"), "{page}");
        let fields = crate::support::pages::untouched(&page, path);
        assert!(fields.iter().any(|(name, _)| name == "weeks_6") && fields.iter().all(|(name, _)| name != "months_6"));
        let wrong = crate::support::pages::typed(&fields, "questions[0].text", &[&"x".repeat(201)]);
        let page = browser.submit(path, &crate::support::pages::sent(&wrong)).await.expect(422).text();
        assert!(page.contains("There is a problem"), "{page}");
    }

    async fn said_twice_it_is_said_once(app: TestApp) {
        let class = attended(&app, &["Ada"]).await;
        let header = [("idempotency-key", "\"k1\"")];
        let token = app.sign_in(&class.people[0].email).await;
        let body = said(5, "Good.", None);
        for replayed in ["", "true"] {
            let answer = app
                .send(actix_web::http::Method::POST, &feedback_of(&class, 0), Some(&token), &header, Some(&body))
                .await
                .expect(201);
            assert_eq!(answer.header("idempotency-replayed"), replayed);
        }
    }
}
