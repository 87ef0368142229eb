//! `audit`, `backup` and `check`, of the files that people handed in.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::json;

use super::ladder;
use crate::support::{
    app::TestApp,
    catalogue::id_of,
    database::{OnDatabase, TestDatabase},
    evidence::pdf,
};

#[actix_web::test]
async fn files_are_audited_and_backed_up_with_the_database() {
    let app = TestApp::on(TestDatabase::sqlite()).await;
    let dora = app.delegate("Dora").await;
    let said = json!({"words": "Two days in Leeds."});
    let claim = id_of(&app.post(&dora, "/api/v1/me/training-claims", said).await.expect(201).json());
    app.hand_in(&dora, &claim, "a.pdf", &pdf("a")).await.expect(201);
    let name = app.files_handed_in().remove(0);
    let folder = app.database.evidence.path().to_string_lossy().into_owned();
    let environment = [("DATABASE_URL", app.database.url.as_str()), ("LADDER_EVIDENCE_DIR", folder.as_str())];
    let audited = ladder(&["audit"], &environment);
    assert_eq!(audited.status.code(), Some(0), "{}", String::from_utf8_lossy(&audited.stderr));

    let kept = tempfile::tempdir().expect("a folder");
    let copy = kept.path().join("copy.sqlite3");
    let arguments = ["backup", copy.to_str().expect("a path")];
    let output = ladder(&arguments, &environment);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let beside = kept.path().join("copy.sqlite3.evidence");
    let file = beside.join(&name);
    assert_eq!(fs::read(&file).expect("the file"), pdf("a"));
    assert_eq!(fs::metadata(&file).expect("the file").permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(&beside).expect("the folder").permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::read_dir(kept.path()).expect("the folder").count(), 2, "no draft is left");
    // What was backed up is whole by itself, and is not written over.
    let restored = format!("sqlite:{}", copy.display());
    let whole =
        [("DATABASE_URL", restored.as_str()), ("LADDER_EVIDENCE_DIR", beside.to_str().expect("a path"))];
    assert_eq!(ladder(&["audit"], &whole).status.code(), Some(0));
    fs::remove_file(&copy).expect("it goes");
    let again = ladder(&arguments, &environment);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("copy.sqlite3.evidence is there already"));

    fs::remove_file(app.database.evidence.path().join(&name)).expect("it is lost");
    let audited = ladder(&["audit"], &environment);
    assert_eq!(audited.status.code(), Some(1));
    let said = String::from_utf8_lossy(&audited.stderr).into_owned();
    assert!(said.contains("evidence_missing") && said.contains(&name), "{said}");
}

#[test]
fn on_a_server_the_folder_has_to_be_named_and_is_backed_up_by_hand() {
    let environment = [
        ("DATABASE_URL", "postgres://ladder@127.0.0.1/ladder"),
        ("LADDER_SECRET", "a secret of more than thirty-two bytes, for tests"),
    ];
    let checked = ladder(&["check"], &environment);
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(said.contains("Note: LADDER_EVIDENCE_DIR names no folder"), "{said}");
    let output = ladder(&["backup", "copy"], &environment);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("Copy the folder LADDER_EVIDENCE_DIR afterwards"), "{said}");
}
