//! "This is wrong."

use serde_json::json;

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases, register::Class};

both_databases! {
    async fn it_reaches_trainer_and_coordinators_and_is_answered(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        let path = format!("/api/v1/bookings/{}/dispute", class.bookings[0]);
        let words = json!({"words": "I was there all the time."});
        app.post(&class.people[0], &path, words.clone()).await.expect_problem(409, "nothing_to_object_to");
        class.at_end(&app).await;
        class.mark_all(&app, &["a", "p"]).await;
        class.close(&app).await.expect(200);
        app.post(&class.people[1], &path, words.clone()).await.expect_problem(404, "not_found");
        app.post(&class.tess, &path, words.clone()).await.expect_problem(403, "forbidden");
        app.post(&class.people[0], &path, json!({"words": ""})).await.expect_problem(422, "invalid_input");
        let said = app.post(&class.people[0], &path, words.clone()).await.expect(201).json();
        assert_eq!((&said["words"], &said["answer"]), (&words["words"], &json!(null)));
        app.post(&class.people[0], &path, words).await.expect_problem(409, "dispute_open");
        for reader in [&class.tess, &class.cora] {
            let (kind, mail) = app.mails_to(&reader.email).await.pop().expect("a mail");
            assert_eq!((kind.as_str(), &mail["recorded"]), ("result_disputed", &json!("did not attend")));
            assert_eq!(mail["says"], "I was there all the time.");
        }
        let roster = app.get(&class.tess, &class.path("roster")).await.expect(200).json();
        assert_eq!(roster["entries"][0]["dispute"]["words"], "I was there all the time.");

        let answer_path = format!("/api/v1/disputes/{}/answer", id_of(&said));
        let answer = json!({"answer": "You are right; we have corrected it."});
        app.post(&class.people[0], &answer_path, answer.clone()).await.expect_problem(403, "forbidden");
        let answered = app.post(&class.tess, &answer_path, answer.clone()).await.expect(200).json();
        assert_eq!(answered["answer"], answer["answer"]);
        app.post(&class.tess, &answer_path, answer.clone()).await.expect_problem(409, "dispute_answered");
        let list = format!("/api/v1/bookings/{}/disputes", class.bookings[0]);
        let read = app.get(&class.people[0], &list).await.expect(200).json();
        assert_eq!(read["items"][0]["answer"], answer["answer"]);
        let (kind, mail) = app.mails_to(&class.people[0].email).await.pop().expect("a mail");
        assert_eq!((kind.as_str(), &mail["answer"]), ("dispute_answered", &answer["answer"]));
        assert_eq!((&mail["says"], &mail["said_by"]), (&json!("I was there all the time."), &json!(null)));
    }

    async fn fourteen_days_are_given(app: TestApp) {
        let mut class = Class::of(&app, &["Ada", "Ben"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["a", "a"]).await;
        class.close(&app).await.expect(200);
        let words = json!({"words": "I was there."});
        let path = |person: usize| format!("/api/v1/bookings/{}/dispute", class.bookings[person]);
        let (ada, ben) = (path(0), path(1));
        class.later(&app, 14 * 24 * 60 - 1).await;
        app.post(&class.people[0], &ada, words.clone()).await.expect(201);
        class.later(&app, 1).await;
        app.post(&class.people[1], &ben, words).await.expect_problem(409, "too_late_to_object");
    }

    async fn whoever_said_it_for_somebody_is_answered_too(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["a"]).await;
        class.close(&app).await.expect(200);
        let path = format!("/api/v1/bookings/{}/dispute", class.bookings[0]);
        let words = json!({"words": "She was there."});
        let said = app.post(&class.cora, &path, words).await.expect(201).json();
        let answer = json!({"answer": "She was not."});
        app.post(&class.tess, &format!("/api/v1/disputes/{}/answer", id_of(&said)), answer).await.expect(200);
        let (_, to_ada) = app.mails_to(&class.people[0].email).await.pop().expect("a mail");
        assert_eq!((&to_ada["said_by"], &to_ada["about"]), (&json!("Cora Coordinator"), &json!(null)));
        let (kind, to_cora) = app.mails_to(&class.cora.email).await.pop().expect("a mail");
        assert_eq!((kind.as_str(), &to_cora["about"]), ("dispute_answered", &json!("Ada")));
    }
}
