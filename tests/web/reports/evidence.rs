//! Evidence for an accreditation: what is in the folder, read by programs that are not ours.

use std::{fs, process::Command};

use serde_json::{Value, json};
use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    raw_database::Beside,
    register::Class,
};

const PEOPLE: [&str; 6] = ["Ada Ash", "Ben Birch", "Cid Cedar", "Dot Dogwood", "Eve Elm", "Fay Fir"];

/// Unpacks with Python's zipfile and reads the paper with pdftotext: every file by its name, as text.
const UNPACK: &str = "
import json, subprocess, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
files = {}
for name in archive.namelist():
    content = archive.read(name)
    if name.endswith('.pdf'):
        content = subprocess.run(['pdftotext', '-layout', '-', '-'], input=content, capture_output=True, check=True).stdout
    files[name] = content.decode()
print(json.dumps(files))
";

/// The files of a folder, as text.
fn unpacked(archive: &[u8]) -> Value {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), archive).expect("a file to write to");
    #[expect(clippy::disallowed_methods, reason = "tests/run says by it where Python is")]
    let python = std::env::var("LADDER_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let read = Command::new(python).arg("-c").arg(UNPACK).arg(file.path()).output().expect("python runs");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    serde_json::from_slice(&read.stdout).expect("JSON")
}

/// Six people of a school and one of the council on a course that is accredited for schools; five of the six and the
/// councillor attend it.
async fn accredited(app: &TestApp) -> (Class, String) {
    let mut class = Class::of(app, &[]).await;
    let school = app.organisation("Hillside School", OrganisationKind::School).await;
    let council = app.organisation("The Council", OrganisationKind::Council).await;
    for name in PEOPLE {
        let person = app.delegate(name).await;
        app.join(&person, school, false).await;
        class.book(app, person).await;
    }
    let col = app.delegate("Col Councillor").await;
    app.join(&col, council, false).await;
    class.book(app, col).await;
    class.at_end(app).await;
    class.mark_all(app, &["p", "p", "p", "p", "p", "a", "p"]).await;
    class.close(app).await.expect(200);
    let accreditation = json!({"body": "Restorative Justice Council", "reference": "RJC-1", "from": "2026-01-01",
        "to": "2027-12-31", "courses": ["introduction"], "audiences": ["school"]});
    let made = app.post(&class.cora, "/api/v1/accreditations", accreditation).await.expect(201).json();
    (class, id_of(&made))
}

async fn made(app: &TestApp, who: &Someone, body: Value) -> Value {
    let answer = app.post(who, "/api/v1/evidence-packs", body).await.expect(201);
    let made = answer.json();
    assert_eq!(answer.header("location"), made["file"].as_str().expect("an address"));
    let archive = app.get(who, &answer.header("location")).await.expect(200);
    assert_eq!(archive.header("content-type"), "application/zip");
    unpacked(&archive.body)
}

fn lines(files: &Value, name: &str) -> Vec<String> {
    files[name].as_str().unwrap_or_else(|| panic!("{name}: {files}")).lines().map(str::to_owned).collect()
}

both_databases! {
    async fn the_folder_tells_of_what_the_accreditation_covers(app: TestApp) {
        let (class, accreditation) = accredited(&app).await;
        let desk = app.browser_of(&class.cora).await;
        let path = format!("/manage/dates/{}/complaints", class.session);
        let noted = [("came_on", "2026-11-10"), ("words", "Too cold."), ("followed", "Mended.")];
        desk.submit(&path, &noted).await.expect(303);
        // Everybody who attended says four of five; the councillor, who is not covered, says one.
        Beside::to(&app.database).run(
            "INSERT INTO feedback (booking_id, session_id, quote_allowed, answered_at, updated_at)
                 SELECT id, session_id, FALSE, '2026-11-11 09:00:00', '2026-11-11 09:00:00' FROM bookings
                 WHERE state = 'attended';
             INSERT INTO feedback_answers (booking_id, question_id, number)
                 SELECT b.id, q.id, CASE WHEN o.kind = 'school' THEN 4 ELSE 1 END
                 FROM feedback f JOIN bookings b ON b.id = f.booking_id
                     JOIN organisations o ON o.id = b.organisation_id, feedback_questions q WHERE q.kind = 'scale';
             INSERT INTO impacts (booking_id, stage, answered_by, in_use, difference, plan, answered_at)
                 SELECT booking_id, 'weeks_6', 'participant', 3, 5, 'no_plan', '2026-12-22 09:00:00' FROM feedback",
        );
        let ask = json!({"accreditation_id": accreditation, "from": "2026-11-01", "to": "2026-12-31"});
        let files = made(&app, &class.cora, ask.clone()).await;
        let names: Vec<&String> = files.as_object().expect("files").keys().collect();
        assert_eq!(names.len(), 11, "{names:?}");
        let sessions = lines(&files, "sessions.csv");
        assert_eq!(sessions.len(), 2);
        assert!(sessions[1].contains("\"6\",\"5\",\"0\",\"1\",\"0\",\"165\""), "six of the school: {}", sessions[1]);
        assert_eq!(lines(&files, "attendance.csv").len(), 7);
        assert_eq!(lines(&files, "certificates.csv").len(), 6);
        let feedback = lines(&files, "feedback.csv");
        assert_eq!(feedback.len(), 3, "{feedback:?}");
        assert!(feedback[1].contains("\"5\",\"4.00\""), "the councillor is not covered: {feedback:?}");
        assert!(lines(&files, "impact.csv")[1].contains("\"5\",\"3.00\",\"5.00\""));
        assert!(lines(&files, "complaints.csv")[1].contains("\"Too cold.\",\"Mended.\""));
        assert!(lines(&files, "outcomes.csv")[1].contains("An action plan for practice development"));
        assert!(lines(&files, "sources.csv").len() >= 9);
        let paper = files["evidence.pdf"].as_str().expect("a paper");
        for wanted in ["RJC-1", "Restorative Justice Council", "Sessions held", "As of", "Too cold.", "TL-2026-"] {
            assert!(paper.contains(wanted), "{wanted}: {paper}");
        }
        let all = files.to_string();
        for name in PEOPLE.iter().chain(&["Col Councillor", "Tess Trainer"]) {
            let last = name.split(' ').next_back().expect("a name");
            assert!(!all.contains(name) && (last == "Trainer" || !paper.contains(last)), "{name} is named");
        }

        // With a reason on the trail the names stand in it, until they are erased.
        let with = json!({"accreditation_id": accreditation, "from": "2026-11-01", "to": "2026-12-31",
            "names_reason": "The body asked for a sample."});
        let answer = app.post(&class.cora, "/api/v1/evidence-packs", with).await.expect(201).json();
        let file = answer["file"].as_str().expect("an address");
        let named = unpacked(&app.get(&class.cora, file).await.expect(200).body);
        assert!(named.to_string().contains("Ada Ash") && named.to_string().contains("Tess Trainer"));
        assert!(!named.to_string().contains("Col Councillor"));
        let trail = app.get(&class.cora, "/api/v1/trail").await.expect(200).text();
        assert!(trail.contains("evidence_made_with_names") && trail.contains("The body asked for a sample."));
        let why = json!({"reason": "She asked for it."});
        let path = format!("/api/v1/people/{}/erase", class.people[0].id);
        app.post(&class.cora, &path, why).await.expect(200);
        let later = unpacked(&app.get(&class.cora, file).await.expect(200).body);
        assert!(!later.to_string().contains("Ada Ash") && later.to_string().contains("Ben Birch"));
        assert_eq!(later["sessions.csv"], named["sessions.csv"], "the figures stay as they were");

        // Another period, and what is refused.
        let before = json!({"accreditation_id": accreditation, "from": "2026-01-01", "to": "2026-11-09"});
        let none = made(&app, &class.cora, before).await;
        assert_eq!(lines(&none, "sessions.csv").len(), 1);
        let refused = [
            json!({"accreditation_id": accreditation, "from": "2025-01-01", "to": "2025-12-31"}),
            json!({"accreditation_id": accreditation, "from": "2026-02-01", "to": "2026-01-31"}),
            json!({"accreditation_id": accreditation, "from": "2026-02-01", "to": "2026-03-31", "names_reason": " "}),
        ];
        for body in refused {
            app.post(&class.cora, "/api/v1/evidence-packs", body).await.expect(422);
        }
        let unknown = json!({"accreditation_id": class.session, "from": "2026-02-01", "to": "2026-03-31"});
        app.post(&class.cora, "/api/v1/evidence-packs", unknown).await.expect(404);
        app.post(&class.tess, "/api/v1/evidence-packs", ask).await.expect(403);
        app.audit().await;
    }

    async fn answers_of_four_people_are_not_told_of(app: TestApp) {
        let (class, accreditation) = accredited(&app).await;
        Beside::to(&app.database).run(
            "INSERT INTO feedback (booking_id, session_id, quote_allowed, answered_at, updated_at)
                 SELECT id, session_id, FALSE, '2026-11-11 09:00:00', '2026-11-11 09:00:00' FROM bookings
                 WHERE state = 'attended' AND person_id NOT IN (SELECT id FROM people WHERE name = 'Ada Ash');
             INSERT INTO feedback_answers (booking_id, question_id, number)
                 SELECT f.booking_id, q.id, 4 FROM feedback f, feedback_questions q WHERE q.kind = 'scale'",
        );
        let ask = json!({"accreditation_id": accreditation, "from": "2026-01-01", "to": "2027-12-31"});
        let files = made(&app, &class.cora, ask).await;
        assert_eq!(lines(&files, "feedback.csv").len(), 1, "four of the school, and one who is not covered");
        app.audit().await;
    }
}
