//! One certificate put right: issued again in the name as it should print, the old one superseded without a name.

use serde_json::{Value, json};

use crate::{
    documents::reading::Pdf,
    support::{
        app::{Someone, TestApp},
        catalogue::id_of,
        database::both_databases,
        register::Class,
    },
};

async fn certified(app: &TestApp) -> (Class, Value) {
    let mut class = Class::of(app, &["Sian Hughes", "Ben"]).await;
    class.at_end(app).await;
    class.mark_all(app, &["p", "p"]).await;
    class.close(app).await.expect(200);
    let certificate = class.certificates(app, 0).await.remove(0);
    (class, certificate)
}

/// Somebody who manages the first of the class.
async fn boss(app: &TestApp, class: &Class) -> Someone {
    let boss = app.delegate("Max Manager").await;
    let (person, manager) = (class.people[0].id, boss.id);
    app.db
        .write(move |tx| {
            use training_ladder::store::{Row, write::people::person};
            let mut row = person::load_person(tx.conn(), person)?;
            row.line_manager_id = Some(manager);
            tx.account_for([Row::Person(row.id.uuid())]);
            person::store_person(tx, &row)
        })
        .await
        .expect("a manager");
    boss
}

both_databases! {
    async fn it_is_issued_again_in_another_name_and_the_old_one_says_so_without_one(app: TestApp) {
        let (class, old) = certified(&app).await;
        let (holder, cora) = (&class.people[0], &class.cora);
        let path = format!("/api/v1/certificates/{}", id_of(&old));
        let body = json!({"reason": "The name was misspelt.", "name": "Siân Hughes"});
        for who in [holder, &class.tess] {
            let status = app.post(who, &format!("{path}/reissue"), body.clone()).await.status.as_u16();
            assert!(matches!(status, 403 | 404), "{status}");
        }
        for (field, value) in [("reason", json!("")), ("name", json!("12"))] {
            let mut wrong = body.clone();
            wrong[field] = value;
            let answer = app.post(cora, &format!("{path}/reissue"), wrong).await;
            assert_eq!(answer.expect_problem(422, "invalid_input").json()["errors"][0]["field"], field);
        }
        let new = app.post(cora, &format!("{path}/reissue"), body.clone()).await.expect(201);
        assert!(new.header("location").ends_with(&id_of(&new.json())));
        let new = new.json();
        assert_eq!((&new["person_name"], &new["state"]), (&json!("Siân Hughes"), &json!("valid")));
        for same in ["course_title", "cpd_minutes", "cpd_basis", "completed_on", "booking_id"] {
            assert_eq!(new[same], old[same], "{same}");
        }
        assert_ne!(new["number"], old["number"]);
        assert_ne!(new["verification_code"], old["verification_code"]);
        app.post(cora, &format!("{path}/reissue"), body).await.expect_problem(409, "certificate_superseded");

        let code = old["verification_code"].as_str().expect("a code");
        let found = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200);
        assert!(!found.text().contains("Sian"), "{}", found.text());
        let found = found.json();
        assert_eq!((&found["state"], &found["replaced_by"]), (&json!("superseded"), &new["number"]));
        assert_eq!(found["person_name"], Value::Null);
        assert!(!found["message"].as_str().expect("words").contains("removed"));
        let page = app.browser().open(&format!("/verify/{code}")).await.expect(200).text();
        assert!(page.contains(new["number"].as_str().expect("a number")) && !page.contains("Sian"), "{page}");
        let code = new["verification_code"].as_str().expect("a code");
        let found = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
        assert_eq!((&found["state"], &found["person_name"]), (&json!("valid"), &json!("Siân Hughes")));

        assert_eq!(app.kinds_to(&holder.email).await, ["booked", "result_attended", "certificate_replaced"]);
        app.run_jobs().await;
        let sent = app.mailbox.take_sent();
        let mails: Vec<_> = sent.iter().filter(|mail| mail.text.contains("The name was misspelt.")).collect();
        assert_eq!(mails.len(), 1);
        assert!(Pdf::read(&mails[0].attachments[0].bytes).text().contains("Siân Hughes"));
        app.audit().await;
    }

    async fn a_former_name_is_seen_by_its_holder_and_coordinators_alone(app: TestApp) {
        let (class, old) = certified(&app).await;
        let boss = boss(&app, &class).await;
        let path = format!("/api/v1/certificates/{}", id_of(&old));
        assert_eq!(app.get(&boss, &path).await.expect(200).json()["person_name"], "Sian Hughes");
        let body = json!({"reason": "Sian Hughes is called Dai Hughes.", "name": "Dai Hughes"});
        app.post(&class.cora, &format!("{path}/reissue"), body).await.expect(201);
        for (who, sees) in [(&class.people[0], true), (&class.cora, true), (&boss, false)] {
            let list = app.get(who, &format!("/api/v1/certificates?person_id={}", class.people[0].id)).await;
            let list = list.expect(200);
            assert_eq!(list.text().contains("Sian Hughes"), sees);
            assert_eq!(list.json()["items"][0]["person_name"], "Dai Hughes");
            assert_eq!(app.get(who, &path).await.expect(200).text().contains("Sian Hughes"), sees);
            let printed = app.get(who, &format!("{path}.pdf")).await.expect(200);
            assert_eq!(Pdf::read(&printed.body).text().contains("Sian Hughes"), sees);
        }
        let page = app.browser_of(&boss).await.open(&format!("/certificates/{}", id_of(&old))).await.expect(200).text();
        assert!(!page.contains("is called"), "{page}");
    }

    async fn closing_again_leaves_what_was_reissued_alone(app: TestApp) {
        let (mut class, old) = certified(&app).await;
        let path = format!("/api/v1/certificates/{}/reissue", id_of(&old));
        let body = json!({"reason": "The name was misspelt.", "name": "Siân Hughes"});
        let new = app.post(&class.cora, &path, body).await.expect(201).json();
        class.later(&app, 1).await;
        class.reopen(&app).await.expect(200);
        let counts = class.close(&app).await.expect(200).json();
        assert_eq!(counts["certificates_issued"], 0);
        assert_eq!(class.certificates(&app, 0).await[0], new);
        app.audit().await;
    }

    async fn its_holder_asks_and_the_work_board_says_so(app: TestApp) {
        let (class, old) = certified(&app).await;
        let path = format!("/api/v1/certificates/{}", id_of(&old));
        let words = json!({"words": "My name is Siân, with a circumflex."});
        app.post(&class.people[1], &format!("{path}/ask-for-reissue"), words.clone()).await
            .expect_problem(404, "not_found");
        app.post(&class.people[0], &format!("{path}/ask-for-reissue"), json!({"words": ""})).await
            .expect_problem(422, "invalid_input");
        let asked = app.post(&class.people[0], &format!("{path}/ask-for-reissue"), words.clone()).await.expect(200);
        assert_eq!(asked.json()["reissue_words"], words["words"]);
        let board = app.browser_of(&class.cora).await.open("/work").await.expect(200).text();
        assert!(board.contains("Certificates to put right") && board.contains("Sian Hughes"), "{board}");
        let body = json!({"reason": "The circumflex.", "name": "Siân Hughes"});
        app.post(&class.cora, &format!("{path}/reissue"), body).await.expect(201);
        let board = app.browser_of(&class.cora).await.open("/work").await.expect(200).text();
        assert!(!board.contains("Certificates to put right"), "{board}");
        app.post(&class.people[0], &format!("{path}/ask-for-reissue"), words).await
            .expect_problem(409, "certificate_superseded");
    }
}
