//! A class that is over, and what its people say of it.

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, Someone, TestApp},
    register::Class,
};

/// The usual four questions.
pub const USEFUL: &str = "01930000-0000-7000-8000-0000000000f1";
pub const TAUGHT: &str = "01930000-0000-7000-8000-0000000000f2";
pub const RECOMMEND: &str = "01930000-0000-7000-8000-0000000000f3";
pub const WORDS: &str = "01930000-0000-7000-8000-0000000000f4";

/// A class whose register is closed, `words` as [`Class::mark_all`].
pub async fn finished(app: &TestApp, names: &[&str], words: &[&str]) -> Class {
    let mut class = Class::of(app, names).await;
    class.at_end(app).await;
    class.mark_all(app, words).await;
    class.close(app).await.expect(200);
    class
}

/// Everybody present.
pub async fn attended(app: &TestApp, names: &[&str]) -> Class {
    let words = vec!["p"; names.len()];
    finished(app, names, &words).await
}

/// Marks, a yes and words, with leave to be quoted where there is a role.
pub fn said(mark: i64, words: &str, role: Option<&str>) -> Value {
    json!({
        "answers": [
            {"question_id": USEFUL, "value": mark},
            {"question_id": TAUGHT, "value": 6 - mark},
            {"question_id": RECOMMEND, "value": mark > 2},
            {"question_id": WORDS, "value": words},
        ],
        "quote": {"allowed": role.is_some(), "role": role},
    })
}

/// The address of a booking's feedback.
pub fn feedback_of(class: &Class, person: usize) -> String {
    format!("/api/v1/bookings/{}/feedback", class.bookings[person])
}

/// Says it.
pub async fn say(app: &TestApp, class: &Class, person: usize, body: Value) -> Answer {
    app.post(&class.people[person], &feedback_of(class, person), body).await
}

/// What the trainer sees of it.
pub async fn seen(app: &TestApp, class: &Class) -> Answer {
    app.get(&class.tess, &class.path("feedback")).await
}

/// The page that the newest mail to an address leads to whose path begins so, once every mail is sent.
pub async fn mailed(app: &TestApp, email: &str, begins: &str) -> String {
    app.run_jobs().await;
    let wanted = format!("https://training.example.org{begins}");
    let mails = app.mailbox.sent();
    let mut lines = mails.iter().filter(|mail| mail.to.email == email).flat_map(|mail| mail.text.lines());
    let line = lines.rfind(|line| line.starts_with(&wanted));
    line.expect("a link").trim_start_matches("https://training.example.org").to_owned()
}

/// The fields of the usual form with these marks and words.
pub fn typed<'a>(mark: &'a str, words: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("answers[0].question", USEFUL),
        ("answers[0].value", mark),
        ("answers[1].question", TAUGHT),
        ("answers[1].value", mark),
        ("answers[2].question", RECOMMEND),
        ("answers[2].value", "yes"),
        ("answers[3].question", WORDS),
        ("answers[3].value", words),
    ]
}

/// Erases somebody.
pub async fn erase(app: &TestApp, cora: &Someone, who: &Someone) {
    let path = format!("/api/v1/people/{}/erase", who.id);
    app.post(cora, &path, json!({"reason": "They asked for it."})).await.expect(200);
}
