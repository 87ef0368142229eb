//! What the log holds of signing in, registering and redeeming links: ids, never secrets.

use std::{
    fs,
    io::{BufRead, BufReader, Lines},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
};

use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::support::raw_database::Beside;

/// A server that logs all it can, and what it said.
struct Talkative {
    child: Child,
    address: String,
    lines: Lines<BufReader<ChildStderr>>,
    said: Vec<String>,
}

impl Talkative {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ladder"))
            .args(["serve", "--port", "0", "--log-level", "trace", "--log-format", "json", "--data-dir"])
            .arg(folder)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
        let address = line.trim_end().strip_prefix("listening on ").expect("an address").to_owned();
        let lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
        Self { child, address, lines, said: Vec::new() }
    }

    /// Reads the log until it says this.
    fn listen_for(&mut self, words: &str) {
        for line in self.lines.by_ref() {
            let line = line.expect("a line");
            self.said.push(line.clone());
            if line.contains(words) {
                return;
            }
        }
        panic!("the log never said {words:?}: {:#?}", self.said);
    }

    fn post(&self, path: &str, body: &Value) -> (u16, String, Value) {
        let answer =
            Client::new().post(format!("{}{path}", self.address)).json(body).send().expect("an answer");
        let id = answer.headers()["x-request-id"].to_str().expect("text").to_owned();
        (answer.status().as_u16(), id, answer.json().unwrap_or(Value::Null))
    }

    /// Stops it and reads the rest.
    fn all_it_said(mut self) -> String {
        let sent = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        assert!(sent.success());
        self.said.extend(self.lines.by_ref().map(|line| line.expect("a line")));
        drop(self.child.wait());
        self.said.join("\n")
    }
}

impl Drop for Talkative {
    fn drop(&mut self) {
        drop(self.child.kill());
    }
}

/// The plain text of the newest mail in the folder.
fn newest_mail(folder: &Path) -> String {
    let mut files: Vec<_> = fs::read_dir(folder.join("mail"))
        .expect("the mail folder")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    files.sort();
    let raw = fs::read(files.last().expect("a mail")).expect("the mail");
    let mail = mailparse::parse_mail(&raw).expect("a mail");
    let text = mail.parts().find(|part| part.ctype.mimetype == "text/plain").expect("a text");
    text.get_body().expect("a body")
}

fn token_in(text: &str) -> String {
    let (_, rest) = text.split_once("token=").unwrap_or_else(|| panic!("no link in {text}"));
    rest.split_whitespace().next().expect("a token").to_owned()
}

#[test]
fn neither_passwords_nor_links_codes_or_tokens_reach_the_log() {
    let folder = tempfile::TempDir::with_prefix("ladder-test-").expect("a temporary folder");
    let mut server = Talkative::start(folder.path());
    let (password, email) = ("correct horse battery", "ada@example.org");

    let (status, registered, _) =
        server.post("/api/v1/people", &json!({"name": "Ada Byron", "email": email, "password": password}));
    assert_eq!(status, 201);
    server.listen_for("\"kind\":\"confirm_address\"");
    let mail = newest_mail(folder.path());
    let confirm = token_in(&mail);
    let code =
        mail.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 8).unwrap_or_default().to_owned();
    let (status, _, first) = server.post("/api/v1/people/verify-email", &json!({"token": confirm}));
    assert_eq!(status, 200, "{first}");

    let (status, _, second) =
        server.post("/api/v1/auth/login", &json!({"email": email, "password": password}));
    assert_eq!(status, 200);
    let (status, ..) =
        server.post("/api/v1/auth/login", &json!({"email": email, "password": "a wrong password"}));
    assert_eq!(status, 401);
    let (status, ..) = server.post("/api/v1/auth/sign-in-links", &json!({"email": email}));
    assert_eq!(status, 202);
    server.listen_for("\"kind\":\"sign_in_link\"");
    let link = token_in(&newest_mail(folder.path()));
    let (status, redeemed, third) = server.post("/api/v1/auth/sign-in-links/redeem", &json!({"token": link}));
    assert_eq!(status, 200, "{third}");
    let page = format!("{}/sign-in?token={link}", server.address);
    drop(reqwest::blocking::get(page).expect("an answer"));
    let me = Client::new().get(format!("{}/api/v1/me", server.address));
    let bearer = third["access_token"].as_str().expect("a token");
    assert_eq!(me.bearer_auth(bearer).send().expect("an answer").status().as_u16(), 200);
    let (status, _, fourth) =
        server.post("/api/v1/auth/refresh", &json!({"refresh_token": third["refresh_token"]}));
    assert_eq!(status, 200);

    let secret = fs::read_to_string(folder.path().join("ladder.secret")).expect("the secret");
    let log = server.all_it_said();
    for id in [registered, redeemed] {
        assert!(log.contains(&id), "the log names each request by its id");
    }
    let mut secrets = vec![password.to_owned(), "a wrong password".to_owned(), confirm, link, code];
    secrets.push(secret.trim().to_owned());
    for tokens in [first, second, third, fourth] {
        for name in ["access_token", "refresh_token"] {
            secrets.push(tokens[name].as_str().expect("a token").to_owned());
        }
    }
    for secret in secrets {
        assert!(secret.len() >= 8, "{secret:?} is no secret");
        assert!(!log.contains(&secret), "{secret} is in the log");
    }
}

#[test]
fn each_line_is_one_object_with_its_time_in_utc() {
    let folder = tempfile::TempDir::with_prefix("ladder-test-").expect("a temporary folder");
    let mut server = Talkative::start(folder.path());
    for path in ["/nothing%0A%7B%22level%22:%22FORGED%22%7D", "/nothing%1B[31m", "/%E2%80%A8forged"] {
        let answer = Client::new()
            .get(format!("{}{path}", server.address))
            .header("x-request-id", "forged id {} [31m")
            .header("user-agent", "a\tb \"} FORGED")
            .send()
            .expect("an answer");
        assert_eq!(answer.status().as_u16(), 404, "{path}");
        let id = answer.headers()["x-request-id"].to_str().expect("text").to_owned();
        assert!(!id.contains(' '), "an id that was made up is not taken over: {id}");
        server.listen_for(&id);
    }
    let log = server.all_it_said();
    assert!(log.lines().count() > 3, "{log}");
    for line in log.lines() {
        let entry: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let at = entry["timestamp"].as_str().unwrap_or_default();
        let time = chrono::DateTime::parse_from_rfc3339(at).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!((time.offset().local_minus_utc(), at.ends_with('Z')), (0, true), "{line}");
        let level = entry["level"].as_str().unwrap_or_default();
        assert!(["TRACE", "DEBUG", "INFO", "WARN", "ERROR"].contains(&level), "{line}");
    }
}

#[test]
fn what_nobody_expected_is_told_to_the_log_and_not_to_the_caller() {
    let folder = tempfile::TempDir::with_prefix("ladder-test-").expect("a temporary folder");
    let mut server = Talkative::start(folder.path());
    let kinds = format!("{}/api/v1/credential-kinds", server.address);
    assert_eq!(reqwest::blocking::get(&kinds).expect("an answer").status().as_u16(), 200);
    let url = format!("sqlite:{}", folder.path().join("ladder.sqlite3").display());
    Beside::at(&url).run("ALTER TABLE credential_kinds RENAME TO somewhere_else");

    let answer = reqwest::blocking::get(&kinds).expect("an answer");
    assert_eq!(answer.status().as_u16(), 500);
    let id = answer.headers()["x-request-id"].to_str().expect("text").to_owned();
    let said = answer.text().expect("a body");
    assert!(said.contains("internal_error") && !said.contains("credential_kinds"), "{said}");
    server.listen_for("the database failed");
    let line = server.said.last().expect("a line").clone();
    assert!(line.contains("credential_kinds") && line.contains(&id), "{line}");
}
