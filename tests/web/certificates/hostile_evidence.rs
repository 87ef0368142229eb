//! Files that are not what they are called, too large, too many, or infected; and what happens when nothing can tell.

use std::time::Duration;

use serde_json::json;

use super::evidence::claimed;
use crate::support::{
    app::{Answer, Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    evidence::{PARTS, as_part, pdf, scanner},
    raw_database::Beside,
    site::Site,
};

const MEGABYTE: usize = 1024 * 1024;

/// Hands in a file of which nothing may stay.
async fn refused(app: &TestApp, dora: &Someone, claim: &str, (name, bytes): (&str, &[u8])) -> Answer {
    let before = app.files_handed_in();
    let answer = app.hand_in(dora, claim, name, bytes).await;
    assert_eq!(app.files_handed_in(), before, "{name}");
    answer
}

/// The same app, with a program that looks for viruses by these lines of a shell.
fn looked_at(app: &TestApp, folder: &tempfile::TempDir, seed: u64, lines: &str) -> TestApp {
    let patience = Duration::from_millis(400);
    let virus_scanner = scanner(folder.path(), lines, patience);
    app.copy_as(seed, Site { virus_scanner, ..Site::default() })
}

both_databases! {
    async fn a_file_is_told_by_what_it_holds(app: TestApp) {
        let (_, dora, claim) = claimed(&app).await;
        for (name, bytes) in [
            ("certificate.pdf", &b"<!DOCTYPE html><script>alert(1)</script>"[..]),
            ("certificate.png", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
            ("certificate.jpg", b"PK\x03\x04\x14\0\0\0"),
            ("certificate.pdf", b"\x7FELF\x02\x01\x01"),
            ("empty.pdf", b" "),
        ] {
            let answer = refused(&app, &dora, &claim, (name, bytes)).await.expect_problem(422, "invalid_input");
            let told = answer.json();
            assert_eq!(told["errors"][0]["field"], "file");
            let said = told["errors"][0]["message"].as_str().expect("words");
            assert!(said.contains(name) && said.contains("PDF, JPEG, PNG, WebP and HEIC"), "{said}");
        }
        refused(&app, &dora, &claim, ("nothing.pdf", b"")).await.expect_problem(422, "invalid_input");
    }

    async fn a_file_has_ten_megabytes_at_most(app: TestApp) {
        let (_, dora, claim) = claimed(&app).await;
        let mut large = pdf("large");
        large.resize(10 * MEGABYTE, b' ');
        app.hand_in(&dora, &claim, "large.pdf", &large).await.expect(201);
        large.push(b' ');
        let answer = refused(&app, &dora, &claim, ("larger.pdf", &large)).await.expect_problem(422, "invalid_input");
        assert!(answer.text().contains("10 MB"), "{}", answer.text());
        large.resize(11 * MEGABYTE, b' ');
        refused(&app, &dora, &claim, ("huge.pdf", &large)).await.expect_problem(413, "too_large");
    }

    async fn a_claim_has_five_files_and_a_body_one(app: TestApp) {
        let (_, dora, claim) = claimed(&app).await;
        for at in 0..5 {
            app.hand_in(&dora, &claim, "page.pdf", &pdf(&format!("page {at}"))).await.expect(201);
        }
        refused(&app, &dora, &claim, ("page.pdf", &pdf("page 6"))).await.expect_problem(422, "invalid_input");
        app.hand_in(&dora, &claim, "page.pdf", &pdf("page 4")).await.expect(201);

        let path = format!("/api/v1/training-claims/{claim}/evidence");
        let send = async |media_type: &str, body: Vec<u8>| {
            let token = app.sign_in(&dora.email).await;
            app.send_bytes(actix_web::http::Method::POST, &path, Some(&token), &[], Some((media_type, body))).await
        };
        send("application/json", b"{}".to_vec()).await.expect_problem(415, "unsupported_media_type");
        send("application/pdf", pdf("bare")).await.expect_problem(415, "unsupported_media_type");
        send(PARTS, as_part("other", "a.pdf", &pdf("a"))).await.expect_problem(422, "invalid_input");
        send(PARTS, b"--edge\r\n".to_vec()).await.expect_problem(400, "malformed_request");
        let mut two = as_part("file", "a.pdf", &pdf("a"));
        two.truncate(two.len() - b"--edge--\r\n".len());
        two.extend(as_part("file", "b.pdf", &pdf("b")));
        send(PARTS, two).await.expect_problem(422, "invalid_input");
        assert_eq!(app.files_handed_in().len(), 5);
    }

    async fn twenty_files_wait_at_most(app: TestApp) {
        let (cora, dora, _) = claimed(&app).await;
        let mut claims = Vec::new();
        for at in 0..5 {
            let said = json!({"words": format!("Course {at}.")});
            claims.push(id_of(&app.post(&dora, "/api/v1/me/training-claims", said).await.expect(201).json()));
        }
        for claim in &claims[..4] {
            for at in 0..5 {
                app.hand_in(&dora, claim, "page.pdf", &pdf(&format!("page {at}"))).await.expect(201);
            }
        }
        refused(&app, &dora, &claims[4], ("a.pdf", &pdf("a"))).await.expect_problem(422, "invalid_input");
        let path = format!("/api/v1/training-claims/{}/decline", claims[0]);
        app.post(&cora, &path, json!({"reason": "Not ours."})).await.expect(200);
        app.hand_in(&dora, &claims[4], "a.pdf", &pdf("a")).await.expect(201);
    }

    async fn what_looks_for_viruses_is_asked_about_each(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let (cora, dora, claim) = claimed(&app).await;
        // It is given the file's path as its last word, and nothing of our surroundings.
        let lines = "[ \"$1\" = --quiet ] && [ $# = 2 ] && [ -z \"$LADDER_SECRET$HOME\" ] || exit 3\n\
                     case \"$(cat \"$2\")\" in *marked*) exit 1;; *) exit 0;; esac";
        let looked = looked_at(&app, &folder, 21, lines);
        looked.hand_in(&dora, &claim, "well.pdf", &pdf("well")).await.expect(201);
        let answer = refused(&looked, &dora, &claim, ("ill.pdf", &pdf("marked"))).await;
        let answer = answer.expect_problem(422, "invalid_input");
        assert!(answer.text().contains("ill.pdf") && answer.text().contains("virus"), "{}", answer.text());
        let mut beside = Beside::to(&app.database);
        let lines = beside.lines(
            "SELECT action || ' ' || subject_kind || ' ' || coalesce(detail, '') AS line
                 FROM audit_log WHERE action = 'evidence_infected'",
        );
        assert_eq!(lines, ["evidence_infected person "]);
        assert_eq!(beside.number("SELECT count(*) FROM claim_evidence"), 1);
        let trail = app.get(&cora, "/api/v1/trail?kind=refusals").await.expect(200).json();
        assert_eq!(trail["items"][0]["action"], "evidence_infected", "{trail}");
    }

    async fn while_nothing_can_tell_nothing_is_taken(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let (_, dora, claim) = claimed(&app).await;
        let pids = folder.path().join("pid");
        let slow = format!("sleep 600 & echo $! > {}; wait", pids.display());
        for (seed, lines) in [(31, "exit 2"), (32, "kill -9 $$"), (33, "exit 127"), (34, slow.as_str())] {
            let looked = looked_at(&app, &folder, seed, lines);
            let answer = refused(&looked, &dora, &claim, ("a.pdf", &pdf("a"))).await;
            let answer = answer.expect_problem(503, "unavailable");
            assert_eq!(answer.header("retry-after"), "60");
            assert!(answer.text().contains("Nothing was kept"), "{lines}: {}", answer.text());
        }
        // What it had started itself ended with it.
        let pid = std::fs::read_to_string(&pids).expect("it was started");
        let proc = std::path::PathBuf::from(format!("/proc/{}/stat", pid.trim()));
        let ended = || std::fs::read_to_string(&proc).map_or(true, |stat| stat.contains(") Z "));
        for _ in 0..1000 {
            if ended() {
                break;
            }
            std::thread::yield_now();
        }
        assert!(ended(), "{pid} goes on");
        // One that is not there looks at nothing either.
        let looked = looked_at(&app, &folder, 35, "exit 0");
        std::fs::remove_file(folder.path().join("scanner")).expect("it is taken away");
        refused(&looked, &dora, &claim, ("a.pdf", &pdf("a"))).await.expect_problem(503, "unavailable");
        let looked = looked_at(&app, &folder, 36, "exit 0");
        looked.hand_in(&dora, &claim, "a.pdf", &pdf("a")).await.expect(201);
    }
}
