//! `serve`, `worker`, `migrate`, `backup` and `openapi`, as programs.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::ladder;
use crate::support::raw_database::Beside;

/// A server that is killed when it is dropped.
struct Serving {
    child: Child,
    address: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn serve(folder: &Path, arguments: &[&str]) -> Serving {
    serve_logging(folder, arguments, Stdio::null())
}

fn serve_logging(folder: &Path, arguments: &[&str], errors: Stdio) -> Serving {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ladder"))
        .args(["serve", "--port", "0", "--data-dir"])
        .arg(folder)
        .args(arguments)
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(errors)
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
    let address = line.trim_end().strip_prefix("listening on ").map(str::to_owned);
    Serving { address: address.unwrap_or_else(|| panic!("it printed {line:?}")), child }
}

impl Serving {
    fn get(&self, path: &str) -> (u16, String) {
        let answer = reqwest::blocking::get(format!("{}{path}", self.address)).expect("an answer");
        (answer.status().as_u16(), answer.text().expect("text"))
    }

    fn terminate(mut self) -> Option<i32> {
        let sent = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        assert!(sent.success());
        self.child.wait().expect("it ends").code()
    }
}

fn folder() -> TempDir {
    TempDir::with_prefix("ladder-test-").expect("a temporary folder")
}

#[test]
fn it_says_where_it_listens_answers_and_stops_when_told() {
    let folder = folder();
    let serving = serve(folder.path(), &[]);
    assert!(serving.address.starts_with("http://127.0.0.1:"), "{}", serving.address);
    assert_eq!(serving.get("/healthz").0, 200);
    assert_eq!(serving.get("/readyz").0, 200);
    assert_eq!(serving.terminate(), Some(0));
    for made in ["ladder.sqlite3", "ladder.secret"] {
        assert!(folder.path().join(made).is_file(), "{made}");
    }
    // Started again it goes on with what is there.
    let again = serve(folder.path(), &["--run-worker", "false"]);
    assert_eq!(again.get("/readyz").0, 200);
    assert_eq!(again.terminate(), Some(0));
}

#[cfg(unix)]
#[test]
fn what_it_makes_is_its_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let data = folder.path().join("data");
    let serving = serve(&data, &["--mail", &format!("folder:{}", data.join("mail").display())]);
    assert_eq!(serving.get("/readyz").0, 200);
    let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in data.read_dir().expect("a folder").map(|file| file.expect("a file").path()) {
        let private = if file.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&file), private, "{}", file.display());
    }
    let copy = folder.path().join("copy.sqlite3");
    let backed_up = Command::new(env!("CARGO_BIN_EXE_ladder"))
        .arg("backup")
        .arg(&copy)
        .arg("--data-dir")
        .arg(&data)
        .env_clear()
        .stdout(Stdio::null())
        .status();
    assert!(backed_up.expect("it runs").success());
    assert_eq!(mode(&copy), 0o600);
    assert_eq!(serving.terminate(), Some(0));
}

#[test]
fn the_last_lines_of_the_trail_are_written_and_codes_stand_in_no_log() {
    let folder = folder();
    let log = folder.path().join("log");
    let errors = std::fs::File::create(&log).expect("a log");
    let serving = serve_logging(folder.path(), &["--trail-addresses", "plain"], errors.into());
    assert_eq!(serving.get("/verify/ABCD-EFGH-JKMN-PQRS").0, 404);
    assert_eq!(serving.get("/api/v1/verify/ABCDEFGHJKMNPQRSTVWX").0, 404);
    assert_eq!(serving.get("/sign-in?token=SECRETSECRETSECRET").0, 200);
    assert_eq!(serving.get("/courses").0, 200);
    let wrong = serde_json::json!({"email": "nobody@example.org", "password": "not this one"});
    let answer = reqwest::blocking::Client::new()
        .post(format!("{}/api/v1/auth/login", serving.address))
        .json(&wrong)
        .send();
    assert_eq!(answer.expect("an answer").status().as_u16(), 401);
    assert_eq!(serving.terminate(), Some(0));

    let said = std::fs::read_to_string(&log).expect("a log");
    assert!(said.contains("/courses") && said.contains("/verify/…"), "{said}");
    for secret in ["ABCD", "SECRET", "nobody@", "not this one"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    let database = format!("sqlite:{}", folder.path().join("ladder.sqlite3").display());
    let lines = Beside::at(&database).lines("SELECT action || ' ' || origin AS line FROM audit_log");
    assert_eq!(lines, ["sign_in_failed 127.0.0.1"]);
}

#[test]
fn a_port_that_is_taken_is_a_setting_that_cannot_be_used() {
    let folder = folder();
    let serving = serve(folder.path(), &[]);
    let port = serving.address.rsplit(':').next().expect("a port").to_owned();
    let data = folder.path().to_string_lossy().into_owned();
    let output = ladder(&["serve", "--port", &port, "--data-dir", &data], &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("LADDER_PORT") && said.contains("right would be"), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_bad_setting_stops_every_command_before_it_begins() {
    for command in ["serve", "worker", "migrate"] {
        let output = ladder(&[command, "--database-url", "mysql://host/db"], &[]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

#[test]
fn a_worker_works_until_it_is_told_to_stop() {
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_ladder"))
        .args(["worker", "--log-format", "json", "--data-dir"])
        .arg(folder.path())
        .env_clear()
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
    assert!(lines.any(|line| line.expect("a line").contains("\"message\":\"working\"")));
    let sent = Command::new("kill").arg(child.id().to_string()).status().expect("kill runs");
    assert!(sent.success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_backup_is_taken_while_the_service_runs_and_replaces_nothing() {
    let folder = folder();
    let database = format!("sqlite:{}", folder.path().join("ladder.sqlite3").display());
    let serving = serve(folder.path(), &[]);
    let copy = folder.path().join("copy.sqlite3");
    let arguments = ["backup", &copy.to_string_lossy()].map(str::to_owned);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = ladder(&arguments, &[("DATABASE_URL", &database)]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    drop(serving);

    let of_copy = format!("sqlite:{}", copy.display());
    let audited = ladder(&["audit"], &[("DATABASE_URL", &of_copy)]);
    assert_eq!(audited.status.code(), Some(0), "{}", String::from_utf8_lossy(&audited.stderr));

    let before = std::fs::read(&copy).expect("the copy");
    let again = ladder(&arguments, &[("DATABASE_URL", &database)]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
    assert_eq!(std::fs::read(&copy).expect("the copy"), before);
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("the folder")
        .filter(|entry| {
            entry.as_ref().expect("an entry").file_name().to_string_lossy().contains("unfinished")
        })
        .collect();
    assert!(left.is_empty());
}

#[test]
fn a_backup_needs_a_database_and_names_pg_dump_for_the_other() {
    let folder = folder();
    let copy = folder.path().join("copy.sqlite3").to_string_lossy().into_owned();
    let missing = format!("sqlite:{}", folder.path().join("none.sqlite3").display());
    let output = ladder(&["backup", &copy], &[("DATABASE_URL", &missing)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no such file"));

    let postgres = "postgres://ladder:hunter2@127.0.0.1/ladder";
    let output = ladder(&["backup", &copy], &[("DATABASE_URL", postgres)]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&format!("pg_dump --format=custom --file={copy} \"$DATABASE_URL\"")), "{said}");
    assert!(!said.contains("hunter2"));
}

#[test]
fn migrating_needs_nothing_but_the_database() {
    let folder = folder();
    let database = format!("sqlite:{}", folder.path().join("new/ladder.sqlite3").display());
    let data = folder.path().join("data").to_string_lossy().into_owned();
    let environment = [("DATABASE_URL", database.as_str()), ("LADDER_DATA_DIR", data.as_str())];
    for _ in 0..2 {
        let output = ladder(&["migrate"], &environment);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stdout).contains("up to date"));
    }
}

#[test]
fn the_api_document_is_printed() {
    for (arguments, form) in [(&["openapi"] as &[&str], "3.1"), (&["openapi", "--form", "3.0"], "3.0")] {
        let output = ladder(arguments, &[]);
        assert_eq!(output.status.code(), Some(0));
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with(form)));
        assert!(document["paths"]["/api/v1/auth/login"]["post"].is_object());
    }
}
