//! Every kind of mail on the narrowest of phones, with the longest name, link and title it can meet: nothing runs off
//! sideways.

use std::fs;

use serde_json::Value;
use training_ladder::{
    domain::invites::Party,
    mail::{
        message::{Message, samples::samples},
        render::{ACCENTS, Renderer, Secrets, SiteFacts},
    },
};

use crate::support::{
    app::TestApp,
    chromium::{Chromium, Script},
    database::{OnDatabase, TestDatabase},
};

/// What people type, whose mails are to hold however long a word of it is.
const TYPED: [&str; 21] = [
    "address",
    "asked",
    "because",
    "certificate_name",
    "colleague",
    "course",
    "dial_in",
    "email",
    "from",
    "help",
    "inviter",
    "location",
    "meeting_id",
    "name",
    "organisation",
    "passcode",
    "person",
    "test_url",
    "title",
    "training",
    "url",
];

/// A word that cannot be broken where a break would be kind.
fn long_word() -> String {
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch".repeat(2)
}

/// The same facts, with the longest words in all that people type.
fn lengthened(facts: &mut Value, key: &str) {
    match facts {
        Value::String(text) if TYPED.contains(&key) => {
            *text = if text.starts_with("https://") {
                format!("https://zoom.example/j/{}?pwd={}", "9".repeat(60), long_word())
            } else {
                format!("{text} {}", long_word())
            };
        }
        Value::String(text) if key == "page" => *text = format!("{text}/{}", long_word()),
        Value::Array(items) => items.iter_mut().for_each(|item| {
            let key = if key == "trainers" || key == "told" { "name" } else { key };
            lengthened(item, key);
        }),
        Value::Object(map) => map.iter_mut().for_each(|(key, item)| lengthened(item, key)),
        _ => {}
    }
}

#[actix_web::test]
async fn no_mail_runs_off_sideways_on_the_narrowest_phone() {
    let site = SiteFacts {
        provider: format!("Partnership of {}", long_word()),
        base_url: "https://training.example/".to_owned(),
        contact_email: format!("{}@riverside.example", long_word()),
        contact_phone: None,
        accent: ACCENTS.0.to_owned(),
        accent_on_dark: ACCENTS.1.to_owned(),
        mark: None,
    };
    let to = Party { name: long_word(), email: "amira.khan@school.example".to_owned() };
    let secrets = Secrets { link: &|_, _| "x".repeat(86), code: &|_| "12345678".to_owned() };
    let (renderer, folder) = (Renderer::new(), tempfile::tempdir().expect("a folder"));
    let mut names = Vec::new();
    for sample in samples() {
        let mut facts: Value = serde_json::from_str(&sample.message.to_payload()).expect("facts");
        lengthened(&mut facts, "");
        let message = Message::from_payload(&facts.to_string())
            .unwrap_or_else(|why| panic!("{}: {why}: {facts}", sample.name));
        let mail = renderer.render(&message, &to, &site, secrets).expect("a mail");
        fs::write(folder.path().join(format!("{}.html", sample.name)), mail.html).expect("a file");
        names.push(sample.name);
    }
    let app = TestApp::on(TestDatabase::sqlite()).await;
    let base = format!("file://{}/", folder.path().display());
    let mut browser = Chromium::at(app.serve(), base, Script::On).await;
    let mut wrong = Vec::new();
    for width in [320, 600] {
        browser.screen(width, 640).await;
        for name in &names {
            browser.go(&format!("{name}.html")).await;
            let seen = browser.fold(&[]).await.width;
            if seen > i64::from(width) {
                wrong.push(format!("{name}: {seen} px wide where there are {width}"));
            }
        }
    }
    wrong.extend(browser.close().await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
