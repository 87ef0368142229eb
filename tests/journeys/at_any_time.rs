//! A course at any time: found, begun, finished with a reflection, and its certificate.

use serde_json::json;

use super::town::Town;
use crate::support::chromium::Script;

/// What a reader of PDF files makes of one.
fn text_of(octets: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("certificate.pdf");
    std::fs::write(&file, octets).expect("a file");
    let made = std::process::Command::new("pdftotext").arg(&file).arg("-").output().expect("pdftotext");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).expect("text")
}

#[actix_web::test]
async fn a_delegate_takes_a_course_at_any_time() {
    let town = Town::open().await;
    let path = "/api/v1/courses";
    let course = json!({
        "slug": "refresher", "title": "Introduction refresher", "summary": "The main ideas once more, in three films.",
        "duration_minutes": 45, "cpd_minutes": 45, "outcomes": ["The principles, refreshed"],
    });
    town.app.post(&town.cora, path, course).await.expect(201);

    // The coordinator says what it is made of.
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.cora.email).await;
    browser.leave_who_sees().await;
    browser.go("/manage/courses/refresher/on-demand").await;
    browser.look("on-demand-made-of").await;
    browser.tap_css("input[name=open]").await;
    browser.fill("Recordings and texts", "Working with | https://videos.example/with").await;
    browser.fill("Questions that have to be answered", "What will you do differently?").await;
    browser.tap("Save what it is made of").await;
    browser.says("Saved").await;
    browser.look("on-demand-saved").await;
    browser.finish().await;

    let mut browser = town.browser(Script::On).await;
    browser.go("/courses/refresher").await;
    browser.look("on-demand-course").await;
    browser.go("/courses/refresher/on-demand").await;
    browser.look("on-demand-signed-out").await;
    browser.sign_in(&town.dora.email).await;
    browser.leave_who_sees().await;
    browser.go("/courses/refresher").await;
    browser.tap("Begin now").await;
    browser.look("on-demand-begin").await;
    browser.tap("Begin now").await;
    browser.says("Watch and read").await;
    browser.look("on-demand-begun").await;
    let taking = browser.path().await;

    // Nothing written: it says what is missing.
    browser.tap("Finish and get my certificate").await;
    browser.says("it is needed to finish").await;
    browser.look("on-demand-wrong").await;
    browser.fill("What will you do differently?", "I will begin each week with a circle.").await;
    browser.tap("Finish and get my certificate").await;
    browser.says("Your certificate is ready").await;
    browser.look("on-demand-finished").await;
    browser.go("/my-bookings").await;
    browser.look("on-demand-my-bookings").await;
    browser.go(&taking).await;
    browser.tap("See my certificate").await;
    browser.look("on-demand-certificate").await;

    let list = town.app.get(&town.dora, "/api/v1/certificates").await.expect(200).json();
    let id = list["items"][0]["id"].as_str().expect("an id").to_owned();
    let pdf = town.app.get(&town.dora, &format!("/api/v1/certificates/{id}.pdf")).await.expect(200);
    let text = text_of(&pdf.body);
    assert!(text.contains("On demand"), "{text}");
    assert!(!text.contains("9999"), "{text}");
    let code = list["items"][0]["verification_code"].as_str().expect("a code");
    browser.go(&format!("/verify/{code}")).await;
    browser.says("On demand").await;
    browser.look("on-demand-verified").await;
    browser.finish().await;
}
