//! On pages: training already done is chosen or said, shown by files, and decided by a coordinator who looks at them.

use std::time::Duration;

use actix_web::http::Method;
use serde_json::json;

use crate::support::{
    app::{Answer, Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    evidence::{PARTS, pdf, png, scanner},
    pages::{Browser, value_of},
    site::Site,
};

/// What a browser takes for a page.
const PAGE: &str = "text/html";

async fn offer(app: &TestApp) -> (Someone, Someone) {
    let (cora, dora) = (app.coordinator().await, app.delegate("Dora").await);
    app.course(&cora, "two-day", |_| {}).await;
    app.course(&cora, "development", |body| {
        body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "two-day"}]}]);
    })
    .await;
    (cora, dora)
}

/// Sends a form with several files, as a browser does.
async fn send(
    browser: &Browser<'_>,
    path: &str,
    fields: &[(&str, &str)],
    files: &[(&str, Vec<u8>)],
) -> Answer {
    let csrf = browser.csrf().await;
    let mut body = Vec::new();
    for (name, value) in fields.iter().copied().chain([("csrf", csrf.as_str())]) {
        let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--edge--\r\n");
    browser.send_bytes_as(Method::POST, path, PAGE, Some((PARTS, body))).await
}

both_databases! {
    async fn a_training_is_chosen_shown_decided_and_counts(app: TestApp) {
        let (cora, dora) = offer(&app).await;
        let browser = app.browser_of(&dora).await;
        let page = browser.open("/my-training").await.expect(200).text();
        assert!(page.contains("<option value=\"two-day\">Two day</option>"), "{page}");
        assert!(page.contains("deleted 90 days after it is decided"), "{page}");
        assert!(page.contains(" multiple accept=\"application/pdf,image/jpeg,image/png,image/webp\""), "{page}");
        let key = value_of(&page, "key").expect("a key");
        let fields = [("training", "two-day"), ("words", ""), ("done_on", "2019"), ("key", key.as_str())];
        let files = [("Certificate.PDF", pdf("one")), ("photo.png", png()), ("same.png", png())];
        for _ in 0..2 {
            let said = send(&browser, "/my-training", &fields, &files).await.expect(303);
            assert_eq!(said.header("location"), "/my-training?done=said");
        }
        // Sent twice it is kept once, and no file is left over; the same picture twice is one.
        assert_eq!(app.files_handed_in().len(), 2);
        let page = browser.open("/my-training").await.expect(200).text();
        assert!(page.contains("<strong>Two day</strong>") && page.contains("Certificate.pdf"), "{page}");
        assert!(!page.contains("<p class=\"lines\">"), "nothing more was said: {page}");
        let open = app.get(&cora, "/api/v1/training-claims?state=open").await.expect(200).json();
        assert_eq!(open["items"].as_array().map(Vec::len), Some(1));
        let claim = id_of(&open["items"][0]);
        let file = id_of(&open["items"][0]["evidence"][0]);

        // The coordinator looks at the file, and finds the training chosen already.
        let desk = app.browser_of(&cora).await;
        let page = desk.open(&format!("/manage/claims/{claim}")).await.expect(200).text();
        let address = format!("/claims/{claim}/evidence/{file}");
        assert!(page.contains(&format!("href=\"{address}\"")), "{page}");
        assert!(page.contains("<option value=\"two-day\" selected>"), "{page}");
        let answer = desk.open(&address).await.expect(200);
        assert_eq!((answer.body.clone(), answer.header("content-type").as_str()), (pdf("one"), "application/pdf"));
        assert!(answer.header("content-disposition").starts_with("attachment"));
        let olly = app.delegate("Olly").await;
        let others = app.browser_of(&olly).await;
        others.open(&address).await.expect(404);
        others.open(&format!("/my-training/{claim}")).await.expect(404);
        desk.open(&format!("/my-training/{claim}")).await.expect(403);

        let decision = [("decision", "confirm"), ("training", "two-day"), ("completed_on", "2019-01-01")];
        desk.submit(&format!("/manage/claims/{claim}"), &decision).await.expect(303);
        let session = app.session(&cora, "development", 30, 3, 9).await;
        app.post(&dora, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        let page = browser.open(&format!("/my-training/{claim}")).await.expect(200).text();
        assert!(page.contains("on your record") && !page.contains("Take back"), "{page}");
        assert!(!page.contains("type=\"file\""), "{page}");
    }

    async fn files_are_added_and_taken_back_until_it_is_decided(app: TestApp) {
        let (_, dora) = offer(&app).await;
        let said = json!({"words": "Two days in Leeds."});
        let claim = id_of(&app.post(&dora, "/api/v1/me/training-claims", said).await.expect(201).json());
        let browser = app.browser_of(&dora).await;
        let here = format!("/my-training/{claim}");
        let page = browser.open("/my-training").await.expect(200).text();
        assert!(page.contains(&format!("href=\"{here}\"")), "{page}");
        let page = browser.open(&here).await.expect(200).text();
        assert!(page.contains("Two days in Leeds.") && page.contains("Nothing shows it yet"), "{page}");
        let page = send(&browser, &here, &[], &[]).await.expect(422).text();
        assert!(page.contains("Choose a file."), "{page}");
        let added = send(&browser, &here, &[], &[("a.pdf", pdf("a")), ("b.png", png())]).await.expect(303);
        assert_eq!(added.header("location"), format!("{here}?done=added"));
        let page = browser.open(&format!("{here}?done=added")).await.expect(200).text();
        assert!(page.contains("a.pdf") && page.contains("b.png") && page.contains("1 KB"), "{page}");
        let own = app.get(&dora, "/api/v1/me/training-claims").await.expect(200).json();
        let file = id_of(&own["items"][0]["evidence"][0]);
        let removed = browser.submit(&format!("{here}/evidence/{file}/remove"), &[]).await.expect(303);
        let page = browser.open(&removed.header("location")).await.expect(200).text();
        assert!(page.contains("Taken back.") && !page.contains("a.pdf"), "{page}");
        let six: Vec<(&str, Vec<u8>)> = ["1", "2", "3", "4", "5", "6"].map(|at| ("p.pdf", pdf(at))).to_vec();
        let page = send(&browser, &here, &[], &six).await.expect(422).text();
        assert!(page.contains("5 files at most"), "{page}");
        app.run_jobs().await;
        assert_eq!(app.files_handed_in().len(), 1);
    }

    async fn what_is_wrong_with_a_file_is_said_and_the_words_stay(app: TestApp) {
        let (_, dora) = offer(&app).await;
        let browser = app.browser_of(&dora).await;
        let fields = [("training", ""), ("words", "Kept words."), ("done_on", "2019")];
        let html = ("certificate.pdf", b"<html></html>".to_vec());
        let page = send(&browser, "/my-training", &fields, &[("a.pdf", pdf("a")), html]).await.expect(422).text();
        assert!(page.contains("Kept words.") && page.contains("“certificate.pdf” is not one of the files"), "{page}");
        let mut large = pdf("large");
        large.resize(10 * 1024 * 1024 + 1, b' ');
        let page = send(&browser, "/my-training", &fields, &[("large.pdf", large)]).await.expect(422).text();
        assert!(page.contains("Kept words.") && page.contains("larger than 10 MB"), "{page}");
        // Nothing of the claim is kept without what was to show it.
        let folder = tempfile::tempdir().expect("a folder");
        let virus_scanner = scanner(folder.path(), "exit 2", Duration::from_secs(20));
        let failing = app.copy_as(41, Site { virus_scanner, ..Site::default() });
        let others = failing.browser_of(&dora).await;
        let page = send(&others, "/my-training", &fields, &[("a.pdf", pdf("a"))]).await.expect(422).text();
        assert!(page.contains("Kept words.") && page.contains("cannot be checked for viruses just now"), "{page}");
        let own = app.get(&dora, "/api/v1/me/training-claims").await.expect(200).json();
        assert_eq!(own["items"], json!([]));
        assert_eq!(app.files_handed_in(), Vec::<String>::new());
        // Without a file it is taken as before.
        send(&browser, "/my-training", &fields, &[("", Vec::new())]).await.expect(303);
        let page = browser.open("/privacy").await.expect(200).text();
        assert!(page.contains("deleted 90 days after it is decided"), "{page}");
    }

    async fn a_huge_stream_is_refused_as_it_comes(app: TestApp) {
        let (_, dora) = offer(&app).await;
        let browser = app.browser_of(&dora).await;
        let huge = vec![b' '; 52 * 1024 * 1024];
        send(&browser, "/my-training", &[("words", "x")], &[("huge.pdf", huge)]).await.expect(413);
        assert_eq!(app.files_handed_in(), Vec::<String>::new());
    }
}
