//! `ladder attendance import`, on a database as the command finds it.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::ladder;
use crate::support::{app::TestApp, database::both_databases, register::Class};

/// What the command said: its exit code, and both of its outputs.
async fn import(
    app: &TestApp,
    class: &Class,
    text: &str,
    more: &'static [&'static str],
) -> (Option<i32>, String) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("report.csv");
    fs::write(&file, text).unwrap();
    let (url, session) = (app.database.url.clone(), class.session.clone());
    let output = actix_web::web::block(move || {
        let (file, data) = (file.display().to_string(), folder.path().display().to_string());
        let mut arguments = vec!["attendance", "import", &file, "--session", &session];
        arguments.extend(more);
        let secret = ("LADDER_SECRET", "a secret of more than thirty-two bytes, for tests");
        ladder(&arguments, &[("DATABASE_URL", &url), ("LADDER_DATA_DIR", &data), secret])
    })
    .await
    .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

async fn outcomes(app: &TestApp, class: &Class) -> Vec<Value> {
    let roster = app.get(&class.tess, &class.path("roster")).await.expect(200).json();
    let entries = roster["entries"].as_array().expect("entries").iter();
    entries.map(|entry| entry["attendance"][0]["outcome"].clone()).collect()
}

const REPORT: &str = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n\
    Ada,ada.okoro@example.org,11/10/2026 09:00:00 AM,11/10/2026 12:00:00 PM,180,No\n\
    Benny Hale,,11/10/2026 09:00:00 AM,11/10/2026 12:00:00 PM,180,Yes\n";

both_databases! {
    async fn a_report_is_looked_at_then_marked_once_every_proposal_is_answered(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro", "Ben Hale", "Cem Demir"]).await;
        class.at_end(&app).await;
        let (code, said) = import(&app, &class, REPORT, &["--dry-run"]).await;
        assert_eq!(code, Some(0), "{said}");
        for wanted in [
            "line 2: Ada, known by their address, 3 hours",
            "line 3: Benny Hale may be Ben Hale. The same surname, and a similar first name.",
            "Not in the meeting: 1.",
            "A dry run, nothing was marked.",
        ] {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        let (code, said) = import(&app, &class, REPORT, &[]).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("Nothing was marked.") && said.contains("--confirm LINES"), "{said}");
        assert_eq!(outcomes(&app, &class).await, [Value::Null, Value::Null, Value::Null]);

        let (code, said) = import(&app, &class, REPORT, &["--confirm", "3", "--others-absent"]).await;
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(outcomes(&app, &class).await, ["present", "present", "absent"]);
        app.audit().await;
    }

    async fn what_cannot_be_read_says_its_line_and_nothing_is_marked(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Okoro"]).await;
        class.at_end(&app).await;
        let (code, said) = import(&app, &class, "name,email\nAda,ada.okoro@example.org\n", &[]).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("line 1: nothing in this file reads as who joined"), "{said}");
        let (code, said) = import(&app, &class, REPORT, &["--by", "nobody@example.org"]).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("--by ADDRESS"), "{said}");
        assert_eq!(outcomes(&app, &class).await, [Value::Null]);
    }
}
