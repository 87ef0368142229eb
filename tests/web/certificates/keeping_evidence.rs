//! How long evidence is kept, with whom it goes, and that rows and files are held to each other.

use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    time::SystemTime,
};

use chrono::TimeDelta;
use serde_json::json;
use training_ladder::{
    store::evidence_folder::EvidenceFolder, usecases::certificates::tidy_evidence::audit_evidence,
};

use super::evidence::claimed;
use crate::support::{
    app::TestApp,
    catalogue::id_of,
    database::both_databases,
    evidence::{pdf, png},
    personal_data::files,
    raw_database::Beside,
};

async fn audited(app: &TestApp) -> Vec<String> {
    let folder = EvidenceFolder::at(app.database.evidence.path());
    let findings = audit_evidence(&app.db, Some(folder)).await.expect("an audit");
    findings.into_iter().map(|finding| format!("{}: {}", finding.rule, finding.detail)).collect()
}

both_databases! {
    async fn it_goes_ninety_days_after_it_was_decided(app: TestApp) {
        let (cora, dora, claim) = claimed(&app).await;
        app.hand_in(&dora, &claim, "a.pdf", &pdf("a")).await.expect(201);
        let open = json!({"words": "Another course."});
        let open = id_of(&app.post(&dora, "/api/v1/me/training-claims", open).await.expect(201).json());
        app.hand_in(&dora, &open, "b.pdf", &pdf("b")).await.expect(201);
        app.after(TimeDelta::days(200)).await;
        assert_eq!(app.files_handed_in().len(), 2, "nothing is decided");
        let path = format!("/api/v1/training-claims/{claim}/confirm");
        app.post(&cora, &path, json!({"training": "two-day"})).await.expect(200);
        app.after(TimeDelta::days(90) - TimeDelta::seconds(1)).await;
        assert_eq!(app.files_handed_in().len(), 2);
        app.after(TimeDelta::seconds(1)).await;
        assert_eq!(app.files_handed_in().len(), 1);
        let own = app.get(&dora, "/api/v1/me/training-claims").await.expect(200).json();
        assert_eq!((&own["items"][0]["state"], &own["items"][0]["evidence"]), (&json!("confirmed"), &json!([])));
        assert_eq!(own["items"][1]["evidence"].as_array().map(Vec::len), Some(1));
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM spent_files"), 0);
        assert_eq!(audited(&app).await, Vec::<String>::new());
    }

    async fn it_is_erased_with_the_person_and_taken_away_by_them(app: TestApp) {
        let (cora, dora, claim) = claimed(&app).await;
        app.hand_in(&dora, &claim, "Dora's certificate.pdf", &pdf("a")).await.expect(201);
        app.hand_in(&dora, &claim, "scan.png", &png()).await.expect(201);
        let olly = app.delegate("Olly").await;
        let other = json!({"words": "Another course."});
        let other = id_of(&app.post(&olly, "/api/v1/me/training-claims", other).await.expect(201).json());
        app.hand_in(&olly, &other, "b.pdf", &pdf("b")).await.expect(201);

        let archive = app.get(&dora, "/api/v1/me/export").await.expect(200);
        let all = files(&archive.body);
        let mut handed_in: Vec<(&str, &[u8])> = all
            .iter()
            .filter(|(name, _)| name.starts_with("evidence/"))
            .map(|(name, content)| (name.split_at("evidence/".len() + 37).1, content.as_slice()))
            .collect();
        handed_in.sort_unstable();
        assert_eq!(handed_in, [("Dora's certificate.pdf", &pdf("a")[..]), ("scan.png", &png()[..])]);
        let (_, rows) = all.iter().find(|(name, _)| name == "everything.json").expect("the rows");
        let rows: serde_json::Value = serde_json::from_slice(rows).expect("JSON");
        assert_eq!(rows["claim_evidence"].as_array().map(Vec::len), Some(2));
        assert_eq!(rows["training_claims"][0]["claimed_course"], "Two day");

        app.run_jobs().await;
        assert_eq!(app.files_handed_in().len(), 3);
        let path = format!("/api/v1/people/{}/erase", dora.id);
        app.post(&cora, &path, json!({"reason": "She asked for it."})).await.expect(200);
        app.run_jobs().await;
        assert_eq!(app.files_handed_in().len(), 1, "Olly's");
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM claim_evidence"), 1);
        assert_eq!(audited(&app).await, Vec::<String>::new());
    }

    async fn it_goes_along_when_records_become_one(app: TestApp) {
        let (cora, dora, claim) = claimed(&app).await;
        let file = id_of(&app.hand_in(&dora, &claim, "a.pdf", &pdf("a")).await.expect(201).json());
        let into = app.delegate("Dora Doe").await;
        let path = format!("/api/v1/people/{}/merge", dora.id);
        app.post(&cora, &path, json!({"into": into.id})).await.expect(200);
        app.run_jobs().await;
        let path = format!("/api/v1/training-claims/{claim}/evidence/{file}");
        assert_eq!(app.get(&into, &path).await.expect(200).body, pdf("a"));
        let own = app.get(&into, "/api/v1/me/training-claims").await.expect(200).json();
        assert_eq!(own["items"][0]["evidence"][0]["id"], file.as_str());
    }

    async fn rows_and_files_are_held_to_each_other(app: TestApp) {
        let (_, dora, claim) = claimed(&app).await;
        app.hand_in(&dora, &claim, "a.pdf", &pdf("a")).await.expect(201);
        let folder = app.database.evidence.path();
        let kept = app.files_handed_in().remove(0);
        assert_eq!(fs::metadata(folder.join(&kept)).expect("the file").permissions().mode() & 0o777, 0o600);
        assert_eq!(audited(&app).await, Vec::<String>::new());

        // Two that never got a row: one came long ago, one just now; and one that is none of ours.
        let (old, new, foreign) = ("0".repeat(32), format!("{}.new", "1".repeat(32)), "read-me.txt".to_owned());
        let now: SystemTime = app.clock.now().into();
        let day = std::time::Duration::from_hours(24);
        for (name, at) in [(&old, now - 2 * day), (&new, now), (&foreign, now - 2 * day), (&kept, now - 2 * day)] {
            let file = File::options().append(true).create(true).open(folder.join(name)).expect("a file");
            file.set_modified(at).expect("a time");
        }
        app.run_jobs().await;
        let mut there = vec![kept.clone(), new.clone(), foreign.clone()];
        there.sort();
        assert_eq!(app.files_handed_in(), there);
        app.after(TimeDelta::days(1) + TimeDelta::seconds(1)).await;
        there.retain(|name| *name != new);
        assert_eq!(app.files_handed_in(), there);

        fs::write(folder.join(&kept), "short").expect("it is cut short");
        let said = audited(&app).await;
        assert!(said.len() == 1 && said[0].starts_with("evidence_missing") && said[0].contains(&kept), "{said:?}");
        fs::remove_file(folder.join(&kept)).expect("it is lost");
        assert_eq!(audited(&app).await.len(), 1);
        let own = app.get(&dora, "/api/v1/me/training-claims").await.expect(200).json();
        let file = id_of(&own["items"][0]["evidence"][0]);
        let path = format!("/api/v1/training-claims/{claim}/evidence/{file}");
        app.get(&dora, &path).await.expect_problem(404, "not_found");
        // What is lost can be exported, taken back and erased all the same.
        app.get(&dora, "/api/v1/me/export").await.expect(200);
        let token = app.sign_in(&dora.email).await;
        app.send(actix_web::http::Method::DELETE, &path, Some(&token), &[], None).await.expect(204);
        app.run_jobs().await;
        assert_eq!(audited(&app).await, Vec::<String>::new());
    }
}
