//! Files that show training already done: handed in by the person, seen by the coordinators, and by nobody else.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::{
    app::{Answer, Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    evidence::{pdf, png},
    raw_database::Beside,
    site::Site,
};

/// A course that asks for a retired one or a badge, and Dora, who says that she did the course.
pub(super) async fn claimed(app: &TestApp) -> (Someone, Someone, String) {
    let (cora, dora) = (app.coordinator().await, app.delegate("Dora").await);
    app.course(&cora, "two-day", |_| {}).await;
    app.post(
        &cora,
        "/api/v1/credential-kinds",
        json!({"slug": "facilitator", "name": "Facilitator's badge"}),
    )
    .await
    .expect(201);
    let two_day = app.get(&cora, "/api/v1/courses/two-day").await.expect(200).json();
    assert_eq!(two_day["title"], "Two day");
    app.course(&cora, "development", |body| {
        body["prerequisites"] = json!([{"any_of": [
            {"kind": "course", "course": "two-day"},
            {"kind": "credential", "credential": "facilitator"},
        ]}]);
    })
    .await;
    let said = json!({"training": "two-day", "words": "", "done_on": "2019-05-12"});
    let claim = app.post(&dora, "/api/v1/me/training-claims", said).await.expect(201).json();
    (cora, dora, id_of(&claim))
}

async fn read(app: &TestApp, who: &Someone, claim: &str, file: &str) -> Answer {
    app.get(who, &format!("/api/v1/training-claims/{claim}/evidence/{file}")).await
}

async fn delete(app: &TestApp, who: &Someone, path: &str) -> Answer {
    let token = app.sign_in(&who.email).await;
    app.send(Method::DELETE, path, Some(&token), &[], None).await
}

async fn eligible(app: &TestApp, who: &Someone, session: &str) -> Value {
    let path = format!("/api/v1/sessions/{session}/eligibility?person_id={}", who.id);
    app.get(who, &path).await.expect(200).json()
}

both_databases! {
    async fn what_is_handed_in_is_seen_and_an_accepted_claim_counts_at_once(app: TestApp) {
        let (cora, dora, claim) = claimed(&app).await;
        let session = app.session(&cora, "development", 30, 3, 9).await.to_string();
        let before = eligible(&app, &dora, &session).await;
        assert_eq!(before["eligible"], false, "{before}");

        let file = app.hand_in(&dora, &claim, "certificate.html", &pdf("of Dora's")).await.expect(201).json();
        assert_eq!((&file["name"], &file["kind"]), (&json!("certificate.pdf"), &json!("pdf")));
        let picture = app.hand_in(&dora, &claim, "IMG 1.PNG", &png()).await.expect(201).json();
        assert_eq!((&picture["name"], &picture["kind"]), (&json!("IMG 1.png"), &json!("png")));
        // The same again is the same file, and leaves none behind.
        let again = app.hand_in(&dora, &claim, "copy.pdf", &pdf("of Dora's")).await.expect(201).json();
        assert_eq!(again, file);
        assert_eq!(app.files_handed_in().len(), 2);

        let open = app.get(&cora, "/api/v1/training-claims?state=open").await.expect(200).json();
        assert_eq!(open["items"][0]["evidence"], json!([file, picture]));
        assert_eq!(open["items"][0]["claimed"], json!({"training": "two-day", "title": "Two day"}));
        assert_eq!(open["items"][0]["words"], "Two day");
        for who in [&cora, &dora] {
            let answer = read(&app, who, &claim, &id_of(&file)).await.expect(200);
            assert_eq!(answer.body, pdf("of Dora's"));
            assert_eq!(answer.header("content-type"), "application/pdf");
            assert_eq!(
                answer.header("content-disposition"),
                "attachment; filename=\"evidence.pdf\"; filename*=UTF-8''certificate.pdf"
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("cache-control"), "private, no-store");
            assert!(answer.header("content-security-policy").contains("sandbox"));
        }
        let answer = read(&app, &cora, &claim, &id_of(&picture)).await.expect(200);
        assert_eq!((&answer.body, answer.header("content-type").as_str()), (&png(), "image/png"));
        assert!(answer.header("content-disposition").ends_with("filename*=UTF-8''IMG%201.png"));

        let path = format!("/api/v1/training-claims/{claim}/confirm");
        app.post(&cora, &path, json!({"training": "two-day", "source": "certificate seen"})).await.expect(200);
        let after = eligible(&app, &dora, &session).await;
        assert_eq!(after["eligible"], true, "{after}");
        app.post(&dora, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        assert!(app.kinds_to(&dora.email).await.contains(&"claim_confirmed".to_owned()));

        // What was decided on stays as it was.
        app.hand_in(&dora, &claim, "late.pdf", &pdf("too late")).await.expect_problem(409, "claim_decided");
        let path = format!("/api/v1/training-claims/{claim}/evidence/{}", id_of(&file));
        delete(&app, &dora, &path).await.expect_problem(409, "claim_decided");
        assert_eq!(app.files_handed_in().len(), 2);
        app.audit().await;
    }

    async fn nobody_else_sees_or_changes_it(app: TestApp) {
        let (cora, dora, claim) = claimed(&app).await;
        let file = id_of(&app.hand_in(&dora, &claim, "a.pdf", &pdf("a")).await.expect(201).json());
        let (olly, tess, mary) =
            (app.delegate("Olly").await, app.trainer("Tess").await, app.delegate("Mary").await);
        app.patch(&dora, "/api/v1/me", json!({"line_manager": mary.email})).await.expect(200);
        let path = format!("/api/v1/training-claims/{claim}/evidence/{file}");
        for who in [&olly, &tess, &mary] {
            app.get(who, &path).await.expect_problem(404, "not_found");
            delete(&app, who, &path).await.expect_problem(404, "not_found");
            app.hand_in(who, &claim, "b.pdf", &pdf("b")).await.expect_problem(404, "not_found");
        }
        app.get_public(&path).await.expect_problem(401, "unauthenticated");
        // A coordinator decides on what was handed in, and hands in nothing.
        app.hand_in(&cora, &claim, "b.pdf", &pdf("b")).await.expect_problem(403, "forbidden");
        delete(&app, &cora, &path).await.expect_problem(403, "forbidden");
        // A file is read with its own claim alone.
        let other = json!({"words": "Something else."});
        let other = id_of(&app.post(&dora, "/api/v1/me/training-claims", other).await.expect(201).json());
        read(&app, &dora, &other, &file).await.expect_problem(404, "not_found");
        delete(&app, &dora, &format!("/api/v1/training-claims/{other}/evidence/{file}"))
            .await
            .expect_problem(404, "not_found");
        assert_eq!(app.files_handed_in().len(), 1);

        app.get(&cora, &path).await.expect(200);
        app.app.usecases.write_sightings().await.expect("the trail is written");
        let trail = Beside::to(&app.database)
            .lines("SELECT action AS line FROM audit_log WHERE action LIKE 'evidence%' ORDER BY action");
        // One's own is no line.
        assert_eq!(trail, ["evidence_added", "evidence_read"]);

        delete(&app, &dora, &path).await.expect(204);
        read(&app, &dora, &claim, &file).await.expect_problem(404, "not_found");
        app.run_jobs().await;
        assert_eq!(app.files_handed_in(), Vec::<String>::new());
        app.hand_in(&dora, &claim, "a.pdf", &pdf("a")).await.expect(201);
    }

    async fn what_can_be_claimed_is_what_is_asked_for(app: TestApp) {
        let (cora, dora, _) = claimed(&app).await;
        app.course(&cora, "unasked", |_| {}).await;
        for wrong in ["unasked", "no-such", "development"] {
            let said = json!({"training": wrong, "words": "I did it."});
            app.post(&dora, "/api/v1/me/training-claims", said).await.expect_problem(422, "invalid_input");
        }
        let nothing = json!({"words": " "});
        app.post(&dora, "/api/v1/me/training-claims", nothing).await.expect_problem(422, "invalid_input");
        let badge = json!({"training": "facilitator", "words": "In Leeds."});
        let claim = app.post(&dora, "/api/v1/me/training-claims", badge).await.expect(201).json();
        assert_eq!(claim["claimed"]["title"], "Facilitator's badge");
        assert_eq!(claim["words"], "In Leeds.");
        let path = format!("/api/v1/training-claims/{}/confirm", id_of(&claim));
        let decided = app.post(&cora, &path, json!({"training": "facilitator"})).await.expect(200).json();
        assert_eq!(decided["confirmed_as"], "Facilitator's badge");
    }

    async fn without_a_folder_no_files_are_taken(app: TestApp) {
        let (_, dora, claim) = claimed(&app).await;
        let app = app.copy_as(11, Site { takes_evidence: false, ..Site::default() });
        app.hand_in(&dora, &claim, "a.pdf", &pdf("a")).await.expect_problem(409, "evidence_not_taken");
        app.run_jobs().await;
        let browser = app.browser_of(&dora).await;
        let page = browser.open("/my-training").await.expect(200).text();
        assert!(!page.contains("type=\"file\""), "{page}");
    }
}
